// What an approval costs: from the press of the button until it is durably stored, and until its token is proved to be at
// the service, one job after the other and a thousand at once, and a thousand in one batch, beside the least that has to be done for it: a durable
// write for each step that must be on disk, and the requests.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import { type Authority, createAuthority } from '../../main/authority.ts';
import { systemClock } from '../../main/clock.ts';
import { defaultSettings } from '../../main/config.ts';
import { rulesFrom } from '../../main/policy/rules.ts';
import { sha256Hex } from '../../main/review/digest.ts';
import { generateSigningKey, importSigner } from '../../main/signing/signer.ts';
import { openDatabase } from '../../main/store/database.ts';
import { mostBatched } from '../../preload/contract.ts';
import { startPlainScopeService } from '../fakes/plain-scope-service.ts';
import { ringOf } from '../fakes/ring.ts';
import { makeSubject } from '../fakes/subject.ts';
import { holdUps } from './hold-ups.ts';

const JOBS = Number(process.env.BENCH_JOBS ?? 1_000);
const SINGLE = 20;
const UNDO_SECONDS = 5;
const FRAME = 'bench';
const say = (line: string) => process.stdout.write(`${line}\n`);
const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
const until = async (what: string, holds: () => boolean) => {
  const deadline = performance.now() + 300_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
};

const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
const service = await startPlainScopeService({ confirmedContent: 'content' });
const { secret } = await generateSigningKey();
const settings = { ...defaultSettings, address: service.address, issuer: 'https://authority.example.org' };
const rules = rulesFrom(settings, { acceptServiceStatements: false, mayConfirm: false }, false);
let undoSeconds = 0;
let changes = 0;
const authority: Authority = createAuthority({
  address: service.address,
  serviceName: () => null,
  database: openDatabase(folder, 'ab'.repeat(32)),
  ring: ringOf(await importSigner(secret), Date.now()),
  rules: () => ({ ...rules, undoSeconds }),
  clock: systemClock,
  operator: 'bench',
  version: '0.0.0',
  log: () => {},
  onChange: () => {
    changes += 1;
  },
  tell: () => {},
});
authority.start();

const ada = makeSubject('ada');
/** No two of them alike: what looks like an earlier value is not approved in a batch. */
const addressOf = (number: number) => `${sha256Hex(String(number)).slice(0, 20)}@example.org`;
const BATCH = Math.min(JOBS, mostBatched);
const jobIds = Array.from({ length: JOBS + SINGLE + BATCH }, (_, number) =>
  service.addJob({ content: ada.requestToken({ scope: 'email', email: addressOf(number) }) }),
);
for (const jobId of jobIds) service.confirm(jobId);
say(`reading ${jobIds.length} jobs, at the pace of first reads …`);
authority.addJobs(jobIds.join('\n'), 'window');
await until('the first reads', () => authority.counts().ready === jobIds.length);

/** A review as the window asks for it. */
async function show(jobId: string) {
  const { proposal } = await authority.review(jobId, FRAME);
  if (!proposal?.nonce) throw new Error('nothing that could be approved was shown');
  return { jobId, digest: proposal.digest, nonce: proposal.nonce };
}
const approve = async (jobId: string) => {
  const shown = await show(jobId);
  const began = performance.now();
  const answer = await authority.approve(shown, FRAME);
  if (answer.outcome !== 'approved') throw new Error(answer.reason.code);
  return performance.now() - began;
};

// The least that has to be done, by the same service and on the same disk.
const pool = new Pool(service.address, { connections: 8 });
const bareFolder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
const bareDatabase = openDatabase(bareFolder, 'ab'.repeat(32));
const bareJobs = Array.from({ length: JOBS + SINGLE }, () => service.addJob({ confirmed: true }));
const token = ada.requestToken({ scope: 'email', email: 'somebody@example.org' });
const write = (jobId: string, step: number) =>
  bareDatabase.run('INSERT OR REPLACE INTO feed_pages (url, etag) VALUES (?, ?)', `${jobId}-${step}`, token);
const ask = async (method: 'GET' | 'HEAD' | 'PUT', jobId: string) => {
  const { body } = await pool.request({
    method,
    path: `/scope/${jobId}`,
    reset: false,
    ...(method === 'PUT' && { headers: { 'content-type': 'application/jwt' }, body: token }),
  });
  await body.dump();
};
/** Read before it is stored and before it is signed; then the token, the PUT's begin, its end and the proof. */
const bareStored = async (jobId: string) => {
  const began = performance.now();
  await ask('GET', jobId);
  write(jobId, 0);
  return performance.now() - began;
};
const bareDelivered = async (jobId: string) => {
  await ask('GET', jobId);
  write(jobId, 1);
  write(jobId, 2);
  await ask('PUT', jobId);
  write(jobId, 3);
  await ask('GET', jobId);
  write(jobId, 4);
};

const stored: number[] = [];
const bareStoredTimes: number[] = [];
const proved: number[] = [];
const bareProved: number[] = [];
for (let number = 0; number < SINGLE; number += 1) {
  const [jobId = '', bare = ''] = [jobIds[number], bareJobs[number]];
  const before = authority.counts().delivered;
  stored.push(await approve(jobId));
  const began = performance.now();
  await until('the proof', () => authority.counts().delivered > before);
  proved.push((stored.at(-1) ?? 0) + performance.now() - began);
  const bareBegan = performance.now();
  bareStoredTimes.push(await bareStored(bare));
  await bareDelivered(bare);
  bareProved.push(performance.now() - bareBegan);
}
const line = (what: string, ours: number, least: number) =>
  say(
    `  ${what.padEnd(46)} ${(ours / least).toFixed(2).padStart(6)} × the least   ${ours.toFixed(1).padStart(8)} ms, ${least.toFixed(1)} ms`,
  );
say('\nOne approval');
line('until it is stored', median(stored), median(bareStoredTimes));
line('until its token is proved', median(proved), median(bareProved));

say(`\n${JOBS} approvals, one after the other, each delivered meanwhile, less the time to undo the last`);
// As many as five seconds of approvals wait for their deadline at any time.
undoSeconds = UNDO_SECONDS;
changes = 0;
const asked = service.requests.length;
const cpu = process.cpuUsage();
const began = performance.now();
for (const jobId of jobIds.slice(SINGLE, SINGLE + JOBS)) await approve(jobId);
const approved = performance.now() - began;
await until('the last proof', () => authority.counts().delivered === SINGLE + JOBS);
const delivered = performance.now() - began - UNDO_SECONDS * 1_000;
const { user, system } = process.cpuUsage(cpu);
const requests = service.requests.length - asked;

const bareBegan = performance.now();
for (const jobId of bareJobs.slice(SINGLE)) await bareStored(jobId);
const bareApproved = performance.now() - bareBegan;
const rest = bareJobs.slice(SINGLE);
await Promise.all(
  Array.from({ length: 4 }, async () => {
    for (let jobId = rest.pop(); jobId; jobId = rest.pop()) await bareDelivered(jobId);
  }),
);
const bareDone = performance.now() - bareBegan;
line('an approval, until it is stored', approved / JOBS, bareApproved / JOBS);
line('an approval, until its token is proved', delivered / JOBS, bareDone / JOBS);
say(
  `  ${((user + system) / 1000 / JOBS).toFixed(1)} ms of CPU an approval, the service's among it; ${(requests / JOBS).toFixed(1)} requests; ${changes} changes told`,
);

say(`\n${BATCH} jobs in one batch`);
const batchIds = jobIds.slice(SINGLE + JOBS);
let held = holdUps();
const preparing = performance.now();
const batch = await authority.batches.prepare(batchIds, FRAME);
const prepared = performance.now() - preparing;
const nonce = batch.nonce ?? '';
for (let offset = 0; offset < batch.count; offset += 50) {
  authority.batches.jobs(nonce, offset, 50, FRAME);
  await new Promise((resolve) => setImmediate(resolve));
}
const shown = performance.now() - preparing - prepared;
const heldShowing = held();
held = holdUps();
const pressed = performance.now();
await authority.batches.approve({ digest: batch.digest, nonce }, FRAME, () => true);
await until('the end of the batch', () => authority.batches.progress()?.state === 'ended');
const decided = performance.now() - pressed;
const heldDeciding = held();
await until('the last proof', () => authority.counts().delivered === jobIds.length);
const proven = performance.now() - pressed - UNDO_SECONDS * 1_000;
// The same requests and the same durable write for each, by as many at once.
const bareBatch = Array.from({ length: BATCH }, () => service.addJob({ confirmed: true }));
const bareBatchBegan = performance.now();
await Promise.all(
  Array.from({ length: 8 }, async () => {
    for (let jobId = bareBatch.pop(); jobId; jobId = bareBatch.pop()) await bareStored(jobId);
  }),
);
const bareBatchStored = performance.now() - bareBatchBegan;
say(`  prepared in ${prepared.toFixed(0)} ms, handed out in ${shown.toFixed(0)} ms; ${batch.leftOut.length} left out`);
line('an approval, until it is stored', decided / BATCH, bareBatchStored / BATCH);
say(
  `  all stored after ${(decided / 1_000).toFixed(1)} s, all proved after ${(proven / 1_000).toFixed(1)} s, less the undo time`,
);
say(
  `  nothing else had its turn for at most ${heldShowing.toFixed(0)} ms until it was handed out, ${heldDeciding.toFixed(0)} ms until all was stored`,
);

await authority.stop();
await pool.destroy();
bareDatabase.close();
await service.stop();
for (const one of [folder, bareFolder]) rmSync(one, { recursive: true });
