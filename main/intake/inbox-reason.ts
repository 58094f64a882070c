import type { Finding } from '../../preload/contract.ts';
import { foreign } from '../../preload/words/foreign.ts';
import { say } from '../words.ts';

export interface RefusedPart {
  readonly at: number;
  readonly text: string;
  readonly reason: Finding;
}

/** What became of a file's lines or entries. */
export interface Tally {
  readonly unit: 'line' | 'entry';
  readonly added: number;
  readonly known: number;
  readonly refused: readonly RefusedPart[];
  /** The last that was read, where the rest was left because too much before it was refused. */
  readonly readUntil: number | null;
}

/** What a person reads beside a refused file: what was taken and what not, why, and what to do. */
export function reasonText(name: string, outcome: Tally | Finding, describe: (finding: Finding) => string): string {
  const blocks =
    'code' in outcome
      ? [say('inbox.nothing', { name: foreign(name) }), describe(outcome), say('inbox.mendFile')]
      : partBlocks(name, outcome, describe);
  return `${blocks.join('\n\n')}\n`;
}

function partBlocks(name: string, tally: Tally, describe: (finding: Finding) => string): string[] {
  const { unit, added, known, refused, readUntil } = tally;
  const taken = added + known > 0;
  const parts = refused.map(({ at, text, reason }) =>
    [say(`inbox.at.${unit}`, { at, text: foreign(text) }), `    ${describe(reason)}`].join('\n'),
  );
  return [
    say(taken ? 'inbox.part' : 'inbox.nothing', { name: foreign(name) }),
    [
      ...(added > 0 ? [say('inbox.added', { count: added })] : []),
      ...(known > 0 ? [say('inbox.known', { count: known })] : []),
      say(`inbox.refused.${unit}`, { count: refused.length }),
      ...(readUntil === null ? [] : [say(`inbox.unread.${unit}`, { at: readUntil })]),
    ].join('\n'),
    ...parts,
    say(taken ? 'inbox.mendPart' : 'inbox.mendFile'),
  ];
}
