import { FolderOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type Finding, languageChoices, type SettingName, type SettingsPage } from '../../preload/contract.ts';
import { authority } from '../bridge.ts';
import { Command } from '../parts/command.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { TextEntry } from '../parts/text-entry.tsx';
import { useRequest } from '../request.ts';
import { findingWords } from '../words/coded.ts';
import { ChoiceEntry } from './choice-entry.tsx';
import type { Draft, SwitchName, TextName } from './draft.ts';
import { SwitchEntry } from './switch-entry.tsx';

/** What every field of the form needs of it. */
export interface Form {
  readonly page: SettingsPage;
  readonly draft: Draft;
  readonly problems: Partial<Record<SettingName, Finding>>;
  readonly edit: <Name extends SettingName>(name: Name, value: Draft[Name]) => void;
}

const hints = {
  address: 'settings.addressHint',
  issuer: 'settings.issuerHint',
  trustedKeys: 'settings.trustedKeysHint',
  ca: 'settings.caHint',
  authHeader: 'settings.authHeaderHint',
  undoSeconds: 'settings.undoSecondsHint',
  rejectReasons: 'settings.rejectReasonsHint',
  feed: 'settings.feedHint',
  inboxFolder: 'settings.inboxFolderHint',
  notify: 'settings.notifyHint',
  quietFrom: 'settings.quietHint',
  quietUntil: 'settings.quietHint',
  keepRunning: 'settings.keepRunningHint',
  startAtLogin: 'settings.startAtLoginHint',
  lockAfterMinutes: 'settings.lockAfterMinutesHint',
  language: 'settings.languageHint',
  letterKeys: 'settings.letterKeysHint',
} as const;

function useField(form: Form, name: SettingName) {
  const { t } = useTranslation();
  const isDisabled = form.page.fixed.includes(name);
  const problem = form.problems[name];
  const hint =
    name === 'lockOnScreenLock'
      ? t(`settings.screenLock.${form.page.screenLock}`)
      : name in hints
        ? t(hints[name as keyof typeof hints])
        : undefined;
  return {
    label: t(`settings.${name}`),
    hint: isDisabled ? t('common.fixed') : hint,
    problem: problem && findingWords(problem),
    isDisabled,
  };
}

interface TextSettingProps {
  readonly form: Form;
  readonly name: TextName;
  readonly mono?: boolean;
  readonly rows?: number;
  readonly placeholder?: string;
  readonly isReadOnly?: boolean;
}

export function TextSetting({ form, name, placeholder, ...look }: TextSettingProps) {
  const field = useField(form, name);
  return (
    <TextEntry
      {...look}
      {...field}
      {...(placeholder && !field.isDisabled && { placeholder })}
      value={form.draft[name]}
      onChange={(text) => form.edit(name, text)}
    />
  );
}

export function SwitchSetting({ form, name }: { readonly form: Form; readonly name: SwitchName }) {
  const field = useField(form, name);
  return <SwitchEntry {...field} isSelected={form.draft[name]} onChange={(on) => form.edit(name, on)} />;
}

/** Each language under its own name, for whoever can read no other. */
export function LanguageSetting({ form }: { readonly form: Form }) {
  const { t } = useTranslation();
  const field = useField(form, 'language');
  return (
    <ChoiceEntry
      {...field}
      value={form.draft.language}
      onChange={(choice) => form.edit('language', choice)}
      of={languageChoices.map((value) => ({
        value,
        words: t(`settings.languageChoice.${value}`),
        ...(value !== 'system' && { lang: value }),
      }))}
    />
  );
}

/** A folder, chosen with the system's own dialog: the page itself may name none. */
export function FolderSetting({ form, name }: { readonly form: Form; readonly name: 'inboxFolder' }) {
  const { t } = useTranslation();
  const { run, busy, refusal } = useRequest();
  const choose = async () => {
    const answer = await run(() => authority.chooseFolder(null));
    if (answer?.outcome === 'chosen') form.edit(name, answer.path);
  };
  return (
    <>
      <div className="folder">
        <TextSetting form={form} name={name} mono isReadOnly />
        {!form.page.fixed.includes(name) && (
          <>
            <Command icon={FolderOpen} onPress={choose} busy={busy}>
              {t('settings.chooseFolder')}
            </Command>
            <Command onPress={() => form.edit(name, '')} isDisabled={form.draft[name] === ''}>
              {t('settings.noFolder')}
            </Command>
          </>
        )}
      </div>
      <RefusalNotice refusal={refusal} />
    </>
  );
}
