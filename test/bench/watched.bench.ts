// What watched jobs cost an authority: its start with none, a thousand and a hundred thousand, the memory that each takes,
// and the processor time of watching them at the usual budget, beside as many bare requests.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAnswering } from './answering.ts';

interface Figures {
  readonly startMs: number;
  readonly heapBytes: number;
  readonly rssBytes: number;
  readonly cpuPercent: number;
  readonly requestsPerSecond: number;
}

const COUNTS = [0, 1_000, 100_000];
const ROUNDS = 5;
const say = (line: string) => process.stdout.write(`${line}\n`);
const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

const { port, stop } = await startAnswering();
const address = `http://127.0.0.1:${port}`;
const runner = join(import.meta.dirname, '..', '..', 'scripts', 'suite', 'bench-file.mjs');

/** Each authority has a process of its own, so that none finds anything warm. */
async function run(folder: string, task: string, jobs: number): Promise<Figures> {
  const child = fork(runner, [join(import.meta.dirname, 'watched-authority.ts')], {
    execArgv: ['--expose-gc'],
    env: { ...process.env, WATCHED_TASK: JSON.stringify({ folder, task, jobs, address }) },
  });
  const [figures] = (await once(child, 'message')) as [Figures];
  await once(child, 'exit');
  return figures;
}

const folders = COUNTS.map(() => mkdtempSync(join(tmpdir(), 'countersign-bench-')));
const of = (index: number) => folders[index] ?? '';
for (const [index, jobs] of COUNTS.entries()) await run(of(index), 'fill', jobs);

const starts = COUNTS.map((): Figures[] => []);
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [index, jobs] of COUNTS.entries()) starts[index]?.push(await run(of(index), 'start', jobs));
}
const mid = (index: number, what: 'startMs' | 'heapBytes' | 'rssBytes') =>
  median((starts[index] ?? []).map((figures) => figures[what]));
say('\nFrom opening the database until the queue can be shown (aim: 100,000 jobs at most 2 s more than none)');
for (const [index, jobs] of COUNTS.entries()) {
  const more = mid(index, 'startMs') - mid(0, 'startMs');
  say(
    `  ${jobs.toLocaleString('en').padStart(8)} jobs ${mid(index, 'startMs').toFixed(0).padStart(6)} ms   ${more.toFixed(0)} ms more than none`,
  );
}
say('\nMemory ten seconds later (aim: under 1 kB a job)');
for (const [index, jobs] of COUNTS.entries()) {
  const each = (what: 'heapBytes' | 'rssBytes') =>
    jobs === 0 ? '' : ` (${((mid(index, what) - mid(0, what)) / jobs).toFixed(0)} bytes a job)`;
  say(
    `  ${jobs.toLocaleString('en').padStart(8)} jobs   heap ${(mid(index, 'heapBytes') / 2 ** 20).toFixed(1)} MB${each('heapBytes')}, whole process ${(mid(index, 'rssBytes') / 2 ** 20).toFixed(0)} MB${each('rssBytes')}`,
  );
}

say('\nProcessor time while watching for 20 s, all jobs overdue (aim: under 1 % beyond the requests themselves)');
for (const [name, task, index] of [
  ['bare requests, 5 a second', 'bare', 0],
  ['no jobs', 'watch', 0],
  ['1,000 jobs', 'watch', 1],
  ['100,000 jobs', 'watch', 2],
] as const) {
  const { cpuPercent, requestsPerSecond } = await run(of(index), task, COUNTS[index] ?? 0);
  say(
    `  ${name.padEnd(30)} ${cpuPercent.toFixed(2).padStart(6)} % of one core, ${requestsPerSecond.toFixed(1)} requests a second`,
  );
}
stop();
for (const folder of folders) rmSync(folder, { recursive: true });
