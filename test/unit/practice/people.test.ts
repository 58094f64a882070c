import { compactVerify, importJWK } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { persons } from '../../../main/practice/persons.ts';
import {
  type JobAnnouncement,
  type PeopleOptions,
  type PracticeService,
  startPracticeService,
} from '../../../main/practice/service.ts';
import { authorityToken, call, jwtBody } from './scope-client.ts';
import { SimulatedClock } from './simulated-clock.ts';

let clock: SimulatedClock;
let service: PracticeService;
let announced: JobAnnouncement[];

async function start(people: PeopleOptions = { seed: 1 }): Promise<void> {
  clock = new SimulatedClock();
  service = await startPracticeService({ clock, people });
  announced = [];
  service.onJob((job) => announced.push(job));
}
afterEach(() => service.stop());

const head = async (jobId: string) => (await call(service.address, 'HEAD', `/scope/${jobId}`)).status;
const read = (jobId: string) => call(service.address, 'GET', `/scope/${jobId}`);

async function statuses(): Promise<number[]> {
  const found: number[] = [];
  for (const { jobId } of announced) found.push(await head(jobId));
  return found;
}

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}

async function sign({ jobId, requestToken }: JobAnnouncement): Promise<void> {
  const token = authorityToken({ sub: claimsOf(requestToken).sub, jti: jobId });
  expect((await call(service.address, 'PUT', `/scope/${jobId}`, jwtBody(token))).status).toBe(200);
}

describe('practice people', () => {
  it.each([1, 2, 3, 4, 5, 6])('make three or four requests within a second (seed %i)', async (seed) => {
    await start({ seed });
    expect(announced).toEqual([]);
    clock.advance(1_000);
    expect([3, 4]).toContain(announced.length);
    clock.advance(18_000);
    expect([3, 4]).toContain(announced.length);
  });

  it('sign what they ask for with keys of their own, and the service holds exactly that', async () => {
    await start();
    for (let minute = 0; minute < 40; minute += 1) {
      clock.advance(60_000);
      for (const { jobId } of announced) await call(service.address, 'DELETE', `/scope/${jobId}`);
    }
    const subjects = new Map<unknown, unknown>();
    for (const { requestToken } of announced) {
      const claims = claimsOf(requestToken);
      const key = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: String(claims.sub) }, 'EdDSA');
      const { protectedHeader } = await compactVerify(requestToken, key);
      expect(['EdDSA', 'Ed25519']).toContain(protectedHeader.alg);
      const value = claims[claims.scope as string];
      expect(persons.some(({ email, phone }) => email.value === value || phone?.value === value)).toBe(true);
      subjects.set(claims.sub, value);
    }
    expect(subjects.size).toBe(persons.length);
    clock.advance(60_000);
    const newest = announced.at(-1);
    expect(newest && (await read(newest.jobId)).text).toBe(newest?.requestToken);
  });

  it('confirm the first request two and a half seconds after it arrived, once it was read', async () => {
    await start();
    clock.advance(120);
    const [first] = announced;
    if (!first) throw new Error('Nobody asked for anything');
    await read(first.jobId);
    clock.advance(2_499);
    expect(await head(first.jobId)).toBe(200);
    clock.advance(1);
    expect(await head(first.jobId)).toBe(204);
  });

  it('confirm the others ten to forty seconds after they arrived', async () => {
    await start();
    clock.advance(1_000);
    for (const { jobId } of announced) await read(jobId);
    clock.advance(9_000);
    expect((await statuses()).filter((status) => status === 204)).toHaveLength(1);
    const early = [...announced];
    clock.advance(31_000);
    let confirmed = 0;
    for (const { jobId } of early) if ((await head(jobId)) === 204) confirmed += 1;
    expect(confirmed).toBeGreaterThanOrEqual(early.length - 2);
  });

  it('wait with confirming until the content was read by GET; HEAD is no reading', async () => {
    await start();
    clock.advance(60_000);
    expect(new Set(await statuses())).toEqual(new Set([200]));
    clock.advance(5_000);
    expect(new Set(await statuses())).toEqual(new Set([200]));
    const [first] = announced;
    if (!first) throw new Error('Nobody asked for anything');
    await read(first.jobId);
    clock.advance(1_000);
    expect(await head(first.jobId)).toBe(204);
  });

  it('confirm unread after three minutes', async () => {
    await start();
    clock.advance(120);
    const [first] = announced;
    if (!first) throw new Error('Nobody asked for anything');
    clock.advance(3 * 60_000 - 1);
    expect(await head(first.jobId)).toBe(200);
    clock.advance(1_000);
    expect(await head(first.jobId)).toBe(204);
  });

  it('ask for more every twenty to sixty seconds, until ten are undecided, and go on when one was decided', async () => {
    await start();
    const arrivals: number[] = [];
    service.onJob(() => arrivals.push(clock.now()));
    clock.advance(10 * 60_000);
    expect(announced).toHaveLength(10);
    const later = arrivals.slice(4);
    for (const [index, at] of later.slice(1).entries()) {
      const gap = at - (later[index] ?? 0);
      expect(gap).toBeGreaterThanOrEqual(20_000);
      expect(gap).toBeLessThanOrEqual(60_000);
    }
    clock.advance(60 * 60_000);
    expect(announced).toHaveLength(10);
    const [one, other] = announced;
    if (!one || !other) throw new Error('Nobody asked for anything');
    await sign(one);
    await call(service.address, 'DELETE', `/scope/${other.jobId}`);
    clock.advance(121_000);
    expect(announced).toHaveLength(12);
  });

  it('never have two undecided jobs of one person, nor more than two that stay unconfirmed', async () => {
    await start({ seed: 5 });
    let open: JobAnnouncement[] = [];
    service.onJob((job) => open.push(job));
    for (let minute = 0; minute < 60; minute += 1) {
      clock.advance(60_000);
      const subs = open.map(({ requestToken }) => claimsOf(requestToken).sub);
      expect(new Set(subs).size).toBe(subs.length);
      const waiting: JobAnnouncement[] = [];
      for (const job of open) {
        if ((await read(job.jobId)).status === 200) waiting.push(job);
        else await call(service.address, 'DELETE', `/scope/${job.jobId}`);
      }
      open = waiting;
    }
    const readBefore = [...open];
    clock.advance(60_000);
    const abandoned: string[] = [];
    for (const { jobId } of readBefore) if ((await head(jobId)) === 200) abandoned.push(jobId);
    expect(announced.length).toBeGreaterThan(60);
    expect(abandoned).toHaveLength(2);
  });

  it('do the same for the same seed, and something else for another', async () => {
    const asked: string[] = [];
    for (const seed of [7, 7, 8]) {
      await start({ seed });
      clock.advance(5 * 60_000);
      const values = announced.map(({ requestToken }) => {
        const claims = claimsOf(requestToken);
        return `${claims.iat} ${claims.email ?? claims.phone}`;
      });
      asked.push(values.join('\n'));
      await service.stop();
    }
    expect(asked[1]).toBe(asked[0]);
    expect(asked[2]).not.toBe(asked[0]);
  });

  it('are announced to a listener that comes late, and not to one that has left', async () => {
    await start();
    clock.advance(1_000);
    const late: JobAnnouncement[] = [];
    const leave = service.onJob((job) => late.push(job));
    expect(late).toEqual(announced);
    leave();
    clock.advance(120_000);
    expect(announced.length).toBeGreaterThan(late.length);
  });

  it('leave no timer behind when the service stops', async () => {
    await start();
    clock.advance(30_000);
    expect(clock.pendingTimers).toBeGreaterThan(0);
    await service.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  it('have contacts that belong to nobody', () => {
    expect(persons.length).toBeGreaterThanOrEqual(12);
    const ids = new Set(persons.map(({ id }) => id));
    expect(ids.size).toBe(persons.length);
    for (const { email, phone } of persons) {
      expect(email.value).toMatch(/@(example\.(org|net|com)|[a-z-]+\.example)$/);
      if (phone) {
        expect(phone.value).toMatch(
          /^\+(1\d{3}55501\d\d|442079460\d{3}|447700900\d{3}|3363998\d{4}|493023125\d{3}|467017406\d\d|614915701(?:10|5[6-9]))$/,
        );
      }
    }
  });
});
