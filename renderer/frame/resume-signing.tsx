import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDoing } from '../keys/doing.ts';
import { Command } from '../parts/command.tsx';
import { DialogFrame } from '../parts/dialog-frame.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { SecretEntry } from '../parts/secret-entry.tsx';
import { TextEntry } from '../parts/text-entry.tsx';
import { useBusy } from '../place.ts';
import { useAuthority } from '../service.tsx';

interface ResumeSigningProps {
  /** Whether that of the key in use is asked for; a word otherwise. */
  readonly passphrase: boolean;
  readonly onClose: () => void;
}

/** Asks for what keeps a slip from resuming, before everything that waited goes out. */
export function ResumeSigning({ passphrase, onClose }: ResumeSigningProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { todo, busy, refusal } = useDoing(onClose);
  const [typed, setTyped] = useState('');
  useBusy(typed !== '');
  return (
    <DialogFrame title={t('stop.resume')} onClose={onClose}>
      <p>{t('stop.dialogWhy')}</p>
      <form
        className="hold-form"
        onSubmit={(event) => {
          event.preventDefault();
          void todo(() =>
            authority.resumeSigning(passphrase ? { typed: '', passphrase: typed } : { typed, passphrase: '' }),
          );
        }}
      >
        {passphrase ? (
          <SecretEntry label={t('stop.passphrase')} value={typed} onChange={setTyped} autoFocus />
        ) : (
          <TextEntry
            label={t('stop.type', { word: t('stop.word') })}
            value={typed}
            onChange={setTyped}
            autoComplete="off"
            autoFocus
          />
        )}
        <RefusalNotice refusal={refusal} title={t('stop.refused')} />
        <div className="dialog-commands">
          <Command onPress={onClose}>{t('common.cancel')}</Command>
          <Command look="primary" type="submit" busy={busy}>
            {t('stop.resume')}
          </Command>
        </div>
      </form>
    </DialogFrame>
  );
}
