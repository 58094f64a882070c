import { mkdtempSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { watchReplaced } from '../../../main/shell/replaced.ts';
import { ManualClock } from '../../fakes/clock.ts';

let folder: string;
let archive: string;
let clock: ManualClock;
let told: number;
let stop: () => void;
let stopped: boolean;

/** Looks are real reads of a real file: a minute passes when the one before is over, which sets the next. */
async function minutes(count: number): Promise<void> {
  const settle = async () => {
    while (clock.pending === 0 && told === 0 && !stopped) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  for (let passed = 0; passed < count; passed += 1) {
    await settle();
    clock.advance(60_000);
  }
  await settle();
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-replaced-'));
  archive = join(folder, 'app.asar');
  writeFileSync(archive, 'one');
  clock = new ManualClock();
  told = 0;
  stopped = false;
  stop = watchReplaced(archive, clock, () => {
    told += 1;
  });
});
afterEach(() => {
  stop();
  rmSync(folder, { recursive: true, force: true });
});

it('an archive that stays is not spoken of', async () => {
  await minutes(3);
  expect(told).toBe(0);
});

it('an archive that another was put in the place of is told of, once', async () => {
  await minutes(1);
  writeFileSync(`${archive}.new`, 'two');
  renameSync(`${archive}.new`, archive);
  await minutes(3);
  expect(told).toBe(1);
});

it('one that is missing for a moment is compared with what comes after it', async () => {
  await minutes(1);
  unlinkSync(archive);
  await minutes(2);
  expect(told).toBe(0);
  writeFileSync(archive, 'two');
  await minutes(2);
  expect(told).toBe(1);
});

it('nothing is told once it was ended', async () => {
  await minutes(1);
  stop();
  stopped = true;
  writeFileSync(`${archive}.new`, 'two');
  renameSync(`${archive}.new`, archive);
  await minutes(2);
  expect(told).toBe(0);
});
