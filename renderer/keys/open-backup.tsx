import { FileKey2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '../../preload/contract.ts';
import { foreign } from '../../preload/words/foreign.ts';
import { Command } from '../parts/command.tsx';
import { DialogFrame } from '../parts/dialog-frame.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { SecretEntry } from '../parts/secret-entry.tsx';
import { useAuthority } from '../service.tsx';
import { useDoing } from './doing.ts';

type Answered = { readonly outcome: string } | { readonly outcome: 'refused'; readonly reason: Finding };

interface OpenBackupProps {
  readonly title: string;
  readonly why: string;
  /** What stands over the reason when it is refused. */
  readonly refused: string;
  readonly onOpen: (passphrase: string) => Promise<Answered>;
  readonly onClose: () => void;
  /** What came of it, in the place of the form. */
  readonly result: ReactNode | null;
}

/** Which backup, and its passphrase: the way into rehearsing and restoring alike. */
export function OpenBackup({ title, why, refused, onOpen, onClose, result }: OpenBackupProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { todo, busy, refusal } = useDoing(onClose);
  const [file, setFile] = useState<string | null>(null);
  const [passphrase, setPassphrase] = useState('');

  const choose = async () => {
    const answer = await todo(() => authority.readBackup(null));
    if (answer?.outcome === 'read') setFile(answer.file);
    if (answer?.outcome === 'refused') setFile(null);
  };
  return (
    <DialogFrame title={title} onClose={onClose}>
      {result ?? (
        <>
          <p>{why}</p>
          <div className="page-commands">
            <Command icon={FileKey2} busy={busy} onPress={choose} autoFocus>
              {t('keys.backup.choose')}
            </Command>
            {file !== null && <span className="quiet">{t('keys.backup.chosen', { file: foreign(file) })}</span>}
          </div>
          {file !== null && (
            <SecretEntry label={t('keys.backup.passphrase')} value={passphrase} onChange={setPassphrase} autoFocus />
          )}
          <RefusalNotice refusal={refusal} title={refused} />
          <div className="dialog-commands">
            <Command onPress={onClose}>{t('common.cancel')}</Command>
            {file !== null && (
              <Command look="primary" busy={busy} onPress={() => void todo(() => onOpen(passphrase))}>
                {title}
              </Command>
            )}
          </div>
        </>
      )}
    </DialogFrame>
  );
}
