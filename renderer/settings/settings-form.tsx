import { Keyboard } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding, SettingName, SettingsPage } from '../../preload/contract.ts';
import { Command } from '../parts/command.tsx';
import { Notice } from '../parts/notice.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { useRequest } from '../request.ts';
import { useAuthority } from '../service.tsx';
import { draftOf, type Edits, edited, readDraft } from './draft.ts';
import { ServiceSecret } from './service-secret.tsx';
import { FolderSetting, type Form, LanguageSetting, SwitchSetting, TextSetting } from './setting-fields.tsx';

interface SettingsFormProps {
  readonly page: SettingsPage;
  readonly edits: Edits;
  readonly onEdit: (edits: Edits) => void;
  readonly onSaved: () => void;
  readonly onShowKeys: () => void;
  /** What only an administrator sets, shown among the service's settings. */
  readonly administered: ReactNode;
}

/** The settings that can be changed here; those fixed by the administrator are shown and off. */
export function SettingsForm({ page, edits, onEdit, onSaved, onShowKeys, administered }: SettingsFormProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { run, busy, refusal } = useRequest();
  const [problems, setProblems] = useState<Partial<Record<SettingName, Finding>>>({});
  const [saved, setSaved] = useState(false);
  const fields = useRef<HTMLDivElement>(null);
  const draft = draftOf(page.values, edits);
  const unchanged = Object.keys(edits).length === 0;

  const form: Form = {
    page,
    draft,
    problems,
    edit: (name, value) => {
      setSaved(false);
      onEdit(edited(edits, name, value, page.values));
    },
  };

  useEffect(() => {
    if (Object.keys(problems).length > 0) fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problems]);

  // What was saved reads as main holds it now, which may be written another way than it was typed.
  const last = useRef(page);
  useEffect(() => {
    if (last.current === page) return;
    last.current = page;
    if (saved) onEdit({});
  }, [page, saved, onEdit]);

  const save = async () => {
    setSaved(false);
    const reading = readDraft(draft, page.values);
    if (!reading.ok) return setProblems(reading.problems);
    const answer = await run(() => authority.saveSettings({ values: reading.changed }));
    setProblems(answer?.outcome === 'refused' ? answer.problems : {});
    if (answer?.outcome !== 'saved') return;
    setSaved(true);
    onSaved();
  };

  const discard = () => {
    setProblems({});
    onEdit({});
  };

  return (
    <div className="stack" ref={fields}>
      <section className="panel stack">
        <h2>{t('settings.service')}</h2>
        <TextSetting form={form} name="serviceName" />
        <TextSetting form={form} name="address" mono />
        <TextSetting form={form} name="trustedKeys" mono rows={4} />
        <TextSetting form={form} name="pollSeconds" />
        <TextSetting form={form} name="ca" mono rows={4} />
        <TextSetting form={form} name="authHeader" mono />
        {draft.authHeader !== '' && <ServiceSecret kept={page.serviceSecret} onChanged={onSaved} />}
        {administered}
      </section>
      <section className="panel stack">
        <h2>{t('settings.signing')}</h2>
        <TextSetting form={form} name="issuer" mono />
        <TextSetting form={form} name="lifetimeDays" />
        <TextSetting form={form} name="undoSeconds" />
        <TextSetting form={form} name="rejectReasons" rows={3} />
      </section>
      <section className="panel stack">
        <h2>{t('settings.locking')}</h2>
        <p className="quiet">{t('settings.lockingWhy')}</p>
        <TextSetting form={form} name="lockAfterMinutes" />
        <SwitchSetting form={form} name="lockOnSuspend" />
        <SwitchSetting form={form} name="lockOnScreenLock" />
      </section>
      <section className="panel stack">
        <h2>{t('settings.intake')}</h2>
        <TextSetting form={form} name="feed" mono />
        <FolderSetting form={form} name="inboxFolder" />
      </section>
      <section className="panel stack">
        <h2>{t('settings.notifications')}</h2>
        <SwitchSetting form={form} name="notify" />
        <div className="pair">
          <TextSetting form={form} name="quietFrom" placeholder={t('settings.timeExample')} />
          <TextSetting form={form} name="quietUntil" placeholder={t('settings.timeExample')} />
        </div>
      </section>
      <section className="panel stack">
        <h2>{t('settings.workstation')}</h2>
        <SwitchSetting form={form} name="keepRunning" />
        <SwitchSetting form={form} name="startAtLogin" />
        <LanguageSetting form={form} />
        <SwitchSetting form={form} name="letterKeys" />
        <div className="page-commands">
          <Command icon={Keyboard} onPress={onShowKeys}>
            {t('keyboard.title')}
          </Command>
        </div>
      </section>
      {Object.keys(problems).length > 0 && (
        <Notice tone="bad" live>
          <p>{t('settings.unsaved')}</p>
        </Notice>
      )}
      <RefusalNotice refusal={refusal} />
      <div className="save-bar" data-due={!unchanged || undefined}>
        <span role="status" className="quiet">
          {saved ? t('settings.saved') : unchanged ? t('settings.noChange') : t('settings.pending')}
        </span>
        {!unchanged && (
          <Command onPress={discard} isDisabled={busy}>
            {t('settings.discard')}
          </Command>
        )}
        <Command look="primary" onPress={save} busy={busy} isDisabled={unchanged}>
          {t('settings.save')}
        </Command>
      </div>
    </div>
  );
}
