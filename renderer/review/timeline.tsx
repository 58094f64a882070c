import { useTranslation } from 'react-i18next';
import type { RecordEntry } from '../../preload/contract.ts';
import { useLives } from '../history/lives.ts';
import { Command } from '../parts/command.tsx';
import { EntryWhen } from '../parts/entry-when.tsx';
import { Fold } from '../parts/fold.tsx';
import { eventWords } from '../words/coded.ts';

/** What the record says of this job, the oldest first. */
export function Timeline({ jobId, record }: { readonly jobId: string; readonly record: readonly RecordEntry[] }) {
  const { t } = useTranslation();
  const showLife = useLives();
  return (
    <Fold title={t('review.record.title')}>
      {record.length === 0 ? (
        <p className="quiet">{t('review.record.empty')}</p>
      ) : (
        <ol className="timeline">
          {record.map((entry) => (
            <li key={entry.number}>
              <span className="timeline-event">{eventWords(entry.event)}</span>
              <EntryWhen entry={entry} />
            </li>
          ))}
        </ol>
      )}
      <Command onPress={() => showLife(jobId)}>{t('history.life.open')}</Command>
    </Fold>
  );
}
