import { chmodSync, chownSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { readCommand } from '../../main/command-line/arguments.ts';
import { runCommand } from '../../main/command-line/client.ts';
import { type Endpoint, endpointsOf, whereabouts } from '../../main/command-line/endpoint.ts';
import { type CommandServer, serveCommands } from '../../main/command-line/server.ts';
import { machineFile } from '../../main/managed/machine-source.ts';
import { notNarrowed } from '../../preload/contract.ts';
import { newJobId } from '../fakes/plain-scope-jobs.ts';
import { ada, request, type Scene, type SceneOptions, scenes } from './scene.ts';

const open = scenes();
const uid = process.getuid?.() ?? null;
const unmanagedMachine = {
  machine: machineFile(join(import.meta.dirname, 'none', 'config.json'), null),
  configPath: undefined,
};

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

class Collected extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void) {
    this.text += chunk.toString('utf8');
    done();
  }
}

/** The app as far as commands see it: a desk at work and its socket. */
class Site {
  windows = 0;
  readonly #servers: CommandServer[] = [];

  constructor(readonly scene: Scene) {}

  get desk() {
    return this.scene.workplace.desk;
  }

  get endpoint(): Endpoint {
    return endpointsOf(whereabouts(this.scene.workplace.home))[0];
  }

  async serve(idleMs?: number): Promise<CommandServer> {
    const server = await serveCommands({
      desk: this.desk,
      endpoint: this.endpoint,
      showWindow: () => {
        this.windows += 1;
      },
      log: (level, event, values) => this.scene.workplace.log.push(`${level} ${event} ${JSON.stringify(values ?? {})}`),
      ...(idleMs === undefined ? {} : { idleMs }),
    });
    this.#servers.push(server);
    return server;
  }

  /** Runs a command as another process would, on streams of its own. */
  async run(
    args: readonly string[],
    input: Iterable<string | Buffer> | PassThrough = [],
    terminal = false,
  ): Promise<Said> {
    const command = readCommand(['/x/countersign', ...args], false);
    if (!command) throw new Error('no command');
    const [stdout, stderr] = [new Collected(), Object.assign(new Collected(), { isTTY: terminal })];
    const stdin = input instanceof PassThrough ? input : Readable.from(input);
    const code = await runCommand(command, {
      endpoints: [this.endpoint],
      uid,
      version: '1.2.3',
      ...unmanagedMachine,
      stdin,
      stdout,
      stderr,
    });
    return { code, out: stdout.text, err: stderr.text };
  }

  /** Says something of its own to the socket, and gives every line that comes back until it is closed. */
  async say(...pieces: (string | Buffer)[]): Promise<string[]> {
    const socket = createConnection(this.endpoint.path);
    const answer = collect(socket);
    for (const piece of pieces) socket.write(piece);
    socket.end();
    return (await answer).split('\n').filter(Boolean);
  }

  async stop() {
    for (const server of this.#servers) await server.stop();
  }
}

const collect = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  });

const sites: Site[] = [];
async function site(options?: SceneOptions): Promise<Site> {
  const one = new Site(await open(options));
  sites.push(one);
  await one.serve();
  return one;
}
afterEach(async () => {
  for (const one of sites.splice(0)) await one.stop();
});

const ids = (count: number) => Array.from({ length: count }, newJobId);

describe('countersign add', () => {
  it('adds jobs from arguments, files and standard input, and knows those that are there', async () => {
    const at = await site();
    const [a, b, c, d] = ids(4) as [string, string, string, string];
    const file = join(at.scene.workplace.home, 'ids.txt');
    writeFileSync(file, `\ufeff${b}\r\n\r\n${at.scene.service.address}/scope/${c}\n`);
    const said = await at.run(['add', a, `@${file}`, '-'], [Buffer.from(`${d.slice(0, 7)}`), `${d.slice(7)}\n${a}`]);
    expect(said).toEqual({ code: 0, out: '4 jobs added; 1 was here already\n', err: '' });
    const { rows } = at.scene.authority.queue('all', 0, 10);
    expect(rows.map(({ jobId }) => jobId).sort()).toEqual([a, b, c, d].sort());
    expect(at.scene.authority.history(0, 10).entries.find(({ jobId }) => jobId === a)?.detail).toContain(
      'command-line',
    );
  });

  it('takes an ID with its request token', async () => {
    const at = await site();
    const jobId = at.scene.service.addJob({ content: request });
    expect((await at.run(['add', '-'], [`${jobId} ${request}\n`])).code).toBe(0);
    expect((await at.run(['add', `${jobId} ${request}`])).out).toBe('0 jobs added; 1 was here already\n');
    await at.scene.workplace.until('the content', () => at.scene.workplace.events(jobId).includes('content-read'));
  });

  it('takes what it can, lists the rest where a person finds it, and exits with 1', async () => {
    const at = await site();
    const [good] = ids(1) as [string];
    const file = join(at.scene.workplace.home, 'ids.txt');
    writeFileSync(file, `${good}\nhello\nhttps://other.example/scope/${newJobId()}\n`);
    const said = await at.run(['add', 'x\u001b[31m\u202e', `@${file}`]);
    expect(said.code).toBe(1);
    expect(said.out).toBe('1 job added; 3 lines were not taken\n');
    const [first, second, third] = said.err.trim().split('\n');
    expect(first).toMatch(/^Argument 1: xU\+001B\[31mU\+202E: /);
    expect(second).toBe(
      `${file}, line 2: hello: This is neither a job ID (20 letters, digits, - or _) nor a link to one.`,
    );
    expect(third).toContain('This link belongs to another service (https://other.example).');
  });

  it('tells the reason of every line, however many are refused', async () => {
    const at = await site();
    const lines = Array.from({ length: 450 }, (_, index) => `nothing ${index} at all`);
    const said = await at.run(['add', '-', '--json'], [lines.join('\n')]);
    expect(said.code).toBe(1);
    const { added, complete, refused } = JSON.parse(said.out);
    expect({ added, complete }).toEqual({ added: [], complete: true });
    expect(refused.map(({ line }: { line: number }) => line)).toEqual(lines.map((_, index) => index + 1));
    expect(refused[449]).toEqual({
      from: '-',
      line: 450,
      text: 'nothing 449 at all',
      code: 'not-a-job',
      words: expect.stringContaining('neither a job ID'),
    });
    expect(said.err.trim().split('\n')).toHaveLength(450);
  });

  it('answers with one JSON document', async () => {
    const at = await site();
    const [a, b] = ids(2) as [string, string];
    await at.run(['add', a]);
    const { code, out } = await at.run(['add', '--json', a, b]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ practice: false, complete: true, added: [b], known: [a], refused: [] });
  });

  it('takes 10,000 IDs, and the app has its hands free meanwhile', async () => {
    const at = await site();
    const all = ids(10_000);
    let longest = 0;
    let last = performance.now();
    const watch = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    const said = await at.run(['add', '-'], [all.join('\n')], true);
    clearInterval(watch);
    expect(said.code).toBe(0);
    expect(said.out).toBe('10,000 jobs added\n');
    expect(said.err).toContain('200 lines done …\r');
    expect(said.err.replace(/\r/g, '')).not.toMatch(/\p{Cc}/u);
    expect(at.scene.authority.queue('all', 0, 1).total).toBe(10_000);
    expect(longest).toBeLessThan(1_000);
    expect((await at.run(['add', '-'], [all.slice(0, 500).join('\n')])).out).toBe(
      '0 jobs added; 500 were here already\n',
    );
  });

  it('takes 20,000 IDs', { timeout: 120_000 }, async () => {
    const at = await site();
    const all = ids(20_000);
    const file = join(at.scene.workplace.home, 'ids.txt');
    writeFileSync(file, all.join('\n'));
    const said = await at.run(['add', `@${file}`]);
    expect(said).toEqual({ code: 0, out: '20,000 jobs added\n', err: '' });
    expect(at.scene.authority.queue('all', 0, 1).total).toBe(20_000);
    const listed = await at.run(['list', '--json', '--filter=all']);
    const { jobs } = JSON.parse(listed.out);
    expect(new Set(jobs.map(({ jobId }: { jobId: string }) => jobId))).toEqual(new Set(all));
    expect(jobs).toHaveLength(20_000);
  });

  it('refuses lines that are longer than any job’s, and takes those around them', async () => {
    const at = await site();
    const [a, b] = ids(2) as [string, string];
    const long = 'x'.repeat(400_000);
    const said = await at.run(
      ['add', '-'],
      [`${a}\n`, long.slice(0, 9), long, `\n${'\u0001'.repeat(250_000)}\n${b}\n`],
    );
    expect(said.out).toBe('2 jobs added; 2 lines were not taken\n');
    expect(said.err.length).toBeLessThan(500);
    expect(said.err).toMatch(/standard input, line 2: /);
    expect(said.err).toMatch(/standard input, line 3: /);
  });

  it('reads nothing and says nothing to the app where a file is missing', async () => {
    const at = await site();
    const [a] = ids(1) as [string];
    expect(await at.run(['add', a, '@/nowhere/ids.txt'])).toEqual({
      code: 2,
      out: '',
      err: '/nowhere/ids.txt can’t be read. Nothing was done.\n',
    });
    expect((await at.run(['add', a, `@${at.scene.workplace.home}`])).code).toBe(2);
    expect(at.scene.authority.counts().waiting).toBe(0);
  });

  it('takes links to this desk’s service, and no other’s', async () => {
    const at = await site({ settings: { serviceName: 'Acme' } });
    const [a, b, c] = ids(3) as [string, string, string];
    const said = await at.run([
      'add',
      `countersign://job/${a}`,
      `Countersign://job/${b}/?service=Acme`,
      `countersign://job/${c}?service=Other`,
      'countersign://approve/x',
    ]);
    expect(said.code).toBe(1);
    expect(said.out).toBe('2 jobs added; 2 lines were not taken\n');
    expect(said.err).toMatch(/Argument 3: .*the service “Other”, and this desk works for “Acme”/);
    expect(at.scene.workplace.status(c)).toBeNull();
  });

  it('keeps practice and real work apart, in both directions', async () => {
    const at = await site();
    const [a] = ids(1) as [string];
    const early = await at.run(['add', '--practice', a]);
    expect(early).toMatchObject({ code: 4, out: '' });
    expect(early.err).toContain('is not practising');
    await at.desk.practise();
    const wrong = await at.run(['add', a]);
    expect(wrong).toMatchObject({ code: 4, out: '' });
    expect(wrong.err).toContain('is practising');
    expect((await at.run(['add', '--practice', `countersign://job/${a}`])).err).toContain('for the live service');
    expect(await at.run(['add', '--practice', a])).toMatchObject({ code: 0, out: '1 job added\n' });
    await at.desk.leavePractice();
    expect(at.scene.authority.counts().waiting).toBe(0);
  });

  it('stops where the app stops, tells how far it came, and can be run again', async () => {
    const at = await site();
    const all = ids(600);
    const input = new PassThrough();
    const running = at.run(['add', '-'], input);
    input.write(`${all.slice(0, 400).join('\n')}\n`);
    await at.scene.workplace.until('the first lines', () => at.scene.authority.counts().waiting >= 200);
    await at.desk.practise();
    input.end(all.slice(400).join('\n'));
    const said = await running;
    expect(said.code).toBe(4);
    expect(said.out).toMatch(/^\d+ jobs added\n$/);
    expect(said.err).toContain('is practising');
    expect(said.err).toMatch(/Everything before this was handled: standard input, line \d+/);
    await at.desk.leavePractice();
    expect((await at.run(['add', '-'], [all.join('\n')])).code).toBe(0);
    expect(at.scene.authority.queue('all', 0, 1).total).toBe(600);
  });

  it('tells how far it came when what it reads breaks off', async () => {
    const at = await site();
    const all = ids(300);
    const input = new PassThrough();
    const running = at.run(['add', '-', '--json'], input);
    input.write(`${all.join('\n')}\n`);
    await at.scene.workplace.until('the first lines', () => at.scene.authority.queue('all', 0, 1).total >= 200);
    input.destroy(new Error('the disk\u001b is gone'));
    const said = await running;
    expect(said.code).toBe(1);
    expect(JSON.parse(said.out)).toMatchObject({ complete: false, added: all.slice(0, 200), refused: [] });
    expect(said.err).toContain('The command failed: the diskU+001B is gone.');
  });

  it('tells how far it came when the app ends in the middle', async () => {
    const at = await site();
    const input = new PassThrough();
    const running = at.run(['add', '-'], input);
    input.write(`${ids(201).join('\n')}\n`);
    await at.scene.workplace.until('the first lines', () => at.scene.authority.queue('all', 0, 1).total >= 200);
    await at.stop();
    input.end();
    const said = await running;
    expect(said).toMatchObject({ code: 1, out: '200 jobs added\n' });
    expect(said.err).toMatch(/Everything before this was handled: standard input, line 201/);
  });

  it('goes on where nobody reads what it notes', async () => {
    const at = await site();
    const gone = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
    const stdout = new Collected();
    const stdin = Readable.from([['x', ...ids(500)].join('\n')]);
    const add = { name: 'add', sources: [{ kind: 'standard-input' }], practice: false, json: false } as const;
    const streams = { stdin, stdout, stderr: gone };
    expect(
      await runCommand(add, { endpoints: [at.endpoint], uid, version: '1', ...unmanagedMachine, ...streams }),
    ).toBe(1);
    expect(stdout.text).toBe('500 jobs added; 1 line was not taken\n');
  });

  it('comes back after a pause that is longer than the app waits', async () => {
    const at = new Site(await open());
    sites.push(at);
    await at.serve(50);
    const all = ids(400);
    const input = new PassThrough();
    const running = at.run(['add', '-'], input);
    input.write(`${all.slice(0, 201).join('\n')}\n`);
    await at.scene.workplace.until('the first lines', () => at.scene.authority.counts().waiting >= 200);
    await new Promise((resolve) => setTimeout(resolve, 200));
    input.end(all.slice(201).join('\n'));
    expect(await running).toEqual({ code: 0, out: '400 jobs added\n', err: '' });
  });
});

describe('countersign list', () => {
  it('prints ID, status, time and scope, and no claim', async () => {
    const at = await site();
    const jobId = await at.scene.readyJob();
    const { code, out, err } = await at.run(['list']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(new RegExp(`^${jobId}  Ready for review +  \\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z  email\\n$`));
    expect(out).not.toContain('ada@example.org');
  });

  it('lets nothing through that a terminal would obey', async () => {
    const at = await site();
    const scope = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202eliame\r\u200b\ud83d\ude00 \u05d0';
    const jobId = await at.scene.readyJob(ada.requestToken({ scope, email: 'ada@example.org' }));
    for (const args of [['list'], ['list', '--json']]) {
      const { code, out, err } = await at.run(args);
      expect(code).toBe(0);
      expect(out).toContain(jobId);
      expect(`${out}${err}`.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e\u200b]/u);
    }
    expect((await at.run(['list'])).out).toContain('U+001B]0;ownedU+0007U+001B[2JU+009B31mU+202E');
  });

  it('has a filter, and says where there are none', async () => {
    const at = await site();
    expect(await at.run(['list'])).toEqual({ code: 0, out: '', err: 'No jobs.\n' });
    const jobId = await at.scene.readyJob();
    at.scene.authority.reject(jobId, 'not theirs');
    expect((await at.run(['list'])).out).toBe('');
    expect((await at.run(['list', '--filter', 'done'])).out).toContain(`${jobId}  Rejected`);
    expect((await at.run(['list', '--filter=all'])).out).toContain(jobId);
  });

  it('is one JSON document with stable names, over as many pages as it takes', async () => {
    const at = await site();
    expect(JSON.parse((await at.run(['list', '--json'])).out)).toEqual({ practice: false, filter: 'open', jobs: [] });
    const ready = await at.scene.readyJob();
    const all = [ready, ...ids(1_201)];
    await at.run(['add', '-'], [all.join('\n')]);
    const { jobs } = JSON.parse((await at.run(['list', '--json', '--filter', 'all'])).out);
    expect(jobs.map(({ jobId }: { jobId: string }) => jobId).sort()).toEqual([...all].sort());
    expect(jobs[0]).toEqual({
      jobId: ready,
      status: 'ready',
      reason: null,
      scope: 'email',
      addedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      changedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect((await at.run(['list', '--filter', 'all'])).out.trim().split('\n')).toHaveLength(1_202);
  });

  it.each([
    { why: 'the disk is full', code: 'ENOSPC', said: /could not be written: ENOSPC/ },
    { why: 'its reader has enough', code: 'EPIPE', said: /^(?!.*could not be written)/s },
  ])('never hides what became of the jobs where $why', async ({ code, said }) => {
    const at = await site();
    const stdout = new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) });
    const stderr = new Collected();
    const sources = [{ kind: 'argument' as const, text: 'no job' }];
    const streams = { stdin: Readable.from([]), stdout, stderr };
    const add = { name: 'add', sources, practice: false, json: false } as const;
    expect(
      await runCommand(add, { endpoints: [at.endpoint], uid, version: '1', ...unmanagedMachine, ...streams }),
    ).toBe(1);
    expect(stderr.text).toMatch(said);
  });

  it('says so where there was nothing to add', async () => {
    const at = await site();
    expect(await at.run(['add', '-'], ['\n \n'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('nothing to add'),
    });
  });

  it('ends quietly when its reader has enough', async () => {
    const at = await site();
    await at.run(['add', '-'], [ids(1_000).join('\n')]);
    const stdout = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error(), { code: 'EPIPE' })),
    });
    const stderr = new Collected();
    const streams = { stdin: Readable.from([]), stdout, stderr };
    const list = { name: 'list', filter: 'all', json: false } as const;
    expect(
      await runCommand(list, { endpoints: [at.endpoint], uid, version: '1', ...unmanagedMachine, ...streams }),
    ).toBe(0);
    expect(stderr.text).toBe('');
  });
});

describe('countersign status', () => {
  it('says how the app stands, in words and as JSON', async () => {
    const at = await site({ settings: { serviceName: 'Acme' } });
    await at.scene.readyJob();
    const { code, out } = await at.run(['status']);
    expect(code).toBe(0);
    expect(out).toContain('Countersign 0.0.0-test\n1 job waits for a decision.\nService: Acme (http://');
    const status = JSON.parse((await at.run(['status', '--json'])).out);
    expect(status).toMatchObject({
      version: '0.0.0-test',
      practice: false,
      situation: 'ready',
      state: 'decide',
      toDecide: 1,
      attention: 0,
      counts: { ready: 1, waiting: 0 },
      service: { name: 'Acme', issuer: 'https://authority.example.org' },
      reach: {
        state: 'reachable',
        fault: null,
        since: expect.stringMatching(/Z$/),
        lastAnswerAt: expect.stringMatching(/Z$/),
      },
      paused: null,
      troubles: expect.any(Array),
      fault: null,
    });
    at.desk.pauseWatching('hour');
    expect(JSON.parse((await at.run(['status', '--json'])).out)).toMatchObject({
      state: 'paused',
      paused: { since: expect.stringMatching(/Z$/), until: expect.stringMatching(/Z$/) },
    });
    expect((await at.run(['status'])).out).toMatch(/Watching is paused.*\n1 job waits for a decision/);
    at.desk.stopSigning();
    expect(JSON.parse((await at.run(['status', '--json'])).out)).toMatchObject({
      state: 'signing-stopped',
      signingStopped: true,
    });
    expect((await at.run(['status'])).out).toMatch(/All signing is stopped.*\n1 job waits for a decision/);
  });

  it('answers with 0 whatever it has to say', async () => {
    const at = await site();
    await at.desk.stop();
    expect(await at.run(['status'])).toMatchObject({ code: 0, out: expect.stringContaining('It is starting.') });
    expect(JSON.parse((await at.run(['status', '--json'])).out)).toMatchObject({ state: 'starting' });
    await at.desk.start();
  });
});

describe('countersign open', () => {
  it('takes the operator to the job and brings the window', async () => {
    const at = await site();
    const jobId = await at.scene.readyJob();
    const { moves } = at.desk.snapshot().place;
    expect(await at.run(['open', jobId])).toEqual({ code: 0, out: '', err: '' });
    const place = { section: 'queue', filter: 'open', jobId, moves: moves + 1, narrowing: notNarrowed };
    expect(at.desk.snapshot().place).toEqual(place);
    expect(at.windows).toBe(1);
    at.scene.authority.reject(jobId, 'not theirs');
    await at.run(['open', jobId]);
    expect(at.desk.snapshot().place).toMatchObject({ filter: 'done', jobId });
  });

  it('does nothing for a job that is not here', async () => {
    const at = await site();
    const { place } = at.desk.snapshot();
    const said = await at.run(['open', newJobId()]);
    expect(said).toEqual({ code: 1, out: '', err: 'This desk does not know that job.\n' });
    expect(at.desk.snapshot().place).toEqual(place);
    expect(at.windows).toBe(0);
  });
});

describe('while the app can’t work', () => {
  const commands = [['add', newJobId()], ['list'], ['open', newJobId()]];

  it('being set up, commands change nothing and exit with 4', async () => {
    const at = await site();
    await at.desk.stop();
    at.scene.workplace.settings.write({ values: { address: '' } });
    await at.desk.start();
    for (const command of commands) {
      const said = await at.run(command);
      expect(said).toMatchObject({ code: 4, out: '' });
      expect(said.err).toContain('is not set up yet');
    }
    expect((await at.run(['status'])).out).toContain('It is not set up yet.');
    at.scene.workplace.settings.write({ values: { address: at.scene.service.address } });
    await at.desk.startAgain();
  });

  it('its keychain locked, they say so', async () => {
    const at = await site();
    await at.desk.stop();
    at.scene.workplace.keychain.current = { state: 'locked' };
    await at.desk.start();
    for (const command of commands) {
      expect(await at.run(command)).toMatchObject({
        code: 4,
        out: '',
        err: 'The keychain is locked. Unlock it and try again.\n',
      });
    }
    expect(JSON.parse((await at.run(['status', '--json'])).out)).toMatchObject({ state: 'locked' });
    at.scene.workplace.keychain.current = { state: 'available' };
    await at.desk.startAgain();
  });

  it('not running at all, they exit with 3', async () => {
    const at = await site();
    await at.stop();
    expect(existsSync(at.endpoint.path)).toBe(false);
    for (const command of [...commands, ['status'], ['status', '--json']]) {
      expect(await at.run(command)).toMatchObject({ code: 3, out: '', err: expect.stringContaining('is not running') });
    }
    expect((await at.run(['help'])).code).toBe(0);
    expect(await at.run(['--version'])).toEqual({ code: 0, out: 'Countersign 1.2.3\n', err: '' });
    expect(await at.run(['list', '--filter', 'mine'])).toMatchObject({ code: 2, out: '' });
  });
});

describe('the socket', () => {
  it('SECURITY 24: is the user’s alone, and goes with the app', async () => {
    const at = await site();
    expect(statSync(at.endpoint.path).mode & 0o777).toBe(0o600);
    await at.stop();
    expect(existsSync(at.endpoint.path)).toBe(false);
  });

  it('left by a crash is taken over', async () => {
    const at = new Site(await open());
    sites.push(at);
    await leaveSocket(at.endpoint.path);
    expect((await at.run(['status'])).code).toBe(3);
    await at.serve();
    expect((await at.run(['status'])).code).toBe(0);
  });

  it('on which somebody answers is left alone, and the operator is told', async () => {
    const at = await site();
    await at.serve();
    expect(at.desk.snapshot().messages.map(({ finding }) => finding.code)).toEqual(['command-line-unavailable']);
    expect((await at.run(['status'])).code).toBe(0);
  });

  it('is not made where something else lies', async () => {
    const at = new Site(await open());
    sites.push(at);
    writeFileSync(at.endpoint.path, 'precious');
    await at.serve();
    expect(readFileSync(at.endpoint.path, 'utf8')).toBe('precious');
    expect(at.desk.snapshot().messages).toHaveLength(1);
    expect((await at.run(['status'])).code).toBe(3);
  });

  it.skipIf(uid !== 0)('of another user is neither spoken to nor removed', async () => {
    const at = new Site(await open());
    sites.push(at);
    const heard: string[] = [];
    const stranger = createServer((socket) => socket.on('data', (chunk) => heard.push(String(chunk)))).listen(
      at.endpoint.path,
    );
    await new Promise((resolve) => stranger.once('listening', resolve));
    chownSync(at.endpoint.path, 12_345, 12_345);
    chmodSync(at.endpoint.path, 0o666);
    expect((await at.run(['add', newJobId()])).code).toBe(3);
    await at.serve();
    expect(at.desk.snapshot().messages).toHaveLength(1);
    expect(heard).toEqual([]);
    expect(existsSync(at.endpoint.path)).toBe(true);
    await new Promise((resolve) => stranger.close(resolve));
  });

  it('that answers otherwise than the app does is not believed', async () => {
    const at = new Site(await open());
    sites.push(at);
    const other = createServer((socket) => {
      socket.resume().end('{"v":1,"ok":true,"value":{"added":"all"}}\n');
    }).listen(at.endpoint.path);
    await new Promise((resolve) => other.once('listening', resolve));
    for (const args of [['add', newJobId()], ['status']]) {
      expect(await at.run(args)).toMatchObject({ code: 4, out: '', err: expect.stringContaining('can’t be trusted') });
    }
    await new Promise((resolve) => other.close(resolve));
  });

  it('that takes a command and says nothing is given up', async () => {
    const at = new Site(await open());
    sites.push(at);
    const mute = createServer(() => {}).listen(at.endpoint.path);
    await new Promise((resolve) => mute.once('listening', resolve));
    const [stdout, stderr] = [new Collected(), new Collected()];
    const streams = { stdin: Readable.from([]), stdout, stderr, answerWithinMs: 100 };
    const status = { name: 'status', json: false } as const;
    expect(
      await runCommand(status, { endpoints: [at.endpoint], uid, version: '1', ...unmanagedMachine, ...streams }),
    ).toBe(4);
    expect(stderr.text).toContain('stopped answering');
    mute.close();
  });

  it('takes eight connections, tells the ninth, and ends those that say nothing', async () => {
    const at = new Site(await open());
    sites.push(at);
    await at.serve(300);
    const idle = Array.from({ length: 8 }, () => createConnection(at.endpoint.path));
    await Promise.all(idle.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    expect(await at.run(['status'])).toMatchObject({ code: 4, out: '', err: expect.stringContaining('busy') });
    await Promise.all(idle.map(collect));
    expect((await at.run(['status'])).code).toBe(0);
  });
});

describe('SECURITY 26: what is said to the socket', () => {
  const status = '{"v":1,"ask":"status"}';
  const codesOf = (lines: string[]) =>
    lines.map((line) => {
      const { ok, reason } = JSON.parse(line);
      return ok ? 'ok' : reason.code;
    });

  it('is answered line by line, in whatever pieces it comes', async () => {
    const at = await site();
    expect(codesOf(await at.say(`${status}\n${status}\n`, status.slice(0, 5), `${status.slice(5)}\n`))).toEqual([
      'ok',
      'ok',
      'ok',
    ]);
    expect(await at.say()).toEqual([]);
    expect(await at.say(status)).toEqual([]);
  });

  it.each([
    ['no JSON', 'hello'],
    ['an empty line', ''],
    ['another version', '{"v":2,"ask":"status"}'],
    ['a name too many', '{"v":1,"ask":"status","x":1}'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00])],
    ['a deep heap of brackets', '['.repeat(20_000)],
    ['two lines in one', `{"v":1,"ask":"add","lines":["${newJobId()}\\n${newJobId()}"],"practice":false}`],
  ])('being %s is refused, and the next line is heard', async (_what, line) => {
    const at = await site();
    expect(codesOf(await at.say(line, `\n${status}\n`))).toEqual(['command-not-understood', 'ok']);
    expect(at.scene.authority.queue('all', 0, 1).total).toBe(0);
  });

  it('and has no end is cut off', async () => {
    const at = await site();
    const flood = Array.from({ length: 20 }, () => Buffer.alloc(64 * 1024, 'x'));
    expect(codesOf(await at.say(...flood))).toEqual(['command-not-understood']);
    expect(codesOf(await at.say(...flood, '\n', `${status}\n`))).toEqual(['command-not-understood']);
    expect((await at.run(['status'])).code).toBe(0);
  });

  it('can’t decide anything, nor change a setting, whatever it asks', async () => {
    const at = await site();
    const jobId = await at.scene.readyJob();
    const { proposal } = await at.scene.review(jobId, 'command-line');
    const asks = [
      'approve',
      'reject',
      'hold',
      'undo',
      'retry',
      'review',
      'practise',
      'saveSettings',
      'quit',
      'takeLink',
      'stop',
    ];
    const lines = asks.map((ask) =>
      JSON.stringify({
        v: 1,
        ask,
        jobId,
        digest: proposal?.digest,
        nonce: proposal?.nonce,
        reason: 'x',
        values: { issuer: 'x' },
      }),
    );
    const settings = at.desk.settings();
    const record = at.scene.authority.history(0, 100);
    expect(new Set(codesOf(await at.say(`${lines.join('\n')}\n`)))).toEqual(new Set(['command-not-understood']));
    expect(at.scene.workplace.status(jobId)).toBe('ready');
    expect(at.desk.settings()).toEqual(settings);
    expect(at.scene.authority.history(0, 100)).toEqual(record);
  });

  it('leaves no trace of itself in the log but counts', async () => {
    const at = await site();
    const jobId = newJobId();
    await at.run(['add', jobId, 'a secret word']);
    const about = at.scene.workplace.log.filter((line) => line.includes('command'));
    expect(about).toEqual(['info command-add {"added":1,"known":0,"refused":1}']);
  });
});

/** A socket's file on which nobody listens any more, as a killed process leaves it. */
async function leaveSocket(path: string): Promise<void> {
  const { spawnSync } = await import('node:child_process');
  const script = `require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', script, path]);
  expect(readdirSync(join(path, '..'))).toContain('command.sock');
}
