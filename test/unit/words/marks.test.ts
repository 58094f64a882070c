import { describe, expect, it } from 'vitest';
import { markKinds } from '../../../preload/contract.ts';
import catalogue from '../../../preload/words/en.json' with { type: 'json' };
import { markKind } from '../../../preload/words/marks.ts';

describe('SECURITY 14: a mark', () => {
  it.each([
    ['\u202e', 'direction'],
    ['\u2068', 'direction'],
    ['\u200f', 'direction'],
    ['\n', 'line'],
    ['\u2028', 'line'],
    ['\u001b', 'control'],
    ['\u0000', 'control'],
    ['\u{e0041}', 'tag'],
    ['\ufe0f', 'variation'],
    ['\u00a0', 'space'],
    ['\u3164', 'space'],
    ['\u200d', 'joiner'],
    ['\u00ad', 'joiner'],
    ['\ue000', 'unknown'],
    ['\u200b', 'invisible'],
    ['\ufeff', 'invisible'],
  ])('of %j is explained as one of the kind %s', (character, kind) => {
    expect(markKind(character)).toBe(kind);
  });

  it('is explained in words of its own, whatever its kind', () => {
    const explained = markKinds.map((kind) => catalogue.mark[kind]);
    expect(new Set(explained).size).toBe(markKinds.length);
  });
});
