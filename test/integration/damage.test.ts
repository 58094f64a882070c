import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Situation } from '../../preload/contract.ts';
import { type Scene, scenes } from './scene.ts';

const open = scenes();

const PAGE = 4096;

const overwrite = (path: string, from: number, bytes: number) => {
  const content = readFileSync(path);
  expect(content.length).toBeGreaterThan(from + bytes);
  writeFileSync(path, content.fill(0xa5, from, from + bytes));
};
const middlePage = (path: string) => Math.floor(statSync(path).size / PAGE / 2) * PAGE;

/** What can happen to a folder, and the screen that the app shows then. */
const damages: Readonly<
  Record<
    string,
    {
      readonly does: (folder: string) => void;
      readonly shown: Situation['name'] /** The app had been quit. */;
      readonly atRest?: true;
    }
  >
> = {
  'its header overwritten': {
    does: (folder) => overwrite(join(folder, 'countersign.db'), 0, 100),
    atRest: true,
    shown: 'store-unreadable',
  },
  'a page in the middle overwritten': {
    does: (folder) => overwrite(join(folder, 'countersign.db'), middlePage(join(folder, 'countersign.db')), PAGE),
    shown: 'store-unreadable',
  },
  'its second half cut off': {
    does: (folder) => truncateSync(join(folder, 'countersign.db'), middlePage(join(folder, 'countersign.db'))),
    shown: 'store-unreadable',
  },
  'nothing left in its file': {
    does: (folder) => truncateSync(join(folder, 'countersign.db'), 0),
    shown: 'store-missing',
  },
  'its file gone': {
    does: (folder) => rmSync(join(folder, 'countersign.db')),
    shown: 'store-missing',
  },
  'all its files gone': {
    does: (folder) => {
      for (const name of readdirSync(folder)) if (name !== 'keys.json') rmSync(join(folder, name));
    },
    shown: 'store-missing',
  },
  'a folder in its place': {
    does: (folder) => {
      rmSync(join(folder, 'countersign.db'));
      mkdirSync(join(folder, 'countersign.db'));
    },
    shown: 'store-unreadable',
  },
  "its journal's header overwritten": {
    does: (folder) => overwrite(join(folder, 'countersign.db-wal'), 0, 32),
    shown: 'store-unreadable',
  },
  'its journal overwritten in the middle': {
    does: (folder) => overwrite(join(folder, 'countersign.db-wal'), 32 + 24 + PAGE + 500, 200),
    shown: 'store-unreadable',
  },
  'keys.json damaged': {
    does: (folder) => writeFileSync(join(folder, 'keys.json'), '{"version":1'),
    shown: 'store-unreadable',
  },
  'keys.json gone': {
    does: (folder) => rmSync(join(folder, 'keys.json')),
    shown: 'keys-file-missing',
  },
};

/** Everything that a person could restore from, to the byte; SQLite's index of its journal and the lock hold no data. */
const contents = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name !== 'countersign.db-shm' && !name.startsWith('lock.db'))
      .map((name) => {
        const path = join(folder, name);
        return [
          name,
          statSync(path).isDirectory() ? 'a folder' : createHash('sha256').update(readFileSync(path)).digest('hex'),
        ];
      }),
  );

/** A token delivered and an approval that still waits, as a power failure would leave them on disk. */
async function diskOf(scene: Scene, atRest = false): Promise<{ disk: string; delivered: string; waiting: string }> {
  const delivered = await scene.approvedJob();
  await scene.workplace.reaches(delivered, 'delivered');
  // Into the database itself; what comes now is in the journal.
  await scene.workplace.restart();
  const waiting = await scene.approvedJob();
  if (atRest) await scene.workplace.stop();
  return { disk: scene.workplace.saveDisk(), delivered, waiting };
}

describe('a database with', () => {
  it.each(Object.keys(damages))(
    '%s is said to be so, left as it is, and taken up again when it is back',
    async (name) => {
      const scene = await open({ settings: { undoSeconds: 20 } });
      const { workplace } = scene;
      const { disk, delivered, waiting } = await diskOf(scene, damages[name]?.atRest);
      const live = join(disk, 'live');
      const backup = join(disk, 'backup');
      cpSync(live, backup, { recursive: true });
      damages[name]?.does(live);
      const before = contents(live);
      const secrets = new Map(workplace.keychain.entries);
      await workplace.crash(disk);
      for (let again = 0; again < 2; again += 1) {
        expect(workplace.desk.snapshot().situation).toMatchObject({ name: damages[name]?.shown, folder: live });
        expect(contents(live)).toEqual(before);
        expect(workplace.keychain.entries).toEqual(secrets);
        expect(scene.asked('PUT', waiting)).toBe(0);
        await workplace.desk.startAgain();
      }

      rmSync(live, { recursive: true });
      cpSync(backup, live, { recursive: true });
      await workplace.desk.startAgain();
      expect(workplace.desk.snapshot().situation.name).toBe('ready');
      expect(workplace.status(delivered)).toBe('delivered');
      await workplace.reaches(waiting, 'delivered');
      expect(scene.service.tokensSeen(delivered)).toHaveLength(1);
    },
  );

  it('another key than the one in the keychain is left as it is', async () => {
    const scene = await open({ settings: { undoSeconds: 20 } });
    const { workplace } = scene;
    const { disk, waiting } = await diskOf(scene);
    const [account, key] = [...workplace.keychain.entries].find(([name]) => name.endsWith('/database')) ?? [];
    workplace.keychain.entries.set(String(account), '0123456789abcdef'.repeat(4));
    const before = contents(join(disk, 'live'));
    await workplace.crash(disk);
    expect(workplace.desk.snapshot().situation).toMatchObject({ name: 'store-unreadable' });
    expect(contents(join(disk, 'live'))).toEqual(before);
    workplace.keychain.entries.set(String(account), String(key));
    await workplace.desk.startAgain();
    await workplace.reaches(waiting, 'delivered');
  });
});
