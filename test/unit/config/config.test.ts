import { describe, expect, it } from 'vitest';
import { PRACTICE_ISSUER, parseIssuer, parseServiceAddress, parseTrustedKeys } from '../../../main/config.ts';
import { makeAuthorityKey } from '../../fakes/subject.ts';

const { publicJwk } = makeAuthorityKey('trusted');

describe('SECURITY 25: the address of a service', () => {
  const outcome = (text: string) => {
    const parsed = parseServiceAddress(text);
    return 'address' in parsed ? parsed.address : { code: parsed.problem.code };
  };

  it.each([
    ['https://scope.example', 'https://scope.example'],
    [' https://scope.example/ ', 'https://scope.example'],
    ['https://scope.example:8443/api//', 'https://scope.example:8443/api'],
    ['HTTPS://Scope.Example/API', 'https://scope.example/API'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://127.8.9.10', 'http://127.8.9.10'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://[::1]:8080/', 'http://[::1]:8080'],
    ['http://127.1', 'http://127.0.0.1'],
  ])('%s is taken as %s', (text, address) => {
    expect(outcome(text)).toBe(address);
  });

  it.each([
    'http://scope.example',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'http://evil.localhost',
    'http://128.0.0.1',
    'http://0.0.0.0',
    'http://[::]',
    'http://[::ffff:192.0.2.1]',
    'http://192.168.0.1',
    'http://2130706434.example',
  ])('%s is refused without TLS', (text) => {
    expect(outcome(text)).toEqual({ code: 'address-not-https' });
  });

  it.each([
    'https://user@scope.example',
    'https://user:secret@scope.example',
    'https://:secret@scope.example',
    'http://u:p@127.0.0.1',
  ])('%s is refused for its credentials', (text) => {
    expect(outcome(text)).toEqual({ code: 'address-has-credentials' });
  });

  it.each([
    'scope.example',
    '//scope.example',
    'ftp://scope.example',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ws://127.0.0.1',
    'https://',
    'https://scope.example?x=1',
    'https://scope.example?',
    'https://scope.example/#',
    'https://scope.example/#x',
    'https://scope.example:99999',
  ])('%s is no address', (text) => {
    expect(outcome(text)).toEqual({ code: 'address-invalid' });
  });

  it('must be set', () => {
    for (const text of ['', '  ', '\n']) expect(outcome(text)).toEqual({ code: 'must-be-set' });
  });
});

describe('an issuer', () => {
  const outcome = (text: string) => {
    const parsed = parseIssuer(text);
    return 'issuer' in parsed ? parsed.issuer : { code: parsed.problem.code };
  };

  it.each([
    'https://authority.example',
    'https://authority.example/',
    'HTTPS://Authority.example/A?b=c',
    'urn:example:authority',
    'did:web:authority.example',
  ])('%s is taken to the letter: it is signed as it stands', (text) => {
    expect(outcome(text)).toBe(text);
  });

  it.each([
    'authority',
    ' https://authority.example',
    'https://authority.example ',
    'https://authörity.example',
    'https://a.example/\u202e',
    'https://a b.example',
    'https://a.example/\n',
  ])('%j is none', (text) => {
    expect(outcome(text)).toEqual({ code: 'issuer-invalid' });
  });

  it.each([
    PRACTICE_ISSUER,
    `${PRACTICE_ISSUER}/`,
    `${PRACTICE_ISSUER}:8443/x`,
    'http://sub.practice.countersign.invalid',
    'https://PRACTICE.countersign.INVALID',
  ])('%s is for practice alone', (text) => {
    expect(outcome(text)).toEqual({ code: 'issuer-is-practice' });
  });

  it('must be set', () => {
    expect(outcome('')).toEqual({ code: 'must-be-set' });
  });
});

describe('trusted keys', () => {
  it('are a JWK Set of public keys, or none', () => {
    expect(parseTrustedKeys('')).toEqual({ keys: [] });
    expect(parseTrustedKeys(JSON.stringify({ keys: [publicJwk] }))).toEqual({ keys: [publicJwk] });
  });

  it.each<[string, string]>([
    ['a private key', JSON.stringify({ keys: [{ ...publicJwk, d: 'AAAA' }] })],
    ['a shared secret', JSON.stringify({ keys: [{ kty: 'oct', k: 'c2VjcmV0' }] })],
    ['a key without a type', JSON.stringify({ keys: [{ crv: 'Ed25519' }] })],
    ['a key outside of a set', JSON.stringify(publicJwk)],
    ['a list', JSON.stringify([publicJwk])],
    ['a member that the set does not have', JSON.stringify({ keys: [], more: 1 })],
    ['a member given twice', '{"keys":[],"keys":[]}'],
    ['no JSON', 'keys'],
  ])('are not %s', (_, text) => {
    expect(parseTrustedKeys(text)).toMatchObject({ problem: { code: 'trusted-keys-invalid' } });
  });
});
