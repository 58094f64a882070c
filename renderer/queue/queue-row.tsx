// biome-ignore-all lint/a11y/useSemanticElements: rows that are windowed can't be rows of a table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names its active row
import { TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueRow } from '../../preload/contract.ts';
import { MarkedText } from '../parts/marked-text.tsx';
import { ShownBeginning } from '../parts/shown-value.tsx';
import { StatusChip } from '../parts/status-chip.tsx';
import { findingWords } from '../words/coded.ts';
import { Standing } from './standing.tsx';

interface RowProps {
  readonly id: string;
  readonly index: number;
  readonly row: QueueRow | undefined;
  readonly selected: boolean;
  readonly active: boolean;
  readonly picked: boolean;
  /** Its place in the list, in pixels. */
  readonly start: number;
  readonly height: number;
}

/** One job in the queue: what is to be verified, its ID, and where it stands. Drawn again for what it shows alone, not as the list moves. */
export const Row = memo(function Row({ id, index, row, selected, active, picked, start, height }: RowProps) {
  const { t } = useTranslation();
  return (
    <div
      role="row"
      id={id}
      className="row"
      aria-rowindex={index + 1}
      aria-selected={selected}
      data-active={active || undefined}
      data-picked={picked || undefined}
      data-fresh={row?.fresh || undefined}
      style={{ height, transform: `translateY(${start}px)` }}
      data-job={row?.jobId}
    >
      {row ? (
        <>
          <div role="gridcell" className="row-pick" aria-colindex={1}>
            <input
              type="checkbox"
              tabIndex={-1}
              checked={picked}
              readOnly
              aria-label={t('batch.select', { jobId: row.jobId })}
            />
          </div>
          <div role="gridcell" className="row-line" aria-colindex={2}>
            <span className="row-value">
              {row.value ? (
                <ShownBeginning shown={row.value} characters={80} />
              ) : (
                <span className="quiet">{t(row.flagged ? 'queue.unsafe' : 'queue.noValue')}</span>
              )}
            </span>
            {row.flagged && <TriangleAlert className="row-flag" size={14} role="img" aria-label={t('queue.flagged')} />}
            {row.fresh && (
              <span className="fresh">
                <span className="fresh-dot" aria-hidden="true" />
                <span className="fresh-word">{t('queue.fresh')}</span>
              </span>
            )}
            <Standing row={row} />
          </div>
          <div role="gridcell" className="row-line row-small" aria-colindex={3}>
            <StatusChip status={row.status} title={row.reason ? findingWords(row.reason) : undefined} />
            <span className="row-facts">
              {row.scope && (
                <span className="row-scope">
                  <MarkedText text={row.scope.slice(0, 24)} />
                </span>
              )}
              <code title={row.jobId}>{row.jobId}</code>
            </span>
          </div>
        </>
      ) : (
        <div role="gridcell" className="row-blank" aria-colindex={1} aria-label={t('common.loading')} />
      )}
    </div>
  );
});
