import type { Clock } from '../../main/clock.ts';

/** A clock that stands still until it is told to go on; timers ring in order as their time is passed. */
export class ManualClock implements Clock {
  #now: number;
  #passed = 0;
  #timers = new Set<{ at: number; callback: () => void }>();
  /** Called whenever the time is asked for: lets a test look in between two steps that nothing else separates. */
  onRead: (() => void) | null = null;

  constructor(start = Date.parse('2026-11-02T09:00:00Z')) {
    this.#now = start;
  }

  now(): number {
    this.onRead?.();
    return this.#now;
  }

  monotonic(): number {
    return this.#passed;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, ms), callback };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** Timers that are set and have not rung. */
  get pending(): number {
    return this.#timers.size;
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    this.#passed += ms;
    for (;;) {
      const [next] = [...this.#timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = end;
  }

  /** The wall clock is set by somebody; a timer runs on for as long as it would have. */
  jump(ms: number): void {
    this.#now += ms;
    for (const timer of this.#timers) timer.at += ms;
  }
}
