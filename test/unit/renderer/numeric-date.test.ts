import { describe, expect, it } from 'vitest';
import type { Shown } from '../../../preload/contract.ts';
import { dateOf } from '../../../renderer/review/numeric-date.ts';

const shown = (text: string, kind: Shown['kind'] = 'string'): Shown => ({
  kind,
  runs: [{ text }],
  length: text.length,
  sha256: '',
  findings: [],
});

describe('the date under a claim', () => {
  it('is there for whole seconds in iat, exp and nbf', () => {
    for (const name of ['iat', 'exp', 'nbf']) {
      expect(dateOf(shown(name), shown('1761000000', 'json'))).toBe(1_761_000_000_000);
    }
  });

  it.each([
    ['born', '1761000000', 'json'],
    ['iat', '1761000000', 'string'],
    ['iat', '1761000000.5', 'json'],
    ['iat', '-5', 'json'],
    ['iat', '1e9', 'json'],
    ['exp', '999999999999', 'json'],
    ['exp', 'true', 'json'],
  ] as const)('is not there for %s %s as %s', (name, text, kind) => {
    expect(dateOf(shown(name), shown(text, kind))).toBeNull();
  });

  it('is not there where a name or a value holds marks', () => {
    const marked: Shown = { ...shown('iat'), runs: [{ text: 'iat' }, { mark: 'U+200B', name: '', kind: 'invisible' }] };
    expect(dateOf(marked, shown('1761000000', 'json'))).toBeNull();
    expect(dateOf(shown('iat'), { ...marked, kind: 'json' })).toBeNull();
  });
});
