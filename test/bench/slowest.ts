/** What some piece of work took, at its middle, near its end and at its worst, in milliseconds. */
export function report(title: string, taken: readonly number[]): void {
  const sorted = [...taken].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const [median, late, worst] = [at(0.5), at(0.95), at(1)].map((ms) => ms.toFixed(1).padStart(7));
  process.stdout.write(`  ${title.padEnd(62)} ${median} ms ${late} ms in p95 ${worst} ms at worst (${taken.length})\n`);
}

/** Reports how long each of these took; `prepare` runs before, and is not part of it. */
export function slowest<Item>(title: string, items: readonly Item[], prepare: (item: Item) => () => unknown): void {
  report(
    title,
    items.map((item) => {
      const work = prepare(item);
      const began = performance.now();
      work();
      return performance.now() - began;
    }),
  );
}
