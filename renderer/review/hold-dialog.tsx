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

const limit = 500;

interface HoldDialogProps {
  readonly jobId: string;
  readonly onClose: () => void;
}

/** Puts a job on hold: with a note, and until a date, where the operator gives any. Enter alone is enough. */
export function HoldDialog({ jobId, onClose }: HoldDialogProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { run, busy, refusal } = useRequest();
  const [note, setNote] = useState('');
  const [until, setUntil] = useState('');
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<Finding | null>(null);
  useBusy(note !== '' || until !== '');

  const length = Array.from(note.trim()).length;
  const recheckAt = until === '' ? null : new Date(until).getTime();
  const tooLong = length > limit ? t('hold.tooLong', { length, limit }) : null;
  const badDate = tried && Number.isNaN(recheckAt) ? t('hold.badDate') : null;

  const hold = async () => {
    setTried(true);
    setRefused(null);
    if (tooLong !== null || Number.isNaN(recheckAt)) return;
    const answer = await run(() => authority.hold({ jobId, note: note.trim(), recheckAt }));
    if (answer?.outcome === 'done') onClose();
    if (answer?.outcome === 'refused') setRefused(answer.reason);
  };

  return (
    <DialogFrame title={t('hold.title')} onClose={onClose}>
      <p className="dialog-lead">
        <code>{jobId}</code>
      </p>
      <p>{t('hold.explained')}</p>
      <form
        className="hold-form"
        onSubmit={(event) => {
          event.preventDefault();
          void hold();
        }}
      >
        <TextEntry
          label={t('hold.note')}
          hint={t('hold.noteHint')}
          problem={tooLong}
          value={note}
          onChange={setNote}
          autoFocus
        />
        <TextEntry
          label={t('hold.until')}
          hint={t('hold.untilHint')}
          problem={badDate}
          type="datetime-local"
          value={until}
          onChange={setUntil}
        />
        <RefusalNotice refusal={refusal ?? refused} title={t('review.actionRefused')} />
        <div className="dialog-commands">
          <Command onPress={onClose}>{t('common.cancel')}</Command>
          <Command look="primary" type="submit" busy={busy}>
            {t('hold.submit')}
          </Command>
        </div>
      </form>
    </DialogFrame>
  );
}
