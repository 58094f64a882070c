import { ChevronRight } from 'lucide-react';
import { memo, useState } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { RecordEntry } from '../../preload/contract.ts';
import { MarkedText } from '../parts/marked-text.tsx';
import { exactWords, Moment } from '../parts/moment.tsx';
import { eventWords } from '../words/coded.ts';

/** What it carries and what it says of persons, laid out in lines for reading; as it is when it is not JSON. */
function laidOut({ detail, values }: RecordEntry): string {
  try {
    return JSON.stringify({ ...JSON.parse(detail), ...JSON.parse(values) }, null, 2);
  } catch {
    return detail;
  }
}

/** One entry of the record; what it carries opens below it. */
export const EntryRow = memo(function EntryRow({ entry }: { readonly entry: RecordEntry }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { number } = entry;
  const empty = (entry.detail === '' || entry.detail === '{}') && entry.values === '{}';
  return (
    <>
      <tr className="entry-row" data-open={open || undefined}>
        <td className="number">{number}</td>
        <td title={exactWords(entry.at)}>
          <Moment at={entry.at} />
        </td>
        <td>
          <strong>{eventWords(entry.event)}</strong>
        </td>
        <td>{entry.jobId && <code>{entry.jobId}</code>}</td>
        <td className="history-operator">
          <MarkedText text={entry.operator} />
        </td>
        <td>
          <code title={entry.hash}>{entry.hash.slice(0, 8)}</code>
        </td>
        <td className="history-detail">
          {!empty && (
            <Button
              className="detail-trigger"
              aria-expanded={open}
              aria-label={t(open ? 'history.hideDetail' : 'history.showDetail', { number })}
              onPress={() => setOpen(!open)}
            >
              <ChevronRight aria-hidden="true" size={16} className="fold-sign" />
            </Button>
          )}
        </td>
      </tr>
      {open && (
        <tr className="entry-detail">
          <td />
          <td colSpan={6}>
            <div className="bytes-box">
              <MarkedText text={laidOut(entry)} />
            </div>
            <p className="quiet">
              {t('history.hash')} <code>{entry.hash}</code> · {exactWords(entry.at)}
            </p>
          </td>
        </tr>
      )}
    </>
  );
});
