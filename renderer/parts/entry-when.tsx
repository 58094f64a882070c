import type { RecordEntry } from '../../preload/contract.ts';
import { MarkedText } from './marked-text.tsx';
import { ExactMoment } from './moment.tsx';

/** When an entry was put on the record, by whom, and its number. */
export function EntryWhen({ entry }: { readonly entry: Pick<RecordEntry, 'at' | 'operator' | 'number'> }) {
  return (
    <span className="timeline-when">
      <ExactMoment at={entry.at} />
      {' · '}
      <MarkedText text={entry.operator} />
      {' · '}
      <span className="number">#{entry.number}</span>
    </span>
  );
}
