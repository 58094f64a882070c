import { LockOpen } from 'lucide-react';
import { useRef, useState } from 'react';
import { Form } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useDoing } from '../keys/doing.ts';
import { Command } from '../parts/command.tsx';
import { DialogFrame } from '../parts/dialog-frame.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { SecretEntry } from '../parts/secret-entry.tsx';
import { useAuthority } from '../service.tsx';

interface UnlockDialogProps {
  readonly kid: string;
  readonly passphrase: boolean;
  readonly onClose: () => void;
}

/** Asks for what it takes to unlock a key; it is over once the key is open. */
export function UnlockDialog({ kid, passphrase, onClose }: UnlockDialogProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { todo, busy, refusal } = useDoing(onClose);
  const [typed, setTyped] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const unlock = async () => {
    const answer = await todo(() => authority.unlock({ kid, passphrase: typed }));
    // A wrong one is typed anew, rather than mended unseen.
    if (answer?.outcome !== 'refused') return;
    setTyped('');
    field.current?.focus();
  };
  return (
    <DialogFrame title={t('lock.title')} onClose={onClose}>
      <Form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && (typed !== '' || !passphrase)) void unlock();
        }}
      >
        <p className="dialog-lead">
          <code>{kid}</code>
        </p>
        <p>{t(passphrase ? 'lock.passphraseWhy' : 'lock.plainWhy')}</p>
        {passphrase && (
          <SecretEntry label={t('lock.passphrase')} value={typed} onChange={setTyped} inputRef={field} autoFocus />
        )}
        <RefusalNotice refusal={refusal} title={t('lock.refused')} />
        <div className="dialog-commands">
          <Command onPress={onClose}>{t('common.cancel')}</Command>
          <Command look="primary" icon={LockOpen} type="submit" busy={busy} autoFocus={!passphrase}>
            {t('lock.unlock')}
          </Command>
        </div>
      </Form>
    </DialogFrame>
  );
}
