import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEntry } from '../../../main/audit/break.ts';
import { entryHash, entryText, GENESIS } from '../../../main/audit/chain.ts';
import type { Found } from '../../../main/audit/found.ts';
import { growTree, leafHash } from '../../../main/audit/merkle.ts';
import { checkRecord, fromTheBeginning, type Seal } from '../../../main/audit/verify.ts';

/** A record of so many entries, those of the first form at its beginning. */
function recordOf(count: number): StoredEntry[] {
  const entries: StoredEntry[] = [];
  for (let number = 1; number <= count; number += 1) {
    const form = number <= 3 ? 1 : 2;
    const entry = {
      form,
      number,
      at: 1_000 + number,
      monotonic: form === 1 ? null : number,
      event: 'job-added',
      jobId: `job-${number}`,
      operator: 'tester',
      kid: null,
      detail: '{}',
      personal: '{}',
      previous: entries.at(-1)?.hash ?? GENESIS,
    } as const;
    entries.push({ ...entry, hash: entryHash(entry) });
  }
  return entries;
}

const sealOver = (entries: readonly StoredEntry[]): Seal => {
  const tree = growTree();
  for (const entry of entries) tree.add(leafHash(entryText(entry)));
  const root = tree.root();
  return { size: entries.length, root: () => root };
};

/** What a check finds in them, looked at in slices of this many. */
function check(entries: readonly StoredEntry[], seals: readonly Seal[] = [], slice = 7): readonly Found[] {
  const checking = checkRecord({
    reader: {
      entries: (after, limit) => entries.filter(({ number }) => number > after).slice(0, limit),
      values: () => new Map(),
    },
    from: fromTheBeginning,
    seals,
  });
  let steps = 0;
  while (checking.step(slice)) {
    steps += 1;
    if (steps > 10 * entries.length + 10) throw new Error('it comes to no end');
  }
  return checking.found();
}

const renumbered = (entries: readonly StoredEntry[]) => entries.map((entry, at) => ({ ...entry, number: at + 1 }));
const SIZE = 40;
const whole = recordOf(SIZE);
const places = fc.integer({ min: 1, max: SIZE - 3 });
const slices = fc.integer({ min: 1, max: 50 });

describe('the check of a record', () => {
  it('finds nothing in one that is whole, however it is sliced and wherever it is sealed', () => {
    fc.assert(
      fc.property(fc.nat(SIZE), slices, fc.array(fc.integer({ min: 1, max: SIZE })), (size, slice, sealed) => {
        const seals = [...new Set(sealed)].filter((at) => at <= size).sort((a, b) => a - b);
        expect(
          check(
            whole.slice(0, size),
            seals.map((at) => sealOver(whole.slice(0, at))),
            slice,
          ),
        ).toEqual([]);
      }),
    );
  });

  it('finds an edit of any member of any entry, at that entry and nowhere else', () => {
    const edits: readonly ((entry: StoredEntry) => StoredEntry)[] = [
      (entry) => ({ ...entry, form: entry.form === 1 ? 2 : 1 }),
      (entry) => ({ ...entry, at: entry.at + 1 }),
      (entry) => ({ ...entry, monotonic: 77 }),
      (entry) => ({ ...entry, event: 'signed' }),
      (entry) => ({ ...entry, jobId: null }),
      (entry) => ({ ...entry, operator: 'other' }),
      (entry) => ({ ...entry, kid: 'other' }),
      (entry) => ({ ...entry, detail: '{"a":1}' }),
      (entry) => ({ ...entry, personal: '{"text":"00"}' }),
      (entry) => ({ ...entry, previous: 'ff'.repeat(32) }),
      (entry) => ({ ...entry, hash: 'ff'.repeat(32) }),
      // Hashed anew, so that the link after it is what breaks.
      (entry) => {
        const edited = { ...entry, operator: 'other' };
        return { ...edited, hash: entryHash(edited) };
      },
    ];
    fc.assert(
      fc.property(places, fc.constantFrom(...edits), slices, (number, edit, slice) => {
        const entries = whole.map((entry) => (entry.number === number ? edit(entry) : entry));
        expect(check(entries, [], slice).map(({ code, entry }) => [code, entry])).toEqual([['record-edited', number]]);
      }),
      { numRuns: 300 },
    );
  });

  it('finds what was taken out, whether the others moved up or not', () => {
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: 3 }), fc.boolean(), slices, (from, count, up, slice) => {
        const upTo = Math.min(from + count - 1, SIZE - 1);
        const left = whole.filter(({ number }) => number < from || number > upTo);
        expect(check(up ? renumbered(left) : left, [], slice)).toEqual([{ code: 'record-deleted', entry: from, upTo }]);
      }),
    );
  });

  it('finds what was put in, whether it links to what stands before it or not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: SIZE - 2 }), fc.boolean(), slices, (at, links, slice) => {
        const before = whole[at - 2] as StoredEntry;
        const made = { ...before, number: at, event: 'signed', previous: links ? before.hash : '00'.repeat(32) };
        const put = { ...made, hash: links ? entryHash(made) : '11'.repeat(32) };
        const entries = renumbered([...whole.slice(0, at - 1), put, ...whole.slice(at - 1)]);
        expect(check(entries, [], slice)).toEqual([{ code: 'record-inserted', entry: at, upTo: at }]);
      }),
    );
  });

  it('finds entries that changed places', () => {
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: 2 }), slices, (from, apart, slice) => {
        const entries = [...whole];
        const [one, other] = [entries[from - 1] as StoredEntry, entries[from - 1 + apart] as StoredEntry];
        entries[from - 1] = other;
        entries[from - 1 + apart] = one;
        expect(check(renumbered(entries), [], slice)).toEqual([
          { code: 'record-reordered', entry: from, upTo: from + apart },
        ]);
      }),
    );
  });

  it('finds by a seal what was written anew with hashes that fit, and what was cut off', () => {
    fc.assert(
      fc.property(places, (from) => {
        const anew = whole.slice(0, from - 1);
        for (const entry of whole.slice(from - 1)) {
          const changed = { ...entry, operator: 'other', previous: anew.at(-1)?.hash ?? GENESIS };
          anew.push({ ...changed, hash: entryHash(changed) });
        }
        const seal = sealOver(whole);
        expect(check(anew)).toEqual([]);
        expect(check(anew, [seal])).toEqual([{ code: 'record-rewritten', entry: 1, upTo: SIZE }]);
        expect(check(whole.slice(0, from), [seal])).toEqual([
          { code: 'record-shortened', entry: from + 1, upTo: SIZE },
        ]);
        expect(check(whole, [{ size: from, root: () => null }])).toEqual([
          { code: 'record-checkpoint-forged', entry: from, upTo: from },
        ]);
      }),
    );
  });

  it('finds each of several things, and comes to an end whatever the record is made of', () => {
    const twice = whole.map((entry) => ([9, 30].includes(entry.number) ? { ...entry, operator: 'other' } : entry));
    expect(check(twice).map(({ entry }) => entry)).toEqual([9, 30]);
    const some = fc.array(fc.nat(SIZE - 1), { maxLength: 30 });
    fc.assert(
      fc.property(some, fc.boolean(), slices, (picked, inOrder, slice) => {
        const entries = picked.map((at) => whole[at] as StoredEntry);
        const heap = renumbered(inOrder ? entries.sort((a, b) => a.number - b.number) : entries);
        const asItWas = heap.every((entry, at) => entry.hash === whole[at]?.hash);
        expect(check(heap, [], slice).length > 0).toBe(!asItWas);
      }),
    );
  });
});
