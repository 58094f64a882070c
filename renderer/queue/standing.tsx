import { Hourglass } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type QueueRow, toDecideStatuses } from '../../preload/contract.ts';
import { useNow } from '../clock.ts';
import { exactWords, lengthWords, Moment } from '../parts/moment.tsx';

const day = 24 * 3_600_000;

/** Since when a job stands where it stands; in words of its own where it has waited for a decision for a day or longer. */
export function Standing({ row }: { readonly row: Pick<QueueRow, 'status' | 'changedAt'> }) {
  const { t } = useTranslation();
  const waited = useNow(60_000) - row.changedAt;
  if (!toDecideStatuses.includes(row.status) || waited < day) {
    return (
      <span className="row-when">
        <Moment at={row.changedAt} style="short" />
      </span>
    );
  }
  return (
    <span className="row-when" data-long title={exactWords(row.changedAt)}>
      <Hourglass aria-hidden="true" size={12} />
      {t('queue.waits', { time: lengthWords(waited) })}
    </span>
  );
}
