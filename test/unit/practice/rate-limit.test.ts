import { afterEach, beforeEach, expect, it } from 'vitest';
import { type PracticeService, startPracticeService } from '../../../main/practice/service.ts';
import { call, compact, jwtBody, TestSubject } from './scope-client.ts';
import { SimulatedClock } from './simulated-clock.ts';

let clock: SimulatedClock;
let service: PracticeService;

beforeEach(async () => {
  clock = new SimulatedClock();
  service = await startPracticeService({ people: false, clock });
});
afterEach(() => service.stop());

const ask = (claims: Record<string, unknown>, subject = new TestSubject()) =>
  call(service.address, 'POST', '/scope', jwtBody(subject.requestToken(claims)));

it('answers 429 with Retry-After to a second request for the same address, until its time is over', async () => {
  expect((await ask({ email: 'busy@example.org' })).status).toBe(201);
  clock.advance(10_500);
  const refused = await ask({ email: 'busy@example.org' });
  expect([refused.status, refused.json().title]).toEqual([429, 'rate-limit']);
  expect(refused.headers['retry-after']).toBe('20');
  clock.advance(19_499);
  expect((await ask({ email: 'busy@example.org' })).headers['retry-after']).toBe('1');
  clock.advance(1);
  expect((await ask({ email: 'busy@example.org' })).status).toBe(201);
  expect((await ask({ email: 'busy@example.org' })).headers['retry-after']).toBe('30');
});

it('knows the same contact in another spelling, and leaves others alone', async () => {
  expect((await ask({ email: 'busy@example.org', phone: '+1 202-555-0100' })).status).toBe(201);
  expect((await ask({ email: ' BUSY@Example.org' })).status).toBe(429);
  expect((await ask({ email: undefined, scope: 'phone', phone: '+12025550100' })).status).toBe(429);
  expect((await ask({ email: 'free@example.org' })).status).toBe(201);
});

it('counts neither refused requests nor those that name no contact', async () => {
  const forged = compact(new TestSubject().privateKey, {
    sub: new TestSubject().sub,
    scope: 'email',
    email: 'v@example.org',
  });
  expect((await call(service.address, 'POST', '/scope', jwtBody(forged))).status).toBe(401);
  expect((await ask({ email: 'v@example.org' })).status).toBe(201);
  clock.advance(20_000);
  expect((await ask({ email: 'v@example.org' })).status).toBe(429);
  clock.advance(10_000);
  expect((await ask({ email: 'v@example.org' })).status).toBe(201);
  const nameless = { email: undefined, scope: 'name' };
  expect([(await ask(nameless)).status, (await ask(nameless)).status]).toEqual([201, 201]);
});
