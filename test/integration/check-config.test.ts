import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCommand } from '../../main/command-line/arguments.ts';
import { runCommand } from '../../main/command-line/client.ts';
import { machineFile } from '../../main/managed/machine-source.ts';

const us = process.getuid?.() ?? null;

let folder: string;
let machinePath: string;
let named: string | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-check-'));
  mkdirSync(join(folder, 'machine'), { mode: 0o755 });
  machinePath = join(folder, 'machine', 'config.json');
  named = undefined;
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o644 });
  return path;
};

/** Runs the command where no app is at work. */
async function check(...args: string[]) {
  const said = { out: '', err: '' };
  const into = (name: keyof typeof said) =>
    new Writable({
      write: (chunk, _encoding, done) => {
        said[name] += chunk;
        done();
      },
    });
  const command = readCommand(['/x/countersign', 'check-config', ...args], false);
  if (!command) throw new Error('no command');
  const code = await runCommand(command, {
    endpoints: [{ path: join(folder, 'none.sock'), folder: null }],
    uid: us,
    version: '1.2.3',
    machine: machineFile(machinePath, us),
    configPath: named,
    stdin: Readable.from([]),
    stdout: into('out'),
    stderr: into('err'),
  });
  return { code, ...said };
}

describe('check-config with a file', () => {
  it('says that it is in order and what it fixes, service by service', async () => {
    const path = write('a.json', readFileSync(join(import.meta.dirname, '../../docs/config.example.json'), 'utf8'));
    expect(await check(path)).toEqual({
      code: 0,
      err: '',
      out: `${path}: in order
Service live: Verification desk
  address: https://scope.example.org
  issuer: https://authority.example.org
  feed: https://scope.example.org/feed
  inboxFolder: /srv/countersign/inbox
  trustedKeys: 1 key
  mayConfirm: true
Service branch-office: Branch office
  address: https://branch.example.org/scope
  issuer: https://authority.example.org/branch
  lifetimeDays: 90
  undoSeconds: 20
  pollSeconds: 30
For all services and the app
  lifetimeDays: 365
  undoSeconds: 10
  pollSeconds: 5
  notify: true
  quietFrom: 20:00
  quietUntil: 07:00
  keepRunning: true
  startAtLogin: true
  lockAfterMinutes: 15
  lockOnSuspend: true
  lockOnScreenLock: true
  language: system
  rejectReasons: ["The address is not the subject’s","The subject could not be identified"]
  policy.claims: [{"claim":"email","required":false,"pattern":"[^@]+@example\\\\.org"}]
  policy.approvalsPerDay: 300
  policy.systemConfirmation: "batches"
Updates
  feed: https://updates.example.org/countersign/
  key: 11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo
  channel: latest
`,
    });
  });

  it('says of an empty file that it fixes nothing', async () => {
    const path = write('a.json', '{}');
    expect((await check(path)).out).toBe(`${path}: in order
Service live, which the operator names
  nothing fixed
For all services and the app
  nothing fixed
`);
  });

  it('names every problem as compilers do, and exits with 1', async () => {
    const path = write('a.json', '{\n  "undoSeconds": 31,\n  "lock": {},\n  "service": {\n    "adress": "x"\n  }\n}\n');
    expect(await check(path)).toEqual({
      code: 1,
      out: [
        `${path}:2: undoSeconds: This must be between 0 and 30.`,
        `${path}:3: lock: This version can’t hold to this field, so it refuses it: nobody should believe it is in force. Take it out.`,
        `${path}:5: service.adress: There is no such field here. It may be mistyped; the app does not guess. There are: name, address, issuer, trustedKeys, ca, authHeader, requestsPerSecond, acceptServiceStatements, mayConfirm, feed, lifetimeDays, undoSeconds, pollSeconds, rejectReasons, policy, inboxFolder.`,
        '',
      ].join('\n'),
      err: '3 problems. Nothing of it would be in force, and Countersign would not start.\n',
    });
    const broken = write('b.json', '{\n"undoSeconds": 5,\n}');
    expect(await check(broken)).toMatchObject({ code: 1, out: expect.stringMatching(/b\.json:3: /) });
    const absent = join(folder, 'absent.json');
    expect(await check(absent)).toMatchObject({
      code: 1,
      out: expect.stringContaining(`${absent}: The file could not`),
    });
  });

  it('tells a policy by the names that the file has for it', async () => {
    const policy = { claims: [{ claim: 'email', pattern: '.*@a' }], scopes: ['email'], approvalsPerDay: 9 };
    const path = write('a.json', JSON.stringify({ policy, service: { policy: { systemConfirmation: 'always' } } }));
    const { out } = await check(path);
    expect(out).toContain('policy.systemConfirmation: "always"');
    expect(out).toContain('policy.scopes: ["email"]');
    expect(out).toContain('policy.approvalsPerDay: 9');
    expect(JSON.parse((await check(path, '--json')).out)).toMatchObject({
      services: [{ policy: { systemConfirmation: 'always' } }],
      policy: { claims: [{ claim: 'email', required: false, pattern: '.*@a' }], scopes: ['email'], approvalsPerDay: 9 },
    });
  });

  it('answers with one JSON document', async () => {
    const path = write('a.json', '{"service":{"name":"A"},"lifetimeDays":30}');
    const right = await check(path, '--json');
    expect(right).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(right.out)).toEqual({
      path,
      inOrder: true,
      problems: [],
      passedOver: null,
      services: [{ id: 'live', name: 'A', acceptServiceStatements: false, mayConfirm: false }],
      settings: { lifetimeDays: 30 },
      updates: null,
    });
    write('a.json', '{"services":[{"id":"a"}]}');
    const wrong = await check(path, '--json');
    expect(wrong).toMatchObject({ code: 1, err: '' });
    expect(JSON.parse(wrong.out)).toEqual({
      path,
      inOrder: false,
      problems: ['name', 'address', 'issuer'].map((field) => ({
        line: 1,
        field: `services.0.${field}`,
        code: 'config-missing',
        words: 'It is missing. It has to be given here.',
      })),
    });
  });

  it('prints nothing of it that a terminal would obey', async () => {
    const hostile = '\\u001b]0;x\\u0007\\u202e';
    const path = write(
      'a.json',
      `{"service":{"name":"${hostile}","address":"https://a.example/\\u001b"},"${hostile}":1}`,
    );
    const { out } = await check(path);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    write('a.json', `{"service":{"name":"${hostile}"}}`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect((await check(path)).out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });
});

describe('check-config without a file', () => {
  it('says that nothing is fixed', async () => {
    expect(await check()).toEqual({
      code: 0,
      err: '',
      out: `Nothing is fixed on this computer: there is neither ${machinePath} nor a file that COUNTERSIGN_CONFIG names.\n`,
    });
    expect(JSON.parse((await check('--json')).out)).toMatchObject({ path: null, inOrder: true, settings: {} });
  });

  it('checks the file that COUNTERSIGN_CONFIG names', async () => {
    named = write('named.json', '{"undoSeconds":30}');
    const said = await check();
    expect(said).toMatchObject({ code: 0, err: `On this computer these settings hold: ${named}\n` });
    expect(said.out).toContain(`${named}: in order`);
  });

  it('checks what the machine’s administrator fixed before it, and says what was passed over', async () => {
    named = write('named.json', '{"undoSeconds":30}');
    write('machine/config.json', '{"undoSeconds":7}');
    const said = await check();
    expect(said.out).toContain('undoSeconds: 7');
    expect(said.err).toBe(
      `On this computer these settings hold: ${machinePath}\n` +
        `Not in force, since the settings of this computer’s administrator hold alone: ${named}\n`,
    );
  });

  it.runIf(us !== null)('judges who may write to the machine’s own file, by whichever way it is named', async () => {
    expect(await check(machinePath)).toMatchObject({ code: 1, out: expect.stringContaining('ENOENT') });
    write('machine/config.json', '{}');
    expect(await check(machinePath)).toMatchObject({ code: 0 });
    chmodSync(machinePath, 0o666);
    for (const args of [[], [machinePath]]) {
      expect(await check(...args)).toMatchObject({
        code: 1,
        out: expect.stringContaining(`${machinePath}: ${machinePath} can be changed by others than root`),
      });
    }
  });

  it('exits with 2 for what it does not understand', async () => {
    expect(await check('a', 'b')).toMatchObject({ code: 2, out: '' });
  });
});
