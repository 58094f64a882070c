import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding, RecordEntry } from '../../preload/contract.ts';
import { Digest } from '../parts/digest.tsx';
import { Facts } from '../parts/facts.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { ExactMoment } from '../parts/moment.tsx';
import { findingWords } from '../words/coded.ts';
import { membersOf } from './record-query.ts';

/** Members that have words of their own; any other stands there by its name. */
const named = [
  'attempt',
  'batch',
  'digest',
  'from',
  'kid',
  'kind',
  'note',
  'outcome',
  'proof',
  'reason',
  'recheckAt',
  'sha256',
  'status',
  'text',
  'to',
  'token',
  'undoUntil',
] as const;
type Named = (typeof named)[number];

const isFinding = (value: unknown): value is Finding =>
  typeof value === 'object' && value !== null && typeof (value as Finding).code === 'string';

function Value({ name, value }: { readonly name: string; readonly value: unknown }): ReactNode {
  if (isFinding(value)) return findingWords(value);
  if (typeof value === 'string') {
    return /^[0-9a-f]{64}$/.test(value) ? <Digest hex={value} /> : <MarkedText text={value} />;
  }
  // Everything that is this large and a whole number is a time.
  if (/^(at|from|until|recheckAt|undoUntil)$/.test(name) && typeof value === 'number')
    return <ExactMoment at={value} />;
  return <MarkedText text={JSON.stringify(value)} />;
}

/** What an entry carries, each member by its name. */
export function EntryFacts({ entry }: { readonly entry: RecordEntry }) {
  const { t } = useTranslation();
  const members = membersOf(entry);
  if (members.length === 0) return null;
  const facts = members.map(([name, value]) => {
    const shown = <Value key={name} name={name} value={value} />;
    return named.includes(name as Named)
      ? ([t(`history.member.${name as Named}`), shown] as const)
      : ([name, shown, true] as const);
  });
  return <Facts of={facts} />;
}
