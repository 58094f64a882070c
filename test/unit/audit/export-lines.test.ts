import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEntry } from '../../../main/audit/break.ts';
import { canonicalJson, entryHash, entryText, GENESIS } from '../../../main/audit/chain.ts';
import { csvCell, csvColumns, csvHead, csvLine, jsonEnd, jsonLine } from '../../../main/audit/export-lines.ts';
import { wholeRecord } from '../../../preload/contract.ts';
import { cellsOf } from '../../fakes/csv.ts';

const entryOf = (change: Partial<StoredEntry> = {}): StoredEntry => {
  const entry = {
    form: 2 as const,
    number: 7,
    at: 1_700_000_000_000,
    monotonic: 5,
    event: 'approved',
    jobId: 'job-a',
    operator: 'tester',
    kid: null,
    detail: '{"digest":"00"}',
    personal: '{}',
    previous: GENESIS,
    hash: '',
    ...change,
  };
  return { ...entry, hash: entryHash(entry) };
};

describe('a cell of CSV', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])(
    'is no formula to a spreadsheet where it begins like %j',
    (text) => {
      expect(cellsOf(`${csvCell(text)}\r\n`)).toEqual([[`'${text}`]]);
    },
  );

  it('is itself in any other case, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const expected = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
        expect(cellsOf(`${csvCell(text)},x\r\n`)).toEqual([[expected, 'x']]);
      }),
    );
  });
});

describe('a row of CSV', () => {
  it('has the entry in columns for people, and whole for programs', () => {
    const entry = entryOf({ operator: '=cmd|"x"', jobId: null });
    const [head, row] = cellsOf(csvHead() + csvLine({ entry, values: [], proof: [Buffer.from('ff', 'hex')] }));
    expect(head).toEqual([...csvColumns]);
    expect(row).toEqual([
      '7',
      '2023-11-14T22:13:20.000Z',
      'approved',
      '',
      `'=cmd|"x"`,
      '',
      '{"digest":"00"}',
      '',
      entry.hash,
      entryText(entry),
      'ff',
    ]);
  });

  it('shows a time that no calendar has as what it is', () => {
    const [row] = cellsOf(csvLine({ entry: entryOf({ at: 9e15 }), values: [], proof: null }));
    expect(row?.[1]).toBe('9000000000000000');
  });
});

describe('a JSON line', () => {
  it('has the entry to the byte as it was hashed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (operator) => {
        const entry = entryOf({ operator });
        const line = jsonLine({ entry, values: [{ name: 'text', salt: 's', value: '"x"' }], proof: null });
        expect(line.indexOf('\n')).toBe(line.length - 1);
        const read = JSON.parse(line);
        expect(canonicalJson(read.entry)).toBe(entryText(entry));
        expect(read).toMatchObject({ hash: entry.hash, values: [{ name: 'text', salt: 's', value: '"x"' }] });
        expect(read).not.toHaveProperty('proof');
      }),
    );
  });

  it('says at the end what can be checked with the file, and what can not', () => {
    const end = {
      query: { ...wholeRecord, jobId: 'job-a' },
      whole: false,
      entries: 2,
      first: 3,
      last: 9,
      head: { number: 12, hash: 'ab' },
      checkpoint: { note: 'o\n10\nx\n', size: 10 },
      keys: ['o+1+x'],
    };
    const said = (change: Partial<typeof end> | { checkpoint: null }) =>
      JSON.parse(jsonEnd({ ...end, ...change })).export;
    expect(said({})).toMatchObject({
      entries: 2,
      query: { jobId: 'job-a' },
      checkpoint: 'o\n10\nx\n',
      keys: ['o+1+x'],
    });
    expect(said({}).explained).toContain('does not tell whether there are more');
    expect(said({}).explained).toContain('Entries after 10 are under no signature');
    expect(said({ whole: true }).explained).toContain('none can be left out');
    expect(said({ whole: true }).query).toBeNull();
    expect(said({ checkpoint: null }).explained).toContain('nothing here is signed');
  });
});
