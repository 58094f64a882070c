/** One way of doing a thing; `run` does it `times` times. */
export interface Contender {
  readonly name: string;
  run(times: number): Promise<void> | void;
}

const ROUNDS = 5;

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/**
 * Runs the contenders in turn, round after round, so that a machine that slows down slows them all, and prints each
 * one's median per second and its ratio to the first.
 */
export async function compare(title: string, times: number, contenders: readonly Contender[]): Promise<void> {
  const seconds = contenders.map((): number[] => []);
  for (const { run } of contenders) await run(Math.ceil(times / 10));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, { run }] of contenders.entries()) {
      const started = performance.now();
      await run(times);
      seconds[index]?.push((performance.now() - started) / 1000);
    }
  }
  const rates = seconds.map((taken) => times / median(taken));
  const [first = 1] = rates;
  process.stdout.write(`\n${title}\n`);
  for (const [index, { name }] of contenders.entries()) {
    const rate = rates[index] ?? 0;
    const ratio = index === 0 ? '' : `   ${(rate / first).toFixed(2)} × the first`;
    process.stdout.write(`  ${name.padEnd(46)} ${Math.round(rate).toLocaleString('en').padStart(9)}/s${ratio}\n`);
  }
}
