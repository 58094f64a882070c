import { describe, expect, it } from 'vitest';
import { afterDecision, afterSkip, begun, currentOf } from '../../../renderer/batch/walk.ts';

describe('going through jobs one by one', () => {
  it('goes on after a decision and after a skip, and counts both', () => {
    const over = afterSkip(afterDecision(begun(['a', 'b']), 'a'));
    expect(over).toMatchObject({ at: 2, decided: 1, skipped: 1 });
    expect(currentOf(over)).toBeNull();
  });

  it('takes no notice of a decision about another job', () => {
    const walk = begun(['a', 'b']);
    expect(afterDecision(walk, 'b')).toBe(walk);
    expect(afterDecision(afterSkip(walk), 'a')).toMatchObject({ at: 1, decided: 0 });
  });

  it('stays at its end', () => {
    const over = afterSkip(begun(['a']));
    expect(afterSkip(over)).toBe(over);
    expect(afterDecision(over, 'a')).toBe(over);
  });
});
