import type { Clock } from '../clock.ts';
import type { Desk } from '../desk.ts';
import { faultText } from '../errors.ts';
import type { Log } from '../log.ts';
import { type Alarm, alarmNotice, alarms, jobsNotice, type Notice, type NoticeKind } from './notice.ts';
import { quietMinutesLeft, type TimeOfDay } from './quiet-hours.ts';

export interface NotifierParts {
  readonly desk: Pick<Desk, 'overview' | 'news' | 'told' | 'goTo' | 'settings' | 'onChange'>;
  /** Whether the operator has the window before them, where everything is shown anyway. */
  readonly inFront: () => boolean;
  readonly clock: Clock;
  readonly localTime: (at: number) => TimeOfDay;
  readonly post: (notice: Notice, onClick: () => void) => void;
  readonly withdraw: (kind: NoticeKind) => void;
  readonly showWindow: () => void;
  readonly log: Log;
}

export interface Notifier {
  /** The window came to the front: what was notified is before the operator's eyes, and is taken back. */
  seen(): void;
  stop(): void;
}

/** A burst of changes is one notification. */
const GATHER_MS = 1_500;
const BETWEEN_JOBS_MS = 30_000;
const BETWEEN_ALARMS_MS = 10 * 60_000;
/** How long an alarm holds before it is told. The others are longer than the engine shows a fault that came only once. */
const HOLDS_FOR_MS: Readonly<Record<Alarm, number>> = {
  blind: 60_000,
  fault: 20_000,
  locked: 20_000,
  stopped: 20_000,
  // Done by a person who may have nothing but the tray before them, and who wants to know that it is done.
  'signing-stopped': 0,
};
/** Timers sleep with the machine, and clocks are set: while something waits, the wall clock is asked this often. */
const LONGEST_NAP_MS = 10 * 60_000;
const AFTER_FAULT_MS = 30_000;

const earliest = (waits: readonly number[]): number | null => (waits.length > 0 ? Math.min(...waits) : null);

/**
 * Decides when a person is told of what. Everything is read from the desk as it stands now, never counted from events, so
 * one that is missed or comes twice changes nothing; and what a notification says is in the window as well, so one that
 * is lost, or a click on it, loses nothing.
 */
export function createNotifier(parts: NotifierParts): Notifier {
  const { desk, clock, log } = parts;
  const standing = new Set<NoticeKind>();
  const lastTold = new Map<NoticeKind | 'attention', number>();
  /** Of each service that is in a state of alarm, by its `id`. */
  const raised = new Map<string, { readonly kind: Alarm; readonly since: number; told: boolean }>();
  let practice: boolean | null = null;
  let stopped = false;
  let lookAt = Number.POSITIVE_INFINITY;
  let cancel = () => {};

  const lookIn = (ms: number) => {
    const at = clock.now() + ms;
    if (stopped || at >= lookAt) return;
    cancel();
    lookAt = at;
    cancel = clock.after(ms, look);
  };

  const look = () => {
    cancel();
    lookAt = Number.POSITIVE_INFINITY;
    if (stopped) return;
    try {
      const next = tellWhatIsDue(clock.now());
      if (next !== null) lookIn(Math.min(next, LONGEST_NAP_MS));
    } catch (fault) {
      // The database does not answer: the engine says so by itself.
      log('warn', 'notifier-failed', { detail: faultText(fault) });
      lookIn(AFTER_FAULT_MS);
    }
  };

  /** Gives in how many milliseconds something may fall due; null when nothing will by itself. */
  const tellWhatIsDue = (now: number): number | null => {
    const { glance, services } = desk.overview();
    const several = services.length > 1;
    // Before there are services the app itself may be stopped.
    const lines = services.length > 0 ? services : [{ id: '', name: '', glance }];
    const { notify, quietFrom, quietUntil } = desk.settings().values;
    const news = desk.news();
    /** In how many milliseconds `ms` have passed; a moment that still is to come was written before the clock was set back. */
    const left = (since: number | undefined, ms: number) =>
      since === undefined || since > now ? 0 : Math.max(since + ms - now, 0);

    if (glance.toDecide === 0 || glance.practice !== practice) takeBack('jobs');
    practice = glance.practice;
    for (const id of raised.keys()) if (!lines.some((line) => line.id === id)) raised.delete(id);
    for (const line of lines) {
      const kind = alarms.find((one) => one === line.glance.state);
      if (!kind) raised.delete(line.id);
      else if (raised.get(line.id)?.kind !== kind) raised.set(line.id, { kind, since: now, told: false });
    }
    for (const kind of alarms) if (![...raised.values()].some((alarm) => alarm.kind === kind)) takeBack(kind);
    /** Of the alarms not told yet, those that hold for long enough come due by themselves. */
    const untold = [...raised.values()]
      .filter(({ told }) => !told)
      .map((alarm) => ({ alarm, holds: left(alarm.since, HOLDS_FOR_MS[alarm.kind]) }));

    if (!notify || parts.inFront()) {
      // What is in the window, or not wanted, is not made up for later.
      takeAllBack();
      if (news) desk.told();
      for (const { alarm, holds } of untold) if (holds === 0) alarm.told = true;
      return earliest(untold.map(({ holds }) => holds).filter((holds) => holds > 0));
    }

    const quietLeft = quietMinutesLeft(quietFrom, quietUntil, parts.localTime(now)) * 60_000;
    const quiet = quietLeft > 0 ? quietLeft - (now % 60_000) : 0;
    const waits: number[] = [];
    /** Tells what is due by now, and remembers how long to wait for what is not. */
    const tell = (wait: number, act: () => void) => {
      const longest = Math.max(wait, quiet);
      if (longest > 0) waits.push(longest);
      else act();
    };

    for (const kind of alarms) {
      const of = untold.filter(({ alarm }) => alarm.kind === kind);
      const soonest = earliest(of.map(({ holds }) => holds));
      if (soonest === null) continue;
      const pace = kind === 'signing-stopped' ? 0 : BETWEEN_ALARMS_MS;
      tell(Math.max(soonest, left(lastTold.get(kind), pace)), () => {
        // What is told is everything that holds by now, told before or not: it takes the place of what stood.
        const due = lines.filter(({ id }) => {
          const alarm = raised.get(id);
          return alarm?.kind === kind && (alarm.told || left(alarm.since, HOLDS_FOR_MS[kind]) === 0);
        });
        post(alarmNotice(kind, glance.practice, several ? due : []), now);
        for (const { id } of due) {
          const alarm = raised.get(id);
          if (alarm) alarm.told = true;
        }
        const later = earliest(of.map(({ holds }) => holds).filter((holds) => holds > 0));
        if (later !== null) waits.push(later);
      });
    }
    if (news) {
      const atTheirPace = left(lastTold.get('jobs'), BETWEEN_JOBS_MS);
      const asAlarm = left(lastTold.get('attention'), BETWEEN_ALARMS_MS);
      // Attention is an alarm: it does not wait for the pace of jobs, and alone it has the pace of alarms.
      const wait = news.attention === 0 ? atTheirPace : news.ready === 0 ? asAlarm : Math.min(atTheirPace, asAlarm);
      tell(wait, () => {
        post(jobsNotice(news, glance), now);
        if (news.attention > 0) lastTold.set('attention', now);
        desk.told();
      });
    }
    return earliest(waits);
  };

  const post = (notice: Notice, now: number) => {
    standing.add(notice.kind);
    lastTold.set(notice.kind, now);
    parts.post(notice, () => visit(notice));
  };

  const visit = ({ kind, place, service }: Notice) => {
    standing.delete(kind);
    desk.goTo(place, service);
    parts.showWindow();
  };

  const takeBack = (kind: NoticeKind) => {
    if (standing.delete(kind)) parts.withdraw(kind);
  };
  const takeAllBack = () => {
    for (const kind of standing) takeBack(kind);
  };

  desk.onChange(() => lookIn(GATHER_MS));
  lookIn(GATHER_MS);

  return {
    seen: () => {
      takeAllBack();
      look();
    },
    stop: () => {
      stopped = true;
      cancel();
      takeAllBack();
    },
  };
}
