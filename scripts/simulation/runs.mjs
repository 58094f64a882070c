import { bundleSimulation } from './bundle.mjs';
import { runSeeds, usualProcesses } from './processes.mjs';

/** @typedef {import('../../test/simulation/mutations.mjs').Mutation} Mutation */
/** @typedef {import('./processes.mjs').Report} Report */

/** Where a run begins that nothing else is said of: a red one can be had again. */
export const FIRST_SEED = 1;

/**
 * @param {{ from?: number, seeds?: number, seconds?: number, processes?: number }} asked
 * @returns {Promise<{ seeds: number, simulatedMs: number, ms: number, failures: NonNullable<Report['failure']>[] }>}
 */
export const runSimulation = async ({
  from = FIRST_SEED,
  seeds = Infinity,
  seconds = Infinity,
  processes = usualProcesses,
}) => {
  const bundle = await bundleSimulation('product');
  const started = performance.now();
  const most = Number.isFinite(seeds) ? seeds : Number.MAX_SAFE_INTEGER;
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Number.MAX_SAFE_INTEGER;
  const reports = await runSeeds(bundle, { from, seeds: most, ms, shorten: true }, Math.min(processes, most));
  return {
    seeds: reports.reduce((sum, report) => sum + report.seeds, 0),
    simulatedMs: reports.reduce((sum, report) => sum + report.simulatedMs, 0),
    ms: performance.now() - started,
    failures: reports.flatMap(({ failure }) => (failure ? [failure] : [])),
  };
};

/** So many seeds, or so long, before a mutation counts as overlooked. */
const MUTATION_SEEDS = 4_000;
const MUTATION_MS = 240_000;

/**
 * Runs each mutation until it is caught, or for too long.
 * @param {readonly Mutation[]} mutations
 * @param {(caught: { name: string, seeds: number, ms: number, failure: Report['failure'] }) => void} onEach
 * @param {number} [processes]
 */
export const runMutations = async (mutations, onEach, processes = usualProcesses) => {
  const waiting = mutations.map((mutation, number) => ({ mutation, number }));
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { mutation, number } = next;
      const bundle = await bundleSimulation(`mutation-${number}`, mutation);
      const started = performance.now();
      const span = { from: FIRST_SEED, seeds: MUTATION_SEEDS, ms: MUTATION_MS, shorten: false };
      const [report] = await runSeeds(bundle, span, 1);
      onEach({
        name: mutation.name,
        seeds: report?.seeds ?? 0,
        ms: performance.now() - started,
        failure: report?.failure ?? null,
      });
    }
  };
  await Promise.all(Array.from({ length: processes }, work));
};
