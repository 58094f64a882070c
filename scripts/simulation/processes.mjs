import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { endsWithUs } from '../bring-up/child.mjs';
import { Fault } from '../bring-up/fault.mjs';

/** @typedef {import('../../test/simulation/command.ts').Report} Report */
/** @typedef {{ from: number, seeds: number, ms: number, shorten: boolean }} Span */

const worker = fileURLToPath(new URL('worker.mjs', import.meta.url));

/** In memory where there is such a folder: the disk is simulated, its bytes need not be safe. */
const folder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** More than two gain little: a run is short, and so is the patience of whoever else is at the machine. */
export const usualProcesses = Math.min(2, availableParallelism());

/**
 * Runs seeds in several processes, which share them out; ends with the first failure of each.
 * @param {string} bundle @param {Span} span @param {number} count @returns {Promise<Report[]>}
 */
export const runSeeds = (bundle, { from, seeds, ms, shorten }, count) =>
  Promise.all(
    Array.from({ length: count }, (_, number) => {
      const task = {
        folder,
        from: from + number,
        step: count,
        seeds: Math.ceil((seeds - number) / count),
        ms,
        shorten,
      };
      return inProcess(bundle, task);
    }),
  );

/** A failing run is still shortened when the time is up; longer than this is a run in which nothing ever comes to an end. */
const GRACE_MS = 240_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** @param {string} bundle @param {{ ms: number }} task @returns {Promise<Report>} */
const inProcess = (bundle, task) =>
  new Promise((resolve, reject) => {
    const child = fork(worker);
    endsWithUs(child);
    const limit = setTimeout(
      () => {
        child.kill('SIGKILL');
        reject(new Fault('A process of the simulation hangs, and was ended: a promise in it calls itself for ever.'));
      },
      Math.min(task.ms + GRACE_MS, LONGEST_TIMER_MS),
    );
    /** @type {Report | null} */
    let report = null;
    child.on('message', (message) => {
      report = /** @type {Report} */ (message);
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(limit);
      if (report) resolve(report);
      else reject(new Fault(`A process of the simulation ended with ${code} and no report.`));
    });
    child.send({ bundle, task });
  });
