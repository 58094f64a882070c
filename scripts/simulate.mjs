// Runs the authority in simulated worlds, one a seed: npm run simulate -- --seeds N --seconds S [--from F] [--processes P]
// One seed again, with all of its trace: --seed X. Faults put in on purpose, each to be caught: --mutations [words].
import { parseArgs } from 'node:util';
import { mutations } from '../test/simulation/mutations.mjs';
import { Fault, runCommand } from './bring-up/fault.mjs';
import { prepare } from './bring-up/prepare.mjs';
import { say } from './bring-up/progress.mjs';
import { FIRST_SEED, runMutations, runSimulation } from './simulation/runs.mjs';
import { sayFailure, sayMutation, sayRate } from './simulation/say.mjs';

const DEFAULT_SECONDS = 60;

const asked = () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seeds: { type: 'string' },
      seconds: { type: 'string' },
      seed: { type: 'string' },
      from: { type: 'string' },
      processes: { type: 'string' },
      mutations: { type: 'boolean', default: false },
    },
  });
  const number = (/** @type {'seeds' | 'seconds' | 'seed' | 'from' | 'processes'} */ name) => {
    const text = values[name];
    if (text === undefined) return undefined;
    if (!/^\d{1,10}$/.test(text)) throw new Fault(`--${name} takes a whole number, not "${text}"; nothing was run.`);
    return Number(text);
  };
  return {
    seeds: number('seeds'),
    seconds: number('seconds'),
    seed: number('seed'),
    from: number('from'),
    processes: number('processes'),
    mutations: values.mutations,
    words: positionals,
  };
};

await runCommand(async () => {
  const { seeds, seconds, seed, from = FIRST_SEED, processes, mutations: mutated, words } = asked();
  await prepare({ system: false });
  if (mutated) {
    const chosen = mutations.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
    let overlooked = 0;
    await runMutations(
      chosen,
      (caught) => {
        if (!caught.failure) overlooked += 1;
        sayMutation(caught);
      },
      processes,
    );
    say(`\n${chosen.length - overlooked} of ${chosen.length} mutations caught`);
    return overlooked === 0 ? 0 : 1;
  }
  if (seed === undefined) say(`Seeds from ${from} on; --from begins elsewhere.`);
  const limits = seeds === undefined ? { seconds: seconds ?? DEFAULT_SECONDS } : { seeds, ...(seconds && { seconds }) };
  const ran = await runSimulation(seed === undefined ? { from, ...limits, processes } : { from: seed, seeds: 1 });
  for (const failure of ran.failures) sayFailure(failure);
  sayRate(ran);
  return ran.failures.length === 0 ? 0 : 1;
});
