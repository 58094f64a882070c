import type { Ground, Outcome } from './run.ts';

/**
 * Takes from a failing run whatever it does not need to fail: events are left out in ever smaller portions for as long as
 * the same truth is broken (Zeller's delta debugging). Gives the shortest run found.
 * @param mostRuns after so many the best so far is given
 */
export async function shrink(ground: Ground, failing: Outcome, mostRuns = 600): Promise<Outcome> {
  const truth = failing.breach?.truth;
  let best = failing;
  let runs = 0;
  const failsWith = async (events: readonly string[]): Promise<boolean> => {
    runs += 1;
    const outcome = await ground.run(failing.seed, new Set(events));
    if (outcome.breach?.truth !== truth) return false;
    best = outcome;
    return true;
  };

  let portions = 2;
  while (best.events.length > 0 && runs < mostRuns) {
    const { events } = best;
    const size = Math.ceil(events.length / portions);
    let taken = false;
    for (let start = 0; start < events.length && runs < mostRuns; start += size) {
      const kept = [...events.slice(0, start), ...events.slice(start + size)];
      if (await failsWith(kept)) {
        taken = true;
        break;
      }
    }
    if (taken) portions = Math.max(2, portions - 1);
    else if (size === 1) break;
    else portions = Math.min(events.length, portions * 2);
  }
  return best;
}
