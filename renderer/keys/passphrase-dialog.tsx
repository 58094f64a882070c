import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Command } from '../parts/command.tsx';
import { DialogFrame } from '../parts/dialog-frame.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { SecretEntry } from '../parts/secret-entry.tsx';
import { useBusy } from '../place.ts';
import { useAuthority } from '../service.tsx';
import { useDoing } from './doing.ts';
import { PassphraseEntry } from './passphrase-entry.tsx';
import type { PassphraseTask } from './passphrase-panel.tsx';

interface PassphraseDialogProps {
  readonly kid: string;
  readonly task: PassphraseTask;
  readonly onClose: () => void;
}

/** Gives a key a passphrase, another one, or none; for the last two it takes the one that it has. */
export function PassphraseDialog({ kid, task, onClose }: PassphraseDialogProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { todo, busy, refusal } = useDoing(onClose);
  const [present, setPresent] = useState('');
  const [next, setNext] = useState<string | null>(null);
  const ready = (task === 'set' || present !== '') && (task === 'remove' || next !== null);
  useBusy(present !== '' || next !== null);
  return (
    <DialogFrame title={t(`keys.passphrase.${task}`)} onClose={onClose}>
      <p className="dialog-lead">
        <code>{kid}</code>
      </p>
      <p>{t(`keys.passphrase.${task}Why`)}</p>
      {task !== 'set' && (
        <SecretEntry label={t('keys.passphrase.present')} value={present} onChange={setPresent} autoFocus />
      )}
      {task !== 'remove' && (
        <PassphraseEntry hint={t('keys.passphrase.hint')} onChange={setNext} autoFocus={task === 'set'} />
      )}
      <RefusalNotice refusal={refusal} title={t('keys.passphrase.refused')} />
      <div className="dialog-commands">
        <Command onPress={onClose}>{t('common.cancel')}</Command>
        <Command
          look={task === 'remove' ? 'danger' : 'primary'}
          isDisabled={!ready}
          busy={busy}
          onPress={() => todo(() => authority.setPassphrase({ kid, present, next }))}
        >
          {t(`keys.passphrase.${task}`)}
        </Command>
      </div>
    </DialogFrame>
  );
}
