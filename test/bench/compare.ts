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
 * one's ratio to the first, its median per second, and the processor time of this process for each.
 */
export async function compare(title: string, times: number, contenders: readonly Contender[]): Promise<void> {
  const seconds = contenders.map((): number[] => []);
  const cpu = contenders.map((): number[] => []);
  for (const { run } of contenders) await run(Math.ceil(times / 10));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, { run }] of contenders.entries()) {
      const [started, used] = [performance.now(), process.cpuUsage()];
      await run(times);
      const { user, system } = process.cpuUsage(used);
      seconds[index]?.push((performance.now() - started) / 1000);
      cpu[index]?.push((user + system) / times);
    }
  }
  const rates = seconds.map((taken) => times / median(taken));
  const [first = 1] = rates;
  process.stdout.write(`\n${title}\n`);
  for (const [index, { name }] of contenders.entries()) {
    const rate = rates[index] ?? 0;
    const ratio = `${(rate / first).toFixed(2)} ×`;
    const each = median(cpu[index] ?? []);
    process.stdout.write(
      `  ${name.padEnd(46)} ${ratio.padStart(8)} ${Math.round(rate).toLocaleString('en').padStart(9)}/s ${each.toFixed(each < 10 ? 1 : 0).padStart(7)} µs of CPU\n`,
    );
  }
}
