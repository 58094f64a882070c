import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startPracticeService } from '../../main/practice/service.ts';
import { openDatabase } from '../../main/store/database.ts';
import type { MemoryKeychain } from '../fakes/keychain.ts';
import type { Fault } from '../fakes/plain-scope-service.ts';
import { makeAuthorityKey } from '../fakes/subject.ts';
import { Workplace } from '../fakes/workplace.ts';
import { expectChained } from './invariants.ts';
import { ada, otherRequest, request, type Scene, type SceneOptions, scenes } from './scene.ts';

const openPlain = scenes();
const open = (options: SceneOptions = {}) => openPlain({ config: { service: { mayConfirm: true } }, ...options });

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Waits for an answer while the time of the desk goes on. */
async function answered<T>({ workplace }: Pick<Scene, 'workplace'>, asking: Promise<T>): Promise<T> {
  let answer: { readonly value: T } | null = null;
  const waiting = asking.then((value) => {
    answer = { value };
  });
  await workplace.until('an answer', () => answer);
  await waiting;
  return asking;
}

type Desk = Pick<Scene, 'workplace' | 'authority'>;
const send = (scene: Desk, token = request, test = false) => answered(scene, scene.authority.sendRequest(token, test));
const confirm = (scene: Desk, jobId: string, code = '') => answered(scene, scene.authority.confirm(jobId, code));

async function made(scene: Desk, token = request): Promise<string> {
  const answer = await send(scene, token);
  if (answer.outcome !== 'made') throw new Error(`not made: ${answer.reason.code}`);
  return answer.jobId;
}

const recorded = (scene: Scene) =>
  scene.workplace
    .wholeRecord()
    .filter(({ event }) => /^(request|confirmation)-/.test(event))
    .map(({ event, jobId, detail }) => [event, jobId, JSON.parse(detail)]);

/** Everything in a folder's database, as JSON. */
function rowsOf(folder: string, keychain: MemoryKeychain): string {
  const [, key = ''] = [...keychain.entries].find(([account]) => account.endsWith('/database')) ?? [];
  const database = openDatabase(folder, key);
  const tables = database.all("SELECT name FROM sqlite_master WHERE type = 'table'") as { name: string }[];
  const rows = JSON.stringify(tables.map(({ name }) => database.all(`SELECT * FROM "${name}"`)));
  database.close();
  return rows;
}

const posts = (scene: Scene) => scene.service.requests.filter(({ method }) => method === 'POST');

describe('a request from this desk', () => {
  it('makes a job whose content counts as read, and can be confirmed, approved and delivered', async () => {
    const scene = await open({ service: { unconfirmed: '202' } });
    const jobId = await made(scene, `\n ${request} \n`);
    expect(posts(scene).map(({ path, body, headers }) => [path, body, headers['content-type']])).toEqual([
      ['/scope', request, 'application/jwt'],
    ]);
    expect(scene.workplace.status(jobId)).toBe('waiting');
    expect(await confirm(scene, jobId)).toEqual({ outcome: 'done' });
    const ready = await scene.workplace.reaches(jobId, 'ready');
    expect(ready.content).toMatchObject({ source: 'subject-token', signature: { verdict: 'valid' } });
    expect(ready.warnings).toEqual([{ code: 'confirmed-from-this-desk' }]);
    await scene.workplace.approve(jobId);
    const delivered = await scene.workplace.reaches(jobId, 'delivered');
    expect(delivered.delivery?.proof).toBe('read-back');
    expect(delivered.record.map(({ event }) => event)).toEqual([
      'job-added',
      'content-read',
      'request-made',
      'confirmation-sent',
      'confirmation-answered',
      'job-confirmed',
      'job-shown',
      'approved',
      'signed',
      'put-sent',
      'put-answered',
      'delivered',
    ]);
    const digest = sha256(request);
    expect(recorded(scene)).toEqual([
      ['request-sent', null, { digest, test: false }],
      ['request-made', jobId, { digest, test: false }],
      ['confirmation-sent', jobId, { withCode: false }],
      ['confirmation-answered', jobId, { outcome: 'taken', status: 202 }],
    ]);
  });

  it('becomes ready even when it was confirmed before anybody could read it', async () => {
    const scene = await open();
    const jobId = await made(scene);
    scene.service.confirm(jobId);
    const { content } = await scene.workplace.reaches(jobId, 'ready');
    expect(content?.raw.sha256).toBe(sha256(request));
    await scene.workplace.approve(jobId);
    await scene.workplace.reaches(jobId, 'delivered');
  });

  it.each(['204', 'content'] as const)(
    'keeps the signed token where the service only restates it as JSON, and can be delivered (%s once confirmed)',
    async (confirmedContent) => {
      const scene = await open({ service: { unconfirmed: 'json', confirmedContent } });
      const jobId = await made(scene);
      const before = scene.service.requests.length;
      await scene.workplace.until('more looks', () => scene.service.requests.length > before + 6);
      scene.service.confirm(jobId);
      expect((await scene.workplace.reaches(jobId, 'ready')).content).toMatchObject({ source: 'subject-token' });
      await scene.workplace.approve(jobId);
      await scene.workplace.reaches(jobId, 'delivered');
    },
  );

  it('does not stand against a statement that says something else', async () => {
    const scene = await open({ service: { unconfirmed: 'json' } });
    const jobId = await made(scene);
    scene.service.setContent(jobId, otherRequest);
    await scene.workplace.until('the change', () => scene.workplace.events(jobId).includes('content-changed'));
    scene.service.confirm(jobId);
    const { content, obstacles } = await scene.workplace.reaches(jobId, 'ready');
    expect(content?.source).toBe('service-statement');
    expect(obstacles.map(({ code }) => code)).toContain('signature-missing');
  });

  it.each(['jwt', '202'] as const)(
    'of an issuer waits like any other, and is never taken for a signed one (%s)',
    async (unconfirmed) => {
      const scene = await open({ service: { unconfirmed } });
      const issuer = makeAuthorityKey('some issuer');
      const jobId = await made(
        scene,
        issuer.sign({ iss: 'https://issuer.example', sub: ada.sub, scope: 'email', email: 'a@b.example' }),
      );
      const before = scene.service.requests.length;
      await scene.workplace.until('more looks', () => scene.service.requests.length > before + 4);
      expect(scene.workplace.status(jobId)).toBe('waiting');
    },
  );

  it('may ask for the test issuer', async () => {
    const scene = await open();
    await send(scene, request, true);
    expect(posts(scene).map(({ path }) => path)).toEqual(['/scope?test=1']);
    expect(recorded(scene)[1]).toMatchObject(['request-made', expect.any(String), { test: true }]);
  });

  it('is shown with what the service holds, where that is something else', async () => {
    const scene = await open();
    const jobId = await made(scene);
    scene.service.setContent(jobId, otherRequest);
    await scene.workplace.until('the change', () => scene.workplace.events(jobId).includes('content-changed'));
    scene.service.confirm(jobId);
    const review = await scene.workplace.reaches(jobId, 'ready');
    expect(review.content?.raw.sha256).toBe(sha256(otherRequest));
    expect(review.warnings.map(({ code }) => code)).toContain('content-changed');
  });

  it('is still known after a restart', async () => {
    const scene = await open({ service: { unconfirmed: '409' } });
    const jobId = await made(scene);
    await scene.workplace.restart();
    scene.service.confirm(jobId);
    await scene.workplace.reaches(jobId, 'ready');
  });

  it('is not sent where anything stands against the token', async () => {
    const scene = await open();
    for (const token of [
      '',
      'hello',
      ada.requestToken({ email: 'x' }),
      ada.requestToken(undefined, { tamper: true }),
    ]) {
      const { obstacles } = await scene.authority.previewRequest(token);
      expect(await send(scene, token)).toEqual({ outcome: 'refused', reason: obstacles[0] });
    }
    expect(posts(scene)).toEqual([]);
    expect(recorded(scene)).toEqual([]);
  });

  it('cannot be made of a token that this desk signed itself, or a trusted authority', async () => {
    const trusted = makeAuthorityKey('a colleague');
    const scene = await open({ settings: { trustedKeys: JSON.stringify({ keys: [trusted.publicJwk] }) } });
    const jobId = await scene.approvedJob();
    const { token } = await scene.workplace.reaches(jobId, 'delivered');
    const theirs = trusted.sign({ iss: 'https://other.example', sub: ada.sub, scope: 'email', email: 'a@example.org' });
    for (const answer of [token?.compact ?? '', theirs]) {
      expect(await send(scene, answer)).toMatchObject({ reason: { code: 'request-signed-by-authority' } });
    }
    expect(posts(scene)).toEqual([]);
  });

  it('signed by an issuer can be made, and shows why it cannot be approved', async () => {
    const scene = await open({ service: { unconfirmed: '202', confirmedContent: 'content' } });
    const issuer = makeAuthorityKey('some issuer');
    const token = issuer.sign({ iss: 'https://issuer.example', sub: ada.sub, scope: 'email', email: 'a@example.org' });
    const jobId = await made(scene, token);
    await confirm(scene, jobId);
    const review = await scene.workplace.reaches(jobId, 'ready');
    expect(review.obstacles).toEqual([{ code: 'issuer-signed' }]);
    expect(review.actions).not.toContain('approve');
  });

  it('is begun no more once the app is being stopped', async () => {
    const scene = await open();
    const sending = scene.authority.sendRequest(request, false);
    await scene.workplace.restart();
    expect(await sending).toEqual({ outcome: 'refused', reason: { code: 'app-closing' } });
    expect(posts(scene)).toEqual([]);
  });

  it('pressed twice is sent once', async () => {
    const scene = await open();
    const [first, second] = await Promise.all([send(scene), send(scene)]);
    expect(first.outcome).toBe('made');
    expect(second).toEqual({ outcome: 'refused', reason: { code: 'request-under-way' } });
    expect(posts(scene)).toHaveLength(1);
    expect((await send(scene)).outcome).toBe('made');
  });

  it('is on the record before it is on its way', async () => {
    const scene = await open();
    scene.service.failNext({ kind: 'hang' }, { method: 'POST' });
    const sending = scene.authority.sendRequest(request, false);
    await scene.workplace.until('the request', () => posts(scene).length === 1, 1_000);
    expect(recorded(scene)).toEqual([['request-sent', null, { digest: sha256(request), test: false }]]);
    await answered(scene, sending);
  });
});

describe('a request that the service does not take', () => {
  it.each<[number, string]>([
    [400, 'http-status'],
    [401, 'http-status'],
    [404, 'http-status'],
    [415, 'http-status'],
  ])('with status %d is refused with its reason, once and for all', async (status, code) => {
    const scene = await open();
    scene.service.failNext({ kind: 'status', status }, { method: 'POST' });
    expect(await send(scene)).toMatchObject({ outcome: 'refused', reason: { code, values: { status } } });
    await scene.workplace.pass(60_000, 1_000);
    expect(posts(scene)).toHaveLength(1);
    expect(scene.authority.queue('all', 0, 10).total).toBe(0);
    expect(recorded(scene).at(-1)).toEqual(['request-refused', null, { digest: sha256(request), status }]);
  });

  it('for a while is not asked again before that time, and says how long that is', async () => {
    const scene = await open();
    scene.service.failNext({ kind: 'status', status: 429, headers: { 'retry-after': '90' } }, { method: 'POST' });
    const wait = { code: 'service-asks-to-wait', values: { seconds: expect.any(Number) } };
    expect(await send(scene)).toEqual({ outcome: 'refused', reason: wait });
    const again = await scene.authority.sendRequest(request, false);
    expect(again).toEqual({ outcome: 'refused', reason: wait });
    const seconds = Number(again.outcome === 'refused' && again.reason.values?.seconds);
    expect(seconds).toBeGreaterThan(80);
    expect(seconds).toBeLessThanOrEqual(90);
    expect(posts(scene)).toHaveLength(1);
    await scene.workplace.pass(90_000, 1_000);
    expect((await send(scene)).outcome).toBe('made');
  });

  it('because nobody is there was never sent, and may be sent again at once', async () => {
    const scene = await open();
    await scene.service.stop();
    expect(await send(scene)).toMatchObject({ outcome: 'refused', reason: { code: 'not-sent' } });
    expect(recorded(scene).at(-1)).toMatchObject(['request-unanswered', null, { fault: 'not-sent' }]);
    await scene.service.restart();
    expect((await send(scene)).outcome).toBe('made');
  });

  it('by pointing elsewhere is not followed there', async () => {
    const scene = await open();
    const elsewhere = await open();
    const location = `${elsewhere.service.address}/scope`;
    scene.service.failNext({ kind: 'redirect', location }, { method: 'POST' });
    // A redirect may well lead to what was made.
    expect(await send(scene)).toMatchObject({ outcome: 'unknown', reason: { code: 'request-failed' } });
    expect(posts(elsewhere)).toEqual([]);
  });
});

describe('a request whose outcome nobody knows', () => {
  it.each<[Fault, string]>([
    [{ kind: 'hang', apply: true }, 'request-unanswered'],
    [{ kind: 'reset', apply: true }, 'request-unanswered'],
    [{ kind: 'cut' }, 'request-unanswered'],
    [{ kind: 'garbage', where: 'wire', apply: true }, 'request-unanswered'],
    [{ kind: 'huge', bytes: 5 * 1024 * 1024 }, 'request-unanswered'],
    [{ kind: 'garbage' }, 'request-answer-malformed'],
    [{ kind: 'status', status: 500, apply: true }, 'request-failed'],
    [{ kind: 'status', status: 504, apply: true }, 'request-failed'],
  ])('%o says so, and is never repeated by itself', async (fault, code) => {
    const scene = await open();
    scene.service.failNext(fault, { method: 'POST' });
    expect(await send(scene)).toMatchObject({ outcome: 'unknown', reason: { code } });
    await scene.workplace.pass(60_000, 1_000);
    expect(posts(scene)).toHaveLength(1);
    expect(recorded(scene).map(([event]) => event)).toEqual(['request-sent', 'request-unanswered']);
    expect(scene.authority.queue('all', 0, 10).total).toBe(0);
  });

  it.each<[string, string | object]>([
    ['no JSON', '<html><body>Welcome</body></html>'],
    ['nothing', ''],
    ['no job', { status: 'waiting' }],
    ['a job of 19 characters', { job: 'A'.repeat(19) }],
    ['a path for a job', { job: '../../../admin/delete' }],
    ['a line break in the job', { job: `${'A'.repeat(19)}\n` }],
    ['a list of jobs', { job: ['A'.repeat(20)] }],
    ['a job named twice', `{"job":"${'A'.repeat(20)}","job":"${'B'.repeat(20)}"}`],
    ['a megabyte of text', 'x'.repeat(1024 * 1024)],
  ])('because the service answered with %s adds nothing', async (_name, body) => {
    const scene = await open();
    scene.service.failNext({ kind: 'status', status: 201, body }, { method: 'POST' });
    const answer = await send(scene);
    expect(answer).toMatchObject({ outcome: 'unknown', reason: { code: 'request-answer-malformed' } });
    expect(JSON.stringify(answer).length).toBeLessThan(500);
    expect(scene.authority.queue('all', 0, 10).total).toBe(0);
  });

  it('because the app was stopped in the middle is on the record as such', async () => {
    const scene = await open();
    scene.service.failNext({ kind: 'hang' }, { method: 'POST' });
    const sending = scene.authority.sendRequest(request, false);
    await scene.workplace.until('the request', () => posts(scene).length === 1, 1_000);
    await scene.workplace.restart();
    expect(await sending).toEqual({ outcome: 'unknown', reason: { code: 'request-unanswered' } });
    const events = scene.workplace.events();
    expect(events.indexOf('request-unanswered')).toBeGreaterThan(events.indexOf('request-sent'));
    expect(events.indexOf('app-stopped')).toBeGreaterThan(events.indexOf('request-unanswered'));
  });
});

describe('an answer that names a job which is here already', () => {
  const answering = (scene: Scene, job: string) =>
    scene.service.failNext({ kind: 'status', status: 201, body: { job, status: 'waiting' } }, { method: 'POST' });

  it('with the same claims, waiting, is that job', async () => {
    const scene = await open();
    const jobId = await scene.waitingJob();
    answering(scene, jobId);
    expect(await send(scene)).toEqual({ outcome: 'made', jobId });
    expect(scene.authority.queue('all', 0, 10).total).toBe(1);
  });

  it('and that nobody could read yet gives it its claims', async () => {
    const scene = await open({ service: { unconfirmed: '202' } });
    const jobId = scene.service.addJob({ content: request });
    scene.authority.addJobs(jobId, 'feed');
    await scene.workplace.until('a look', () => scene.asked('GET', jobId) > 0);
    answering(scene, jobId);
    expect(await send(scene)).toEqual({ outcome: 'made', jobId });
    scene.service.confirm(jobId);
    await scene.workplace.reaches(jobId, 'ready');
  });

  it('with other claims, or confirmed before, is refused, and changes nothing there', async () => {
    const scene = await open();
    const waiting = await scene.waitingJob(otherRequest);
    const ready = await scene.readyJob();
    const unread = scene.service.addJob({ content: otherRequest, confirmed: true });
    scene.authority.addJobs(unread, 'window');
    await scene.workplace.reaches(unread, 'content-unknown');
    const contents = async () =>
      Promise.all([waiting, ready, unread].map(async (jobId) => (await scene.review(jobId)).content?.raw.sha256));
    const before = await contents();
    for (const jobId of [waiting, ready, unread]) {
      answering(scene, jobId);
      expect(await send(scene)).toMatchObject({ outcome: 'unknown', reason: { code: 'request-job-known' } });
    }
    expect(await contents()).toEqual(before);
    expect(scene.workplace.status(unread)).toBe('content-unknown');
  });
});

describe('a confirmation from this desk', () => {
  it('needs the administrator, who alone can allow it', async () => {
    const scene = await open({ config: {} });
    const jobId = await scene.waitingJob();
    expect((await scene.review(jobId)).actions).not.toContain('confirm');
    expect(await confirm(scene, jobId)).toEqual({ outcome: 'refused', reason: { code: 'confirm-not-allowed' } });
    expect(posts(scene)).toEqual([]);
    expect(recorded(scene)).toEqual([]);
  });

  it('carries the code that the person reads out, and nothing else', async () => {
    const scene = await open();
    const jobId = scene.service.addJob({ content: request, code: '123456' });
    scene.authority.addJobs(jobId, 'window');
    await scene.workplace.until('the first read', () => scene.settled(jobId));
    expect(await confirm(scene, jobId)).toEqual({ outcome: 'refused', reason: { code: 'code-needed' } });
    expect(await confirm(scene, jobId, '000000')).toEqual({ outcome: 'refused', reason: { code: 'code-wrong' } });
    expect((await scene.review(jobId)).warnings).toEqual([]);
    expect(await confirm(scene, jobId, ' 123456\n')).toEqual({ outcome: 'done' });
    expect(posts(scene).map(({ path, body }) => [path, body])).toEqual([
      [`/scope/${jobId}`, '{}'],
      [`/scope/${jobId}`, '{"code":"000000"}'],
      [`/scope/${jobId}`, '{"code":"123456"}'],
    ]);
    const { warnings } = await scene.workplace.reaches(jobId, 'ready');
    expect(warnings.map(({ code }) => code)).toEqual(['confirmed-from-this-desk']);
  });

  it('is followed by a look at once', async () => {
    const scene = await open({ settings: { pollSeconds: 300 } });
    const jobId = await scene.waitingJob();
    await confirm(scene, jobId);
    await scene.workplace.until('ready', () => scene.workplace.status(jobId) === 'ready', 5_000);
  });

  it('is refused for a job that waits for none, or that nobody knows', async () => {
    const scene = await open();
    const ready = await scene.readyJob();
    const held = await scene.waitingJob();
    scene.authority.hold(held);
    for (const jobId of [ready, held]) {
      expect(await confirm(scene, jobId)).toMatchObject({ reason: { code: 'not-allowed-now' } });
    }
    await expect(scene.authority.confirm('A'.repeat(20), '')).rejects.toMatchObject({ code: 'unknown-job' });
    expect(posts(scene)).toEqual([]);
  });

  it('of a job that the service has forgotten leads to a look, and to the word for it', async () => {
    const scene = await open({ settings: { pollSeconds: 300 } });
    const jobId = await scene.waitingJob();
    scene.service.forget(jobId);
    expect(await confirm(scene, jobId)).toMatchObject({ reason: { code: 'confirmation-job-unknown' } });
    await scene.workplace.until('gone', () => scene.workplace.status(jobId) === 'gone', 5_000);
  });

  it.each([405, 409, 415])('refused with status %d gives the reason', async (status) => {
    const scene = await open();
    const jobId = await scene.waitingJob();
    scene.service.failNext({ kind: 'status', status }, { method: 'POST' });
    expect(await confirm(scene, jobId)).toMatchObject({ reason: { code: 'http-status', values: { status } } });
    expect((await scene.review(jobId)).warnings).toEqual([]);
  });

  it('waits for the time that the service asked for', async () => {
    const scene = await open();
    const jobId = await scene.waitingJob();
    scene.service.failNext({ kind: 'status', status: 429, headers: { 'retry-after': '30' } }, { method: 'POST' });
    for (const _ of [1, 2]) {
      expect(await confirm(scene, jobId)).toMatchObject({ reason: { code: 'service-asks-to-wait' } });
    }
    expect(posts(scene)).toHaveLength(1);
  });

  it.each<Fault>([
    { kind: 'hang', apply: true },
    { kind: 'reset', apply: true },
    { kind: 'cut' },
    { kind: 'status', status: 502, apply: true },
  ])('without an answer (%o) is posted once, and the queue finds out', async (fault) => {
    const scene = await open({ settings: { pollSeconds: 300 } });
    const jobId = await scene.waitingJob();
    scene.service.failNext(fault, { method: 'POST' });
    expect(await confirm(scene, jobId)).toEqual({ outcome: 'refused', reason: { code: 'confirmation-unknown' } });
    await scene.workplace.until('ready', () => scene.workplace.status(jobId) === 'ready', 90_000);
    expect((await scene.review(jobId)).warnings).toEqual([{ code: 'confirmed-from-this-desk' }]);
    expect(posts(scene)).toHaveLength(1);
  });

  it('pressed twice is posted once', async () => {
    const scene = await open();
    const jobId = await scene.waitingJob();
    const answers = await Promise.all([confirm(scene, jobId), confirm(scene, jobId)]);
    expect(answers).toEqual([{ outcome: 'done' }, { outcome: 'refused', reason: { code: 'confirmation-under-way' } }]);
    expect(posts(scene)).toHaveLength(1);
  });

  it('may come back when the job has been rejected meanwhile, and does not wake it', async () => {
    const scene = await open();
    const jobId = await scene.waitingJob();
    scene.service.failNext({ kind: 'hang', apply: true }, { method: 'POST' });
    const confirming = scene.authority.confirm(jobId, '');
    await scene.workplace.until('the confirmation', () => posts(scene).length === 1, 1_000);
    scene.authority.reject(jobId, 'changed my mind');
    await answered(scene, confirming);
    await scene.workplace.until('the deletion', () => scene.workplace.events(jobId).includes('deleted'));
    const looks = scene.asked('HEAD', jobId) + scene.asked('GET', jobId);
    await scene.workplace.pass(10_000, 500);
    expect(scene.asked('HEAD', jobId) + scene.asked('GET', jobId)).toBe(looks);
    expect(scene.workplace.status(jobId)).toBe('rejected');
  });

  it('stopped in the middle is on the record as possibly taken', async () => {
    const scene = await open();
    const jobId = await scene.waitingJob();
    scene.service.failNext({ kind: 'hang', apply: true }, { method: 'POST' });
    const confirming = scene.authority.confirm(jobId, '');
    await scene.workplace.until('the confirmation', () => posts(scene).length === 1, 1_000);
    await scene.workplace.restart();
    expect(await confirming).toMatchObject({ reason: { code: 'confirmation-unknown' } });
    const { warnings } = await scene.workplace.reaches(jobId, 'ready');
    expect(warnings).toEqual([{ code: 'confirmed-from-this-desk' }]);
  });

  it('leaves its code in no file, log or record', async () => {
    const scene = await open();
    const codes = ['wrong-code-canary-81', 'right-code-canary-27'];
    const jobId = scene.service.addJob({ content: request, code: codes[1] ?? '' });
    scene.authority.addJobs(jobId, 'window');
    await scene.workplace.until('the first read', () => scene.settled(jobId));
    for (const code of codes) await confirm(scene, jobId, code);
    await scene.workplace.reaches(jobId, 'ready');
    const told = [
      ...scene.workplace.log,
      JSON.stringify([scene.workplace.wholeRecord(), await scene.review(jobId), scene.workplace.desk.snapshot()]),
    ].join('\n');
    expect(told).toContain(jobId);
    const disk = scene.workplace.saveDisk();
    try {
      const files = readdirSync(disk, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      const places = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
      // The file of the database is encrypted: what lies in it is looked for inside.
      const inside = rowsOf(join(disk, 'live'), scene.workplace.keychain);
      expect(inside).toContain(jobId);
      for (const code of codes) {
        expect([told, inside, ...places].filter((place) => place.includes(code))).toEqual([]);
      }
    } finally {
      rmSync(disk, { recursive: true, force: true });
    }
  });
});

describe('at the practice service', () => {
  it('a request is made, confirmed with the code that was sent, approved and delivered', async () => {
    const codes = new Map<string, string>();
    const workplace: Workplace = new Workplace({
      address: '',
      settings: { address: '', issuer: '', undoSeconds: 1 },
      startPractice: async (dataFile) => {
        const service = await startPracticeService({
          dataFile,
          clock: workplace.clock,
          people: false,
          unconfirmed: '409',
          sendCode: ({ jobId, code }) => codes.set(jobId, code),
        });
        return { address: service.address, onJob: () => {}, onEnd: () => {}, stop: service.stop };
      },
    });
    await workplace.desk.start();
    await workplace.desk.practise();
    const desk = { workplace, authority: workplace.authority };
    const token = ada.requestToken({ scope: 'phone', phone: '+31 6 12345678' });
    const jobId = await made(desk, token);
    expect(await send(desk, token)).toMatchObject({ outcome: 'refused', reason: { code: 'service-asks-to-wait' } });
    await workplace.pass(31_000, 500);
    expect(await confirm(desk, jobId)).toMatchObject({ reason: { code: 'code-needed' } });
    expect(await confirm(desk, jobId, '12')).toMatchObject({ reason: { code: 'code-wrong' } });
    expect(await confirm(desk, jobId, codes.get(jobId) ?? '')).toEqual({ outcome: 'done' });
    const { content, warnings } = await workplace.reaches(jobId, 'ready');
    expect(content?.signature.verdict).toBe('valid');
    expect(warnings).toEqual([{ code: 'confirmed-from-this-desk' }]);
    await workplace.approve(jobId);
    expect((await workplace.reaches(jobId, 'delivered')).delivery?.proof).toBe('read-back');
    expectChained(workplace.wholeRecord());
    await workplace.stop();
    rmSync(workplace.home, { recursive: true, force: true });
  });
});
