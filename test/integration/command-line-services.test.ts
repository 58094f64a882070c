import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import { readCommand } from '../../main/command-line/arguments.ts';
import { runCommand } from '../../main/command-line/client.ts';
import { endpointsOf, whereabouts } from '../../main/command-line/endpoint.ts';
import { type CommandServer, serveCommands } from '../../main/command-line/server.ts';
import { machineFile } from '../../main/managed/machine-source.ts';
import { newJobId } from '../fakes/plain-scope-jobs.ts';
import { type Several, type SeveralOptions, severals } from './several.ts';

const open = severals();
const servers: CommandServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

/** A desk of two services and its socket, and what commands say to it. */
async function site(options?: SeveralOptions) {
  const several = await open(options);
  const [endpoint] = endpointsOf(whereabouts(several.workplace.home));
  servers.push(await serveCommands({ desk: several.desk, endpoint, showWindow: () => {}, log: () => {} }));
  const run = async (...args: string[]) => {
    const command = readCommand(['/x/countersign', ...args], false);
    if (!command) throw new Error('no command');
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const code = await runCommand(command, {
      endpoints: [endpoint],
      uid: process.getuid?.() ?? null,
      version: '1.2.3',
      machine: machineFile(several.workplace.machinePath, null),
      configPath: undefined,
      stdin: Readable.from([]),
      stdout,
      stderr,
    });
    stdout.end();
    stderr.end();
    return { code, out: await text(stdout), err: await text(stderr) };
  };
  return { several, run };
}

const listed = (several: Several, id: 'east' | 'west') =>
  several.desk
    .authority(id)
    .queue('all', 0, 10)
    .rows.map(({ jobId }) => jobId);

it('adds to the service that is named, and to none where none is', async () => {
  const { several, run } = await site();
  const job = newJobId();
  const nameless = await run('add', job);
  expect(nameless).toMatchObject({ code: 1, out: '' });
  expect(nameless.err).toContain('--service: East desk, West desk');
  expect(await run('add', job, '--service', 'North desk')).toMatchObject({ code: 1, out: '' });
  expect([...listed(several, 'east'), ...listed(several, 'west')]).toEqual([]);
  expect(await run('add', job, '--service', 'West desk')).toEqual({ code: 0, out: '1 job added\n', err: '' });
  expect(await run('add', job, '--service=west')).toMatchObject({ out: '0 jobs added; 1 was here already\n' });
  expect([listed(several, 'east'), listed(several, 'west')]).toEqual([[], [job]]);
  expect((await run('add', job, '--practice')).err).toContain('not practising');
});

it('lists all services with their names, or one by itself', async () => {
  const { several, run } = await site();
  const [inEast, inWest] = [several.services.east.addJob(), several.services.west.addJob()];
  several.desk.authority('east').addJobs(inEast, 'window');
  several.desk.authority('west').addJobs(inWest, 'window');
  const all = (await run('list')).out.trim().split('\n');
  expect(all).toHaveLength(2);
  expect(all[0]).toMatch(new RegExp(`^${inEast} .* East desk`));
  expect(all[1]).toMatch(new RegExp(`^${inWest} .* West desk`));
  expect(JSON.parse((await run('list', '--json')).out).jobs).toMatchObject([
    { service: 'East desk', jobId: inEast },
    { service: 'West desk', jobId: inWest },
  ]);
  expect(JSON.parse((await run('list', '--json', '--filter=done')).out)).toEqual({
    practice: false,
    filter: 'done',
    jobs: [],
  });
  const one = (await run('list', '--service', 'West desk')).out;
  expect(one).toContain(inWest);
  expect(one).not.toContain(inEast);
});

it('lists what can be listed where one service is not at work, and says so of it', async () => {
  const { several, run } = await site({ withoutKeys: ['east'] });
  const job = several.services.west.addJob();
  several.desk.authority('west').addJobs(job, 'window');
  const said = await run('list');
  expect(said.code).toBe(4);
  expect(said.out).toContain(job);
  expect(said.err).toMatch(/^East desk: /);
  expect(JSON.parse((await run('list', '--json')).out).jobs).toHaveLength(1);
  expect(await run('add', newJobId(), '--service', 'East desk')).toMatchObject({ code: 4, out: '' });
});

it('tells how all stand together and each by itself', async () => {
  const { several, run } = await site();
  await several.readyJob('west');
  await several.services.east.stop();
  several.desk.authority('east').addJobs(newJobId(), 'window');
  await several.workplace.until('the outage', () => several.desk.stand('east').reach.state === 'unreachable');
  const { code, out } = await run('status');
  expect(code).toBe(0);
  expect(out).toMatch(
    /^Countersign 0\.0\.0-test\nIt can’t see the service.*\n1 job waits for a decision\.\n\nService: East/,
  );
  expect(out).toMatch(/\n\nService: West desk .*\n1 job waits for a decision\./);
  expect(JSON.parse((await run('status', '--json')).out)).toMatchObject({
    state: 'blind',
    toDecide: 1,
    services: [
      { state: 'blind', service: { name: 'East desk' } },
      { state: 'decide', service: { name: 'West desk' }, situation: 'ready' },
    ],
  });
  expect(JSON.parse((await run('status', '--json', '--service', 'West desk')).out)).toMatchObject({
    state: 'decide',
    service: { name: 'West desk' },
  });
  expect(await run('status', '--service', 'nobody')).toMatchObject({ code: 1 });
});

it('opens a job at the service that knows it, and asks which where both do', async () => {
  const { several, run } = await site();
  const [job, both] = [newJobId(), newJobId()];
  several.desk.authority('west').addJobs(`${job}\n${both}`, 'window');
  several.desk.authority('east').addJobs(both, 'window');
  expect(await run('open', job)).toEqual({ code: 0, out: '', err: '' });
  expect(several.desk.snapshot()).toMatchObject({ inView: 'west', place: { jobId: job } });
  expect((await run('open', both)).err).toContain('--service: East desk, West desk');
  expect(several.desk.snapshot().place.jobId).toBe(job);
  expect(await run('open', both, '--service', 'east')).toMatchObject({ code: 0 });
  expect(several.desk.snapshot()).toMatchObject({ inView: 'east', place: { jobId: both } });
  expect((await run('open', newJobId())).code).toBe(1);
});
