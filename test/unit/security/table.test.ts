import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checklist, type Line, type Section } from '../../../scripts/security/checklist.mjs';
import { type NamedTest, namedTests, namedTestsIn } from '../../../scripts/security/named-tests.mjs';
import { complaints, tableText } from '../../../scripts/security/table.mjs';

const root = join(import.meta.dirname, '../../..');

describe('the table of the security checklist', () => {
  const [sections, tests] = [checklist(), namedTests(root)];

  it('has every line held by a test, or put off with a reason', () => {
    expect(sections.flatMap(({ lines }) => lines)).toHaveLength(30);
    expect(complaints(sections, tests)).toEqual([]);
  });

  it('is in docs/security.md as `npm run security-table` writes it', () => {
    const written = readFileSync(join(root, 'docs', 'security.md'), 'utf8').replaceAll('\r\n', '\n');
    expect(written).toBe(tableText(sections, tests));
  });
});

describe('checklist and tests disagree', () => {
  const line = (number: number, more: Partial<Line> = {}): Line => ({
    number,
    says: 'Something holds.',
    systems: { macOS: 'same code', Windows: 'same code' },
    ...more,
  });
  const section = (...lines: Line[]): Section[] => [{ name: 'Section', lines }];
  const holding = (...lines: number[]): NamedTest[] => [{ file: 'a.test.ts', lines, name: 'holds', group: false }];

  it.each<[string, Section[], NamedTest[], string]>([
    ['a line that nothing holds', section(line(1)), [], 'line 1 is held by no test'],
    ['one put off without a reason', section(line(1, { notYet: ' ' })), [], 'line 1 is put off without a reason'],
    [
      'one held in part for no reason',
      section(line(1, { partly: '' })),
      holding(1),
      'line 1 is put off without a reason',
    ],
    [
      'one put off and held',
      section(line(1, { notYet: 'later' })),
      holding(1),
      'line 1 is put off, and held by a test',
    ],
    ['a test of no line', section(line(1)), holding(1, 31), 'a test names line 31, which is none'],
    ['a number left out', section(line(1), line(3)), holding(1, 3), 'line 3 stands where 2 should'],
    ['a system left out', section(line(1, { systems: { macOS: 'x' } })), holding(1), 'line 1 leaves a system out'],
    ['a line that says nothing', section(line(1, { says: ' ' })), holding(1), 'line 1 says nothing'],
  ])('over %s', (_, sections, tests, complaint) => {
    expect(complaints(sections, tests)).toEqual([complaint]);
  });

  it('over nothing where all is well', () => {
    expect(complaints(section(line(1), line(2, { notYet: 'later' })), holding(1))).toEqual([]);
  });
});

describe('a test is found by its name', () => {
  it('however it is written', () => {
    const source = `
      describe('SECURITY 4, 12: the window', () => {
        it.each([1, 2])("SECURITY 5: is %s", (one) => {});
        it.skipIf(process.platform === 'win32')(\`SECURITY 6: \${what} is text\`, () => {});
        it.each\`a\${1}\`('SECURITY 7: tagged', () => {});
        test('of no line', () => {});
        expect('SECURITY 8: no test').toBe(1);
        // it('SECURITY 9: a comment', () => {});
      });`;
    const found = namedTestsIn('test/a.test.ts', source);
    expect(found.map(({ lines, name, group }) => [lines, name, group])).toEqual([
      [[4, 12], 'the window', true],
      [[5], 'is %s', false],
      [[6], '… is text', false],
      [[7], 'tagged', false],
    ]);
  });
});
