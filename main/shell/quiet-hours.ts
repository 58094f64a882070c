/** A local time of day. */
export interface TimeOfDay {
  readonly hours: number;
  readonly minutes: number;
}

/** Of a moment in milliseconds since the epoch, where this machine is. */
export function localTime(at: number): TimeOfDay {
  const date = new Date(at);
  return { hours: date.getHours(), minutes: date.getMinutes() };
}

const DAY_MINUTES = 24 * 60;

/**
 * How many minutes of quiet are left, counted from the full minute; 0 outside quiet hours.
 * @param from,until local times as `HH:MM`, the first one quiet and the second one not; over midnight too. Anything else,
 * or the same time twice, makes no quiet hours: silence must not come from a setting that says nothing.
 */
export function quietMinutesLeft(from: string, until: string, now: TimeOfDay): number {
  const start = minuteOfDay(from);
  const end = minuteOfDay(until);
  if (start === null || end === null || start === end) return 0;
  const minute = now.hours * 60 + now.minutes;
  const quietFor = (end - start + DAY_MINUTES) % DAY_MINUTES;
  const quietSince = (minute - start + DAY_MINUTES) % DAY_MINUTES;
  return Math.max(quietFor - quietSince, 0);
}

function minuteOfDay(time: string): number | null {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes);
}
