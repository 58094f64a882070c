import type { Clock } from '../../main/clock.ts';

/**
 * The only time there is in a run. It goes on from one appointment to the next; between two of them everything that was
 * set off has run out, so the order of things depends on nothing but the appointments.
 */
export interface Time {
  /** Milliseconds of running time since the run began: never set, never asleep. */
  elapsed(): number;
  /** What the wall clock shows, in milliseconds since the epoch. */
  wall(): number;
  /** Somebody sets the wall clock, or the machine sleeps. */
  shiftWall(ms: number): void;
  /** Calls back once, after so much running time; gives what calls it off. */
  after(ms: number, callback: () => void): () => void;
  /** Goes on appointment by appointment until so much has elapsed, or `done` says so; `settled` is called after each. */
  passUntil(elapsed: number, settled: () => void, done?: () => boolean): Promise<void>;
}

interface Appointment {
  readonly at: number;
  readonly number: number;
  callback: (() => void) | null;
}

/** So many appointments in one millisecond are a world that goes round in circles: no run has anything like it to do. */
const MOST_IN_A_MOMENT = 20_000;

/** @param onRestless time does not go on for all that is asked of it; a run that has come to this is over */
export function timeFrom(start: number, onRestless: () => void): Time {
  const heap: Appointment[] = [];
  let elapsed = 0;
  let wallAhead = start;
  let made = 0;
  let moment = 0;
  let inThisMoment = 0;

  return {
    elapsed: () => elapsed,
    wall: () => Math.floor(elapsed + wallAhead),
    shiftWall: (ms) => {
      wallAhead += ms;
    },
    after: (ms, callback) => {
      made += 1;
      const appointment: Appointment = { at: elapsed + Math.max(0, ms), number: made, callback };
      push(heap, appointment);
      return () => {
        appointment.callback = null;
      };
    },
    passUntil: async (end, settled, done = () => false) => {
      for (;;) {
        const next = heap[0];
        if (!next || next.at > end) break;
        pop(heap);
        if (next.callback === null) continue;
        elapsed = Math.max(elapsed, next.at);
        inThisMoment = Math.floor(elapsed) === moment ? inThisMoment + 1 : 0;
        moment = Math.floor(elapsed);
        if (inThisMoment > MOST_IN_A_MOMENT) return onRestless();
        next.callback();
        await everythingRun();
        settled();
        if (done()) return;
      }
      elapsed = Math.max(elapsed, end);
    },
  };
}

/** Nothing in a run waits for the real world, so by the event loop's next turn all promises have run out. */
export const everythingRun = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The wall clock as a process sees it, whose timers end with it. */
export function clockOf(time: Time, alive: () => boolean): Clock {
  return {
    now: time.wall,
    monotonic: () => Math.floor(time.elapsed()),
    after: (ms, callback) =>
      alive() ? time.after(Number.isFinite(ms) ? ms : 0, () => alive() && callback()) : () => {},
  };
}

const earlier = (a: Appointment, b: Appointment) => a.at < b.at || (a.at === b.at && a.number < b.number);

function push(heap: Appointment[], appointment: Appointment): void {
  let index = heap.length;
  heap.push(appointment);
  while (index > 0) {
    const above = (index - 1) >> 1;
    const other = heap[above] as Appointment;
    if (!earlier(appointment, other)) break;
    heap[index] = other;
    index = above;
  }
  heap[index] = appointment;
}

function pop(heap: Appointment[]): void {
  const last = heap.pop() as Appointment;
  if (heap.length === 0) return;
  let index = 0;
  for (;;) {
    let below = 2 * index + 1;
    if (below >= heap.length) break;
    if (below + 1 < heap.length && earlier(heap[below + 1] as Appointment, heap[below] as Appointment)) below += 1;
    const other = heap[below] as Appointment;
    if (!earlier(other, last)) break;
    heap[index] = other;
    index = below;
  }
  heap[index] = last;
}
