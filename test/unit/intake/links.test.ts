import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLinks, type Links, wayOf } from '../../../main/intake/links.ts';
import { MOST_WAITING } from '../../../main/intake/waiting-links.ts';
import type { Finding } from '../../../preload/contract.ts';

const idOf = (number: number) => `job-${String(number).padStart(16, '0')}`;
const linkTo = (number: number, service?: string) =>
  `countersign://job/${idOf(number)}${service === undefined ? '' : `?service=${encodeURIComponent(service)}`}`;

let folder: string;
let at: { live: boolean; serviceName: string } | null;
let jobs: string[];
let shown: string[];
let told: Finding[];
let waiting: Finding | null;
let faulty: boolean;

const path = () => join(folder, 'home', 'links.jsonl');
const codes = () => told.map(({ code }) => code);
const open = (): Links =>
  createLinks({
    path: path(),
    now: () => ({
      practising: at?.live === false,
      services: at?.live ? [{ id: 'live', name: at.serviceName, atWork: true }] : [],
    }),
    add: (jobId) => {
      if (faulty) throw new Error('the disk is full');
      if (jobs.includes(jobId)) return 'known';
      jobs.push(jobId);
      return 'added';
    },
    goTo: (jobId) => shown.push(jobId),
    tell: (finding) => told.push(finding),
    tellWaiting: (finding) => {
      waiting = finding;
    },
    log: () => {},
  });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-links-'));
  at = { live: true, serviceName: 'Acme' };
  jobs = [];
  shown = [];
  told = [];
  waiting = null;
  faulty = false;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a link while the live service is at work', () => {
  it('adds its job and shows it; one that is known is only shown', () => {
    const links = open();
    links.take(linkTo(1));
    links.take(linkTo(1, 'Acme'));
    expect(jobs).toEqual([idOf(1)]);
    expect(shown).toEqual([idOf(1), idOf(1)]);
    expect(told).toEqual([]);
    expect(existsSync(path())).toBe(false);
  });

  it('for another service is refused with both names', () => {
    open().take(linkTo(1, 'Evil Corp'));
    expect(jobs).toEqual([]);
    expect(shown).toEqual([]);
    expect(told).toEqual([
      { code: 'link-other-service', values: { service: 'Evil Corp', ours: 'Acme', jobId: idOf(1) } },
    ]);
  });

  it('for a named service waits where ours has no name, until it has one', () => {
    at = { live: true, serviceName: '' };
    const links = open();
    links.take(linkTo(1, 'Acme'));
    links.take(linkTo(2, 'Elsewhere'));
    links.deliver();
    expect(jobs).toEqual([]);
    expect(told).toEqual([]);
    expect(waiting).toEqual({ code: 'links-wait-for-name', values: { count: 2, service: 'Acme' } });
    at = { live: true, serviceName: 'Acme' };
    links.deliver();
    expect(jobs).toEqual([idOf(1)]);
    expect(codes()).toEqual(['link-other-service']);
    expect(waiting).toBeNull();
  });

  it('that is none is refused with its reason and leaves nothing behind', () => {
    const links = open();
    for (const text of ['countersign://approve/x', 'x', linkTo(1).replace('job', 'sign')]) links.take(text);
    expect(jobs).toEqual([]);
    expect(codes()).toEqual(['link-names-no-job', 'link-malformed', 'link-names-no-job']);
  });

  it('is kept where its job could not be stored, and taken in at the next occasion', () => {
    const links = open();
    faulty = true;
    links.take(linkTo(1));
    expect(waiting?.code).toBe('links-wait-for-store');
    links.deliver();
    expect(shown).toEqual([]);
    faulty = false;
    open().deliver();
    expect(jobs).toEqual([idOf(1)]);
    expect(shown).toEqual([idOf(1)]);
  });
});

describe('a link that comes too early', () => {
  it('waits on disk, for the user alone, and the operator is told', () => {
    at = null;
    open().take(linkTo(1, 'Acme'));
    expect(waiting).toEqual({ code: 'links-wait', values: { count: 1 } });
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(readFileSync(path(), 'utf8')).toBe(`{"jobId":"${idOf(1)}","service":"Acme"}\n`);
    expect(readdirSync(join(folder, 'home'))).toEqual(['links.jsonl']);
  });

  it('is taken in after a restart, with all others, and the newest is shown', () => {
    at = null;
    for (const number of [1, 2, 3]) open().take(linkTo(number));
    at = { live: true, serviceName: 'Acme' };
    const links = open();
    links.deliver();
    links.deliver();
    expect(jobs).toEqual([1, 2, 3].map(idOf));
    expect(shown).toEqual([idOf(3)]);
    open().deliver();
    expect(shown).toEqual([idOf(3)]);
  });

  it('waits through practice, which links do not belong to', () => {
    at = { live: false, serviceName: 'Acme' };
    const links = open();
    links.take(linkTo(1));
    links.deliver();
    expect(jobs).toEqual([]);
    expect(waiting?.code).toBe('links-wait-for-practice');
    at = { live: true, serviceName: 'Acme' };
    links.deliver();
    expect(jobs).toEqual([idOf(1)]);
  });

  it('counts once however often it comes, as the newest', () => {
    at = null;
    const links = open();
    for (const number of [1, 2, 1, 1]) links.take(linkTo(number));
    expect(readFileSync(path(), 'utf8').trim().split('\n')).toHaveLength(2);
    at = { live: true, serviceName: 'Acme' };
    links.deliver();
    expect(jobs).toEqual([idOf(2), idOf(1)]);
    expect(shown).toEqual([idOf(1)]);
  });

  it('is held to the service’s name when it is taken in', () => {
    at = null;
    const links = open();
    links.take(linkTo(1, 'Elsewhere'));
    links.take(linkTo(2, 'Acme'));
    at = { live: true, serviceName: 'Acme' };
    links.deliver();
    expect(jobs).toEqual([idOf(2)]);
    expect(codes()).toEqual(['link-other-service']);
    expect(waiting).toBeNull();
    open().deliver();
    expect(codes()).toHaveLength(1);
  });

  it(`finds room for ${MOST_WAITING} of them, and says so of the next`, () => {
    at = null;
    const lines = Array.from({ length: MOST_WAITING }, (_, number) =>
      JSON.stringify({ jobId: idOf(number), service: null }),
    );
    open().take(linkTo(0));
    writeFileSync(path(), `${lines.join('\n')}\n`);
    const links = open();
    links.take(linkTo(MOST_WAITING));
    links.take(linkTo(0));
    expect(codes()).toEqual(['links-too-many']);
    expect(waiting).toEqual({ code: 'links-wait', values: { count: MOST_WAITING } });
    at = { live: true, serviceName: '' };
    links.deliver();
    expect(jobs).toHaveLength(MOST_WAITING);
  });
});

describe('the file of links that wait', () => {
  it.each([
    ['is no JSON', 'x\n'],
    ['is cut in the middle', `{"jobId":"${idOf(1)}","service":null}\n{"jobId":"${idOf(2)}`],
    ['carries a name that is not known', `{"jobId":"${idOf(1)}","service":null,"approve":true}\n`],
    ['lacks the service', `{"jobId":"${idOf(1)}"}\n`],
    ['holds a job of another shape', '{"jobId":"../../etc","service":null}\n'],
    ['holds a name with a line end', `{"jobId":"${idOf(1)}","service":"a\\nb"}\n`],
    ['holds more than is ever kept', `{"jobId":"${idOf(1)}","service":null}\n`.repeat(MOST_WAITING + 1)],
    ['is far too large', ' '.repeat(2 * 1024 * 1024)],
  ])('that %s is set aside whole, and the next link is kept', (_what, text) => {
    at = null;
    open().take(linkTo(7));
    writeFileSync(path(), text);
    told = [];
    open().take(linkTo(3));
    expect(told).toEqual([{ code: 'links-damaged', values: { path: `${path()}.damaged-1` } }]);
    expect(waiting).toEqual({ code: 'links-wait', values: { count: 1 } });
    expect(readFileSync(`${path()}.damaged-1`, 'utf8')).toBe(text);
    at = { live: true, serviceName: 'Acme' };
    open().deliver();
    expect(jobs).toEqual([idOf(3)]);
  });

  it('set aside twice leaves both', () => {
    at = null;
    for (const text of ['one', 'two']) {
      open().take(linkTo(1));
      writeFileSync(path(), text);
      open().take(linkTo(1));
    }
    expect(readFileSync(`${path()}.damaged-1`, 'utf8')).toBe('one');
    expect(readFileSync(`${path()}.damaged-2`, 'utf8')).toBe('two');
  });

  it('that can’t be written is told, and the link is still taken in by this run', () => {
    at = null;
    writeFileSync(join(folder, 'home'), 'a file where the folder should be');
    chmodSync(join(folder, 'home'), 0o600);
    const links = open();
    links.take(linkTo(1));
    expect(codes()).toEqual(['link-not-kept']);
    at = { live: true, serviceName: 'Acme' };
    links.deliver();
    expect(jobs).toEqual([idOf(1)]);
    expect(shown).toEqual([idOf(1)]);
  });
});

describe('the way of a link', () => {
  const [east, west] = [
    { id: 'east', name: 'East desk', atWork: true },
    { id: 'west', name: 'West desk', atWork: false },
  ];
  const to = (service: string | null) => ({ jobId: idOf(1), service });
  const refused = (code: string) => ({ refused: { code, values: expect.anything() } });

  it.each([
    ['to the only service, unnamed', null, [east], { to: 'east' }],
    ['to the only service by its name', 'East desk', [east], { to: 'east' }],
    ['to one of several by its name', 'East desk', [east, west], { to: 'east' }],
    ['to one of several by its id', 'east', [east, west], { to: 'east' }],
    ['to one that is not at work yet', 'West desk', [east, west], { waitsFor: 'work' }],
    ['before there is any', 'East desk', [], { waitsFor: 'work' }],
    ['to another than the only one', 'West desk', [east], refused('link-other-service')],
    ['to none of several', 'east desk', [east, west], refused('link-other-service')],
    ['to several, unnamed', null, [east, west], refused('link-names-no-service')],
    ['to several of which none is at work, unnamed', null, [west, west], refused('link-names-no-service')],
    ['by a name where the only one has none', 'East desk', [{ ...east, name: '' }], { waitsFor: 'name' }],
    ['by a name where the only one is not at work', 'East desk', [west], { waitsFor: 'work' }],
  ] as const)('%s', (_which, service, services, way) => {
    expect(wayOf(to(service), services)).toEqual(way);
  });
});
