import { PenLine, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type BatchProgress, mostBatched } from '../../preload/contract.ts';
import { Command } from '../parts/command.tsx';

interface SelectionBarProps {
  readonly count: number;
  /** How many jobs of the list are ready; null where that is not counted, and 0 where none can be. */
  readonly ready: number | null;
  /** How many were ready when all of them were selected; null where they were selected by hand. */
  readonly among: number | null;
  readonly onSelectAll: () => void;
  readonly onClear: () => void;
  readonly onApprove: () => void;
  readonly batch: BatchProgress | null;
  readonly onShowBatch: () => void;
}

/** What is selected in the list and what can be done with it; and the batch that runs, or ran last. */
export function SelectionBar(props: SelectionBarProps) {
  const { t } = useTranslation();
  const { count, ready, among, batch } = props;
  if (count === 0 && ready === 0 && !batch) return null;
  return (
    <section className="selection" aria-label={t('batch.selection')}>
      {batch && (
        <div className="selection-line">
          <span>
            {batch.state === 'ended'
              ? t('batch.ended', { approved: batch.approved, total: batch.total })
              : t('batch.running', { done: batch.approved + batch.refused, total: batch.total })}
          </span>
          <Command onPress={props.onShowBatch}>{t('batch.show')}</Command>
        </div>
      )}
      <div className="selection-line">
        <span className="selection-count" role="status">
          {count > 0 && t('batch.selected', { count })}
        </span>
        {count > 0 ? (
          <>
            <Command look="primary" icon={PenLine} onPress={props.onApprove}>
              {t('batch.approveSelected')}
            </Command>
            <Command icon={X} look="bare" onPress={props.onClear}>
              {t('batch.clear')}
            </Command>
          </>
        ) : (
          ready !== 0 && (
            <Command look="bare" onPress={props.onSelectAll}>
              {ready === null ? t('batch.selectReady') : t('batch.selectAll', { count: ready })}
            </Command>
          )
        )}
      </div>
      {among !== null && among > count && (
        <p className="selection-most">{t('batch.most', { most: mostBatched, total: among })}</p>
      )}
      {among === null && count >= mostBatched && (
        <p className="selection-most">{t('batch.full', { most: mostBatched })}</p>
      )}
    </section>
  );
}
