import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noPolicy } from '../../main/policy/rules.ts';
import { type PlainScopeService, startPlainScopeService } from '../fakes/plain-scope-service.ts';
import { makeAuthorityKey } from '../fakes/subject.ts';
import { ISSUER, Workplace, type WorkplaceOptions } from '../fakes/workplace.ts';

let service: PlainScopeService;
const workplaces: Workplace[] = [];

beforeEach(async () => {
  service = await startPlainScopeService();
});
afterEach(async () => {
  for (const workplace of workplaces.splice(0)) {
    await workplace.stop();
    rmSync(workplace.home, { recursive: true, force: true });
  }
  await service.stop();
});

function workplaceWith(options: Partial<WorkplaceOptions> = {}): Workplace {
  const workplace = new Workplace({ address: '', settings: { address: '', issuer: '' }, ...options });
  workplaces.push(workplace);
  return workplace;
}
const situation = ({ desk }: Workplace) => desk.snapshot().situation;

describe('setting up', () => {
  it('asks for the service, then for the key, and then is ready', async () => {
    const workplace = workplaceWith();
    await workplace.desk.start();
    expect(situation(workplace)).toMatchObject({ name: 'setup', step: 'service' });
    const ask = { address: `${service.address}/`, issuer: ISSUER, anyway: false };
    expect(await workplace.desk.connect(ask)).toEqual({ outcome: 'connected' });
    expect(situation(workplace)).toMatchObject({ name: 'setup', step: 'key', draft: { address: service.address } });
    expect(await workplace.desk.createKey()).toEqual({ outcome: 'done' });
    expect(situation(workplace)).toEqual({ name: 'ready' });
    expect(workplace.events()).toEqual(expect.arrayContaining(['app-started', 'key-created']));
    const [key] = workplace.authority.keys();
    expect(JSON.parse(key?.publicJwk ?? '')).toMatchObject({ kty: 'OKP', crv: 'Ed25519', kid: key?.kid, alg: 'EdDSA' });
    await workplace.restart();
    expect(situation(workplace)).toEqual({ name: 'ready' });
    expect(workplace.authority.keys()).toEqual([key]);
  });

  it('makes one key, however often the button is pressed', async () => {
    const workplace = workplaceWith({ settings: { address: service.address, issuer: ISSUER } });
    await workplace.desk.start();
    const answers = await Promise.all([1, 2, 3].map(() => workplace.desk.createKey()));
    expect(answers.map(({ outcome }) => outcome)).toEqual(['done', 'refused', 'refused']);
    expect(workplace.authority.keys()).toHaveLength(1);
  });

  it.each([
    ['', ISSUER, 'address'],
    ['not an address', ISSUER, 'address'],
    ['ftp://service.example', ISSUER, 'address'],
    ['http://service.example', ISSUER, 'address'],
    ['https://me:secret@service.example', ISSUER, 'address'],
    ['https://service.example/?x=1', ISSUER, 'address'],
    ['https://service.example', '', 'issuer'],
    ['https://service.example', 'no uri', 'issuer'],
    ['https://service.example', 'https://practice.countersign.invalid', 'issuer'],
  ])('refuses the address "%s" with the issuer "%s"', async (address, issuer, field) => {
    const workplace = workplaceWith();
    await workplace.desk.start();
    const answer = await workplace.desk.connect({ address, issuer, anyway: true });
    expect(answer).toMatchObject({ outcome: 'refused', field, canForce: false });
    expect(situation(workplace)).toMatchObject({ name: 'setup', step: 'service' });
  });

  it('says that nobody answers at an address, and goes on with it anyway when told to', async () => {
    const workplace = workplaceWith();
    await workplace.desk.start();
    await service.stop();
    const ask = { address: service.address, issuer: ISSUER };
    expect(await workplace.desk.connect({ ...ask, anyway: false })).toMatchObject({
      outcome: 'refused',
      field: 'address',
      reason: { code: 'unreachable' },
      canForce: true,
    });
    expect(await workplace.desk.connect({ ...ask, anyway: true })).toEqual({ outcome: 'connected' });
  });

  it('SECURITY 21, 24: keeps what it stores to its user, and its secrets out of it', async () => {
    const workplace = workplaceWith({ settings: { address: service.address, issuer: ISSUER } });
    await workplace.start();
    const mode = (path: string) => statSync(join(workplace.home, path)).mode & 0o777;
    expect(mode('.')).toBe(0o700);
    expect(mode('live')).toBe(0o700);
    for (const name of ['countersign.db', 'keys.json', 'lock.db']) expect(mode(join('live', name))).toBe(0o600);
    const secrets = [...workplace.keychain.entries.values()].flatMap((secret) => [
      secret,
      Buffer.from(secret, 'base64url')
        .toString()
        .match(/"d":"([^"]+)"/)?.[1] ?? secret,
    ]);
    expect(secrets).toHaveLength(4);
    for (const name of ['countersign.db', 'countersign.db-wal', 'keys.json']) {
      if (!existsSync(join(workplace.home, 'live', name))) continue;
      const bytes = readFileSync(join(workplace.home, 'live', name)).toString('latin1');
      for (const secret of secrets) expect(bytes.includes(secret)).toBe(false);
      expect(name.startsWith('countersign') && bytes.startsWith('SQLite format 3')).toBe(false);
    }
  });
});

describe('what an administrator fixed', () => {
  const whole = () => ({
    service: {
      name: 'Main desk',
      address: service.address,
      issuer: ISSUER,
      trustedKeys: { keys: [makeAuthorityKey('x').publicJwk] },
      acceptServiceStatements: true,
    },
    lifetimeDays: 30,
    undoSeconds: 0,
    pollSeconds: 2,
    policy: { scopes: ['email'], claims: [{ claim: 'email', required: true }], approvalsPerDay: 40 },
  });

  it('skips the setup of the service, is shown, and cannot be changed', async () => {
    const workplace = workplaceWith({ config: whole() });
    await workplace.desk.start();
    expect(situation(workplace)).toMatchObject({
      name: 'setup',
      step: 'key',
      draft: { name: 'Main desk', fixed: ['name', 'address', 'issuer'] },
    });
    await workplace.desk.createKey();
    const page = workplace.desk.settings();
    expect(page).toMatchObject({
      acceptServiceStatements: true,
      values: { serviceName: 'Main desk', lifetimeDays: 30, undoSeconds: 0, pollSeconds: 2 },
      policy: {
        ...noPolicy,
        allowedScopes: ['email'],
        claimRules: [{ claim: 'email', required: true, pattern: null }],
        approvalsPerDay: 40,
      },
    });
    expect([...page.fixed].sort()).toEqual([
      'address',
      'issuer',
      'lifetimeDays',
      'pollSeconds',
      'serviceName',
      'trustedKeys',
      'undoSeconds',
    ]);
    for (const name of page.fixed) {
      const answer = await workplace.desk.saveSettings({ [name]: page.values[name] });
      expect(answer).toEqual({ outcome: 'refused', problems: { [name]: { code: 'fixed-by-administrator' } } });
    }
  });

  it('in part leaves the rest to the person', async () => {
    const workplace = workplaceWith({ config: { service: { address: service.address }, undoSeconds: 7 } });
    await workplace.desk.start();
    expect(situation(workplace)).toMatchObject({
      name: 'setup',
      step: 'service',
      draft: { address: service.address, fixed: ['address'] },
    });
    // What is fixed wins over what the page sends.
    await workplace.desk.connect({ address: 'https://elsewhere.example', issuer: ISSUER, anyway: false });
    expect(workplace.desk.snapshot().service).toMatchObject({ address: service.address, issuer: ISSUER });
    expect(workplace.desk.settings()).toMatchObject({
      fixed: ['address', 'undoSeconds'],
      acceptServiceStatements: false,
      policy: noPolicy,
    });
  });

  it('of the machine beats COUNTERSIGN_CONFIG, which is said to be passed over', async () => {
    const workplace = workplaceWith({ config: { undoSeconds: 30, lifetimeDays: 3650 } });
    workplace.administerMachine({ service: { address: service.address, issuer: ISSUER }, undoSeconds: 7 });
    await workplace.start();
    expect(workplace.desk.settings()).toMatchObject({
      values: { undoSeconds: 7, lifetimeDays: 365 },
      fixed: ['address', 'issuer', 'undoSeconds'],
      configPath: workplace.machinePath,
      configPassedOver: join(workplace.home, 'managed.json'),
    });
    expect(workplace.log.filter((line) => line.startsWith('warn config-passed-over'))).not.toEqual([]);
  });

  it('of the machine that is damaged stops everything; COUNTERSIGN_CONFIG does not take its place', async () => {
    const workplace = workplaceWith({ config: { service: { address: service.address, issuer: ISSUER } } });
    workplace.administerMachine('{');
    await workplace.desk.start();
    expect(situation(workplace)).toMatchObject({ name: 'config-invalid', path: workplace.machinePath });
    workplace.administerMachine({});
    await workplace.desk.startAgain();
    expect(situation(workplace)).toMatchObject({ name: 'setup', step: 'service' });
  });

  it.each<[string, unknown, string]>([
    ['an unknown field', { undoSecond: 3 }, 'undoSecond'],
    ['an unknown field of the service', { service: { adress: 'https://x.example' } }, 'service.adress'],
    ['two unknown fields', { a: 1, b: 2 }, 'b'],
    ['a number out of range', { undoSeconds: 31 }, 'undoSeconds'],
    ['a negative number', { undoSeconds: -1 }, 'undoSeconds'],
    ['a text for a number', { lifetimeDays: '30' }, 'lifetimeDays'],
    ['an address without TLS', { service: { address: 'http://service.example' } }, 'service.address'],
    ['the practice issuer', { service: { issuer: 'https://practice.countersign.invalid' } }, 'service.issuer'],
    [
      'a private key among the trusted',
      { service: { trustedKeys: { keys: [{ kty: 'OKP', d: 'x' }] } } },
      'trustedKeys',
    ],
    ['a field given twice', '{"undoSeconds":1,"undoSeconds":2}', 'undoSeconds'],
    ['no JSON', 'undoSeconds: 3', 'json-syntax'],
  ])('with %s is refused as a whole, by name, and nothing starts', async (_name, config, named) => {
    const workplace = workplaceWith({ address: service.address, settings: { issuer: ISSUER }, config });
    await workplace.desk.start();
    const found = situation(workplace);
    expect(found.name).toBe('config-invalid');
    expect(found.name === 'config-invalid' && JSON.stringify(found.problems)).toContain(named);
    expect(() => workplace.authority).toThrow();
    expect(workplace.keychain.entries.size).toBe(0);
  });
});
