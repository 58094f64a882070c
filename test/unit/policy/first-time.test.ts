import { describe, expect, it } from 'vitest';
import { typingFor, typingObjection } from '../../../main/policy/first-time.ts';

describe('what has to be typed', () => {
  it('is the value that the scope names, else an e-mail, a telephone number, the subject’s key', () => {
    expect(typingFor({ sub: 'k', scope: 'name email', name: 'Ada', email: 'a@b' })).toEqual({
      claim: 'name',
      value: 'Ada',
      last: 3,
    });
    expect(typingFor({ sub: 'k', scope: 'x', phone: '+49123' }).claim).toBe('phone');
    expect(typingFor({ sub: 'subject-key', scope: 'toString' })).toEqual({
      claim: 'sub',
      value: 'subject-key',
      last: 4,
    });
  });

  const typing = typingFor({ sub: 'k', scope: 'email', email: 'ada@example.org' });
  const codeFor = (typed: string) => typingObjection(typing, typed)?.code ?? null;

  it.each(['ada@example.org', ' ada@example.org ', '.org', 'example.org'])('is satisfied by “%s”', (typed) => {
    expect(codeFor(typed)).toBeNull();
  });

  it.each([
    ['', 'typing-missing'],
    ['   ', 'typing-missing'],
    ['org', 'typing-wrong'],
    ['.ORG', 'typing-wrong'],
    ['ada@', 'typing-wrong'],
    ['xada@example.org', 'typing-wrong'],
  ])('is not satisfied by “%s”', (typed, code) => {
    expect(codeFor(typed)).toBe(code);
  });
});
