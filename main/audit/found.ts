import { z } from 'zod';
import type { Finding, RecordState } from '../../preload/contract.ts';
import { jsonOf } from './chain.ts';

/** What a check of the record may find, the worst for what is still there first. */
export const foundCodes = [
  'record-rewritten',
  'record-edited',
  'record-inserted',
  'record-reordered',
  'record-deleted',
  'record-checkpoint-forged',
  'record-checkpoint-missing',
  'record-value-edited',
  'record-rolled-back',
  'record-shortened',
] as const;
export type FoundCode = (typeof foundCodes)[number];

/** Something that a check found, and the entries that it is about. */
export type Found = Readonly<z.infer<typeof found>>;
const found = z.strictObject({ code: z.enum(foundCodes), entry: z.number(), upTo: z.number() });

/** What an entry of the record says that a check found, or that a person has read; null for what says no such thing. */
export function foundIn(detail: string): readonly Found[] | null {
  const parsed = z.strictObject({ found: z.array(found) }).safeParse(jsonOf(detail));
  return parsed.success ? parsed.data.found : null;
}

/** The same thing found again: what it reaches to may have moved on. */
export const nameOf = ({ code, entry }: Found): string => `${code}:${entry}`;

export const asFinding = ({ code, entry, upTo }: Found): Finding => ({ code, values: { entry, upTo } });

/** What all of it comes to in a word. */
export function stateOf(found: readonly Found[]): Exclude<RecordState, 'not-checked'> {
  const codes = found.map(({ code }) => code);
  if (codes.some((code) => code !== 'record-shortened' && code !== 'record-rolled-back')) return 'altered';
  if (codes.includes('record-rolled-back')) return 'rolled-back';
  return codes.includes('record-shortened') ? 'shortened' : 'intact';
}
