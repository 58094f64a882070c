import { describe, expect, it } from 'vitest';
import { crash } from '../crash/crashes.ts';

/** As many as fit into the suite; `npm run crash` goes on for as long as one likes. */
const CYCLES = 50;

describe('an authority that is killed again and again in the middle of its work', () => {
  it('loses nothing that it acknowledged, and sends one token a job at most', async () => {
    const seed = Math.floor(Math.random() * 2 ** 32);
    const { cycles, approvals, tokens, reached, broken } = await crash({ cycles: CYCLES, seed, lanes: 2 });
    expect(broken, `npm run crash -- --cycles ${CYCLES} --seed ${seed}`).toEqual([]);
    expect(cycles).toBe(CYCLES);
    // It was work that was cut off: approvals were made, tokens arrived, and kills came at the points they were meant for.
    expect([approvals, tokens, reached.size].map((count) => count > 10)).toEqual([true, true, true]);
  }, 120_000);
});
