import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../main/store/database.ts';
import { migrations } from '../../main/store/migrations.ts';
import type { Fault } from '../fakes/plain-scope-service.ts';
import { startPlainScopeService } from '../fakes/plain-scope-service.ts';
import { type Scene, scenes } from './scene.ts';

const open = scenes();
const elsewhere = 'https://other.example';
const unfinished = { outcome: 'refused', problems: { address: { code: 'unfinished', values: { count: 1 } } } };

/** Ways to leave something with the service that no other service may get. */
const leftovers: Readonly<Record<string, (scene: Scene) => Promise<unknown>>> = {
  'an approval inside its undo time': (scene) => scene.approvedJob(),
  'a token on its way': async (scene) => {
    const jobId = await scene.approvedJob();
    scene.service.failNext(
      Array.from({ length: 20 }, (): Fault => ({ kind: 'status', status: 503 })),
      { method: 'PUT' },
    );
    await scene.workplace.until('the PUT', () => scene.asked('PUT', jobId) > 0);
  },
  'a token that waits for its confirmation': async (scene) => {
    const jobId = await scene.approvedJob();
    scene.service.failNext({ kind: 'status', status: 409 }, { method: 'PUT' });
    await scene.workplace.reaches(jobId, 'waiting');
  },
  'a deletion that is still to be made': async (scene) => {
    const jobId = await scene.readyJob();
    scene.service.failNext(
      Array.from({ length: 20 }, (): Fault => ({ kind: 'status', status: 503 })),
      { method: 'DELETE' },
    );
    scene.authority.reject(jobId, 'no');
    await scene.workplace.until('the DELETE', () => scene.asked('DELETE', jobId) > 0);
  },
};

describe('the service’s address', () => {
  it.each(Object.keys(leftovers))('cannot be changed while there is %s', async (what) => {
    const scene = await open();
    await leftovers[what]?.(scene);
    const { desk } = scene.workplace;
    expect(await desk.saveSettings({ address: elsewhere })).toEqual(unfinished);
    expect(await desk.saveSettings({ address: scene.service.address, undoSeconds: 3 })).toEqual({ outcome: 'saved' });
    expect(desk.settings().values.address).toBe(scene.service.address);
  });

  it('cannot be changed by way of setup either', async () => {
    const scene = await open();
    await scene.approvedJob();
    const ask = { address: elsewhere, issuer: 'https://authority.example.org', anyway: true };
    expect(await scene.workplace.desk.connect(ask)).toMatchObject({ outcome: 'refused' });
    expect(scene.workplace.desk.settings().values.address).toBe(scene.service.address);
  });

  it('cannot be changed from the practice service either', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    await scene.workplace.desk.practise();
    const { desk } = scene.workplace;
    expect(await desk.saveSettings({ address: elsewhere })).toMatchObject({ outcome: 'refused' });
    const ask = { address: elsewhere, issuer: 'https://authority.example.org', anyway: true };
    expect(await desk.connect(ask)).toMatchObject({ outcome: 'refused' });
    await desk.leavePractice();
    await scene.workplace.reaches(jobId, 'delivered');
  });

  it.each(Object.keys(leftovers))(
    'changed by an administrator while there was %s stops the app, and asks no one',
    async (what) => {
      const scene = await open();
      await leftovers[what]?.(scene);
      const other = await startPlainScopeService();
      const { workplace } = scene;
      workplace.administer({ service: { address: other.address } });
      await workplace.restart();
      const moved = { name: 'service-moved', strandedAt: scene.service.address, to: other.address, unfinished: 1 };
      expect(workplace.desk.snapshot().situation).toEqual(moved);
      const asked = scene.service.requests.length;
      await workplace.pass(30_000, 1_000);
      await workplace.desk.startAgain();
      expect(workplace.desk.snapshot().situation).toEqual(moved);
      expect([other.requests.length, scene.service.requests.length]).toEqual([0, asked]);
      await other.stop();
      // Set back, the work goes on where it was.
      workplace.administer({ service: { address: scene.service.address } });
      await workplace.desk.startAgain();
      expect(workplace.desk.snapshot().situation).toEqual({ name: 'ready' });
      await workplace.until('the work to go on', () => scene.service.requests.length > asked);
    },
  );

  it('can be changed when nothing is left, and the new service is asked from then on', async () => {
    const scene = await open();
    const jobId = await scene.approvedJob();
    await scene.workplace.reaches(jobId, 'delivered');
    const other = await startPlainScopeService();
    expect(await scene.workplace.desk.saveSettings({ address: `${other.address}/` })).toEqual({ outcome: 'saved' });
    scene.authority.addJobs(other.addJob(), 'window');
    await scene.workplace.until('the first read', () => other.requests.length > 0);
    expect(scene.workplace.status(jobId)).toBe('delivered');
    await other.stop();
  });
});

describe('settings', () => {
  it('are taken all together or not at all, each wrong one named', async () => {
    const { workplace } = await open();
    const before = workplace.desk.settings().values;
    const answer = await workplace.desk.saveSettings({
      serviceName: 'New name',
      address: 'http://service.example',
      issuer: 'https://practice.countersign.invalid',
      trustedKeys: '{"keys":[{"kty":"OKP","d":"secret"}]}',
      lifetimeDays: 0,
      undoSeconds: 31,
      pollSeconds: Number.NaN,
    });
    expect(answer).toMatchObject({
      outcome: 'refused',
      problems: {
        address: { code: 'address-not-https' },
        issuer: { code: 'issuer-is-practice' },
        trustedKeys: { code: 'trusted-keys-invalid' },
        lifetimeDays: { code: 'out-of-range' },
        undoSeconds: { code: 'out-of-range' },
        pollSeconds: { code: 'out-of-range' },
      },
    });
    expect(workplace.desk.settings().values).toEqual(before);
  });

  it('count for the next proposal, which is shown anew', async () => {
    const scene = await open();
    const jobId = await scene.readyJob();
    const before = (await scene.review(jobId)).proposal;
    await scene.workplace.desk.saveSettings({ lifetimeDays: 1, undoSeconds: 0 });
    const after = (await scene.review(jobId)).proposal;
    expect(after?.digest).not.toBe(before?.digest);
    expect((after?.expiresAt ?? 0) - (after?.issuedAt ?? 0)).toBe(86_400_000);
    expect(scene.workplace.events()).toContain('settings-changed');
    await scene.workplace.approve(jobId);
    await scene.workplace.reaches(jobId, 'delivered');
  });

  it('that changed after a proposal was shown make it worth nothing', async () => {
    const scene = await open({ settings: { lifetimeDays: 3650 } });
    const jobId = await scene.readyJob();
    const { proposal } = await scene.review(jobId);
    await scene.workplace.desk.saveSettings({ lifetimeDays: 1 });
    const ask = { jobId, digest: proposal?.digest ?? '', nonce: proposal?.nonce ?? '' };
    expect(await scene.authority.approve(ask, 'test-frame')).toMatchObject({ outcome: 'refused' });
  });
});

describe('an inbox folder', () => {
  it('is taken only where the operator chose it in the system’s own dialog', async () => {
    const scene = await open();
    const { desk } = scene.workplace;
    const refused = { outcome: 'refused', problems: { inboxFolder: { code: 'folder-not-chosen' } } };
    expect(await desk.saveSettings({ inboxFolder: '/srv/inbox' })).toEqual(refused);
    desk.folderChosen('/srv/inbox');
    expect(await desk.saveSettings({ inboxFolder: '/srv/other' })).toEqual(refused);
    expect(await desk.saveSettings({ inboxFolder: '/srv/inbox', undoSeconds: 3 })).toEqual({ outcome: 'saved' });
    expect(await desk.saveSettings({ inboxFolder: '/srv/inbox', undoSeconds: 4 })).toEqual({ outcome: 'saved' });
    expect(await desk.saveSettings({ inboxFolder: '' })).toEqual({ outcome: 'saved' });
  });
});

describe('a start that fails in the middle', () => {
  it('holds on to nothing that the next one needs', async () => {
    const scene = await open();
    const { workplace } = scene;
    await workplace.desk.stop();
    // The record is out of order: the first entry of this start can't be written.
    const damage = (work: (database: ReturnType<typeof openDatabase>) => void) => {
      const [, key = ''] = [...workplace.keychain.entries].find(([account]) => account.endsWith('/database')) ?? [];
      const database = openDatabase(join(workplace.home, 'live'), key);
      work(database);
      database.close();
    };
    damage((database) => database.run('ALTER TABLE record RENAME TO record_away'));
    await workplace.desk.start();
    expect(workplace.desk.snapshot().situation.name).toBe('store-unreadable');
    damage((database) => database.run('ALTER TABLE record_away RENAME TO record'));
    await workplace.desk.startAgain();
    expect(workplace.desk.snapshot().situation.name).toBe('ready');
  });
});

describe('a roll-back of the app', () => {
  it('to one that does not know the database stops before anything in it is touched, and says so', async () => {
    const scene = await open();
    const { workplace } = scene;
    await workplace.desk.stop();
    const folder = join(workplace.home, 'live');
    const [, key = ''] = [...workplace.keychain.entries].find(([account]) => account.endsWith('/database')) ?? [];
    const newer = openDatabase(folder, key);
    newer.run('CREATE TABLE of_a_newer_app (id INTEGER)');
    newer.run(`PRAGMA user_version = ${migrations.length + 1}`);
    newer.close();
    const path = join(folder, 'countersign.db');
    const before = readFileSync(path);
    for (const begin of ['start', 'startAgain'] as const) {
      await workplace.desk[begin]();
      expect(workplace.desk.snapshot()).toMatchObject({
        situation: {
          name: 'store-newer',
          detail: `database version ${migrations.length + 1}, this app knows ${migrations.length}`,
        },
        glance: { state: 'stopped' },
      });
      expect(readFileSync(path).equals(before)).toBe(true);
    }
    await workplace.desk.stop();
  });
});
