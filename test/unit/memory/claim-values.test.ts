import { describe, expect, it } from 'vitest';
import { claimValue, spellingOf, valuesOf } from '../../../main/memory/claim-values.ts';
import { skeletonOf } from '../../../main/memory/skeleton.ts';

describe('what is remembered of a job', () => {
  it('is its e-mail, its telephone number and what its scope names, where that is text', () => {
    const claims = { sub: 'k', scope: 'name email sub', email: 'a@b', phone: '+1', name: 'Ada', note: 'n' };
    expect(valuesOf(claims).map(({ claim }) => claim)).toEqual(['email', 'phone', 'name']);
    expect(valuesOf({ scope: 'email name', email: 7, name: ' ' })).toEqual([]);
    expect(valuesOf({ scope: '__proto__ toString' })).toEqual([]);
  });

  it.each([
    ['email', 'Ada@EXAMPLE.org', 'ada@example.org'],
    ['email', ' ada@example.org ', 'ada@example.org'],
    ['email', 'cafe\u0301@example.org', 'caf\u00e9@example.org'],
    ['phone', '+49 (170) 12-34.567', '+491701234567'],
    ['phone', '0049 170/1234567', '+491701234567'],
  ])('takes a %s written “%s” for %s', (claim, text, spelling) => {
    expect(spellingOf(claim, text)).toBe(spelling);
  });

  it('keeps a value that is too long to be taken in at a glance to the letter, and compares it no further', () => {
    const long = claimValue('name', 'x'.repeat(321));
    expect(long.skeleton).toBeNull();
    expect(claimValue('name', 'x'.repeat(320)).skeleton).not.toBeNull();
  });
});

describe('the skeleton of a text', () => {
  it.each([
    ['a Cyrillic letter', 'p\u0430ypal@example.org', 'paypal@example.org'],
    ['a Greek letter', 'g\u03bf\u03bfgle', 'google'],
    ['a digit for a letter', 'paypa1@examp1e.org', 'paypal@example.org'],
    ['a capital I for an l', 'paypaI@example.org', 'paypal@example.org'],
    ['a nought for an o', 'g00gle', 'google'],
    ['two letters that run together', 'rnicrosoft', 'microsoft'],
    ['a fullwidth letter', '\uff50aypal', 'paypal'],
    ['a hidden character', 'pay\u200bpal', 'paypal'],
  ])('is the same with %s', (_, one, other) => {
    expect(skeletonOf(one)).toBe(skeletonOf(other));
  });

  it('differs for texts that are told apart at a glance', () => {
    expect(skeletonOf('ada@example.org')).not.toBe(skeletonOf('eda@example.org'));
  });
});
