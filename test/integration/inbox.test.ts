import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuthorityError } from '../../main/errors.ts';
import { type Inbox, type InboxParts, watchInbox } from '../../main/intake/inbox.ts';
import { readFound } from '../../main/intake/inbox-folder.ts';
import { findingWords } from '../../main/words.ts';
import type { AddAnswer, Finding } from '../../preload/contract.ts';
import { ManualClock } from '../fakes/clock.ts';
import { newJobId } from '../fakes/plain-scope-jobs.ts';
import { ada, request, scenes } from './scene.ts';

const open = scenes();
let folder: string;
const file = (...parts: string[]) => join(folder, ...parts);
const put = (name: string, content: string | Buffer) => writeFileSync(file(name), content);
const listed = (where: string) => (existsSync(file(where)) ? readdirSync(file(where)).sort() : []);
/** A name is taken in its new place before the file is moved there. */
const movedOut = () => !listed('.').some((name) => /^[^.].*\.(jwt|txt|json)$/i.test(name));
const reasonOf = (name: string) => readFileSync(file('refused', `${name}.reason.txt`), 'utf8');
const ids = (count: number) => Array.from({ length: count }, newJobId);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-inbox-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An authority at work whose inbox is the test's folder. */
const openWithInbox = () => open({ settings: { inboxFolder: folder } });

/** Whether a file system of a few pages can be had here, to be filled to its end: only root may mount one. */
function canMount(): boolean {
  const at = mkdtempSync(join(tmpdir(), 'countersign-tiny-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', at], { stdio: 'ignore' });
    execFileSync('umount', [at]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(at, { recursive: true });
  }
}

/** The inbox alone; what it takes in goes into a list, unless the test says otherwise. */
class Alone {
  readonly clock = new ManualClock();
  readonly lines: string[] = [];
  readonly log: string[] = [];
  readonly told: Finding[] = [];
  changes = 0;
  calls = 0;
  where = folder;
  addJobs: (text: string) => AddAnswer = (text) => {
    const added = text.split('\n');
    this.lines.push(...added);
    return { added, known: [], refused: [], refusedLines: [] };
  };
  readonly inbox: Inbox;

  constructor(parts: Partial<InboxParts> = {}) {
    this.inbox = watchInbox({
      folder: () => this.where,
      keepOut: import.meta.dirname,
      addJobs: (text) => {
        this.calls += 1;
        return this.addJobs(text);
      },
      describe: findingWords,
      clock: this.clock,
      log: (level, event, values) => this.log.push(`${level} ${event} ${JSON.stringify(values)}`),
      onChange: () => {
        this.changes += 1;
      },
      onRefused: (finding) => this.told.push(finding),
      ...parts,
    });
    this.inbox.start();
  }

  async until(holds: () => boolean): Promise<void> {
    const deadline = Date.now() + 15_000;
    while (!holds()) {
      if (Date.now() > deadline) throw new Error(`waited in vain: ${JSON.stringify(this.inbox.source())}`);
      await this.pass(1);
    }
  }

  /** One look, from its beginning to its end, however long the disk takes. */
  async lookOnce(): Promise<void> {
    const ended = () => this.inbox.source()?.lastReadAt === this.clock.now() && this.clock.pending === 1;
    // The one before is over when the next is set.
    while (this.clock.pending !== 1 || this.inbox.source()?.lastReadAt == null) await this.pass(0);
    this.clock.advance(2_000);
    while (!ended()) await this.pass(0);
  }

  /** So many looks, each given the time that the disk takes. */
  async pass(looks: number): Promise<void> {
    for (let look = 0; look < looks; look += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      this.clock.advance(2_000);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const alone = (() => {
  const opened: Alone[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.inbox.stop();
  });
  return (parts?: Partial<InboxParts>) => {
    const one = new Alone(parts);
    opened.push(one);
    return one;
  };
})();

describe('a file in the inbox', () => {
  it('is taken in, whichever of the three kinds it is, and then lies in done', async () => {
    const scene = await openWithInbox();
    const [a, b, c, d, e] = Array.from({ length: 5 }, () => scene.service.addJob({ content: request }));
    put('lines.txt', `${a}\n${scene.service.address}/scope/${b} ${request}\n`);
    put('jobs.json', JSON.stringify({ jobs: [c] }));
    put('ONE.JSON', JSON.stringify({ job: d, token: request }));
    put(`${e}.jwt`, request);
    await scene.workplace.until('all files in done', () => listed('.').join() === 'done,refused');
    expect(listed('done')).toHaveLength(4);
    expect(listed('refused')).toEqual([]);
    const rows = scene.authority.queue('all', 0, 10).rows.map(({ jobId }) => jobId);
    expect(rows.sort()).toEqual([a, b, c, d, e].sort());
    expect(readFileSync(file('done', 'lines.txt'), 'utf8')).toContain(request);
    const added = scene.authority.history(0, 100).entries.filter(({ event }) => event === 'job-added');
    expect(added.map(({ detail }) => JSON.parse(detail).from)).toEqual(Array(5).fill('inbox'));
  });

  it('is read by the next person when not all of it was taken: what was, what was not, why, and what to do', async () => {
    const scene = await openWithInbox();
    const [known, good, late] = ids(3);
    scene.authority.addJobs(`${known}`, 'window');
    put(
      'monday.txt',
      `${good}\n\nhello\n${known}\nhttps://other.example/scope/${newJobId()}\n${ada.requestToken()}\n${late}\n`,
    );
    await scene.workplace.until('the reason', () => listed('refused').length === 2);
    const text = reasonOf('monday.txt')
      .replace(/other\.example\/scope\/\S+/, 'other.example/scope/…')
      .replace(/eyJ\S+/, 'eyJ…');
    expect(text).toBe(`Countersign took only a part of this file: monday.txt

Added to the queue: 2 jobs
In the queue already: 1 job
Not taken: 3 lines

Line 3: hello
    This is neither a job ID (20 letters, digits, - or _) nor a link to one.

Line 5: https://other.example/scope/…
    This link belongs to another service (https://other.example).

Line 6: eyJ…
    A token alone names no job. Put the job’s ID or link before it.

What to do: mend what was not taken and put the file back into the inbox folder. What was taken is recognised and not added twice. Nothing in the file was changed.
`);
    expect(scene.authority.queue('all', 0, 10).total).toBe(3);
  });

  it.each<[string, string | Buffer, string]>([
    ['notes.txt', 'not a list of jobs', 'Line 1: not a list of jobs'],
    ['empty.txt', ' \n', 'The file names no job.'],
    ['picture.txt', Buffer.from([0xff, 0xd8, 0xff, 0xe0]), 'The file is not text in UTF-8.'],
    ['package.json', '{"name":"x"}', '“name” is not known here.'],
    ['broken.json', '["a",\n}', 'The content is not valid JSON. (line 2)'],
    ['ada.jwt', 'a.b.c', 'Name the file by the job’s ID'],
    [`${'A'.repeat(20)}.jwt`, 'hello', 'holds one request token and nothing else'],
  ])('goes to refused where nothing in it can be taken: %s', async (name, content, words) => {
    const one = alone();
    one.addJobs = (text) => ({
      added: [],
      known: [],
      refused: [{ line: 1, text, reason: { code: 'not-a-job' } }],
      refusedLines: [1],
    });
    put(name, content);
    await one.until(() => listed('refused').length === 2 && movedOut());
    expect(listed('refused')).toEqual([name, `${name}.reason.txt`]);
    expect(reasonOf(name)).toContain(`Countersign took nothing from this file: ${name}\n`);
    expect(reasonOf(name)).toContain(words);
    expect(readFileSync(file('refused', name))).toEqual(Buffer.from(content as string));
    expect(one.told).toEqual([{ code: 'inbox-refused', values: { count: 1, name } }]);
    expect(one.inbox.source()).toMatchObject({ state: 'working', fault: null });
  });

  it('is not read beyond 8 MiB', async () => {
    const one = alone();
    put('huge.txt', '');
    truncateSync(file('huge.txt'), 8 * 1024 * 1024 + 1);
    await one.until(() => listed('refused').length === 2 && movedOut());
    expect(reasonOf('huge.txt')).toContain('The file is larger than 8 MiB.');
    expect(one.calls).toBe(0);
  });

  it('is read up to its thousandth bad line, and its reason says where reading ended', async () => {
    const scene = await openWithInbox();
    const [first, last] = ids(2);
    put('words.txt', `${first}\n${'word\n'.repeat(1_500)}${last}\n`);
    await scene.workplace.until('the reason', () => listed('refused').length === 2);
    const read = /Not taken: ([\d,]+) lines\nNot read: everything after line (\d+),/.exec(reasonOf('words.txt'));
    expect(Number(read?.[1])).toBeGreaterThanOrEqual(1_000);
    expect(Number(read?.[2])).toBe(Number(read?.[1]) + 1);
    expect(scene.authority.queue('all', 0, 10).rows.map(({ jobId }) => jobId)).toEqual([first]);
  });

  it('can’t write to the terminal or turn words around through its reason', async () => {
    const scene = await openWithInbox();
    put('\u202etxt.exe.txt', '\u001b[2Jgone \u202eesrever\n');
    await scene.workplace.until('the reason', () => listed('refused').length === 2);
    const text = reasonOf('\u202etxt.exe.txt');
    expect(text).toContain('U+001B[2Jgone U+202Eesrever');
    expect(text).toContain('file: U+202Etxt.exe.txt');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/);
  });

  it('is not for others to read once it is here, and neither is its reason', async () => {
    const one = alone();
    put('a.json', '[]');
    put('b.txt', newJobId());
    await one.until(() => listed('refused').length === 2 && listed('.').length === 2);
    for (const name of ['done', 'refused']) expect(statSync(file(name)).mode & 0o077).toBe(0);
    expect(statSync(file('refused', 'a.json.reason.txt')).mode & 0o077).toBe(0);
  });
});

describe('what is left alone', () => {
  it('a file that is still being written, until it was the same in two looks', async () => {
    const one = alone();
    const lines = ids(8);
    await one.lookOnce();
    for (const [at, line] of lines.entries()) {
      appendFileSync(file('slow.txt'), `${line}\n`);
      utimesSync(file('slow.txt'), 1_000 + at, 1_000 + at);
      await one.lookOnce();
    }
    expect(one.calls).toBe(0);
    await one.until(() => listed('done').length === 1 && movedOut());
    expect(one.lines).toEqual(lines);
  });

  it('an empty file for a minute, since something may be about to fill it', async () => {
    const one = alone();
    put('coming.txt', '');
    await one.pass(20);
    expect(listed('.')).toEqual(['coming.txt']);
    put('coming.txt', newJobId());
    await one.until(() => listed('done').length === 1 && movedOut());
    put('never.txt', '');
    await one.pass(25);
    expect(listed('refused')).toEqual([]);
    await one.until(() => listed('refused').length === 2 && movedOut());
    expect(one.lines).toHaveLength(1);
  });

  it('what a program goes on writing after it seemed to be done', async () => {
    const one = alone();
    const [first, second] = ids(2);
    const writer = openSync(file('jobs.txt'), 'a');
    writeSync(writer, `${first}\n`);
    await one.until(() => listed('done').length === 1 && movedOut());
    writeSync(writer, `${second}\n`);
    closeSync(writer);
    await one.until(() => one.lines.includes(second ?? ''));
    await one.until(() => listed('done').length === 1 && movedOut());
    expect(readFileSync(file('done', 'jobs.txt'), 'utf8')).toBe(`${first}\n${second}\n`);
  });

  it('any number of files of one name', async () => {
    const one = alone();
    for (let round = 1; round <= 25; round += 1) {
      put('jobs.txt', newJobId());
      await one.until(() => listed('done').length === round && movedOut());
    }
    expect(one.lines).toHaveLength(25);
    expect(listed('done').filter((name) => /^jobs \([0-9a-f]{8}\)\.txt$/.test(name))).toHaveLength(5);
  });

  it.skipIf(process.platform !== 'linux')('a name that is no text, which is told and touched by nobody', async () => {
    const one = alone();
    const name = Buffer.concat([Buffer.from(`${folder}/auftr`), Buffer.from([0xe4]), Buffer.from('ge.txt')]);
    writeFileSync(name, newJobId());
    put('good.txt', newJobId());
    await one.until(() => listed('done').length === 1 && one.inbox.source()?.state === 'faulty');
    expect(one.inbox.source()?.fault?.code).toBe('inbox-name-unreadable');
    expect(existsSync(name)).toBe(true);
  });

  it.each(['itself', 'within', 'around', 'by a link'] as const)(
    "the app's own data folder is never worked through: %s",
    async (which) => {
      const data = join(folder, 'data');
      mkdirSync(join(data, 'live'), { recursive: true });
      symlinkSync(data, join(folder, 'link'));
      writeFileSync(join(data, 'live', 'keys.json'), '{}');
      writeFileSync(join(data, 'settings.json'), '{}');
      const where = { itself: data, within: join(data, 'live'), around: folder, 'by a link': join(folder, 'link') };
      const one = alone({ keepOut: data, folder: () => where[which] });
      await one.until(() => one.inbox.source()?.state === 'faulty');
      await one.pass(20);
      expect(one.inbox.source()?.fault?.code).toBe('inbox-is-data-folder');
      expect([readdirSync(data).sort(), readdirSync(join(data, 'live'))]).toEqual([
        ['live', 'settings.json'],
        ['keys.json'],
      ]);
    },
  );

  it('links, pipes, folders, hidden files and other kinds', async () => {
    const one = alone();
    const outside = mkdtempSync(join(tmpdir(), 'countersign-outside-'));
    writeFileSync(join(outside, 'secret.txt'), newJobId());
    symlinkSync(join(outside, 'secret.txt'), file('link.txt'));
    symlinkSync(outside, file('folder.txt'));
    symlinkSync('/dev/zero', file('zero.txt'));
    execFileSync('mkfifo', [file('pipe.txt')]);
    mkdirSync(file('inner.txt'));
    put('.hidden.txt', newJobId());
    put('jobs.txt.part', newJobId());
    put('jobs.csv', newJobId());
    put('txt', newJobId());
    const before = listed('.');
    await one.pass(5);
    expect(listed('.')).toEqual(before);
    expect(one.inbox.source()).toMatchObject({ state: 'working', fault: null });
    put('good.txt', newJobId());
    await one.until(() => listed('done').length === 1 && !listed('.').includes('good.txt'));
    expect(one.lines).toHaveLength(1);
    expect(readdirSync(outside)).toEqual(['secret.txt']);
    rmSync(outside, { recursive: true });
  });

  it('a file that became a link or a pipe after it was found', async () => {
    put('jobs.txt', newJobId());
    const { size, mtimeMs, ino } = statSync(file('jobs.txt'));
    const found = { name: 'jobs.txt', size, mtimeMs, ino };
    expect((await readFound(folder, found))?.length).toBe(20);
    renameSync(file('jobs.txt'), file('other'));
    symlinkSync(file('other'), file('jobs.txt'));
    expect(await readFound(folder, found)).toBeNull();
    rmSync(file('jobs.txt'));
    execFileSync('mkfifo', [file('jobs.txt')]);
    expect(await readFound(folder, found)).toBeNull();
  });

  it('a folder that nobody set, and everything while practising', async () => {
    const scene = await openWithInbox();
    await scene.workplace.desk.practise();
    put('live.txt', newJobId());
    await scene.workplace.pass(10_000);
    expect(listed('.')).toEqual(['live.txt']);
    await scene.workplace.desk.leavePractice();
    await scene.workplace.until('the file in done', () => listed('done').length === 1);
    const one = alone();
    one.where = '';
    await one.pass(3);
    expect(one.inbox.source()).toBeNull();
  });
});

describe('names', () => {
  it('never take the place of what lies there already', async () => {
    const one = alone();
    for (const round of [1, 2, 3]) {
      put('jobs.txt', newJobId());
      put('bad.json', `"${round}"`);
      await one.until(() => listed('done').length === round && listed('refused').length === 2 * round && movedOut());
    }
    expect(listed('done')).toEqual(['jobs (2).txt', 'jobs (3).txt', 'jobs.txt']);
    expect(listed('refused')).toEqual([
      'bad (2).json',
      'bad (2).json.reason.txt',
      'bad (3).json',
      'bad (3).json.reason.txt',
      'bad.json',
      'bad.json.reason.txt',
    ]);
    expect(readFileSync(file('refused', 'bad (3).json'), 'utf8')).toBe('"3"');
    // A reason whose file was taken away keeps its name, too.
    rmSync(file('refused', 'bad.json'));
    put('bad.json', '"4"');
    await one.until(() => existsSync(file('refused', 'bad (4).json')));
    expect(listed('refused')).not.toContain('bad.json');
  });

  it('may be as odd and as long as a file system allows', async () => {
    const one = alone();
    const names = ['a\nb.json', '-rf.json', 'x..%2f..%2fetc.json', '* ?.json', 'con.json', `${'ü'.repeat(125)}.json`];
    for (const round of [1, 2]) {
      for (const name of names) put(name, '[]');
      await one.until(
        () => listed('refused').length === 2 * round * names.length && listed('.').length === 2 && movedOut(),
      );
    }
    for (const name of listed('refused')) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
  });
});

describe('nothing is lost or taken twice', () => {
  it('when the power fails between taking a file in and moving it', async () => {
    const scene = await open();
    const jobs = ids(3);
    const copy = mkdtempSync(join(tmpdir(), 'countersign-copy-'));
    let disk = '';
    const one = alone({ clock: scene.workplace.clock });
    one.addJobs = (text) => {
      const answer = scene.authority.addJobs(text, 'inbox');
      disk = scene.workplace.saveDisk();
      cpSync(folder, copy, { recursive: true });
      return answer;
    };
    put('jobs.txt', jobs.join('\n'));
    await scene.workplace.until('the failure', () => disk !== '');
    await one.inbox.stop();
    expect(readdirSync(copy)).toContain('jobs.txt');
    scene.workplace.settings.write({ values: { inboxFolder: copy } });
    await scene.workplace.crash(disk);
    expect(scene.authority.queue('all', 0, 10).total).toBe(3);
    const said = 'inbox-read {"files":1,"refused":0,"added":0,"known":3}';
    await scene.workplace.until('the second reading', () => scene.workplace.log.some((line) => line.includes(said)));
    expect(readdirSync(join(copy, 'done'))).toEqual(['jobs.txt']);
    expect(scene.authority.queue('all', 0, 10).total).toBe(3);
    expect(scene.workplace.events().filter((event) => event === 'job-added')).toHaveLength(3);
    rmSync(copy, { recursive: true });
  });

  it('when the file grows while it is being taken in', async () => {
    const one = alone();
    const [first, second] = ids(2);
    const take = one.addJobs;
    one.addJobs = (text) => {
      one.addJobs = take;
      appendFileSync(file('jobs.txt'), `\n${second}`);
      return take(text);
    };
    put('jobs.txt', `${first}`);
    await one.until(() => listed('done').length === 1 && movedOut());
    expect(one.lines).toEqual([first, first, second]);
  });

  it('when the disk takes no more: the file stays and is tried again', async () => {
    const one = alone();
    const take = one.addJobs;
    one.addJobs = () => {
      throw new AuthorityError('disk', 'the database refused: disk full', { detail: 'disk full' });
    };
    put('jobs.txt', newJobId());
    await one.until(() => one.inbox.source()?.state === 'faulty');
    expect(one.inbox.source()?.fault?.code).toBe('disk');
    await one.pass(10);
    expect(listed('.')).toContain('jobs.txt');
    expect(one.log.filter((line) => line.includes('inbox-faulty'))).toHaveLength(1);
    one.addJobs = take;
    await one.until(() => listed('done').length === 1 && movedOut());
    expect(one.lines).toHaveLength(1);
    expect(one.inbox.source()).toMatchObject({ state: 'working', fault: null });
  });

  it('when a file can’t be moved: it is read once, tried again quietly, and moved when it can be', async () => {
    const one = alone();
    const take = one.addJobs;
    one.addJobs = (text) => {
      rmSync(file('done'), { recursive: true });
      writeFileSync(file('done'), 'in the way');
      return take(text);
    };
    put('jobs.txt', newJobId());
    await one.until(() => one.inbox.source()?.state === 'faulty');
    await one.pass(10);
    expect(one.calls).toBe(1);
    expect(one.log.filter((line) => line.startsWith('warn')).length).toBeLessThanOrEqual(2);
    rmSync(file('done'));
    await one.until(() => listed('done').length === 1 && movedOut());
    expect(one.calls).toBe(1);
    expect(one.inbox.source()?.state).toBe('working');
  });

  it.runIf(canMount())(
    'when the disk that holds the folder is full, without leaving anything half-written',
    async () => {
      mkdirSync(file('tiny'));
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', file('tiny')]);
      try {
        const one = alone();
        one.where = file('tiny');
        put('tiny/bad.json', '["hello"]');
        expect(() => put('tiny/filler', Buffer.alloc(1024 * 1024))).toThrow('ENOSPC');
        await one.until(() => one.inbox.source()?.state === 'faulty');
        await one.pass(10);
        expect(one.inbox.source()?.fault).toMatchObject({ code: 'inbox-not-moved', values: { name: 'bad.json' } });
        expect(String(one.inbox.source()?.fault?.values?.detail)).toContain('ENOSPC');
        expect([listed('tiny'), listed('tiny/refused')]).toEqual([['bad.json', 'done', 'filler', 'refused'], []]);
        rmSync(file('tiny', 'filler'));
        await one.until(() => listed('tiny').length === 2);
        expect(listed('tiny/refused')).toEqual(['bad.json', 'bad.json.reason.txt']);
        expect(readFileSync(file('tiny', 'refused', 'bad.json.reason.txt'), 'utf8')).toContain('Entry 1: "hello"');
        await one.inbox.stop();
      } finally {
        execFileSync('umount', [file('tiny')]);
      }
    },
  );

  // The longest path that Linux takes: the file fits, its name below `done` does not.
  it.runIf(process.platform === 'linux')('when no name in done can be had at all', async () => {
    let deep = folder;
    while (deep.length < 4_084) deep = join(deep, 'd'.repeat(Math.min(200, 4_085 - deep.length - 1)));
    mkdirSync(deep, { recursive: true });
    const one = alone();
    one.where = deep;
    writeFileSync(join(deep, 'a.txt'), newJobId());
    await one.until(() => one.inbox.source()?.state === 'faulty');
    await one.pass(10);
    expect(one.inbox.source()?.fault).toMatchObject({ code: 'inbox-not-moved', values: { name: 'a.txt' } });
    expect(one.calls).toBe(1);
    expect(one.log.filter((line) => line.includes('inbox'))).toHaveLength(2);
    expect(readdirSync(deep)).toEqual(['a.txt', 'done', 'refused']);
  });

  it('when the app stops in the middle of a file: the next start takes the rest', async () => {
    const scene = await openWithInbox();
    const jobs = ids(1_000);
    put('jobs.txt', jobs.join('\n'));
    await scene.workplace.until('the first of them', () => scene.authority.queue('all', 0, 1).total > 0);
    const taken = scene.authority.queue('all', 0, 1).total;
    expect(taken).toBeLessThan(1_000);
    await scene.workplace.restart();
    expect(listed('.')).toContain('jobs.txt');
    await scene.workplace.until('the file in done', () => listed('done').length === 1);
    expect(scene.authority.queue('all', 0, 1).total).toBe(1_000);
  });
});

describe('the folder', () => {
  it('is looked for until it is there, and its absence is said', async () => {
    const one = alone();
    one.where = file('later');
    await one.until(() => one.inbox.source()?.state === 'faulty');
    expect(one.inbox.source()?.fault).toEqual({ code: 'inbox-missing' });
    const { changes } = one;
    await one.pass(5);
    expect(one.changes).toBe(changes);
    mkdirSync(file('later'));
    put('later/jobs.txt', newJobId());
    await one.until(() => existsSync(file('later', 'done', 'jobs.txt')));
    expect(one.inbox.source()).toMatchObject({ state: 'working', fault: null, where: file('later') });
  });

  it.each<[string, () => string, string]>([
    [
      'is a file',
      () => {
        put('inbox', '');
        return file('inbox');
      },
      'inbox-no-folder',
    ],
    [
      'has a file where done should be',
      () => {
        put('done', '');
        return folder;
      },
      'inbox-folder-blocked',
    ],
    [
      'has a link where refused should be',
      () => {
        symlinkSync(tmpdir(), file('refused'));
        return folder;
      },
      'inbox-folder-blocked',
    ],
  ])('that %s is said to be no use, and nothing is taken from it', async (_, make, code) => {
    const one = alone();
    one.where = make();
    put('jobs.txt', newJobId());
    await one.until(() => one.inbox.source()?.state === 'faulty');
    expect(one.inbox.source()?.fault?.code).toBe(code);
    await one.pass(3);
    expect(one.calls).toBe(0);
    expect(listed('.')).toContain('jobs.txt');
    expect(findingWords(one.inbox.source()?.fault ?? { code: '' })).not.toContain('no words yet');
  });

  it('can be changed while the app runs', async () => {
    const scene = await openWithInbox();
    mkdirSync(file('other'));
    put('other/jobs.txt', newJobId());
    put('jobs.txt', newJobId());
    await scene.workplace.until('the first', () => listed('done').length === 1);
    scene.workplace.desk.folderChosen(file('other'));
    await scene.workplace.desk.saveSettings({ inboxFolder: file('other') });
    await scene.workplace.until('the other', () => existsSync(file('other', 'done', 'jobs.txt')));
    put('late.txt', newJobId());
    await scene.workplace.desk.saveSettings({ inboxFolder: '' });
    await scene.workplace.pass(10_000);
    expect(listed('.')).toContain('late.txt');
  });
});

describe('very much at once', () => {
  it('is taken in by slices: between any two of them everything else has its turn', async () => {
    const hurried = {
      now: () => Date.now(),
      monotonic: () => Math.round(performance.now()),
      after: (ms: number, callback: () => void) => {
        const timer = setTimeout(callback, ms / 100);
        return () => clearTimeout(timer);
      },
    };
    const lines = ids(10_000);
    const one = alone({ clock: hurried });
    const take = one.addJobs;
    let turns = 0;
    const seen: { turn: number; lines: number }[] = [];
    const counting = setInterval(() => {
      turns += 1;
    }, 0);
    one.addJobs = (text) => {
      seen.push({ turn: turns, lines: text.split('\n').length });
      return take(text);
    };
    put('many.txt', lines.join('\r\n'));
    await one.until(() => listed('done').length === 1 && movedOut());
    clearInterval(counting);
    expect(one.lines).toEqual(lines);
    expect(Math.max(...seen.map((slice) => slice.lines))).toBeLessThanOrEqual(200);
    expect(new Set(seen.map(({ turn }) => turn)).size).toBeGreaterThan(seen.length / 2);
  });

  it('10,000 IDs in one file and 2,000 files of one are all in the queue, each once', async () => {
    const scene = await openWithInbox();
    // Only the inbox is at work: 12,000 first looks at the service are another test's matter.
    scene.workplace.desk.pauseWatching('resumed');
    const jobs = ids(12_000);
    put('many.txt', jobs.slice(0, 10_000).join('\n'));
    jobs.slice(10_000).forEach((jobId, at) => {
      put(`one-${at}.json`, JSON.stringify({ job: jobId }));
    });
    while (listed('.').length > 2) await scene.workplace.pass(1_000);
    expect(scene.authority.queue('all', 0, 1).total).toBe(12_000);
    expect(listed('.')).toEqual(['done', 'refused']);
    expect(listed('refused')).toEqual([]);
  }, 60_000);
});
