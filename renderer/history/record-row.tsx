// biome-ignore-all lint/a11y/useSemanticElements: rows that are windowed can't be rows of a table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names its active row
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { MarkedText } from '../parts/marked-text.tsx';
import { ExactMoment } from '../parts/moment.tsx';
import { eventWords } from '../words/coded.ts';
import type { RecordRow } from './record-rows.ts';

interface RowProps {
  readonly id: string;
  readonly index: number;
  readonly row: RecordRow | undefined;
  readonly selected: boolean;
  readonly active: boolean;
  /** Its place in the list, in pixels. */
  readonly start: number;
  readonly height: number;
}

/** One entry of the record. */
export const Row = memo(function Row({ id, index, row, selected, active, start, height }: RowProps) {
  const { t } = useTranslation();
  const entry = row?.entry;
  return (
    <div
      role="row"
      id={id}
      className="record-row"
      // The row of names is the first.
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-active={active || undefined}
      data-gone={row?.entry === null || undefined}
      style={{ height, transform: `translateY(${start}px)` }}
      data-number={row?.number}
    >
      <div role="gridcell" className="number" aria-colindex={1}>
        {row?.number}
      </div>
      {entry ? (
        <>
          <div role="gridcell" aria-colindex={2}>
            <ExactMoment at={entry.at} />
          </div>
          <div role="gridcell" className="record-event" aria-colindex={3}>
            {eventWords(entry.event)}
          </div>
          <div role="gridcell" aria-colindex={4}>
            {entry.jobId && <code>{entry.jobId}</code>}
          </div>
          <div role="gridcell" className="record-operator" aria-colindex={5}>
            <MarkedText text={entry.operator} />
          </div>
          <div role="gridcell" className="record-seal" aria-colindex={6}>
            <code title={entry.hash}>{entry.hash.slice(0, 8)}</code>
          </div>
        </>
      ) : (
        <div role="gridcell" className="record-gone" aria-colindex={2} aria-colspan={5}>
          {row ? t('history.gone') : <span className="row-blank" role="img" aria-label={t('common.loading')} />}
        </div>
      )}
    </div>
  );
});
