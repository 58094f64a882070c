import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '../../preload/contract.ts';
import { Command } from '../parts/command.tsx';
import { DialogFrame } from '../parts/dialog-frame.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { TextEntry } from '../parts/text-entry.tsx';
import { useBusy } from '../place.ts';
import { useRequest } from '../request.ts';
import { useAuthority } from '../service.tsx';

const longest = 200;

interface ConfirmDialogProps {
  readonly jobId: string;
  readonly onClose: () => void;
}

/** Posts the confirmation in the subject's place, with the code that they read out. */
export function ConfirmDialog({ jobId, onClose }: ConfirmDialogProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { run, busy, refusal } = useRequest();
  const [code, setCode] = useState('');
  const [refused, setRefused] = useState<Finding | null>(null);
  useBusy(busy || code !== '');
  const field = useRef<HTMLInputElement>(null);

  const confirm = async () => {
    setRefused(null);
    const answer = await run(() => authority.confirm({ jobId, code: code.trim() }));
    if (answer?.outcome === 'done') return onClose();
    if (answer) setRefused(answer.reason);
    field.current?.select();
  };

  return (
    // While it is being sent, its answer is what the dialog stays for.
    <DialogFrame title={t('confirm.title')} onClose={busy ? () => {} : onClose}>
      <p className="dialog-lead">
        <code>{jobId}</code>
      </p>
      <p>{t('confirm.explained')}</p>
      <form
        className="confirm-form"
        onSubmit={(event) => {
          event.preventDefault();
          // Without a code the button says it more deliberately than the Enter key.
          if (code.trim() !== '') void confirm();
        }}
      >
        <TextEntry
          label={t('confirm.field')}
          hint={t('confirm.hint')}
          value={code}
          onChange={setCode}
          maxLength={longest}
          autoComplete="off"
          isReadOnly={busy}
          inputRef={field}
          mono
          autoFocus
        />
        <RefusalNotice
          refusal={refusal ?? refused}
          title={t(refused?.code === 'confirmation-unknown' ? 'confirm.unknown' : 'confirm.refused')}
        />
        <div className="dialog-commands">
          <Command onPress={onClose} isDisabled={busy}>
            {t('common.cancel')}
          </Command>
          <Command look="primary" onPress={confirm} busy={busy}>
            {busy ? t('confirm.sending') : t('confirm.submit')}
          </Command>
        </div>
      </form>
    </DialogFrame>
  );
}
