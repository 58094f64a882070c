import type { Rules } from '../../main/policy/rules.ts';
import { noPolicy } from '../../main/policy/rules.ts';
import type { Chance } from './chance.ts';
import { allFaults, FEED_ORIGIN } from './network.ts';
import { ISSUER, trustedKeys } from './subjects.ts';
import { worldTurns } from './world.ts';

/** How long faults go on. */
const TROUBLE_MS = { least: 20_000, most: 120_000 };

/** What a run is like as a whole: not everything goes wrong in every world, or nothing would ever go far. */
export function characterOf(chance: Chance) {
  const draw = chance.trait('character');
  const often = (share: number, least: number, most: number) =>
    draw.fraction() < share ? least + (most - least) * draw.fraction() : 0;
  const networkFaults = allFaults.filter(() => draw.fraction() < 0.5);
  const rules: Rules = {
    ...noPolicy,
    issuer: ISSUER,
    lifetimeDays: 365,
    undoSeconds: draw.one([0, 2, 5, 5, 10, 30]),
    pollSeconds: draw.one([2, 5, 10]),
    acceptServiceStatements: draw.below(4) === 0,
    mayConfirm: draw.below(2) === 0,
    feed: draw.below(4) === 0 ? `${FEED_ORIGIN}/jobs` : '',
    trustedKeys,
    practice: false,
  };
  return {
    rules,
    jobs: 1 + draw.below(5),
    troubleMs: draw.ms(TROUBLE_MS.least, TROUBLE_MS.most),
    networkFaults,
    networkFaultRate: often(0.8, 0.02, 0.3),
    diskFaults: often(0.4, 0.5, 8),
    keychainFaults: often(0.4, 1, 5),
    crashes: often(0.6, 0.3, 6),
    busy: 0.2 + 0.5 * draw.fraction(),
    turns: often(0.85, 0.05, 0.35),
    worldTurns: worldTurns.filter(() => draw.fraction() < 0.6),
    signingMs: draw.ms(0.1, 200),
  };
}
export type Character = ReturnType<typeof characterOf>;
