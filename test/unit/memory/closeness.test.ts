import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editsBetween, lettersOf, MOST_EDITS, misleads } from '../../../main/memory/closeness.ts';

/** Levenshtein's distance by its definition. */
function distance(one: readonly number[], other: readonly number[]): number {
  if (one.length === 0 || other.length === 0) return one.length + other.length;
  const [[first, ...rest], [otherFirst, ...otherRest]] = [one, other];
  if (first === otherFirst) return distance(rest, otherRest);
  return 1 + Math.min(distance(rest, otherRest), distance(rest, other), distance(one, otherRest));
}

const edits = (one: string, other: string) => editsBetween(lettersOf(one), lettersOf(other));
const letters = (most: number) => fc.string({ unit: fc.constantFrom('a', 'b', '@', '1', 'ä', '😀'), maxLength: most });

describe('how many edits lie between two values', () => {
  it('is Levenshtein’s distance as far as it is counted', () => {
    fc.assert(
      fc.property(letters(7), letters(7), (one, other) => {
        const exact = distance(lettersOf(one), lettersOf(other));
        expect(edits(one, other)).toBe(Math.min(exact, MOST_EDITS + 1));
      }),
      { numRuns: 1_000 },
    );
  });

  it('counts letters as people see them, whatever their encoding', () => {
    expect(edits('a😀b', 'ab')).toBe(1);
    expect(edits('', 'ab')).toBe(2);
  });
});

describe('a value that could be taken for another', () => {
  const told = (one: string, other: string) => misleads(one, other, edits(one, other));

  it.each([
    ['anna.schmidt@example.org', 'anna.schmitt@example.org'],
    ['anna.schmidt@example.org', 'ana.schmidt@example.org'],
    ['ada@example.org', 'ada@exampel.org'],
    ['marta@example.org', 'martha@example.org'],
    ['+491701234567', '+491701234568'],
    ['+491701234567', '+491701235467'],
  ])('is %s for %s', (one, other) => {
    expect([told(one, other), told(other, one)]).toEqual([true, true]);
  });

  it.each([
    ['the same value', 'ada@example.org', 'ada@example.org'],
    ['one too far away', 'anna.schmidt@example.org', 'hans.meier@example.org'],
    ['a short mailbox with another letter', 'jim@example.org', 'tim@example.org'],
    ['two letters in a mailbox of seven', 'charles@example.org', 'charlys2@example.org'],
    ['the next numbered address', 'desk17@example.org', 'desk18@example.org'],
    ['a telephone number with two other digits', '+491701234567', '+491701234599'],
  ])('is not %s', (_, one, other) => {
    expect([told(one, other), told(other, one)]).toEqual([false, false]);
  });
});
