import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding, SettingName, SettingsPage } from '../../preload/contract.ts';
import { authority } from '../bridge.ts';
import { Command } from '../parts/command.tsx';
import { Notice } from '../parts/notice.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { TextEntry } from '../parts/text-entry.tsx';
import { useRequest } from '../request.ts';
import { findingWords } from '../words/coded.ts';
import { draftOf, readDraft } from './draft.ts';

const hints = {
  address: 'settings.addressHint',
  issuer: 'settings.issuerHint',
  trustedKeys: 'settings.trustedKeysHint',
  undoSeconds: 'settings.undoSecondsHint',
} as const;

const hintKey = (name: SettingName) => (name in hints ? hints[name as keyof typeof hints] : null);

interface SettingsFormProps {
  readonly page: SettingsPage;
  readonly onSaved: () => void;
  /** What only an administrator sets, shown among the service's settings. */
  readonly statements: ReactNode;
}

/** The settings that can be changed here; those fixed by the administrator are shown and off. */
export function SettingsForm({ page, onSaved, statements }: SettingsFormProps) {
  const { t } = useTranslation();
  const { run, busy, refusal } = useRequest();
  const [draft, setDraft] = useState(() => draftOf(page.values));
  const [problems, setProblems] = useState<Partial<Record<SettingName, Finding>>>({});
  const [saved, setSaved] = useState(false);
  const reading = readDraft(draft, page.values);
  const unchanged = reading.ok && Object.keys(reading.changed).length === 0;

  const save = async () => {
    setSaved(false);
    if (!reading.ok) return setProblems(reading.problems);
    const answer = await run(() => authority.saveSettings({ values: reading.changed }));
    setProblems(answer?.outcome === 'refused' ? answer.problems : {});
    if (answer?.outcome !== 'saved') return;
    setSaved(true);
    onSaved();
  };

  const entry = (name: SettingName, look: { mono?: boolean; rows?: number } = {}) => {
    const fixed = page.fixed.includes(name);
    const hint = hintKey(name);
    const problem = problems[name];
    return (
      <TextEntry
        key={name}
        {...look}
        label={t(`settings.${name}`)}
        hint={fixed ? t('common.fixed') : hint ? t(hint) : undefined}
        problem={problem && findingWords(problem)}
        value={draft[name]}
        onChange={(text) => {
          setSaved(false);
          setDraft((was) => ({ ...was, [name]: text }));
        }}
        isDisabled={fixed}
      />
    );
  };

  return (
    <>
      <section className="panel stack">
        <h2>{t('settings.service')}</h2>
        {entry('serviceName')}
        {entry('address', { mono: true })}
        {entry('trustedKeys', { mono: true, rows: 4 })}
        {entry('pollSeconds')}
        {statements}
      </section>
      <section className="panel stack">
        <h2>{t('settings.signing')}</h2>
        {entry('issuer', { mono: true })}
        {entry('lifetimeDays')}
        {entry('undoSeconds')}
      </section>
      {Object.keys(problems).length > 0 && (
        <Notice tone="bad" live>
          <p>{t('settings.unsaved')}</p>
        </Notice>
      )}
      <RefusalNotice refusal={refusal} />
      <div className="page-commands">
        <Command look="primary" onPress={save} busy={busy} isDisabled={unchanged}>
          {t('settings.save')}
        </Command>
        <span role="status" className="quiet">
          {saved ? t('settings.saved') : unchanged ? t('settings.noChange') : ''}
        </span>
      </div>
    </>
  );
}
