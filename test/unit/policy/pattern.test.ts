import { describe, expect, it } from 'vitest';
import { matchesWhole, parsePattern } from '../../../main/policy/pattern.ts';

const problemOf = (text: string) => {
  const parsed = parsePattern(text);
  return 'problem' in parsed ? parsed.problem.code : null;
};

describe('an administrator’s pattern', () => {
  it.each(['', '[^@]+@example\\.org', '(?i)a|b', '\\p{Greek}+', 'x{1,64}'])('may be %s', (text) => {
    expect(problemOf(text)).toBeNull();
  });

  it.each([
    ['not closed', '(a', 'pattern-invalid'],
    ['a back-reference, which makes it run away', '(a+)\\1', 'pattern-invalid'],
    ['a look-ahead', '(?=a)b', 'pattern-invalid'],
    ['too many repetitions', 'a{1001}', 'pattern-invalid'],
    ['repetitions of repetitions', '((a{30}){30}){30}', 'pattern-invalid'],
    ['repetitions side by side', 'a{1000}'.repeat(20), 'pattern-too-large'],
    ['too long', 'a'.repeat(501), 'pattern-too-large'],
  ])('may not be %s', (_, text, code) => {
    expect(problemOf(text)).toBe(code);
  });

  it('matches the whole value or nothing, line breaks included', () => {
    expect(matchesWhole('a+', 'aaa')).toBe(true);
    expect([matchesWhole('a+', 'aab'), matchesWhole('a+', 'a\n'), matchesWhole('^a$', 'a\na')]).toEqual([
      false,
      false,
      false,
    ]);
    expect(matchesWhole('(broken', '(broken')).toBe(false);
  });

  it('is done soon with what would keep a backtracking engine busy for years', () => {
    const before = performance.now();
    expect(matchesWhole('(a+)+$', `${'a'.repeat(1_900)}b`)).toBe(false);
    expect(matchesWhole('(x+x+)+y', 'x'.repeat(2_000))).toBe(false);
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it('matches no value that is longer than any it could be meant for', () => {
    expect([matchesWhole('a*', 'a'.repeat(2_000)), matchesWhole('a*', 'a'.repeat(2_001))]).toEqual([true, false]);
  });
});
