import { createDecipheriv, createHash, scryptSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PlainScopeService, startPlainScopeService } from '../fakes/plain-scope-service.ts';
import { ISSUER, Workplace } from '../fakes/workplace.ts';
import { request } from './scene.ts';

// Each passphrase costs what it would cost whoever guesses at one.
vi.setConfig({ testTimeout: 120_000 });

const PASSPHRASE = 'seven quiet herons wade';
const DAY_MS = 24 * 3_600_000;
let service: PlainScopeService;
let folder: string;
let workplace: Workplace;
const places: Workplace[] = [];

const place = (options: Partial<ConstructorParameters<typeof Workplace>[0]> = {}) => {
  const made = new Workplace({ address: service.address, settings: { undoSeconds: 0 }, ...options });
  places.push(made);
  return made;
};

beforeEach(async () => {
  service = await startPlainScopeService({ now: () => places[0]?.clock.now() ?? 0 });
  folder = mkdtempSync(join(tmpdir(), 'countersign-backup-'));
  workplace = await place().start();
});
afterEach(async () => {
  for (const one of places.splice(0)) {
    await one.stop();
    rmSync(one.home, { recursive: true, force: true });
  }
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

const path = () => join(folder, 'keys.backup');
const backUp = (passphrase = PASSPHRASE) => workplace.desk.makeBackup(path(), passphrase);
const keyOf = (standing: string, at = workplace) => at.authority.keys().find((key) => key.standing === standing);
const restore = (at: Workplace, passphrase = PASSPHRASE) => {
  expect(at.desk.readBackup(path())).toEqual({ outcome: 'read', file: 'keys.backup' });
  return at.desk.restoreBackup(passphrase);
};
const reason = (code: string) => ({ outcome: 'refused', reason: { code } });

async function delivered(at = workplace): Promise<string> {
  const jobId = service.addJob({ content: request });
  at.authority.addJobs(jobId, 'window');
  await at.until('the first read', () => at.events(jobId).length > 1);
  service.confirm(jobId);
  await at.reaches(jobId, 'ready');
  await at.approve(jobId);
  await at.reaches(jobId, 'delivered');
  return jobId;
}

describe('a backup', () => {
  it('SECURITY 20: is opened by what docs/backup-format.md says, and by nothing less', async () => {
    await workplace.until('the record’s key', () =>
      [...workplace.keychain.entries.keys()].some((account) => account.endsWith('/record-key')),
    );
    expect(await backUp()).toMatchObject({ outcome: 'made', file: 'keys.backup' });
    const [first = '', second = '', third, ...rest] = readFileSync(path(), 'utf8').split('\n');
    const { format, version, kdf, cipher } = JSON.parse(first);
    expect([format, version, kdf.name, kdf.n, kdf.r, kdf.p, cipher.name]).toEqual([
      'countersign-backup',
      1,
      'scrypt',
      2 ** 17,
      8,
      1,
      'A256GCM',
    ]);
    expect(rest).toEqual(['']);
    expect(third).toBe(`sha256:${createHash('sha256').update(`${first}\n${second}`).digest('hex')}`);
    const key = scryptSync(PASSPHRASE, Buffer.from(kdf.salt, 'base64url'), 32, {
      N: 2 ** 17,
      r: 8,
      p: 1,
      maxmem: 2 ** 28,
    });
    const sealed = Buffer.from(second, 'base64url');
    const open = createDecipheriv('aes-256-gcm', key, Buffer.from(cipher.nonce, 'base64url'));
    open.setAAD(Buffer.from(first));
    open.setAuthTag(sealed.subarray(-16));
    const content = JSON.parse(Buffer.concat([open.update(sealed.subarray(0, -16)), open.final()]).toString());
    const { installation } = JSON.parse(readFileSync(join(workplace.home, 'live', 'keys.json'), 'utf8'));
    expect(content.databaseKey).toBe(workplace.keychain.entries.get(`${installation}/database`));
    expect(content).toMatchObject({ service: { address: service.address, issuer: ISSUER } });
    expect(content.recordKeys).toEqual([
      { name: 'checkpoints', secret: workplace.keychain.entries.get(`${installation}/record-key`) },
    ]);
    expect(content.keys.map(({ secret }: { secret: string }) => secret)).toEqual([
      workplace.keychain.entries.get(`${installation}/signing/${content.current}`),
    ]);
  });

  it('SECURITY 24: is the operator’s alone, and leaves nothing else where it is written', async () => {
    const before = process.umask(0);
    try {
      await backUp();
    } finally {
      process.umask(before);
    }
    expect(readdirSync(folder)).toEqual(['keys.backup']);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });

  it('that can’t be written leaves the one that was there, and no part of itself', async () => {
    await backUp();
    const text = readFileSync(path(), 'utf8');
    expect(await workplace.desk.makeBackup(join(folder, 'none', 'keys.backup'), PASSPHRASE)).toMatchObject({
      outcome: 'refused',
    });
    expect(await backUp('too short')).toMatchObject({ reason: { code: 'passphrase-short', values: { least: 12 } } });
    expect([readdirSync(folder), readFileSync(path(), 'utf8')]).toEqual([['keys.backup'], text]);
  });

  it('that is no backup, is newer, damaged, cut short or closed to the passphrase is told apart', async () => {
    await backUp();
    const text = readFileSync(path(), 'utf8');
    const readAs = (other: string) => {
      writeFileSync(path(), other);
      return workplace.desk.readBackup(path());
    };
    expect(readAs('{"kty":"OKP"}')).toEqual(reason('backup-not-one'));
    expect(readAs('')).toEqual(reason('backup-not-one'));
    expect(readAs(text.replace('"version":1', '"version":2'))).toEqual(reason('backup-newer'));
    expect(readAs(text.replace('131072', '2'))).toEqual(reason('backup-damaged'));
    for (const length of [text.length - 70, text.length - 200, 260, 100]) {
      expect(readAs(text.slice(0, length)), String(length)).toEqual(reason('backup-damaged'));
    }
    const other = (letter: string) => (letter === 'A' ? 'B' : 'A');
    const changed = text.replace(/(.)(.{9}\nsha256)/, (_, letter: string, rest: string) => other(letter) + rest);
    expect(readAs(changed)).toEqual(reason('backup-damaged'));
    expect(workplace.desk.readBackup(join(folder, 'none'))).toEqual(reason('backup-unreadable'));
    // Windows and mail programs end lines otherwise.
    expect(readAs(text.replaceAll('\n', '\r\n'))).toMatchObject({ outcome: 'read' });
    expect(await workplace.desk.rehearseBackup('another passphrase')).toEqual(reason('backup-passphrase-wrong'));
    // Written elsewhere, the same passphrase may be composed of other code points.
    expect(await workplace.desk.rehearseBackup(PASSPHRASE)).toMatchObject({ outcome: 'proved' });
  });

  it('opens with a passphrase that another keyboard writes otherwise', async () => {
    await backUp('B\u00fccher im k\u00fchlen Keller');
    workplace.desk.readBackup(path());
    expect(await workplace.desk.rehearseBackup('Bu\u0308cher im ku\u0308hlen Keller')).toMatchObject({
      outcome: 'proved',
    });
  });
});

describe('a rehearsal', () => {
  it('proves every key, puts the date on the record, and tells which keys are in no backup', async () => {
    await workplace.desk.addKey('PS256');
    await backUp();
    expect(keyOf('current')).toMatchObject({ backedUpAt: workplace.clock.now(), provedAt: null });
    await workplace.desk.addKey('ES256');
    workplace.desk.readBackup(path());
    const answer = await workplace.desk.rehearseBackup(PASSPHRASE);
    expect(answer).toMatchObject({ outcome: 'proved' });
    if (answer.outcome !== 'proved') return;
    expect([answer.kids.length, answer.missing.length]).toEqual([2, 1]);
    expect(workplace.authority.keys().map(({ provedAt }) => provedAt !== null)).toEqual([true, true, false]);
    expect(workplace.events().slice(-3)).toEqual(['backup-made', 'key-created', 'backup-proved']);
  });

  it('of another desk’s backup is refused', async () => {
    await backUp();
    const other = await place().start();
    other.desk.readBackup(path());
    expect(await other.desk.rehearseBackup(PASSPHRASE)).toEqual(reason('backup-other-database'));
    expect(await other.desk.restoreBackup(PASSPHRASE)).toMatchObject({ reason: { code: 'not-allowed-now' } });
  });

  it('is asked for when the key is 90 days old, without a doubt about the queue, and no more once it is done', async () => {
    const troubles = () => workplace.desk.snapshot().troubles.map(({ code }) => code);
    await backUp();
    expect(troubles()).toEqual([]);
    await workplace.stop();
    const keysPath = join(workplace.home, 'live', 'keys.json');
    const file = JSON.parse(readFileSync(keysPath, 'utf8'));
    file.keys[0].createdAt -= 90 * DAY_MS;
    writeFileSync(keysPath, JSON.stringify(file));
    await workplace.restart();
    expect(troubles()).toEqual(['backup-never-proved']);
    expect(workplace.desk.snapshot().glance.troubled).toBe(false);
    workplace.desk.readBackup(path());
    await workplace.desk.rehearseBackup(PASSPHRASE);
    expect(troubles()).toEqual([]);
  });
});

describe('restoring', () => {
  it('on another computer brings keys and service, with a receipt, and signs on', async () => {
    await workplace.desk.rotate({ algorithm: 'RS256' });
    const keys = workplace.authority.keys().map(({ kid, standing }) => [kid, standing]);
    await backUp();
    await workplace.stop();
    const other = place({ address: '', settings: { address: '', issuer: '', undoSeconds: 0 } });
    await other.desk.start();
    expect(other.desk.snapshot().situation).toMatchObject({ name: 'setup', step: 'service' });
    expect(await restore(other, 'wrong passphrase')).toEqual(reason('backup-passphrase-wrong'));
    expect([...other.keychain.entries]).toEqual([]);
    const answer = await restore(other);
    expect(answer).toMatchObject({
      outcome: 'restored',
      receipt: { lost: [], database: false, service: { address: service.address, issuer: ISSUER } },
    });
    await other.desk.startAgain();
    expect(other.desk.snapshot().situation).toEqual({ name: 'ready' });
    expect(other.authority.keys().map(({ kid, standing }) => [kid, standing])).toEqual(keys);
    expect(other.authority.keys().every(({ origin }) => origin === 'restored')).toBe(true);
    expect(other.events()[0]).toBe('backup-restored');
    await delivered(other);
  });

  it('where the keychain was lost opens the database again, with everything in it', async () => {
    const jobId = await delivered();
    await backUp();
    await workplace.stop();
    workplace.keychain.entries.clear();
    await workplace.restart();
    expect(workplace.desk.snapshot().situation.name).toBe('key-missing');
    expect(await restore(workplace)).toMatchObject({ outcome: 'restored', receipt: { database: true, lost: [] } });
    await workplace.desk.startAgain();
    expect(workplace.status(jobId)).toBe('delivered');
    expect(workplace.events().slice(-2)).toEqual(['backup-restored', 'app-started']);
    await delivered();
  });

  it('where the list of keys was lost as well does the same', async () => {
    const jobId = await delivered();
    await backUp();
    await workplace.stop();
    rmSync(join(workplace.home, 'live', 'keys.json'));
    await workplace.restart();
    expect(workplace.desk.snapshot().situation.name).toBe('keys-file-missing');
    expect(await restore(workplace)).toMatchObject({ outcome: 'restored', receipt: { database: true } });
    await workplace.desk.startAgain();
    expect(workplace.status(jobId)).toBe('delivered');
  });

  it('from a backup older than a rotation has the key before sign again, and says which one is lost', async () => {
    await backUp();
    const first = keyOf('current')?.kid;
    await workplace.desk.rotate({ algorithm: 'ES256' });
    const second = keyOf('current')?.kid;
    await workplace.stop();
    workplace.keychain.entries.clear();
    await workplace.restart();
    expect(await restore(workplace)).toMatchObject({ receipt: { kids: [first], current: first, lost: [second] } });
    await workplace.desk.startAgain();
    expect([keyOf('current')?.kid, keyOf('lost')?.kid]).toEqual([first, second]);
    await delivered();
  });

  it('does not bring back a key that was retired since', async () => {
    await backUp();
    const first = keyOf('current')?.kid ?? '';
    await workplace.desk.rotate({ algorithm: 'ES256' });
    await workplace.desk.retire(first);
    await workplace.stop();
    workplace.keychain.entries.clear();
    await workplace.restart();
    expect(await restore(workplace)).toEqual(reason('backup-no-key'));
    expect(workplace.keychain.entries.size).toBe(0);
  });

  it('a backup of another database says so and changes nothing', async () => {
    await backUp();
    const other = await place().start();
    await other.stop();
    const before = readFileSync(join(other.home, 'live', 'keys.json'), 'utf8');
    other.keychain.entries.clear();
    await other.restart();
    expect(await restore(other)).toEqual(reason('backup-other-database'));
    expect(readFileSync(join(other.home, 'live', 'keys.json'), 'utf8')).toBe(before);
    expect(other.keychain.entries.size).toBe(0);
  });

  it('a backup of keys that sign as somebody else says so and changes nothing', async () => {
    await backUp();
    const other = place({ settings: { issuer: 'https://other.example.org' } });
    await other.desk.start();
    expect(await restore(other)).toMatchObject({ reason: { code: 'backup-other-issuer' } });
    expect(other.keychain.entries.size).toBe(0);
  });

  it('broken off at any write of the keychain leaves what was there before', async () => {
    await backUp();
    await workplace.desk.rotate({ algorithm: 'PS256' });
    await backUp();
    await workplace.stop();
    const keysFile = () => readFileSync(join(workplace.home, 'live', 'keys.json'), 'utf8');
    const before = keysFile();
    const write = workplace.keychain.write.bind(workplace.keychain);
    for (let writes = 0; ; writes += 1) {
      workplace.keychain.entries.clear();
      await workplace.restart();
      let left = writes;
      workplace.keychain.write = (account, secret) =>
        left-- > 0 ? write(account, secret) : Promise.reject(new Error('killed'));
      const { outcome } = await restore(workplace);
      workplace.keychain.write = write;
      await workplace.desk.startAgain();
      if (outcome === 'restored') {
        expect(workplace.desk.snapshot().situation.name).toBe('ready');
        expect(writes).toBeGreaterThan(3);
        return;
      }
      expect(keysFile()).toBe(before);
      expect(workplace.desk.snapshot().situation.name).toBe('key-missing');
    }
  });
});
