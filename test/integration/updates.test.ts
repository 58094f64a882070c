import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuthorityError } from '../../main/errors.ts';
import type { Installer } from '../../main/updates/installer.ts';
import type { ReadFeed } from '../../main/updates/reading.ts';
import type { UpdateSource } from '../../main/updates/source.ts';
import { toldFile } from '../../main/updates/told.ts';
import { keepUpdated, type Upkeep } from '../../main/updates/upkeep.ts';
import type { Finding } from '../../preload/contract.ts';
import { ManualClock } from '../fakes/clock.ts';
import { type SigningPair, signingPair, UpdateFeed } from '../fakes/update-feed.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MANIFEST = '/updates/latest-linux.yml';
const file = { name: 'Countersign.AppImage', bytes: Buffer.from('package') };

/** Reads as the app does, by Node's own client. */
const read: ReadFeed = async (url) => {
  try {
    const answer = await fetch(url, { redirect: 'manual' });
    if (answer.status === 404) return { kind: 'absent' };
    if (answer.status !== 200) return { kind: 'fault', fault: { code: 'update-feed-status', values: { status: 0 } } };
    return { kind: 'bytes', bytes: new Uint8Array(await answer.arrayBuffer()) };
  } catch {
    return { kind: 'fault', fault: { code: 'update-feed-unreachable', values: { detail: '' } } };
  }
};

/** Puts nothing in place, and tells what was asked of it. */
class PaperInstaller implements Installer {
  asked: string[] = [];
  answer: Awaited<ReturnType<Installer['offers']>> = 'yes';
  fault: Error | null = null;
  /** While it is set, a download goes on until it is called. */
  holdUp: Promise<void> | null = null;

  async offers(_feed: string, { version }: { version: string }) {
    this.asked.push(`offers ${version}`);
    return this.answer;
  }
  async download() {
    this.asked.push('download');
    await this.holdUp;
    if (this.fault) throw this.fault;
  }
  atEnd(does: string) {
    this.asked.push(does);
  }
  stop() {
    this.asked.push('stop');
  }
}

let folder: string;
let feed: UpdateFeed;
let key: SigningPair;
let clock: ManualClock;
let installer: PaperInstaller;
let made: number;
let told: Finding[];
let logged: string[];
let around: {
  source: UpdateSource | null;
  online: boolean;
  paused: boolean;
  unsent: number;
  undecided: number;
  quit: number;
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-updates-'));
  feed = await new UpdateFeed().start();
  key = await signingPair();
  clock = new ManualClock();
  installer = new PaperInstaller();
  made = 0;
  told = [];
  logged = [];
  const source: UpdateSource = { feed: `${feed.address}?token=secret`, key: { ...key.publicJwk }, channel: 'latest' };
  around = { source, online: true, paused: false, unsent: 0, undecided: 0, quit: 0 };
});
afterEach(async () => {
  await feed.stop();
  rmSync(folder, { recursive: true });
});

const upkeep = (differs: { replacesItself?: boolean; running?: string } = {}): Upkeep =>
  keepUpdated({
    source: () => around.source,
    running: '1.0.0',
    platform: 'linux',
    arch: 'x64',
    replacesItself: true,
    read,
    installer: async () => {
      made += 1;
      return installer;
    },
    pendingWork: () => around,
    paused: () => around.paused,
    online: () => around.online,
    told: toldFile(join(folder, 'updates', 'told')),
    tell: (finding) => told.push(finding),
    untell: () => {
      told = [];
    },
    onChange: () => {},
    quit: () => {
      around.quit += 1;
    },
    clock,
    random: () => 0.5,
    log: (_level, event, values) => logged.push(`${event} ${JSON.stringify(values ?? {})}`),
    ...differs,
  });

/** Lets real input and output come to their end. */
async function settled(kept: Upkeep): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (['asking', 'downloading'].includes(kept.standing()?.state ?? '')) {
    if (Date.now() > deadline) throw new Error('the check goes on and on');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await new Promise((resolve) => setTimeout(resolve, 2));
}

async function pass(kept: Upkeep, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= MINUTE) {
    clock.advance(Math.min(left, MINUTE));
    await settled(kept);
  }
}
const checks = () => feed.requests.filter((path) => path === MANIFEST).length;

describe('the feed', () => {
  it('is asked soon after the start and every six hours from then on', async () => {
    await feed.publish(key, '1.0.0', file);
    const kept = upkeep();
    kept.start();
    expect(kept.standing()).toMatchObject({ state: 'unasked', checkedAt: null });
    await pass(kept, 5 * MINUTE);
    expect(checks()).toBe(0);
    await pass(kept, MINUTE);
    expect(checks()).toBe(1);
    expect(kept.standing()).toMatchObject({ state: 'newest', version: '1.0.0', fault: null, checkedAt: clock.now() });
    await pass(kept, 5 * HOUR + 59 * MINUTE);
    expect(checks()).toBe(1);
    await pass(kept, 2 * MINUTE);
    expect(checks()).toBe(2);
    kept.stop();
    await pass(kept, 24 * HOUR);
    expect(checks()).toBe(2);
    expect(made).toBe(0);
  });

  it('is never asked where none is given, whoever wants it, and is taken up once one is', async () => {
    const given = around.source;
    around.source = null;
    const kept = upkeep();
    kept.start();
    await pass(kept, 2 * HOUR);
    expect(kept.standing()).toBeNull();
    expect(kept.checkNow()).toEqual({ outcome: 'refused', reason: { code: 'update-feed-not-set' } });
    expect([feed.requests, made]).toEqual([[], 0]);
    around.source = given;
    await pass(kept, MINUTE);
    expect(checks()).toBe(1);
    kept.stop();
  });

  it('is not asked while watching is paused or the network is gone, and is right after', async () => {
    const kept = upkeep();
    around.paused = true;
    around.online = false;
    kept.start();
    await pass(kept, HOUR);
    around.online = true;
    await pass(kept, HOUR);
    expect(feed.requests).toEqual([]);
    around.paused = false;
    await pass(kept, MINUTE);
    expect(checks()).toBe(1);
    around.online = false;
    expect(kept.checkNow()).toEqual({ outcome: 'refused', reason: { code: 'update-offline' } });
    kept.stop();
  });

  it('that fails is asked again with growing pauses, and nobody is told but whoever looks', async () => {
    const kept = upkeep();
    kept.start();
    await pass(kept, 6 * MINUTE);
    expect(kept.standing()).toMatchObject({ state: 'failed', fault: { code: 'update-manifest-absent' } });
    const at: number[] = [];
    for (let minute = 0; minute < 4 * 60; minute += 1) {
      const before = checks();
      await pass(kept, MINUTE);
      if (checks() > before) at.push(minute);
    }
    const pauses = at.map((minute, index) => minute - (at[index - 1] ?? 0));
    expect(pauses).toEqual([14, 30, 60, 120]);
    await feed.publish(key, '1.0.0', file);
    await pass(kept, 5 * HOUR);
    expect(kept.standing()).toMatchObject({ state: 'newest', fault: null });
    expect(told).toEqual([]);
    kept.stop();
  });

  it('shows no query of its address, by which it may be read', () => {
    expect(upkeep().standing()?.feed).toBe(feed.address);
  });

  it('at an address that is not https is not asked', async () => {
    around.source = { feed: 'http://updates.example/', key: { ...key.publicJwk }, channel: 'latest' };
    const kept = upkeep();
    kept.checkNow();
    await settled(kept);
    expect(kept.standing()).toMatchObject({ state: 'failed', fault: { code: 'update-feed-not-https' } });
  });
});

describe('a newer version', () => {
  it('is downloaded, told once over all starts, and put in place at the end', async () => {
    await feed.publish(key, '1.1.0', file);
    const kept = upkeep();
    kept.checkNow();
    await settled(kept);
    expect(kept.standing()).toMatchObject({ state: 'ready', version: '1.1.0' });
    expect(installer.asked).toEqual(['offers 1.1.0', 'download', 'replace']);
    expect(told).toEqual([{ code: 'update-ready', values: { version: '1.1.0' } }]);
    kept.checkNow();
    await settled(kept);
    expect(installer.asked.filter((what) => what === 'download')).toHaveLength(1);
    expect(told).toHaveLength(1);
    told = [];
    const again = upkeep();
    again.checkNow();
    await settled(again);
    expect(told).toEqual([]);
    await feed.publish(key, '1.2.0', file);
    again.checkNow();
    await settled(again);
    expect(told.at(-1)).toEqual({ code: 'update-ready', values: { version: '1.2.0' } });
  });

  it('stays ready while later checks fail or bring what must not be believed', async () => {
    await feed.publish(key, '1.1.0', file);
    const kept = upkeep();
    kept.checkNow();
    await settled(kept);
    await feed.publish(await signingPair(), '1.2.0', file);
    kept.checkNow();
    await settled(kept);
    expect(kept.standing()).toMatchObject({
      state: 'refused',
      version: null,
      fault: { code: 'update-signed-by-another' },
      ready: '1.1.0',
    });
    expect(installer.asked.at(-1)).toBe('replace');
  });

  it.each([
    ['is offered no more', '1.0.0', 'newest', 'yes'],
    ['gave way to an older one', '0.9.0', 'older', 'yes'],
    ['was taken back into stages', '1.1.0', 'later', 'later'],
  ] as const)('that %s is dropped again', async (_, version, state, answer) => {
    await feed.publish(key, '1.1.0', file);
    const kept = upkeep();
    kept.checkNow();
    await settled(kept);
    await feed.publish(key, version, file);
    installer.answer = answer;
    kept.checkNow();
    await settled(kept);
    expect(kept.standing()).toMatchObject({ state, version, ready: null });
    expect(told).toEqual([]);
    expect(installer.asked.at(-1)).toBe('nothing');
    expect(kept.restart()).toMatchObject({ outcome: 'refused', reason: { code: 'update-not-ready' } });
  });

  it('is dropped when the administrator names another feed or key', async () => {
    await feed.publish(key, '1.1.0', file);
    const kept = upkeep();
    kept.start();
    await pass(kept, 6 * MINUTE);
    expect(kept.standing()?.state).toBe('ready');
    around.source = { feed: feed.address, key: { ...(await signingPair()).publicJwk }, channel: 'latest' };
    await pass(kept, MINUTE);
    expect(kept.standing()).toMatchObject({ state: 'unasked', version: null, ready: null });
    expect(installer.asked.at(-1)).toBe('nothing');
    kept.stop();
  });

  it('that can’t be fetched is not ready, and is tried again', async () => {
    await feed.publish(key, '1.1.0', file);
    installer.fault = new AuthorityError('update-file-wrong', 'sha512 checksum mismatch');
    const kept = upkeep();
    kept.start();
    await pass(kept, 6 * MINUTE);
    expect(kept.standing()).toMatchObject({ state: 'failed', version: '1.1.0', fault: { code: 'update-file-wrong' } });
    expect(installer.asked).not.toContain('replace');
    installer.fault = null;
    await pass(kept, 20 * MINUTE);
    expect(kept.standing()).toMatchObject({ state: 'ready', fault: null });
    kept.stop();
  });

  it('of a package that somebody else replaces is announced once and never fetched', async () => {
    await feed.publish(key, '1.1.0', file);
    const kept = upkeep({ replacesItself: false });
    kept.checkNow();
    await settled(kept);
    kept.checkNow();
    await settled(kept);
    expect(kept.standing()).toMatchObject({ state: 'announced', version: '1.1.0' });
    expect(told).toEqual([{ code: 'update-announced', values: { version: '1.1.0' } }]);
    expect(installer.asked).not.toContain('download');
    await feed.publish(key, '1.0.0', file);
    kept.checkNow();
    await settled(kept);
    expect(told).toEqual([]);
  });

  it('that comes while the app ends is called off and not put in place', async () => {
    await feed.publish(key, '1.1.0', file);
    let goOn = () => {};
    installer.holdUp = new Promise((resolve) => {
      goOn = resolve;
    });
    const kept = upkeep();
    kept.checkNow();
    while (!installer.asked.includes('download')) await new Promise((resolve) => setTimeout(resolve, 2));
    kept.stop();
    expect(installer.asked.at(-1)).toBe('stop');
    goOn();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(installer.asked).not.toContain('replace');
  });
});

describe('a restart', () => {
  it('is refused while something is unsent or undecided, and made when nothing is', async () => {
    await feed.publish(key, '1.1.0', file);
    const kept = upkeep();
    expect(kept.restart()).toMatchObject({ outcome: 'refused', reason: { code: 'update-not-ready' } });
    kept.checkNow();
    await settled(kept);
    around.unsent = 1;
    expect(kept.restart()).toMatchObject({ outcome: 'refused', reason: { code: 'update-waits-for-unsent' } });
    around.undecided = 2;
    expect(kept.restart()).toMatchObject({ outcome: 'refused', reason: { code: 'update-waits-for-both' } });
    around.unsent = 0;
    expect(kept.restart()).toMatchObject({ outcome: 'refused', reason: { code: 'update-waits-for-undecided' } });
    expect(around.quit).toBe(0);
    expect(installer.asked).not.toContain('restart');
    around.undecided = 0;
    expect(kept.restart()).toEqual({ outcome: 'done' });
    expect([installer.asked.at(-1), around.quit]).toEqual(['restart', 1]);
  });

  it('never comes by itself, however long an update stands ready', async () => {
    await feed.publish(key, '1.1.0', file);
    const kept = upkeep();
    kept.start();
    await pass(kept, 36 * HOUR);
    expect(kept.standing()?.state).toBe('ready');
    expect(around.quit).toBe(0);
    kept.stop();
  });
});
