import type { ActionAnswer, Glance, LockCause, PauseLength, Settings, Undoable } from '../preload/contract.ts';
import type { News } from './authority.ts';
import type { Clock } from './clock.ts';
import { faultText } from './errors.ts';
import { pauseEnd } from './jobs/pause.ts';
import type { Log } from './log.ts';
import type { View } from './outlook.ts';
import { type Overview, overviewOf, type ServiceName } from './overview.ts';
import type { Post } from './post.ts';

/** What happens to the machine and explains later why a decision took as long as it did. */
export type MachineEvent = 'suspended' | 'resumed' | 'screen-locked' | 'screen-unlocked' | 'offline' | 'online';

/** News of all services together. */
export interface DeskNews extends News {
  /** The services that it comes from, where there are several to come from; none where there is one. */
  readonly services: readonly ServiceName[];
}

/** What is asked of all services together, and done for every one that is at work. */
export interface AllPosts {
  /** Each service's own view, in the administrator's order. */
  views(): readonly PostView[];
  overview(): Overview;
  undoable(views: readonly PostView[]): Undoable[];
  /** What a restart of the app would interrupt: what the services do not have yet, and decisions not made or not final. */
  pendingWork(): { readonly unsent: number; readonly undecided: number };
  news(): DeskNews | null;
  told(): void;
  pause(length: PauseLength): ActionAnswer;
  resume(): ActionAnswer;
  /** Stops all signing of every service that is at work. @throws what the first that can't be stopped threw, after the others */
  stopSigning(): ActionAnswer;
  lock(by: LockCause): ActionAnswer;
  attend(inFront: boolean): void;
  awake(): void;
  /** Puts an event of the machine on every record that can be written. */
  note(event: MachineEvent): void;
  /** Puts a change of settings on every record. @throws what the first that can't be written threw */
  record(change: Partial<Settings>): void;
}

export interface PostView {
  readonly post: Post;
  readonly view: View;
}

export interface AllPostsParts {
  readonly posts: () => readonly Post[];
  /** The keys of services that are not at work now are locked when they are. */
  readonly lockUnopened: () => void;
  /** How the desk stands before there are services. */
  readonly bare: () => Glance;
  readonly clock: Clock;
  readonly log: Log;
}

const done: ActionAnswer = { outcome: 'done' };

export function allPosts({ posts, lockUnopened, bare, clock, log }: AllPostsParts): AllPosts {
  const several = () => posts().length > 1;
  const views = () => posts().map((post) => ({ post, view: post.outlook.view() }));
  const authorities = () => posts().flatMap((post) => post.workspace()?.authority ?? []);

  return {
    views,
    overview: () => overviewOf(linesOf(views()), bare()),
    undoable: (all) => {
      const each = all.flatMap(({ post, view }) => view.undoable.map((one) => ({ ...one, service: post.id })));
      // One service's own are in their order already: the newest approval first.
      return several() ? each.sort((a, b) => b.undoUntil - a.undoUntil) : each;
    },
    pendingWork: () => {
      const each = posts().map((post) => post.outlook.pending());
      const sum = (of: 'unsent' | 'undecided') => each.reduce((total, one) => total + one[of], 0);
      return { unsent: sum('unsent'), undecided: sum('undecided') };
    },
    news: () => {
      const each = posts().flatMap((post) => {
        const news = post.workspace()?.authority.news();
        return news ? [{ post, news }] : [];
      });
      const [first, ...others] = each;
      if (!first) return null;
      const sum = (of: 'ready' | 'attention') => each.reduce((total, { news }) => total + news[of], 0);
      return {
        ready: sum('ready'),
        attention: sum('attention'),
        only: others.length === 0 ? first.news.only : null,
        services: several() ? each.map(({ post }) => ({ id: post.id, name: post.name() })) : [],
      };
    },
    told: () => {
      for (const authority of authorities()) authority.told();
    },
    pause: (length) => {
      for (const authority of authorities()) authority.pauseWatching(pauseEnd(length, clock.now()));
      return done;
    },
    resume: () => {
      for (const authority of authorities()) if (authority.paused()) authority.resumeWatching();
      return done;
    },
    stopSigning: () => {
      const faults: unknown[] = [];
      for (const authority of authorities()) {
        try {
          authority.stopSigning();
        } catch (fault) {
          // One that can't write it down is no reason to let the others go on.
          faults.push(fault);
        }
      }
      if (faults.length > 0) throw faults[0];
      return done;
    },
    lock: (by) => {
      log('info', 'locked', { by });
      // One that is just being opened is locked as soon as it is, and that goes on its record.
      if (posts().every((post) => post.workspace())) lockUnopened();
      for (const authority of authorities()) {
        try {
          authority.lock(by);
        } catch (fault) {
          // The record can't be written, which the engine says by itself; locked it is.
          log('warn', 'lock-not-recorded', { detail: faultText(fault) });
        }
      }
      return done;
    },
    attend: (inFront) => {
      for (const authority of authorities()) authority.attend(inFront);
    },
    awake: () => {
      for (const authority of authorities()) authority.awake();
    },
    note: (event) => {
      log('info', event);
      for (const authority of authorities()) {
        try {
          authority.note(event, {});
        } catch (fault) {
          // The record can't be written: the engine says so by itself, and the machine does not wait for it.
          log('warn', 'note-failed', { detail: faultText(fault) });
        }
      }
    },
    record: (change) => {
      for (const authority of authorities()) authority.note('settings-changed', { ...change });
    },
  };
}

export const linesOf = (all: readonly PostView[]) =>
  all.map(({ post, view: { glance, paused } }) => ({ id: post.id, name: post.name(), glance, paused }));
