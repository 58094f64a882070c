import { describe, expect, it } from 'vitest';
import { restates } from '../../../main/review/restatement.ts';
import { makeSubject } from '../../fakes/subject.ts';

const ada = makeSubject('ada');
const token = ada.requestToken({ scope: 'email', email: 'ada@example.org' });
const stated = (members: Record<string, unknown>) => ({
  kind: 'service-statement' as const,
  text: JSON.stringify(members),
});
const whole = { sub: ada.sub, field: 'email', email: 'ada@example.org', exp: 1_900_000_000 };

describe('a statement beside a token that is held already', () => {
  it('restates it where it says the same, or less', () => {
    expect(restates(stated(whole), token)).toBe(true);
    expect(restates(stated({ sub: ada.sub, scope: 'email' }), token)).toBe(true);
    expect(restates(stated({ sub: ada.sub, status: 'waiting', job: 'x' }), token)).toBe(true);
  });

  it.each<[string, Record<string, unknown>]>([
    ['another value', { ...whole, email: 'ada@elsewhere.example' }],
    ['another subject', { ...whole, sub: makeSubject('bob').sub }],
    ['no subject', { field: 'email', email: 'ada@example.org' }],
    ['another scope', { ...whole, field: 'phone' }],
    ['a claim more', { ...whole, phone: '+31 6' }],
    ['a claim more by a name that every object has', { ...whole, toString: 'x' }],
    ['a value of another type', { ...whole, email: ['ada@example.org'] }],
  ])('does not where it says %s', (_what, members) => {
    expect(restates(stated(members), token)).toBe(false);
  });

  it('is never a token, and restates nothing that is no token', () => {
    expect(restates({ kind: 'subject-token', text: token }, token)).toBe(false);
    expect(restates(stated(whole), stated(whole).text)).toBe(false);
    expect(restates({ kind: 'service-statement', text: '{"sub":1,"sub":2}' }, token)).toBe(false);
  });
});
