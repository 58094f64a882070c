import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFixed } from '../../../main/managed/reading.ts';
import { configSchema, configSchemaText } from '../../../main/managed/schema.ts';

const docs = join(import.meta.dirname, '../../../docs');
const fileOf = (name: string) => readFileSync(join(docs, name), 'utf8');

/** A validator that knows nothing of ours. */
const takes = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false }).compile(configSchema());
const reads = (text: string) => !('problems' in readFixed(text, true));

const key = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
const one = { id: 'a', name: 'A', address: 'https://a.example', issuer: 'urn:a' };

describe('the schema of the administrator’s file', () => {
  it('is the one that is shipped; `node scripts/config-schema.mjs` writes it', () => {
    expect(fileOf('config.schema.json')).toBe(configSchemaText());
  });

  it('takes the example, and so does the app', () => {
    const text = fileOf('config.example.json');
    expect(takes(JSON.parse(text)) || takes.errors).toBe(true);
    expect(readFixed(text, true)).toMatchObject({ services: [{ id: 'live' }, { id: 'branch-office' }] });
  });

  it.each<[string, object]>([
    ['an empty file', {}],
    ['one service', { service: { name: 'A', trustedKeys: { keys: [key] } } }],
    ['several', { services: [one, { ...one, id: 'b', name: 'B', address: 'https://b.example', mayConfirm: true }] }],
    ['quiet hours', { quietFrom: '8:00', quietUntil: '20:00' }],
    ['updates', { updates: { feed: 'https://u.example', key, channel: 'beta' } }],
  ])('takes %s, and so does the app', (_, file) => {
    expect(takes(file) || takes.errors).toBe(true);
    expect(reads(JSON.stringify(file))).toBe(true);
  });

  it.each<[string, unknown]>([
    ['an unknown field', { undoSecond: 1 }],
    ['a field of a later version', { lock: {} }],
    ['a number out of range', { undoSeconds: 31 }],
    ['a text for a number', { pollSeconds: '5' }],
    ['no time', { quietFrom: '25:00', quietUntil: '7:00' }],
    ['half of the quiet hours', { quietFrom: '20:00' }],
    ['a service by both ways', { service: {}, services: [one] }],
    ['no services', { services: [] }],
    ['a service without its name', { services: [{ ...one, name: undefined }] }],
    ['the practice service', { services: [{ ...one, id: 'practice' }] }],
    ['an address of another kind', { service: { address: 'ftp://a.example' } }],
    ['a private key among the trusted', { service: { trustedKeys: { keys: [{ ...key, d: key.x }] } } }],
    ['a private key for updates', { updates: { feed: 'https://u.example', key: { ...key, d: key.x } } }],
    ['updates without a key', { updates: { feed: 'https://u.example' } }],
    ['a list', []],
  ])('refuses %s, and so does the app', (_, given) => {
    const file = JSON.parse(JSON.stringify(given));
    expect(takes(file)).toBe(false);
    expect(reads(JSON.stringify(file))).toBe(false);
  });

  it('takes whatever the app takes', () => {
    const mostly = <T>(right: fc.Arbitrary<T>, ...odd: unknown[]) =>
      fc.oneof({ arbitrary: right as fc.Arbitrary<unknown>, weight: 8 }, ...odd.map((value) => fc.constant(value)));
    const space = fc.constantFrom('', '', ' ', '\t', '\n', '\u00a0', '\u2028', '\ufeff', '\u0000');
    const spaced = (text: fc.Arbitrary<string>) => fc.tuple(space, text, space).map((parts) => parts.join(''));
    const address = fc.oneof(
      spaced(fc.webUrl({ validSchemes: ['https'] })),
      spaced(
        fc.constantFrom('HTTPS://A.example/ä', 'http://127.1', 'https:a.example', 'https:/\\a', 'ht\ntps://a.example'),
      ),
      fc
        .tuple(fc.constantFrom('https://a.example/', 'http://[::1]:1/'), fc.string({ unit: 'binary' }))
        .map(([a, b]) => a + b),
    );
    const time = spaced(fc.constantFrom('', '7:00', '07:30', '23:59', '0:00', '24:00', '7:5', '7:00\n8:00'));
    const forAllOrOne = {
      lifetimeDays: mostly(fc.double({ min: 1, max: 3650, noNaN: true }), 0, 3651, '30', null),
      undoSeconds: mostly(fc.integer({ min: 0, max: 30 }), 30.5, -1),
      policy: fc.record(
        {
          claims: fc.array(
            fc.record(
              {
                claim: mostly(fc.constantFrom('email', 'näme'), ''),
                required: mostly(fc.boolean(), 'yes'),
                pattern: mostly(fc.constantFrom('', '.*', '(?i)a{3}'), '(', '(?=a)', 'a'.repeat(501)),
              },
              { requiredKeys: ['claim'] },
            ),
            { maxLength: 2 },
          ),
          scopes: mostly(fc.constantFrom([], ['email']), ['a b'], ['']),
          longestLifetimeDays: mostly(fc.integer({ min: 1, max: 3650 }), 0),
          approvalsPerHour: mostly(fc.integer({ min: 1, max: 9 }), 0, 1.5),
          approvalsPerDay: mostly(fc.integer({ min: 1, max: 9 }), -1),
          typedForFirstTime: mostly(fc.boolean(), 1),
          systemConfirmation: mostly(fc.constantFrom('always', 'batches', 'never'), 'often'),
        },
        { requiredKeys: [] },
      ),
      rejectReasons: mostly(fc.constantFrom([], ['a', ' b ']), [''], ['a\nb'], ['x'.repeat(501)], 'a', [1]),
      pollSeconds: mostly(fc.double({ min: 0.1, max: 3600, noNaN: true }), 0),
      inboxFolder: mostly(spaced(fc.constantFrom('/srv/in', '/srv/ä\u0085', '', 'in', '/a\nb')), 7),
    };
    const service = {
      name: mostly(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
        '',
        '\u{1f600}'.repeat(41),
        'x'.repeat(81),
      ),
      address: address,
      issuer: mostly(fc.constantFrom('urn:a', 'https://a.example/~'), 'a', ' urn:a', 'urn:\u00e4', 'urn:a\n', ''),
      trustedKeys: mostly(
        fc.constantFrom({ keys: [] }, { keys: [key, { ...key, kid: 'k', more: [1] }] }),
        { keys: [{}] },
        [],
      ),
      acceptServiceStatements: mostly(fc.boolean(), 'yes'),
      mayConfirm: mostly(fc.boolean(), 1),
      feed: fc.oneof(address, space),
      ...forAllOrOne,
    };
    const several = fc.array(
      fc.record(
        { ...service, id: mostly(fc.constantFrom('live', 'a', 'b-2', 'c'), 'practice', 'A', '', 'a\n') },
        { requiredKeys: ['id', 'name', 'address', 'issuer'] },
      ),
      { maxLength: 3 },
    );
    const updates = fc.record(
      {
        feed: address,
        key: mostly(fc.constantFrom(key, { ...key, alg: 'EdDSA', use: 'sig', kid: '' }), { ...key, d: key.x }),
        channel: mostly(fc.constantFrom('latest', 'beta'), 'alpha'),
      },
      { requiredKeys: ['feed', 'key'] },
    );
    const file = fc.record(
      {
        $schema: mostly(fc.string(), 1),
        service: fc.record(service, { requiredKeys: [] }),
        services: several,
        ...forAllOrOne,
        notify: mostly(fc.boolean(), 'on'),
        quietFrom: time,
        quietUntil: time,
        keepRunning: fc.boolean(),
        startAtLogin: fc.boolean(),
        updates,
        other: fc.anything(),
      },
      { requiredKeys: [] },
    );
    // Few fields at a time, so that many files are right.
    const some = fc.tuple(file, fc.subarray(['service', 'services', 'updates', 'quiet', 'rest'], { maxLength: 2 }));
    let taken = 0;
    fc.assert(
      fc.property(some, ([whole, chosen]) => {
        const room = (name: string) =>
          name.startsWith('quiet') ? 'quiet' : name in { service, services: 0, updates } ? name : 'rest';
        const given = Object.fromEntries(Object.entries(whole).filter(([name]) => chosen.includes(room(name))));
        const text = JSON.stringify(given);
        if (!reads(text)) return;
        taken += 1;
        expect({ text, takes: takes(JSON.parse(text)) }).toEqual({ text, takes: true });
      }),
      { numRuns: 2_000 },
    );
    expect(taken).toBeGreaterThan(200);
  });
});
