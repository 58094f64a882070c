import { ClipboardList, ScrollText } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Command } from '../parts/command.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { ShiftPage } from '../shift/shift-page.tsx';
import { useSnapshot } from '../snapshot.tsx';
import { EntryRow } from './entry-row.tsx';
import { useRecordPages } from './record-pages.ts';
import { RecordPanel } from './record-panel.tsx';

/** Every decision and every step, as the record has them. */
export function History() {
  const { t } = useTranslation();
  const { revision } = useSnapshot();
  const { entries, more, refusal, loadMore } = useRecordPages(revision);
  const [summing, setSumming] = useState(false);
  if (summing) return <ShiftPage onLeave={() => setSumming(false)} />;
  return (
    <div className="page page-wide">
      <div className="page-head">
        <PageTitle title={t('history.title')} />
        <Command icon={ClipboardList} onPress={() => setSumming(true)}>
          {t('shift.open')}
        </Command>
      </div>
      <p className="lead">{t('history.explained')}</p>
      <RecordPanel />
      <RefusalNotice refusal={refusal} title={t('history.failed')} />
      {entries?.length === 0 && (
        <div className="blank" data-tone="calm">
          <ScrollText className="blank-sign" aria-hidden="true" size={28} strokeWidth={1.5} />
          <p className="blank-title">{t('history.emptyTitle')}</p>
          <p>{t('history.empty')}</p>
        </div>
      )}
      {entries === null && !refusal && <p className="quiet appear-late">{t('common.loading')}</p>}
      {entries && entries.length > 0 && (
        <table className="record" aria-label={t('history.table')}>
          <thead>
            <tr>
              <th scope="col">{t('history.entry')}</th>
              <th scope="col">{t('history.time')}</th>
              <th scope="col">{t('history.event')}</th>
              <th scope="col">{t('history.job')}</th>
              <th scope="col">{t('history.operator')}</th>
              <th scope="col">{t('history.hash')}</th>
              <th scope="col">
                <span className="unseen">{t('history.detail')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <EntryRow key={entry.number} entry={entry} />
            ))}
          </tbody>
        </table>
      )}
      {entries && entries.length > 0 && (
        <div className="record-end">
          {more ? <Command onPress={loadMore}>{t('history.more')}</Command> : <p>{t('history.end')}</p>}
        </div>
      )}
    </div>
  );
}
