import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type JobAnnouncement, type PracticeService, startPracticeService } from '../../../main/practice/service.ts';
import { authorityToken, call, jsonBody, jwtBody, newJob, TestSubject } from './scope-client.ts';
import { SimulatedClock } from './simulated-clock.ts';

const DAY = 24 * 60 * 60 * 1000;

let folder: string;
let dataFile: string;
let clock: SimulatedClock;
let service: PracticeService | undefined;
const sent: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-practice-'));
  dataFile = join(folder, 'practice', 'jobs.json');
  clock = new SimulatedClock();
});
afterEach(async () => {
  await service?.stop();
  rmSync(folder, { recursive: true });
});

async function restart(people = false): Promise<string> {
  await service?.stop();
  const sendCode = ({ code }: { code: string }) => sent.push(code);
  service = await startPracticeService({ clock, dataFile, people: people ? { seed: 3 } : false, sendCode });
  return service.address;
}

const storedJobs = () =>
  (JSON.parse(readFileSync(dataFile, 'utf8')) as { jobs: { id: string }[] }).jobs.map(({ id }) => id);

describe('the data file', () => {
  it('brings every job back as it was', async () => {
    let address = await restart();
    const subject = new TestSubject();
    const waiting = await newJob(address, subject, { note: 'ü ☃' });
    const request = (await call(address, 'GET', `/scope/${waiting}`)).text;
    const coded = await newJob(address, subject, { scope: 'phone', phone: '+12025550100' });
    const confirmed = await newJob(address, subject);
    const signed = await newJob(address, subject);
    const deleted = await newJob(address, subject);
    await call(address, 'POST', `/scope/${confirmed}`);
    await call(address, 'POST', `/scope/${signed}`);
    const token = authorityToken({ sub: subject.sub, jti: signed });
    await call(address, 'PUT', `/scope/${signed}`, jwtBody(token));
    await call(address, 'DELETE', `/scope/${deleted}`);

    address = await restart();
    expect((await call(address, 'GET', `/scope/${waiting}`)).text).toBe(request);
    expect((await call(address, 'POST', `/scope/${coded}`)).status).toBe(401);
    expect((await call(address, 'POST', `/scope/${coded}`, jsonBody({ code: sent.at(-1) }))).status).toBe(202);
    expect((await call(address, 'GET', `/scope/${confirmed}`)).status).toBe(204);
    expect((await call(address, 'GET', `/scope/${signed}`)).text).toBe(token);
    expect((await call(address, 'PUT', `/scope/${signed}`, jwtBody(token))).status).toBe(200);
    expect((await call(address, 'GET', `/scope/${deleted}`)).status).toBe(404);
  });

  it('is on disk before the answer, and drops deleted jobs and those past their day', async () => {
    const address = await restart();
    const subject = new TestSubject();
    const old = await newJob(address, subject);
    expect(storedJobs()).toEqual([old]);
    clock.advance(DAY / 2);
    const signed = await newJob(address, subject);
    await call(address, 'POST', `/scope/${signed}`);
    clock.advance(DAY / 2);
    await call(address, 'PUT', `/scope/${signed}`, jwtBody(authorityToken({ sub: subject.sub })));
    expect(storedJobs()).toEqual([signed]);
    clock.advance(DAY - 1);
    const young = await newJob(address, subject);
    expect(storedJobs()).toEqual([signed, young]);
    await call(address, 'DELETE', `/scope/${young}`);
    expect(storedJobs()).toEqual([signed]);
    clock.advance(1);
    const youngest = await newJob(address, subject);
    expect(storedJobs()).toEqual([youngest]);
  });

  it('SECURITY 24: is readable by its owner alone, in a folder of the owner alone, with nothing left beside it', async () => {
    await newJob(await restart(), new TestSubject());
    expect(readdirSync(join(folder, 'practice'))).toEqual(['jobs.json']);
    if (process.platform === 'win32') return;
    expect(statSync(dataFile).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'practice')).mode & 0o777).toBe(0o700);
  });

  it.each([
    ['text that is no JSON', 'not json'],
    ['another version', '{"version":2,"jobs":[],"keys":{}}'],
    ['an unknown field', '{"version":1,"jobs":[],"keys":{},"extra":1}'],
    [
      'a job without a request',
      '{"version":1,"jobs":[{"id":"AAAAAAAAAAAAAAAAAAAA","requestToken":"x","origin":"client","code":null,"createdAt":1,"readAt":null,"state":{"name":"waiting"}}],"keys":{}}',
    ],
  ])('is set aside when it holds %s, and practising goes on', async (_, content) => {
    dataFile = join(folder, 'jobs.json');
    writeFileSync(dataFile, content);
    const job = await newJob(await restart(), new TestSubject());
    expect(readFileSync(`${dataFile}.unreadable`, 'utf8')).toBe(content);
    expect(storedJobs()).toEqual([job]);
  });

  it('answers 500 when it cannot be written, and the change did not happen', async () => {
    const address = await restart();
    const job = await newJob(address, new TestSubject());
    rmSync(join(folder, 'practice'), { recursive: true });
    writeFileSync(join(folder, 'practice'), 'in the way');
    const reply = await call(address, 'POST', `/scope/${job}`);
    expect([reply.status, reply.json().title]).toEqual([500, 'internal-error']);
    expect((await call(address, 'DELETE', `/scope/${job}`)).status).toBe(500);
    rmSync(join(folder, 'practice'));
    expect((await call(address, 'GET', `/scope/${job}`)).status).toBe(200);
  });

  it('lets the practice people go on: the same keys, their open jobs announced again and confirmed', async () => {
    let address = await restart(true);
    const before: JobAnnouncement[] = [];
    service?.onJob((job) => before.push(job));
    clock.advance(1_000);
    await newJob(address, new TestSubject());
    for (const { jobId } of before) await call(address, 'GET', `/scope/${jobId}`);

    address = await restart(true);
    const after: JobAnnouncement[] = [];
    service?.onJob((job) => after.push(job));
    expect(after).toEqual(before);
    clock.advance(2_500);
    expect(after.length).toBeLessThanOrEqual(4);
    expect((await call(address, 'HEAD', `/scope/${before[0]?.jobId}`)).status).toBe(204);

    const keys = () => (JSON.parse(readFileSync(dataFile, 'utf8')) as { keys: unknown }).keys;
    const known = keys();
    await restart(true);
    clock.advance(120_000);
    expect(keys()).toEqual(known);
  });
});
