import { say } from '../bring-up/progress.mjs';

/** @typedef {NonNullable<import('./processes.mjs').Report['failure']>} Failure */

/** @param {Failure} failure */
export const sayFailure = ({ seed, truth, what, trace, shortest }) => {
  say(`\nSeed ${seed} fails: ${truth}\n  ${what}\n\nThe last of what happened:`);
  for (const line of trace) say(`  ${line}`);
  if (shortest) {
    say(`\nThe shortest run found that fails so, with ${shortest.events.length} events:`);
    for (const line of shortest.trace) say(`  ${line}`);
    say(`\nIts events: ${shortest.events.join(', ')}`);
  }
  say(`\nAgain, to the letter: npm run simulate -- --seed ${seed}`);
};

/** @param {{ seeds: number, simulatedMs: number, ms: number }} ran */
export const sayRate = ({ seeds, simulatedMs, ms }) => {
  const rate = ((seeds * 1000) / ms).toFixed(1);
  const hours = (simulatedMs / 3_600_000).toFixed(1);
  say(`\n${seeds} seeds in ${(ms / 1000).toFixed(1)} s, ${rate} a second; ${hours} hours were simulated`);
};

/** @param {{ name: string, seeds: number, ms: number, failure: Failure | null }} caught */
export const sayMutation = ({ name, seeds, ms, failure }) => {
  const end = failure ? `seed ${failure.seed}: ${failure.truth}` : `NOT CAUGHT in ${seeds} seeds`;
  say(`${name.padEnd(56)} ${(ms / 1000).toFixed(1).padStart(6)} s   ${end}`);
};
