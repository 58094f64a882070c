import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claimValue } from '../../../main/memory/claim-values.ts';
import { editsBetween, lettersOf, MOST_EDITS } from '../../../main/memory/closeness.ts';
import { createNearValues, HeldValues } from '../../../main/memory/near-values.ts';
import type { KnownValue } from '../../../main/store/memory.ts';
import { ManualClock } from '../../fakes/clock.ts';

const few = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '.', '1', '😀', '\u{1f601}'), maxLength: 10 });
const texts = fc.oneof(
  few,
  fc.tuple(few, fc.constantFrom('x.org', 'y.org')).map(([name, domain]) => `${name}@${domain}`),
);

function heldOf(spellings: readonly string[], claim = 'email'): HeldValues {
  const held = new HeldValues();
  for (const [index, spelling] of spellings.entries()) held.add({ id: index + 1, claim, spelling });
  return held;
}

describe('the values held in memory', () => {
  it('give every value that comparing with each of them gives, and hardly another', () => {
    fc.assert(
      fc.property(
        fc.array(texts, { maxLength: 60 }),
        texts,
        fc.constantFrom('email', 'phone'),
        (known, sought, claim) => {
          const letters = lettersOf(sought);
          const near = (ids: readonly number[]) =>
            ids.filter((id) => editsBetween(letters, lettersOf(known[id - 1] ?? '')) <= MOST_EDITS);
          const all = known.map((_, index) => index + 1).reverse();
          expect(near(heldOf(known, claim).near(claim, letters))).toEqual(near(all));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('are those of one claim', () => {
    expect(heldOf(['ada@example.org']).near('phone', lettersOf('ada@example.org'))).toEqual([]);
  });

  it('are all found again, however many there are', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => `desk${index * 7_919}@host${index % 13}.example`);
    const held = heldOf(many);
    expect(held.newest).toBe(5_000);
    for (const at of [0, 1_023, 1_024, 4_999]) {
      expect(held.near('email', lettersOf(many[at] ?? ''))).toContain(at + 1);
    }
  });
});

describe('near values', () => {
  const rows: KnownValue[] = [];
  const memory = {
    valuesAfter: (id: number, limit: number) => rows.filter((row) => row.id > id).slice(0, limit),
    value: (id: number) => rows.find((row) => row.id === id) ?? null,
  };
  const know = (text: string) => rows.push({ id: rows.length + 1, ...claimValue('email', text) });

  it('take in what came to be known since they were last asked for', async () => {
    const near = createNearValues(memory, new ManualClock());
    const sought = claimValue('email', 'anna.schmitt@example.org');
    expect(await near.of(sought)).toEqual([]);
    know('anna.schmidt@example.org');
    expect((await near.of(sought)).map(({ text }) => text)).toEqual(['anna.schmidt@example.org']);
    expect(await near.of(claimValue('email', 'anna.schmidt@example.org'))).toEqual([]);
  });

  it('are taken in by slices, between which everything else has its turn', async () => {
    for (let number = 0; number < 2_500; number += 1) know(`someone-else-${'x'.repeat(number % 40)}@example.org`);
    const clock = new ManualClock();
    const near = createNearValues(memory, clock);
    let done = false;
    const found = near.of(claimValue('email', 'anna.schmitt@example.org')).finally(() => {
      done = true;
    });
    for (let turn = 0; turn < 2; turn += 1) {
      await Promise.resolve();
      expect(done).toBe(false);
      clock.advance(1);
      for (let tick = 0; tick < 5; tick += 1) await Promise.resolve();
    }
    expect((await found).length).toBe(1);
  });
});
