import type { Pause, PauseLength } from '../../preload/contract.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';

/** Watching that the operator has called off: for a time, or until they resume it. */
export interface PauseKeeper {
  current(): Pause | null;
  /** Until when nothing is watched, in milliseconds since the epoch; a time gone by is no pause. */
  until(): number;
  /** @param until milliseconds since the epoch; null until it is resumed */
  begin(until: number | null): void;
  end(): void;
}

export function keepPause(parts: {
  readonly store: Pick<Store, 'pauses' | 'record' | 'transaction'>;
  readonly clock: Clock;
  readonly onChange: () => void;
}): PauseKeeper {
  const { store, clock, onChange } = parts;

  const end = () => {
    if (!store.pauses.read()) return;
    store.transaction(() => {
      store.pauses.end();
      store.record.append('watching-resumed', null);
    });
    onChange();
  };

  const current = (): Pause | null => {
    const pause = store.pauses.read();
    return pause && (pause.until ?? Number.POSITIVE_INFINITY) > clock.now() ? pause : null;
  };

  return {
    current,
    until: () => {
      const pause = current();
      // One that has run out ends at the watcher's next turn; the record says when that was.
      if (!pause) end();
      return pause ? (pause.until ?? Number.POSITIVE_INFINITY) : 0;
    },
    begin: (until) => {
      store.transaction(() => {
        store.pauses.begin({ since: clock.now(), until });
        store.record.append('watching-paused', null, { until });
      });
      onChange();
    },
    end,
  };
}

/** Tomorrow begins at six in the morning, local time: whoever pauses at midnight means to sleep first. */
const MORNING_HOUR = 6;

/** When a pause that begins now ends, in milliseconds since the epoch; null where it is to be resumed by hand. */
export function pauseEnd(length: PauseLength, now: number): number | null {
  if (length === 'resumed') return null;
  if (length === 'hour') return now + 3_600_000;
  const morning = new Date(now);
  if (morning.getHours() >= MORNING_HOUR) morning.setDate(morning.getDate() + 1);
  return morning.setHours(MORNING_HOUR, 0, 0, 0);
}
