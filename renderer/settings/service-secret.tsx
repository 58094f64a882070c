import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '../../preload/contract.ts';
import { Command } from '../parts/command.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { SecretEntry } from '../parts/secret-entry.tsx';
import { useBusy } from '../place.ts';
import { useRequest } from '../request.ts';
import { useAuthority } from '../service.tsx';
import { findingWords } from '../words/coded.ts';

interface ServiceSecretProps {
  /** Whether the keychain has one; null where none can be kept now. */
  readonly kept: boolean | null;
  readonly onChanged: () => void;
}

/** What the service's header carries: entered here, kept in the keychain, and never shown. */
export function ServiceSecret({ kept, onChanged }: ServiceSecretProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { run, busy, refusal } = useRequest();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<Finding | null>(null);
  useBusy(text !== '');

  const keep = async (secret: string) => {
    const answer = await run(() => authority.keepServiceSecret({ secret }));
    setProblem(answer?.outcome === 'refused' ? answer.reason : null);
    if (answer?.outcome !== 'done') return;
    setText('');
    onChanged();
  };

  if (kept === null) {
    return (
      <div className="entry">
        <p className="entry-label">{t('settings.serviceSecret')}</p>
        <p className="entry-hint">{t('settings.serviceSecretLater')}</p>
      </div>
    );
  }
  return (
    <div className="entry">
      <p className="entry-label">{t('settings.serviceSecret')}</p>
      <p>{t(kept ? 'settings.serviceSecretKept' : 'settings.serviceSecretNone')}</p>
      <div className="folder">
        <SecretEntry
          label={t('settings.serviceSecretNew')}
          hint={t('settings.serviceSecretHint')}
          problem={problem && findingWords(problem)}
          value={text}
          onChange={setText}
          mono
        />
        <Command onPress={() => keep(text)} busy={busy} isDisabled={text === ''}>
          {t('settings.serviceSecretKeep')}
        </Command>
        {kept && (
          <Command onPress={() => keep('')} isDisabled={busy}>
            {t('settings.serviceSecretRemove')}
          </Command>
        )}
      </div>
      <RefusalNotice refusal={refusal} />
    </div>
  );
}
