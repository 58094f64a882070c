// What the summary of a shift costs on a record of 100,000 entries, all of them in its time, and for how long at most nothing
// else has its turn meanwhile.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../main/clock.ts';
import { summariseShift } from '../../main/review/shift.ts';
import { openDatabase } from '../../main/store/database.ts';
import { storeOver } from '../../main/store/store.ts';
import { holdUps } from './hold-ups.ts';

const ENTRIES = Number(process.env.BENCH_ENTRIES ?? 100_000);
const ofOneJob = [
  'job-added',
  'content-read',
  'job-confirmed',
  'job-shown',
  'approved',
  'signed',
  'put-sent',
  'put-answered',
  'delivered',
] as const;
const say = (line: string) => process.stdout.write(`${line}\n`);

const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
const database = openDatabase(folder, 'ab'.repeat(32));
const store = storeOver(database, systemClock, 'bench');
const from = systemClock.now();
say(`writing ${ENTRIES.toLocaleString()} entries …`);
for (let job = 0; job * ofOneJob.length < ENTRIES; job += 100) {
  database.transaction(() => {
    for (let number = job; number < job + 100; number += 1) {
      const jobId = `job-${String(number).padStart(16, '0')}`;
      for (const event of ofOneJob) {
        // Every tenth is rejected instead, for one of three reasons.
        if (number % 10 > 0) store.record.append(event, jobId, { digest: 'ab'.repeat(32) });
        else store.record.append(event === 'approved' ? 'rejected' : event, jobId, { text: `reason ${number % 3}` });
      }
    }
  });
}
const until = systemClock.now() + 1;

const times: number[] = [];
const longest: number[] = [];
for (let round = 0; round < 5; round += 1) {
  await new Promise((resolve) => setTimeout(resolve, 200));
  const held = holdUps();
  const began = performance.now();
  const { approved, rejected, age } = await summariseShift(
    { store, clock: systemClock, operator: 'bench' },
    from,
    until,
  );
  times.push(performance.now() - began);
  longest.push(held());
  if (round === 0) say(`${approved} approved, ${rejected.length} reasons to reject, ages of ${age.decided}`);
}
const median = (of: number[]) => [...of].sort((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0;
say(
  `the summary takes ${median(times).toFixed(0)} ms; nothing else has its turn for ${median(longest).toFixed(1)} ms at most`,
);

database.close();
rmSync(folder, { recursive: true });
