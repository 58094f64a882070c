import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { Lane } from './lane.ts';
import { type Point, points } from './points.ts';
import { buildProgram } from './program.ts';
import { oneOf, seeded } from './random.ts';

export interface Crashes {
  readonly cycles: number;
  readonly approvals: number;
  readonly tokens: number;
  /** Of the kills, so many came at each named point. */
  readonly reached: ReadonlyMap<Point, number>;
  readonly broken: readonly string[];
}

/** Lives of one data folder, after which a new one is begun: so its making is cut off again and again, too. */
const CYCLES_IN_A_LANE = 25;

/**
 * Kills an authority at work so many times, in so many lanes at once, half of them at named points and half at any
 * moment. The seed fixes the plan and the operator's choices; the moments stay the machine's own.
 */
export async function crash(
  { cycles, seed, lanes }: { readonly cycles: number; readonly seed: number; readonly lanes: number },
  onLane: (sofar: Crashes) => void = () => {},
): Promise<Crashes> {
  const program = await buildProgram();
  const random = seeded(seed);
  const reached = new Map<Point, number>();
  const broken: string[] = [];
  let left = cycles;
  let [done, approvals, tokens] = [0, 0, 0];
  const sofar = (): Crashes => ({ cycles: done, approvals, tokens, reached, broken });

  /** Points come in turn, each lane beginning where the last one is, so that none is left to luck. */
  let turn = Math.floor(random() * points.length);
  const nextPoint = (): Point => points[turn++ % points.length] as Point;

  const run = async (): Promise<void> => {
    while (left > 0 && broken.length === 0) {
      const lives = Math.min(CYCLES_IN_A_LANE, left);
      left -= lives;
      const lane = await Lane.open(program, seeded(Math.floor(random() * 2 ** 32)));
      try {
        for (let life = 1; life <= lives && broken.length === 0; life += 1) {
          // The first lives make the folder: what is cut off there is its keys and its tables.
          const early: readonly Point[] = [
            'before-secret',
            'after-secret',
            'in-migration',
            'before:key-created',
            'after:key-created',
          ];
          const point = life <= 2 ? oneOf(random, early) : life % 2 === 0 ? nextPoint() : null;
          const ended = await lane.cycle(point);
          if (point && ended.reached) reached.set(point, (reached.get(point) ?? 0) + 1);
          done += 1;
          broken.push(...ended.broken.map((what) => `killed at ${point ?? 'any moment'}, life ${life}: ${what}`));
        }
        if (broken.length === 0) broken.push(...(await lane.settle()).map((what) => `at the end: ${what}`));
        approvals += lane.done.approvals;
        tokens += lane.done.tokens;
      } finally {
        await lane.close();
      }
      onLane(sofar());
    }
  };
  try {
    await Promise.all(Array.from({ length: lanes }, run));
    return sofar();
  } finally {
    rmSync(dirname(program), { recursive: true, force: true });
  }
}
