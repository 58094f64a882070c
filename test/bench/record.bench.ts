// What it costs to check a whole record of 500,000 entries, with its checkpoints, and for how long at most nothing else has
// its turn meanwhile; and what it costs to take one entry more.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepRecord } from '../../main/audit/record-keeping.ts';
import { systemClock } from '../../main/clock.ts';
import type { RecordSecrets } from '../../main/signing/record-secrets.ts';
import { openDatabase } from '../../main/store/database.ts';
import { storeOver } from '../../main/store/store.ts';
import { holdUps } from './hold-ups.ts';

const ENTRIES = Number(process.env.BENCH_ENTRIES ?? 500_000);
const MOST_MS = 10_000;
const ofOneJob = [
  'job-added',
  'content-read',
  'job-confirmed',
  'job-shown',
  'approved',
  'signed',
  'put-sent',
  'delivered',
] as const;
const say = (line: string) => process.stdout.write(`${line}\n`);

const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
const database = openDatabase(folder, 'ab'.repeat(32));
const store = storeOver(database, systemClock, 'bench');
const kept = new Map<string, string>();
const secrets: RecordSecrets = {
  read: async (what) => kept.get(what) ?? null,
  write: async (what, text) => void kept.set(what, text),
};
const fault = (thrown: unknown) => {
  throw thrown;
};
const keeping = keepRecord({
  database,
  record: store.record,
  secrets,
  clock: systemClock,
  log: () => {},
  onChange: () => {},
  onFault: fault,
});
const over = async () => {
  while (keeping.standing().running || !keeping.standing().checked)
    await new Promise((resolve) => setTimeout(resolve, 20));
};

keeping.start();
store.record.append('app-started', null);
keeping.begin();
await over();
say(`writing ${ENTRIES.toLocaleString()} entries …`);
const began = performance.now();
for (let job = 0; job * ofOneJob.length < ENTRIES; job += 125) {
  database.transaction(() => {
    for (let number = job; number < job + 125; number += 1) {
      const jobId = `job-${String(number).padStart(16, '0')}`;
      for (const event of ofOneJob) {
        // Every hundredth is rejected, for a reason that lies apart.
        if (event === 'approved' && number % 100 === 0)
          store.record.append('rejected', jobId, { text: `reason ${number}` });
        else store.record.append(event, jobId, { digest: 'ab'.repeat(32), kid: 'k'.repeat(43) });
      }
    }
  });
  await new Promise((resolve) => setTimeout(resolve, 0));
}
keeping.seal();
say(
  `an entry takes ${(((performance.now() - began) / ENTRIES) * 1000).toFixed(0)} µs, its part of the checkpoints among them`,
);

const times: number[] = [];
const busy: number[] = [];
const longest: number[] = [];
for (let round = 0; round < 3; round += 1) {
  const held = holdUps();
  const from = performance.now();
  const used = process.cpuUsage();
  keeping.check();
  await new Promise((resolve) => setTimeout(resolve, 50));
  await over();
  times.push(performance.now() - from);
  longest.push(held());
  const { user, system } = process.cpuUsage(used);
  busy.push((user + system) / 1_000_000);
  if (keeping.standing().state !== 'intact') throw new Error(JSON.stringify(keeping.standing()));
}
const median = (of: number[]) => [...of].sort((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0;
say(
  `checking all of it takes ${(median(times) / 1000).toFixed(1)} s, ${median(busy).toFixed(1)} s of them at work; nothing else has its turn for ${median(longest).toFixed(1)} ms at most`,
);
if (ENTRIES <= 500_000 && median(times) > MOST_MS) process.exitCode = 1;

await keeping.stop();
database.close();
rmSync(folder, { recursive: true });
