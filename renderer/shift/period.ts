/** From one time to another, in milliseconds since the epoch. */
export interface Period {
  readonly from: number;
  readonly until: number;
}

export const periodNames = ['today', 'yesterday', 'session', 'lastSummary'] as const;
export type PeriodName = (typeof periodNames)[number];

const midnight = (at: number, days: number): number => {
  const day = new Date(at);
  // By the calendar, since not every day has 24 hours.
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days).getTime();
};

interface Starts {
  readonly session: number | null;
  readonly lastSummary: number | null;
}

/** The period of that name; null where there is none, since nothing began that it would begin with. */
export function periodOf(name: PeriodName, now: number, starts: Starts): Period | null {
  switch (name) {
    case 'today':
      return { from: midnight(now, 0), until: now };
    case 'yesterday':
      return { from: midnight(now, -1), until: midnight(now, 0) };
    default: {
      const from = starts[name];
      return from === null || from >= now ? null : { from, until: now };
    }
  }
}

const two = (number: number): string => String(number).padStart(2, '0');

/** A time as a field for local dates and times has it, to the minute. */
export function fieldText(at: number): string {
  const time = new Date(at);
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day}T${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** The time that such a field holds; null while it holds none. */
export function fieldTime(text: string): number | null {
  const at = new Date(text).getTime();
  return text === '' || Number.isNaN(at) ? null : at;
}
