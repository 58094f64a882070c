import { describe, expect, it } from 'vitest';
import { foreign, marked } from '../../../preload/words/foreign.ts';
import { eventWords, findingWords, refusalWords } from '../../../renderer/words/coded.ts';

const rightToLeftOverride = '\u202e';

describe('codes in words', () => {
  it('puts the values of a finding into its sentence', () => {
    expect(findingWords({ code: 'out-of-range', values: { min: 1, max: 30 } })).toContain('between 1 and 30');
  });

  it('chooses the words of a finding by its count', () => {
    expect(findingWords({ code: 'clock-behind-service-minutes', values: { count: 1 } })).toContain('1 minute behind');
    expect(findingWords({ code: 'clock-behind-service-minutes', values: { count: 3 } })).toContain('3 minutes behind');
  });

  it('names a job status by the words that the queue uses', () => {
    expect(findingWords({ code: 'not-allowed-now', values: { status: 'held' } })).toContain('On hold');
  });

  it('says which claim a finding about a value is in', () => {
    expect(findingWords({ code: 'bidi-control', values: { claim: 'email' } })).toMatch(/^“email”: /);
    expect(findingWords({ code: 'claim-missing', values: { claim: 'email' } })).not.toMatch(/^“email”: /);
  });

  it('names an unknown field, its line and the fields that there are, one of which it may be a part of', () => {
    const values = { field: 'undoSecond', fields: 'notify, undoSeconds', line: 3 };
    expect(findingWords({ code: 'config-unknown-field', values })).toMatch(
      /^“undoSecond”: .* There are: notify, undoSeconds\. \(line 3\)$/,
    );
  });

  it('keeps a code without words legible', () => {
    expect(findingWords({ code: 'moon-phase' })).toContain('moon-phase');
    expect(refusalWords({ code: 'moon-phase' })).toContain('moon-phase');
    expect(eventWords('moon-phase')).toBe('moon-phase');
  });

  it('does not take a code for a path into the catalogue', () => {
    expect(findingWords({ code: 'a.b' })).toContain('a.b');
    expect(eventWords('toString')).toBe('toString');
  });

  it('lets no value of a finding call on the catalogue itself', () => {
    const said = findingWords({ code: 'network', values: { detail: '$t(error.internal) {{code}}' } });
    expect(said).toContain('$t(error.internal)');
  });
});

describe('SECURITY 14: text from outside in our own sentences', () => {
  it('shows hidden characters by their code points', () => {
    expect(foreign(`a${rightToLeftOverride}b\u200b\u001b[31m`)).toBe('aU+202EbU+200BU+001B[31m');
  });

  it('keeps right-to-left text from reordering what stands around it', () => {
    expect(foreign('\u05d0\u05d1')).toBe('\u2068\u05d0\u05d1\u2069');
  });

  it('tells the length of what it cuts', () => {
    expect(foreign('x'.repeat(5_000))).toMatch(/… \(5000\)$/);
  });

  it('marks hidden characters in place and keeps every other one', () => {
    expect(marked(`a\n${rightToLeftOverride}b`)).toEqual([
      { text: 'a\n' },
      { mark: 'U+202E', name: '', kind: 'direction' },
      { text: 'b' },
    ]);
  });
});
