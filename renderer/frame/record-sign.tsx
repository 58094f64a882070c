import { Link } from 'react-aria-components';
import type { RecordStanding } from '../../preload/contract.ts';
import { RecordStateWords } from '../parts/record-state.tsx';

interface RecordSignProps {
  readonly standing: RecordStanding;
  readonly onGo: () => void;
}

/** How far the record can be relied on, always in view, and the way to it. */
export function RecordSign({ standing, onGo }: RecordSignProps) {
  return (
    <Link className="record-sign" onPress={onGo}>
      <RecordStateWords state={standing.state} />
    </Link>
  );
}
