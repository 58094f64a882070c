import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkService } from '../../main/ipc/service-guard.ts';
import { openDatabase } from '../../main/store/database.ts';
import { aboutService } from '../../preload/contract.ts';
import { FRAME } from '../fakes/workplace.ts';
import { issuerOf, type Several, severals } from './several.ts';

const open = severals();
const claims = (token: string | undefined) =>
  JSON.parse(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString('utf8'));
const keyOf = (several: Several, id: 'east' | 'west') => several.desk.authority(id).keys()[0]?.kid;
const puts = (several: Several, id: 'east' | 'west') =>
  several.services[id].requests.filter(({ method }) => method === 'PUT').map(({ path }) => path.slice(-20));

/** Its database can't be read with the key that there is now. Gives what puts the right one back. */
function breakDatabase(several: Several, id: 'east' | 'west'): () => void {
  const { home, keychain } = several.workplace;
  const { installation } = JSON.parse(readFileSync(join(home, 'services', id, 'keys.json'), 'utf8'));
  const account = `${installation}/database`;
  const key = keychain.entries.get(account) ?? '';
  keychain.entries.set(account, '0f'.repeat(32));
  return () => {
    keychain.entries.set(account, key);
  };
}

describe('a desk of two services', () => {
  it('has a folder, a database, keys and a record for each, and asks for each key by itself', async () => {
    const several = await open({ withoutKeys: ['west'] });
    expect(several.situation('east')).toBe('ready');
    expect(several.desk.stand('west').situation).toMatchObject({ name: 'setup', step: 'key' });
    await several.makeKey('west');
    const folder = (id: string) => join(several.workplace.home, 'services', id);
    for (const id of ['east', 'west']) {
      expect(readdirSync(folder(id))).toEqual(expect.arrayContaining(['keys.json', 'countersign.db']));
    }
    expect(existsSync(join(several.workplace.home, 'live'))).toBe(false);
    expect(keyOf(several, 'east')).not.toBe(keyOf(several, 'west'));
    // Of each a signing key, the database's, and what is kept for the record where that is done already.
    const accounts = [...several.workplace.keychain.entries.keys()].filter((account) => !account.includes('/record-'));
    expect(accounts).toHaveLength(4);
    expect(several.events('east').slice(0, 2)).toEqual(['key-created', 'app-started']);
    expect(several.events('west').slice(0, 2)).toEqual(['key-created', 'app-started']);
  });

  it('delivers to each what was approved for it, signed with its key and in its name', async () => {
    const several = await open();
    const east = await several.readyJob('east');
    const west = await several.readyJob('west');
    await several.approve('east', east);
    await several.approve('west', west);
    await several.reaches('east', east, 'delivered');
    await several.reaches('west', west, 'delivered');
    expect(puts(several, 'east')).toEqual([east]);
    expect(puts(several, 'west')).toEqual([west]);
    expect(claims(several.services.east.signedToken(east)).iss).toBe(issuerOf('east'));
    expect(claims(several.services.west.signedToken(west)).iss).toBe(issuerOf('west'));
    expect(several.events('east', west)).toEqual([]);
    expect(several.status('west', east)).toBeNull();
  });

  it('finds the folder of the one service from before again under the id live', async () => {
    const several = await open();
    const { home } = several.workplace;
    const kid = keyOf(several, 'west');
    await several.workplace.stop();
    renameSync(join(home, 'services', 'west'), join(home, 'live'));
    several.workplace.administer({
      services: [
        { id: 'east', name: 'East', address: several.services.east.address, issuer: issuerOf('east') },
        { id: 'live', name: 'West', address: several.services.west.address, issuer: issuerOf('west') },
      ],
    });
    await several.workplace.restart();
    expect(several.desk.authority('live').keys()[0]?.kid).toBe(kid);
  });

  it('comes back after a restart with the service in view that was, and goes on with both', async () => {
    const several = await open();
    const job = await several.readyJob('west');
    await several.services.west.stop();
    await several.approve('west', job);
    await several.workplace.pass(3_000);
    several.show('west');
    await several.workplace.restart();
    expect(several.desk.inView()).toBe('west');
    expect(several.situation('east')).toBe('ready');
    await several.services.west.restart();
    await several.reaches('west', job, 'delivered');
    expect(puts(several, 'east')).toEqual([]);
  });

  it('keeps no file as the public set of both: each would write over the other for ever', async () => {
    const several = await open();
    const path = join(several.workplace.home, 'jwks.json');
    several.show('east');
    expect(await several.desk.saveJwks(path, true)).toEqual({ outcome: 'done' });
    const text = readFileSync(path, 'utf8');
    several.show('west');
    for (const keep of [true, false]) {
      expect(await several.desk.saveJwks(path, keep)).toEqual({
        outcome: 'refused',
        reason: { code: 'key-set-file-taken', values: { service: 'East desk' } },
      });
    }
    await several.workplace.pass(180_000, 10_000);
    expect(readFileSync(path, 'utf8')).toBe(text);
    several.show('east');
    expect(await several.desk.saveJwks(path, true)).toEqual({ outcome: 'done' });
    expect(await several.desk.stopJwks()).toEqual({ outcome: 'done' });
    several.show('west');
    expect(await several.desk.saveJwks(path, true)).toEqual({ outcome: 'done' });
  });

  it('takes nothing that the operator once set for another service', async () => {
    const several = await open({
      settings: {
        serviceName: 'Mine',
        address: 'https://old.example',
        feed: 'https://old.example/feed',
        trustedKeys: '{"keys":[]}',
        inboxFolder: '/srv/old-inbox',
        undoSeconds: 30,
        lifetimeDays: 7,
      },
      file: { undoSeconds: undefined },
    });
    const { values, fixed } = several.desk.settings();
    expect(values).toMatchObject({
      serviceName: 'East desk',
      address: several.services.east.address,
      feed: '',
      trustedKeys: '',
      inboxFolder: '',
      undoSeconds: 30,
      lifetimeDays: 7,
    });
    expect(fixed).toEqual(
      expect.arrayContaining(['serviceName', 'address', 'issuer', 'feed', 'trustedKeys', 'inboxFolder']),
    );
    expect(fixed).not.toContain('lifetimeDays');
    expect(several.desk.stand('east')).toMatchObject({ glance: { state: expect.any(String) } });
    expect(await several.desk.saveSettings({ feed: 'https://old.example/feed' })).toMatchObject({ outcome: 'refused' });
    expect(
      await several.desk.connect({ address: 'https://x.example', issuer: 'https://x', anyway: true }),
    ).toMatchObject({ outcome: 'refused' });
  });

  it('holds a general setting for all, on every record, unless a service has its own', async () => {
    const several = await open({ of: { west: { lifetimeDays: 10 } } });
    const lifetime = async (id: 'east' | 'west') => {
      const job = await several.readyJob(id);
      const { proposal } = await several.desk.authority(id).review(job, FRAME);
      return ((proposal?.expiresAt ?? 0) - (proposal?.issuedAt ?? 0)) / 86_400_000;
    };
    expect(await several.desk.saveSettings({ lifetimeDays: 3 })).toEqual({ outcome: 'saved' });
    expect(await lifetime('east')).toBe(3);
    expect(await lifetime('west')).toBe(10);
    for (const id of ['east', 'west'] as const) expect(several.events(id)).toContain('settings-changed');
    several.show('west');
    expect(await several.desk.saveSettings({ lifetimeDays: 4 })).toMatchObject({
      problems: { lifetimeDays: { code: 'fixed-by-administrator' } },
    });
  });

  it('takes each inbox to its own service', async () => {
    const folders = { east: mkdtempSync(join(tmpdir(), 'inbox-')), west: mkdtempSync(join(tmpdir(), 'inbox-')) };
    const several = await open({
      of: { east: { inboxFolder: folders.east }, west: { inboxFolder: folders.west } },
    });
    const job = several.services.west.addJob();
    writeFileSync(join(folders.west, 'a.txt'), `${job}\n`);
    writeFileSync(join(folders.west, 'b.txt'), 'no job at all\n');
    await several.workplace.until('the file', () => several.status('west', job) !== null);
    expect(several.status('east', job)).toBeNull();
    await several.workplace.until('the refusal', () => several.codes().includes('inbox-refused'));
    const [message] = several.desk.snapshot().messages;
    expect(message).toMatchObject({ service: 'West desk' });
    for (const folder of Object.values(folders)) rmSync(folder, { recursive: true, force: true });
  });

  it('closes both for practising, and opens both again', async () => {
    const several = await open();
    await several.desk.practise();
    expect(several.desk.services()).toEqual([{ id: 'practice', name: '' }]);
    expect(several.desk.snapshot()).toMatchObject({ practice: true, inView: 'practice' });
    expect(
      await several.desk.connect({ address: 'https://x.example', issuer: 'https://x', anyway: true }),
    ).toMatchObject({ outcome: 'refused', reason: { code: 'fixed-by-administrator' } });
    await several.desk.leavePractice();
    expect([several.situation('east'), several.situation('west')]).toEqual(['ready', 'ready']);
  });
});

describe('one service that can’t be worked for', () => {
  const stillWorks = async (several: Several) => {
    const job = await several.readyJob('west');
    await several.approve('west', job);
    await several.reaches('west', job, 'delivered');
  };

  it('because its key is missing leaves the other at work, and comes back when it is there again', async () => {
    const several = await open();
    const { entries } = several.workplace.keychain;
    const account = [...entries.keys()].find((name) => name.includes(keyOf(several, 'east') ?? '-')) ?? '';
    const secret = entries.get(account) ?? '';
    entries.delete(account);
    await several.workplace.restart();
    expect(several.situation('east')).toBe('key-missing');
    expect(several.desk.overview()).toMatchObject({ glance: { state: 'stopped' }, where: 'East desk' });
    expect(several.desk.snapshot()).toMatchObject({ inView: 'east', situation: { name: 'key-missing' } });
    await stillWorks(several);
    entries.set(account, secret);
    const before = several.desk.authority('west');
    await several.desk.startAgain();
    expect(several.situation('east')).toBe('ready');
    // Trying the one again interrupts nothing at the other.
    expect(several.desk.authority('west')).toBe(before);
  });

  it('because its database can’t be read leaves the other at work', async () => {
    const several = await open();
    await several.workplace.stop();
    const mend = breakDatabase(several, 'east');
    await several.workplace.restart();
    expect(several.situation('east')).toBe('store-unreadable');
    await stillWorks(several);
    await several.workplace.stop();
    mend();
    await several.workplace.restart();
    expect(several.situation('east')).toBe('ready');
  });

  it('because another copy holds its database leaves the other at work', async () => {
    const several = await open();
    await several.workplace.stop();
    const { home, keychain } = several.workplace;
    const { installation } = JSON.parse(readFileSync(join(home, 'services', 'east', 'keys.json'), 'utf8'));
    const held = openDatabase(join(home, 'services', 'east'), keychain.entries.get(`${installation}/database`) ?? '');
    await several.workplace.restart();
    expect(several.situation('east')).toBe('store-in-use');
    await stillWorks(several);
    held.close();
    await several.desk.startAgain();
    expect(several.situation('east')).toBe('ready');
  });

  it('because it can’t be seen does not slow or blind the other', async () => {
    const several = await open();
    const stranded = await several.readyJob('east');
    await several.services.east.stop();
    await several.workplace.until('the outage', () => several.desk.stand('east').reach.state === 'unreachable');
    expect(several.desk.overview()).toMatchObject({ glance: { state: 'blind', toDecide: 1 }, where: 'East desk' });
    expect(several.desk.stand('west').reach.state).not.toBe('unreachable');
    await stillWorks(several);
    expect(several.status('east', stranded)).toBe('ready');
  });

  it('because its address changed keeps what is unfinished, and the other works on', async () => {
    const several = await open();
    const job = await several.readyJob('east');
    await several.services.east.stop();
    await several.approve('east', job);
    await several.workplace.pass(3_000);
    several.administer(['east', 'west'], { east: { address: 'https://elsewhere.example' } });
    await several.workplace.restart();
    expect(several.desk.stand('east').situation).toMatchObject({
      name: 'service-moved',
      strandedAt: several.services.east.address,
      unfinished: 1,
    });
    await stillWorks(several);
    several.administer(['east', 'west']);
    await several.services.east.restart();
    await several.desk.startAgain();
    await several.reaches('east', job, 'delivered');
  });
});

describe('the keychain', () => {
  it('is asked once at a start, for all services', async () => {
    const several = await open();
    const { keychain } = several.workplace;
    let asked = 0;
    const state = keychain.state.bind(keychain);
    keychain.state = () => {
      asked += 1;
      return state();
    };
    await several.workplace.restart();
    expect([several.situation('east'), several.situation('west')]).toEqual(['ready', 'ready']);
    // Once for the services, once by the minute-by-minute look.
    expect(asked).toBe(2);
  });

  it('that is locked is waited for once for all, and asked to unlock once', async () => {
    const several = await open();
    several.workplace.keychain.current = { state: 'locked' };
    await several.workplace.restart();
    expect([several.situation('east'), several.situation('west')]).toEqual(['keychain-locked', 'keychain-locked']);
    await several.desk.startAgain();
    expect(several.workplace.keychain.unlockAsked).toBe(1);
    several.workplace.keychain.current = { state: 'available' };
    await several.workplace.until(
      'both',
      () => several.situation('east') === 'ready' && several.situation('west') === 'ready',
    );
  });
});

describe('a service that the administrator took out of the file', () => {
  it('is left as it is, what is unfinished there is told, nothing is sent, and it goes on when it is named again', async () => {
    const several = await open();
    const job = await several.readyJob('west');
    await several.services.west.stop();
    await several.approve('west', job);
    await several.workplace.pass(5_000);
    await several.services.west.restart();
    several.administer(['east']);
    await several.workplace.restart();
    expect(several.desk.services()).toEqual([{ id: 'east', name: 'East desk' }]);
    const [message] = several.desk.snapshot().messages;
    expect(message?.finding).toEqual({
      code: 'service-left-out',
      values: { service: 'west', address: several.services.west.address, count: 1 },
    });
    await several.workplace.pass(120_000, 1_000);
    expect(several.services.west.tokensSeen(job)).toEqual([]);
    // Told once, not at every occasion.
    several.desk.dismiss(message?.id ?? 0);
    await several.desk.startAgain();
    expect(several.codes()).toEqual([]);

    several.administer(['east', 'west']);
    await several.workplace.restart();
    await several.reaches('west', job, 'delivered');
    expect(several.codes()).toEqual([]);
  });

  it('is nothing to speak of where all is delivered', async () => {
    const several = await open();
    several.administer(['east']);
    await several.workplace.restart();
    expect(several.codes()).toEqual([]);
    expect(existsSync(join(several.workplace.home, 'services', 'west', 'keys.json'))).toBe(true);
  });

  it('is named where its data can’t be looked into', async () => {
    const several = await open();
    await several.workplace.stop();
    breakDatabase(several, 'west');
    several.administer(['east']);
    await several.workplace.restart();
    expect(several.codes()).toEqual(['service-left-out-unread']);
    expect(several.situation('east')).toBe('ready');
  });
});

describe('a request that was meant for the service that was in view', () => {
  it('is refused once another is, whatever it is, unless it undoes', async () => {
    const several = await open();
    const allowed = (name: Parameters<typeof checkService>[1], service: string | null | undefined) => {
      try {
        checkService(several.desk, name, service);
        return true;
      } catch (fault) {
        return (fault as { code: string }).code;
      }
    };
    for (const name of [...aboutService, 'undo'] as const) {
      expect(allowed(name, 'east'), name).toBe(true);
      expect(allowed(name, undefined), name).toBe('service-not-named');
    }
    several.show('west');
    for (const name of aboutService) expect(allowed(name, 'east'), name).toBe('service-not-in-view');
    expect(allowed('undo', 'east')).toBe(true);
    for (const name of ['snapshot', 'keepPlace', 'dismiss', 'quit'] as const) expect(allowed(name, 'east')).toBe(true);
  });

  it('approves nothing at the other with what the one showed', async () => {
    const several = await open();
    const job = await several.readyJob('east');
    // The very same ID is known at both.
    several.services.west.addJob({ jobId: job });
    several.desk.authority('west').addJobs(job, 'window');
    const shown = await several.proposal('east', job);
    several.show('west');
    await several.workplace.pass(3_000);
    const answer = await several.desk
      .authority()
      .approve(shown, FRAME)
      .catch((fault: unknown) => fault);
    expect(answer).not.toMatchObject({ outcome: 'approved' });
    expect(several.status('west', job)).not.toBe('approved');
    expect(several.status('east', job)).toBe('ready');
  });

  it('makes no key for another service that came into view while it waited for its turn', async () => {
    const several = await open({ withoutKeys: ['east', 'west'] });
    several.show('east');
    const first = several.desk.startAgain();
    const made = several.desk.createKey();
    several.show('west');
    await first;
    expect(await made).toEqual({ outcome: 'done' });
    expect(several.situation('east')).toBe('ready');
    expect(several.desk.stand('west').situation).toMatchObject({ name: 'setup' });
  });
});

describe('links', () => {
  const link = (jobId: string, service?: string) =>
    `countersign://job/${jobId}${service ? `?service=${encodeURIComponent(service)}` : ''}`;

  it('go to the service that they name and bring it into view', async () => {
    const several = await open();
    const job = several.services.west.addJob();
    several.desk.takeLink(link(job, 'West desk'));
    expect(several.status('west', job)).not.toBeNull();
    expect(several.desk.inView()).toBe('west');
    expect(several.desk.snapshot().place).toMatchObject({ section: 'queue', jobId: job });
    const other = several.services.east.addJob();
    several.desk.takeLink(link(other, 'east'));
    expect(several.status('east', other)).not.toBeNull();
  });

  it('that name none are refused and say what to add; that name another are refused with all names', async () => {
    const several = await open();
    const job = several.services.west.addJob();
    several.desk.takeLink(link(job));
    several.desk.takeLink(link(job, 'North desk'));
    expect(several.desk.snapshot().messages.map(({ finding }) => finding)).toEqual([
      { code: 'link-other-service', values: { service: 'North desk', ours: 'East desk, West desk', jobId: job } },
      { code: 'link-names-no-service', values: { services: 'East desk, West desk', jobId: job } },
    ]);
    expect(several.status('west', job)).toBeNull();
  });

  it('for a service that needs its key wait for it, while the other takes its own', async () => {
    const several = await open({ withoutKeys: ['west'] });
    const [early, now] = [several.services.west.addJob(), several.services.east.addJob()];
    several.desk.takeLink(link(early, 'West desk'));
    several.desk.takeLink(link(now, 'East desk'));
    expect(several.status('east', now)).not.toBeNull();
    expect(several.desk.snapshot().messages[0]?.finding).toEqual({
      code: 'links-wait-for-service',
      values: { count: 1, service: 'West desk' },
    });
    await several.makeKey('west');
    expect(several.status('west', early)).not.toBeNull();
    expect(several.codes()).toEqual([]);
  });
});

describe('all services together', () => {
  it('are added up, and each is a line of its own', async () => {
    const several = await open();
    await several.readyJob('east');
    await several.readyJob('west');
    const approved = await several.readyJob('west');
    const { glance, services, where } = several.desk.overview();
    expect(glance).toMatchObject({ state: 'decide', toDecide: 3 });
    expect(where).toBeNull();
    expect(services.map(({ id, name, glance }) => [id, name, glance.toDecide])).toEqual([
      ['east', 'East desk', 1],
      ['west', 'West desk', 2],
    ]);
    expect(several.desk.pendingWork()).toEqual({ unsent: 0, undecided: 3 });
    await several.approve('west', approved);
    expect(several.desk.pendingWork()).toEqual({ unsent: 1, undecided: 2 });
    expect(several.desk.snapshot().undoable).toMatchObject([{ service: 'west', jobId: approved }]);
    await several.reaches('west', approved, 'delivered');
    expect(several.desk.pendingWork()).toEqual({ unsent: 0, undecided: 2 });
  });

  it('give their news together, and it is told to all', async () => {
    const several = await open();
    await several.readyJob('east');
    expect(several.desk.news()).toMatchObject({ ready: 1, only: {}, services: [{ id: 'east', name: 'East desk' }] });
    await several.readyJob('west');
    expect(several.desk.news()).toMatchObject({ ready: 2, only: null, services: [{ id: 'east' }, { id: 'west' }] });
    several.desk.told();
    expect(several.desk.news()).toBeNull();
  });

  it('are paused and resumed together, and one by itself', async () => {
    const several = await open();
    several.desk.pauseWatching('hour');
    expect(several.desk.stand('east').paused).not.toBeNull();
    expect(several.desk.stand('west').paused).toBeNull();
    expect(several.desk.overview()).toMatchObject({ glance: { state: 'paused' }, where: 'East desk' });
    several.desk.pauseAll('resumed');
    expect(several.desk.stand('west').paused).not.toBeNull();
    expect(several.desk.overview().where).toBeNull();
    several.desk.resumeAll();
    expect([several.desk.stand('east').paused, several.desk.stand('west').paused]).toEqual([null, null]);
  });

  it('have what happens to the machine on each record, and stop in order', async () => {
    const several = await open();
    several.desk.note('suspended');
    for (const id of ['east', 'west'] as const) expect(several.events(id)).toContain('suspended');
    await several.workplace.restart();
    for (const id of ['east', 'west'] as const) expect(several.events(id)).toContain('app-stopped');
  });
});
