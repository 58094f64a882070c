import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { foreign } from '../../preload/words/foreign.ts';
import { Command } from '../parts/command.tsx';
import { DialogFrame } from '../parts/dialog-frame.tsx';
import { Notice } from '../parts/notice.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { SecretEntry } from '../parts/secret-entry.tsx';
import { useBusy } from '../place.ts';
import { useAuthority } from '../service.tsx';
import { useDoing } from './doing.ts';
import { PassphraseEntry } from './passphrase-entry.tsx';

interface MakeBackupProps {
  /** Whether a key has a passphrase, without which it can't go into the backup. */
  readonly closed: boolean;
  readonly onClose: () => void;
}

/** Makes a backup: a passphrase here, and then the place for it in the system's dialog. */
export function MakeBackup({ closed, onClose }: MakeBackupProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { todo, busy, refusal } = useDoing(onClose);
  const [passphrase, setPassphrase] = useState<string | null>(null);
  const [keyPassphrase, setKeyPassphrase] = useState('');
  const [made, setMade] = useState<{ readonly file: string; readonly count: number } | null>(null);
  useBusy(passphrase !== null);

  const make = async () => {
    if (passphrase === null) return;
    const answer = await todo(() => authority.makeBackup({ passphrase, keyPassphrase }));
    if (answer?.outcome === 'made') setMade({ file: answer.file, count: answer.kids.length });
  };
  if (made) {
    return (
      <DialogFrame title={t('keys.backup.make')} onClose={onClose}>
        <Notice tone="good" title={t('keys.backup.doneTitle')} live>
          <p>{t('keys.backup.done', { file: foreign(made.file), count: made.count })}</p>
        </Notice>
        <div className="dialog-commands">
          <Command look="primary" onPress={onClose} autoFocus>
            {t('common.close')}
          </Command>
        </div>
      </DialogFrame>
    );
  }
  return (
    <DialogFrame title={t('keys.backup.make')} onClose={onClose}>
      <p>{t('keys.backup.why')}</p>
      {closed && (
        <SecretEntry
          label={t('keys.passphrase.ofKey')}
          hint={t('keys.passphrase.ofKeyHint')}
          value={keyPassphrase}
          onChange={setKeyPassphrase}
          autoFocus
        />
      )}
      <PassphraseEntry hint={t('keys.backup.passphraseHint')} onChange={setPassphrase} autoFocus={!closed} />
      <RefusalNotice refusal={refusal} title={t('keys.backup.makeRefused')} />
      <div className="dialog-commands">
        <Command onPress={onClose}>{t('common.cancel')}</Command>
        <Command
          look="primary"
          isDisabled={passphrase === null || (closed && keyPassphrase === '')}
          busy={busy}
          onPress={make}
        >
          {t('keys.backup.makeSubmit')}
        </Command>
      </div>
    </DialogFrame>
  );
}
