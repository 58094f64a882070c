import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '../../preload/contract.ts';
import { Command } from '../parts/command.tsx';
import { DialogFrame } from '../parts/dialog-frame.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { TextEntry } from '../parts/text-entry.tsx';
import { useBusy } from '../place.ts';
import { useRequest } from '../request.ts';
import { useAuthority } from '../service.tsx';
import { RejectReasons } from './reject-reasons.tsx';

const limit = 500;

interface RejectDialogProps {
  readonly jobId: string;
  readonly onClose: () => void;
}

/** Asks for the reason of a rejection; rejects only with one. */
export function RejectDialog({ jobId, onClose }: RejectDialogProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { run, busy, refusal } = useRequest();
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<Finding | null>(null);

  const reason = text.trim();
  useBusy(reason !== '');
  const length = Array.from(reason).length;
  const problem =
    length > limit ? t('reject.tooLong', { length, limit }) : tried && length === 0 ? t('reject.empty') : null;

  const reject = async () => {
    setTried(true);
    if (length === 0 || length > limit) return;
    const answer = await run(() => authority.reject({ jobId, reason }));
    if (answer?.outcome === 'done') onClose();
    if (answer?.outcome === 'refused') setRefused(answer.reason);
  };

  return (
    <DialogFrame title={t('reject.title')} onClose={onClose}>
      <p className="dialog-lead">
        <code>{jobId}</code>
      </p>
      <p>{t('reject.explained')}</p>
      <TextEntry
        label={t('reject.field')}
        hint={t('reject.hint', { limit })}
        problem={problem}
        value={text}
        onChange={setText}
        rows={3}
        autoFocus
      />
      <RejectReasons reason={length <= limit ? reason : ''} onChoose={setText} />
      <RefusalNotice refusal={refusal ?? refused} title={t('review.actionRefused')} />
      <div className="dialog-commands">
        <Command onPress={onClose}>{t('common.cancel')}</Command>
        <Command look="danger" onPress={reject} busy={busy}>
          {t('reject.submit')}
        </Command>
      </div>
    </DialogFrame>
  );
}
