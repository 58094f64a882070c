import { useTranslation } from 'react-i18next';
import type { RecordEntry } from '../../preload/contract.ts';
import { useLives } from '../history/lives.ts';
import { Command } from '../parts/command.tsx';
import { Fold } from '../parts/fold.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { ExactMoment } from '../parts/moment.tsx';
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
              <span className="timeline-when">
                <ExactMoment at={entry.at} />
                {' · '}
                <MarkedText text={entry.operator} />
                {' · '}
                <span className="number">#{entry.number}</span>
              </span>
            </li>
          ))}
        </ol>
      )}
      <Command onPress={() => showLife(jobId)}>{t('history.life.open')}</Command>
    </Fold>
  );
}
