import { tmpdir } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import { chanceOf } from '../../simulation/chance.ts';
import { layGround } from '../../simulation/run.ts';
import { timeFrom } from '../../simulation/time.ts';

const ground = layGround(tmpdir());
afterAll(ground.leave);

describe('a simulated run', () => {
  it('is the same to the letter for the same seed, and another for another', async () => {
    const [first, again, other] = [await ground.run(11), await ground.run(11), await ground.run(12)];
    expect(first.trace.length).toBeGreaterThan(20);
    expect(again.trace).toEqual(first.trace);
    expect(again.traceHash).toBe(first.traceHash);
    expect(other.traceHash).not.toBe(first.traceHash);
  });

  it('is the same again with the very events that it had', async () => {
    const first = await ground.run(11);
    const again = await ground.run(11, new Set(first.events));
    expect(again.traceHash).toBe(first.traceHash);
  });
});

describe('simulated time', () => {
  it('ends a run in which it does not go on, instead of never coming to an end', async () => {
    let restless = 0;
    const time = timeFrom(0, () => {
      restless += 1;
    });
    const again = () => void time.after(0, again);
    time.after(5, again);
    await time.passUntil(1_000, () => {});
    expect(restless).toBe(1);
    expect(time.elapsed()).toBe(5);
  });
});

describe('an event that is taken away', () => {
  it('changes nothing about the others', () => {
    const draw = (only: ReadonlySet<string> | null) => {
      const chance = chanceOf(5, only);
      return Array.from({ length: 40 }, () => chance.event('fault', 0.3)?.fraction() ?? null);
    };
    const all = draw(null);
    const chance = chanceOf(5);
    for (let number = 0; number < 40; number++) chance.event('fault', 0.3);
    const [gone, ...kept] = chance.happened();
    expect(gone).toBeDefined();
    const without = draw(new Set(kept));
    const at = all.findIndex((value) => value !== null);
    expect(without[at]).toBeNull();
    expect(without.toSpliced(at, 1)).toEqual(all.toSpliced(at, 1));
  });
});
