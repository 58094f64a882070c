import { describe, expect, it } from 'vitest';
import { PRACTICE_ISSUER } from '../../../main/config.ts';
import { fixedFor, fixedNames } from '../../../main/managed/managed-config.ts';
import { type Fixed, readFixed } from '../../../main/managed/reading.ts';
import type { Finding } from '../../../preload/contract.ts';
import { makeAuthorityKey } from '../../fakes/subject.ts';

const { publicJwk } = makeAuthorityKey('trusted');

const textOf = (content: unknown) => (typeof content === 'string' ? content : JSON.stringify(content));
const read = (content: unknown): Fixed => {
  const read = readFixed(textOf(content), true);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read;
};
const problemsOf = (content: unknown): readonly Finding[] => {
  const read = readFixed(textOf(content), true);
  if (!('problems' in read)) throw new Error('it was taken');
  return read.problems;
};
const branch = { id: 'a', name: 'A', address: 'https://a.example', issuer: 'urn:a' };

/** As `line: field: code`. */
const told = (content: unknown): string[] =>
  problemsOf(content).map(({ code, values }) => `${values?.line}: ${values?.field ?? '-'}: ${code}`);

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
      updates: null,
    });
    expect(fixedNames(fixedFor(config, config.services[0]))).toHaveLength(7);
  });

  it('may leave every field out', () => {
    for (const empty of [{}, { service: {} }]) {
      expect(read(empty)).toEqual({
        settings: {},
        services: [{ id: 'live', settings: {}, acceptServiceStatements: false, mayConfirm: false }],
        updates: null,
      });
    }
    expect(read({ undoSeconds: 7 })).toMatchObject({ settings: { undoSeconds: 7 } });
  });

  it.each([
    ['undoSecond', { undoSecond: 5 }],
    ['service.adress', { service: { adress: 'https://scope.example' } }],
    ['service.trustedKeys.key', { service: { trustedKeys: { keys: [], key: 1 } } }],
    ['UndoSeconds', { UndoSeconds: 1 }],
  ])('is refused for the unknown field %s, by its name', (name, content) => {
    expect(problemsOf(content)).toContainEqual({
      code: 'config-unknown-field',
      values: { field: name, line: 1, fields: expect.any(String) },
    });
  });

  it('names the fields that there are, where one is not known', () => {
    const knownAt = (content: object) => problemsOf(content).map(({ values }) => String(values?.fields).split(', '));
    const [whole, service] = knownAt({ x: 1, services: [{ ...branch, y: 1 }] });
    expect(whole).toEqual(expect.arrayContaining(['service', 'services', 'lifetimeDays', 'quietFrom', 'updates']));
    expect(service).toEqual(expect.arrayContaining(['id', 'name', 'address', 'trustedKeys', 'lifetimeDays']));
    expect(knownAt({ service: { id: 'a' } })[0]).not.toContain('id');
    expect(knownAt({ service: { trustedKeys: { keys: [], x: 1 } } })).toEqual([['keys']]);
  });

  it('is refused for a field named __proto__', () => {
    expect(told('{"__proto__":{"undoSeconds":0}}')).toEqual(['1: __proto__: config-unknown-field']);
    expect(told('{"service":{"__proto__":{}}}')).toEqual(['1: service.__proto__: config-unknown-field']);
  });

  it('names every problem, each with its place', () => {
    const text = `{
      "$schema": "config.schema.json",
      "lifetimeDays": 0, "undoSeconds": 31,
      "service": {
        "issuer": "",
        "name": 7,
        "trustedKeys": { "keys": [
          { "crv": "Ed25519" }
        ] }
      },
      "other":
        1,
      "quietFrom": "20:00",
      "updates": { "feed": "https://updates.example/" }
    }`;
    for (const written of [text, text.replaceAll('\n', '\r\n'), text.replaceAll('\n', '\r')]) {
      expect(told(written)).toEqual([
        '3: lifetimeDays: out-of-range',
        '3: undoSeconds: out-of-range',
        '5: service.issuer: must-be-set',
        '6: service.name: config-no-text',
        '8: service.trustedKeys.keys.0.kty: config-missing',
        '11: other: config-unknown-field',
        '13: quietFrom: quiet-hours-half',
        '14: updates.key: config-missing',
      ]);
    }
  });

  it('names fields without lines where its lines are not those that a person wrote', () => {
    const found = readFixed('{"undoSeconds":31}', false);
    expect(found).toEqual({ problems: [{ code: 'out-of-range', values: { field: 'undoSeconds', min: 0, max: 30 } }] });
    expect(readFixed('{"undoSeconds":1e400}', false)).toEqual({
      problems: [{ code: 'json-unsafe-number', values: { text: '1e400' } }],
    });
  });

  it.each<[string, unknown, string]>([
    ['text', { service: { name: 1 } }, 'service.name: config-no-text'],
    ['a number', { undoSeconds: '5' }, 'undoSeconds: config-no-number'],
    ['yes or no', { notify: 'yes' }, 'notify: config-no-switch'],
    ['a list', { services: {} }, 'services: config-no-list'],
    ['an object', { service: [] }, 'service: config-no-object'],
    ['an object as a whole', [], '-: config-no-object'],
  ])('says where it needs %s', (_, content, problem) => {
    expect(told(content)).toEqual([`1: ${problem}`]);
  });

  it.each([
    ...['lock', 'forwarding'].map((field): [string, object] => [field, { [field]: {} }]),
    ['service.authHeader', { service: { authHeader: 'x' } }],
    ['service.ca', { service: { ca: 'x' } }],
    ['services.0.ca', { services: [{ ...branch, ca: '' }] }],
  ])('refuses %s by a finding of its own, since this version does not hold to it', (field, content) => {
    expect(told(content)).toEqual([`1: ${field}: config-not-yet`]);
  });

  it('knows those fields only where they will stand', () => {
    expect(told({ ca: 'x', service: { lock: {} } })).toEqual([
      '1: ca: config-unknown-field',
      '1: service.lock: config-unknown-field',
    ]);
  });

  it('fixes quiet hours by both times, or turns them off by both', () => {
    expect(read({ quietFrom: '8:00', quietUntil: ' 20:30' }).settings).toEqual({
      quietFrom: '08:00',
      quietUntil: '20:30',
    });
    expect(read({ quietFrom: '', quietUntil: '' }).settings).toEqual({ quietFrom: '', quietUntil: '' });
    expect(told({ quietUntil: '' })).toEqual(['1: quietUntil: quiet-hours-half']);
    expect(told({ quietFrom: '', quietUntil: '7:00' })).toEqual(['1: quietUntil: quiet-hours-half']);
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
    ['a pattern that could run away', { policy: { claims: [{ claim: 'email', pattern: '(a+)\\1' }] } }],
    ['a claim without a name', { policy: { claims: [{ required: true }] } }],
    ['a limit of none', { policy: { approvalsPerHour: 0 } }],
    ['half an approval', { policy: { approvalsPerDay: 1.5 } }],
    ['a scope of two words', { policy: { scopes: ['e mail'] } }],
    ['a confirmation now and then', { service: { policy: { systemConfirmation: 'often' } } }],
    ['a mistyped limit', { policy: { approvalsPerHours: 5 } }],
    ['a reason of two lines', { rejectReasons: ['a\nb'] }],
    ['an empty reason', { rejectReasons: [' '] }],
    ['a setting that is not yes or no', { service: { acceptServiceStatements: 'yes' } }],
  ])('is refused for %s', (_, content) => {
    expect(problemsOf(content)).not.toEqual([]);
  });

  it.each(['', 'undoSeconds = 5', '[]', '"x"', 'null', '{"undoSeconds":5'])(
    'is refused when it reads %j',
    (content) => {
      expect(problemsOf(content)).not.toEqual([]);
    },
  );

  it('SECURITY 15: is refused for a field given twice, which JSON.parse would take in silence', () => {
    expect(problemsOf('{\n"undoSeconds":30,\n"undoSeconds":0}')).toEqual([
      { code: 'json-duplicate-key', values: { key: 'undoSeconds', line: 3 } },
    ]);
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
    ['services.0.id', 'config-missing', { services: [of('a', { id: undefined })] }],
    ['services.0.name', 'config-missing', { services: [of('a', { name: undefined })] }],
    ['services.0.address', 'config-missing', { services: [of('a', { address: undefined })] }],
    ['services.0.issuer', 'config-missing', { services: [of('a', { issuer: undefined })] }],
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
    expect(told(content)).toEqual([`1: ${field}: ${code}`]);
  });
});

describe("where updates come from, in the administrator's file", () => {
  const key = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
  const feed = 'https://updates.example/countersign';

  it('is an address with a slash at its end, a public key and a channel', () => {
    expect(read({ updates: { feed, key } }).updates).toEqual({ feed: `${feed}/`, key, channel: 'latest' });
    const more = { ...key, kid: 'release', use: 'sig', alg: 'EdDSA' };
    expect(read({ updates: { feed: 'http://127.0.0.1:8080', key: more, channel: 'beta' } }).updates).toEqual({
      feed: 'http://127.0.0.1:8080/',
      key,
      channel: 'beta',
    });
  });

  it.each<[string, object]>([
    ['updates.key: config-missing', { feed }],
    ['updates.feed: config-missing', { key }],
    ['updates.feed: address-not-https', { feed: 'http://updates.example/', key }],
    ['updates.feed: address-has-credentials', { feed: 'https://me@updates.example/', key }],
    ['updates.feed: must-be-set', { feed: '', key }],
    ['updates.key.d: config-update-key-secret', { feed, key: { ...key, d: key.x } }],
    ['updates.key.kty: config-not-one-of', { feed, key: { ...key, kty: 'EC' } }],
    ['updates.key.crv: config-not-one-of', { feed, key: { ...key, crv: 'X25519' } }],
    ['updates.key.x: config-update-key', { feed, key: { ...key, x: key.x.slice(1) } }],
    ['updates.key.x: config-update-key', { feed, key: { ...key, x: `${key.x.slice(0, -1)}p` } }],
    ['updates.channel: config-not-one-of', { feed, key, channel: 'alpha' }],
    ['updates.every: config-unknown-field', { feed, key, every: 1 }],
  ])('is refused with %s', (problem, updates) => {
    expect(told({ updates })).toEqual([`1: ${problem}`]);
  });
});
