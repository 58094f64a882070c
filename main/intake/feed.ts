import type { Source } from '../../preload/contract.ts';
import { type Attendant, attend } from '../attendant.ts';
import type { Clock } from '../clock.ts';
import { parseFeed } from '../config.ts';
import { findingOf } from '../errors.ts';
import { type Access, plainAccess } from '../jobs/access.ts';
import { type OpenTransport, type Transport, transport } from '../jobs/transport.ts';
import { backoffMs } from '../outbox/backoff.ts';
import type { Store } from '../store/store.ts';
import { askPages } from './feed-round.ts';
import { sourceState } from './source.ts';
import { takeTurns } from './turns.ts';

/** A URL that names jobs, asked again and again. What happens to it says nothing of the service. */
export interface Feed extends Attendant {
  /** Null while no feed is set. */
  source(): Source | null;
  /** The network came back, or the machine woke: the pause after a fault is over. */
  retryNow(): void;
}

export interface FeedParts {
  /** As parseFeed gives it; empty for none. */
  readonly url: () => string;
  readonly pausedUntil: () => number;
  readonly store: Pick<Store, 'feedPages' | 'transaction'>;
  /** Takes in jobs; they are on disk when it returns, or when the transaction that it is called in is committed. */
  readonly add: (jobIds: readonly string[]) => { readonly added: readonly string[] };
  readonly clock: Clock;
  readonly random: () => number;
  readonly timeouts?: { readonly connectTimeout: number; readonly answerTimeout: number };
  /** How an origin is reached; straight and in the open unless given. */
  readonly access?: (origin: string) => Access;
  readonly openTransport?: OpenTransport;
  readonly onFault: (fault: unknown) => void;
  readonly onChange: () => void;
}

const EVERY_MS = 30_000;
/** Desks that were started together don't ask together. */
const JITTER = 0.1;

export function watchFeed({ url, pausedUntil, store, add, clock, random, onChange, ...parts }: FeedParts): Feed {
  const turns = takeTurns(clock);
  const source = sourceState(clock, onChange);
  let wire: Transport | null = null;
  let nextAt = 0;
  let limitedUntil = 0;
  let faults = 0;

  /** The feed that is set; another one than before is asked at once. */
  const current = (): string => {
    const now = url();
    if (source.moveTo(now)) {
      void wire?.stop();
      wire = null;
      nextAt = limitedUntil = faults = 0;
    }
    return now;
  };
  const wanted = (feed: string) => !turns.ended() && pausedUntil() <= clock.now() && current() === feed;

  const rest = (retryAfterMs: number | null, failed: boolean) => {
    faults = failed ? faults + 1 : 0;
    const pause = failed ? backoffMs(faults, random()) : EVERY_MS * (1 - JITTER + 2 * JITTER * random());
    limitedUntil = clock.now() + (retryAfterMs ?? 0);
    nextAt = Math.max(clock.now() + pause, limitedUntil);
  };

  const attendant = attend<string>(clock, {
    atOnce: 1,
    pausedUntil,
    key: (feed) => feed,
    due: (now) => {
      const feed = current();
      return feed !== '' && now >= nextAt ? [feed] : [];
    },
    nextDueAfter: (now) => (current() !== '' && nextAt > now ? nextAt : null),
    perform: async (feed) => {
      const parsed = parseFeed(feed);
      if ('problem' in parsed) {
        source.become(parsed.problem);
        return rest(null, false);
      }
      const { origin } = new URL(parsed.feed);
      const access = () => parts.access?.(origin) ?? plainAccess;
      wire ??= (parts.openTransport ?? transport)(origin, { clock, access, ...parts.timeouts });
      try {
        const page = { wire, store, add, turns, wanted: () => wanted(feed) };
        const { failed, fault, retryAfterMs } = await askPages(parsed.feed, page);
        if (!wanted(feed)) return;
        rest(retryAfterMs, failed);
        if (!failed) source.read();
        source.become(fault);
      } catch (thrown) {
        if (wanted(feed)) {
          rest(null, true);
          source.become(findingOf(thrown));
        }
        throw thrown;
      }
    },
    onSetBack: (by) => {
      nextAt -= by;
      limitedUntil -= by;
    },
    onFault: parts.onFault,
  });

  return {
    start: attendant.start,
    wake: attendant.wake,
    stop: async () => {
      turns.end();
      const stopping = attendant.stop();
      // What is under way ends with its connection: nobody waits for a slow feed to quit.
      await wire?.stop();
      await stopping;
    },
    source: () => source.of(url()),
    retryNow: () => {
      faults = 0;
      nextAt = Math.min(nextAt, limitedUntil);
      attendant.wake();
    },
  };
}
