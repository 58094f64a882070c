import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PRACTICE_ISSUER, parseIssuer, parseServiceAddress, parseTrustedKeys } from '../../../main/config.ts';
import { fixedFor, fixedNames, unmanaged } from '../../../main/managed/managed-config.ts';
import { readManagedConfig } from '../../../main/managed/managed-file.ts';
import { makeAuthorityKey } from '../../fakes/subject.ts';

const folder = mkdtempSync(join(tmpdir(), 'countersign-config-'));
afterAll(() => rmSync(folder, { recursive: true }));
const { publicJwk } = makeAuthorityKey('trusted');

const read = (content: unknown) => {
  const path = join(folder, 'managed.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readManagedConfig(path);
};
const problemsOf = (content: unknown): string => {
  const config = read(content);
  if (!('problems' in config)) throw new Error('it was taken');
  return config.problems.map((problem) => JSON.stringify(problem)).join('\n');
};

describe("the administrator's file", () => {
  it('fixes what it names, and nothing else', () => {
    const config = read({
      service: {
        name: 'Scope',
        address: 'https://scope.example/api/',
        issuer: 'https://authority.example',
        trustedKeys: { keys: [publicJwk] },
        acceptServiceStatements: true,
      },
      lifetimeDays: 30,
      undoSeconds: 0,
      pollSeconds: 0.5,
    });
    expect(config).toEqual({
      path: join(folder, 'managed.json'),
      settings: { lifetimeDays: 30, undoSeconds: 0, pollSeconds: 0.5 },
      services: [
        {
          id: 'live',
          settings: {
            serviceName: 'Scope',
            address: 'https://scope.example/api',
            issuer: 'https://authority.example',
            trustedKeys: JSON.stringify({ keys: [publicJwk] }),
          },
          acceptServiceStatements: true,
          mayConfirm: false,
        },
      ],
    });
    expect('settings' in config && fixedNames(fixedFor(config, config.services[0]))).toHaveLength(7);
  });

  it('may leave every field out', () => {
    for (const empty of [{}, { service: {} }]) {
      expect(read(empty)).toEqual({
        path: join(folder, 'managed.json'),
        settings: {},
        services: [{ id: 'live', settings: {}, acceptServiceStatements: false, mayConfirm: false }],
      });
    }
    expect(readManagedConfig(undefined)).toBe(unmanaged);
    expect(read({ undoSeconds: 7 })).toMatchObject({ settings: { undoSeconds: 7 } });
  });

  it('may open with a byte order mark, as editors on Windows write it', () => {
    expect(read('\ufeff{"undoSeconds":7}')).toMatchObject({ settings: { undoSeconds: 7 } });
  });

  it.each([
    ['undoSecond', { undoSecond: 5 }],
    ['service.adress', { service: { adress: 'https://scope.example' } }],
    ['service.trustedKeys.key', { service: { trustedKeys: { keys: [], key: 1 } } }],
    ['UndoSeconds', { UndoSeconds: 1 }],
  ])('is refused for the unknown field %s, by its name', (name, content) => {
    expect(problemsOf(content)).toContain(`{"code":"config-unknown-field","values":{"field":"${name}"}}`);
  });

  it('is refused for a field named __proto__', () => {
    expect(problemsOf('{"__proto__":{"undoSeconds":0}}')).toContain('__proto__');
    expect(problemsOf('{"service":{"__proto__":{}}}')).toContain('__proto__');
  });

  it('names every problem, each with its place', () => {
    const problems = problemsOf({ lifetimeDays: 0, undoSeconds: 31, service: { issuer: '', name: 7 }, other: 1 });
    for (const place of ['lifetimeDays', 'undoSeconds', 'service.issuer', 'service.name', 'other']) {
      expect(problems).toContain(place);
    }
  });

  it.each<[string, object]>([
    ['an undo of more than thirty seconds', { undoSeconds: 30.01 }],
    ['a negative undo', { undoSeconds: -1 }],
    ['an undo in words', { undoSeconds: '5' }],
    ['no lifetime', { lifetimeDays: 0 }],
    ['a lifetime of eleven years', { lifetimeDays: 3651 }],
    ['polling without a pause', { pollSeconds: 0 }],
    ['polling once in two hours', { pollSeconds: 7200 }],
    ['null', { undoSeconds: null }],
    ['an empty name', { service: { name: '' } }],
    ['a service without TLS', { service: { address: 'http://scope.example' } }],
    ['the practice issuer', { service: { issuer: PRACTICE_ISSUER } }],
    ['a private key among the trusted', { service: { trustedKeys: { keys: [{ ...publicJwk, d: 'AAAA' }] } } }],
    ['a setting that is not yes or no', { service: { acceptServiceStatements: 'yes' } }],
  ])('is refused for %s', (_, content) => {
    expect(problemsOf(content)).not.toBe('');
  });

  it.each(['', 'undoSeconds = 5', '[]', '"x"', 'null', '{"undoSeconds":5'])(
    'is refused when it reads %j',
    (content) => {
      expect(problemsOf(content)).not.toBe('');
    },
  );

  it('SECURITY 15: is refused for a field given twice, which JSON.parse would take in silence', () => {
    expect(problemsOf('{"undoSeconds":30,"undoSeconds":0}')).toContain('undoSeconds');
  });

  it('is refused when it cannot be read, with the reason', () => {
    expect(readManagedConfig(join(folder, 'absent.json'))).toMatchObject({
      problems: [{ code: 'config-unreadable', values: { detail: expect.stringContaining('ENOENT') } }],
    });
    expect(readManagedConfig(folder)).toMatchObject({
      problems: [{ values: { detail: expect.stringContaining('EISDIR') } }],
    });
  });
});

describe("several services in the administrator's file", () => {
  const of = (name: string, more: object = {}) => ({
    id: name,
    name: `Service ${name}`,
    address: `https://${name}.example`,
    issuer: 'https://authority.example',
    ...more,
  });

  it('each fix what is theirs, before what is fixed for all', () => {
    const config = read({
      services: [
        of('a', { lifetimeDays: 7, inboxFolder: '/srv/a', feed: 'https://a.example/feed', mayConfirm: true }),
        of('b-2', { address: 'https://b.example/' }),
      ],
      lifetimeDays: 30,
      notify: false,
    });
    if ('problems' in config) throw new Error(JSON.stringify(config.problems));
    const issuer = 'https://authority.example';
    expect(config).toMatchObject({
      settings: { lifetimeDays: 30, notify: false },
      services: [
        { id: 'a', acceptServiceStatements: false, mayConfirm: true },
        { id: 'b-2', acceptServiceStatements: false, mayConfirm: false },
      ],
    });
    expect(config.services.map((service) => fixedFor(config, service))).toEqual([
      {
        serviceName: 'Service a',
        address: 'https://a.example',
        issuer,
        lifetimeDays: 7,
        inboxFolder: '/srv/a',
        feed: 'https://a.example/feed',
        notify: false,
      },
      { serviceName: 'Service b-2', address: 'https://b.example', issuer, lifetimeDays: 30, notify: false },
    ]);
  });

  it.each<[string, string, object]>([
    ['services', 'config-service-twice', { service: {}, services: [of('a')] }],
    ['services', 'config-service-count', { services: [] }],
    ['services', 'config-service-count', { services: Array.from({ length: 21 }, (_, at) => of(`a${at}`)) }],
    ['services.0.id', 'config-service-id', { services: [of('a', { id: 'practice' })] }],
    ['services.0.id', 'config-service-id', { services: [of('a', { id: '2nd' })] }],
    ['services.0.id', 'config-service-id', { services: [of('a', { id: `a${'b'.repeat(32)}` })] }],
    ['services.0.id', 'config-wrong-type', { services: [of('a', { id: undefined })] }],
    ['services.0.name', 'config-wrong-type', { services: [of('a', { name: undefined })] }],
    ['services.0.address', 'config-wrong-type', { services: [of('a', { address: undefined })] }],
    ['services.0.issuer', 'config-wrong-type', { services: [of('a', { issuer: undefined })] }],
    ['services.1.id', 'config-not-unique', { services: [of('a'), of('b', { id: 'a' })] }],
    ['services.1.name', 'config-not-unique', { services: [of('a'), of('b', { name: 'SERVICE A ' })] }],
    ['services.1.address', 'config-not-unique', { services: [of('a'), of('b', { address: 'https://A.example/' })] }],
    [
      'services.1.inboxFolder',
      'config-inbox-shared',
      { services: [of('a', { inboxFolder: '/srv/in' }), of('b', { inboxFolder: '/srv/x/../in' })] },
    ],
    ['inboxFolder', 'config-inbox-shared', { services: [of('a'), of('b')], inboxFolder: '/srv/in' }],
    ['service.id', 'config-unknown-field', { service: { id: 'a' } }],
  ])('are refused at %s as %s: %j', (field, code, content) => {
    const config = read(content);
    expect('problems' in config && config.problems).toContainEqual(
      expect.objectContaining({ code, values: expect.objectContaining({ field }) }),
    );
  });
});

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
