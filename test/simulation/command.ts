import { layGround, type Outcome } from './run.ts';
import { shrink } from './shrink.ts';

/** What one process of a simulation is asked to do; see scripts/simulate.mjs. */
export interface Task {
  /** Where the disks are. */
  readonly folder: string;
  /** The first seed, and how far it is to the next: several processes share the seeds. */
  readonly from: number;
  readonly step: number;
  /** Seeds to run at most, and milliseconds to run at most. */
  readonly seeds: number;
  readonly ms: number;
  /** Whether a failing run is shortened; where it only matters that there is one it is not. */
  readonly shorten: boolean;
}

export interface Report {
  readonly seeds: number;
  readonly simulatedMs: number;
  readonly events: number;
  readonly failure: {
    readonly seed: number;
    readonly truth: string;
    readonly what: string;
    /** The last of what happened, and all of what the shortest run needs. */
    readonly trace: readonly string[];
    readonly shortest: { readonly trace: readonly string[]; readonly events: readonly string[] } | null;
  } | null;
}

const LAST_STEPS = 30;

/** Runs seeds until there are enough, the time is up, or one fails. */
export async function simulate({ folder, from, step, seeds, ms, shorten }: Task): Promise<Report> {
  const ground = layGround(folder);
  const end = performance.now() + ms;
  let ran = 0;
  let simulatedMs = 0;
  let events = 0;
  try {
    while (ran < seeds && performance.now() < end) {
      const outcome = await ground.run(from + ran * step);
      ran += 1;
      simulatedMs += outcome.simulatedMs;
      events += outcome.events.length;
      if (!outcome.breach) continue;
      const shortest = shorten ? await shrink(ground, outcome) : null;
      return { seeds: ran, simulatedMs, events, failure: failureOf(outcome, shortest) };
    }
    return { seeds: ran, simulatedMs, events, failure: null };
  } finally {
    ground.leave();
  }
}

function failureOf({ seed, breach, trace }: Outcome, shortest: Outcome | null): Report['failure'] {
  return {
    seed,
    truth: breach?.truth ?? '',
    what: breach?.what ?? '',
    trace: trace.slice(-LAST_STEPS),
    shortest: shortest && { trace: shortest.trace, events: shortest.events },
  };
}
