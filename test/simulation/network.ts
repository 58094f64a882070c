import { finding } from '../../main/errors.ts';
import type { OpenTransport, Transported, TransportRequest } from '../../main/jobs/transport.ts';
import { retryAfterMs } from '../../main/jobs/wire.ts';
import type { Chance, Draw } from './chance.ts';
import type { Process } from './process.ts';
import type { Reply, Service } from './service.ts';
import type { Signatory } from './subjects.ts';
import type { Time } from './time.ts';

/** A request on its way, or over. */
export interface Sent {
  readonly process: Process;
  readonly origin: string;
  readonly method: string;
  /** Null for a request that is about no job. */
  readonly jobId: string | null;
  readonly body: string;
  readonly sentAt: number;
}

export interface NetworkParts {
  readonly time: Time;
  readonly chance: Chance;
  readonly faults: readonly Fault[];
  readonly faultRate: number;
  readonly services: ReadonlyMap<string, Service>;
  /** Job IDs that the feed names. */
  readonly feed: () => readonly string[];
  readonly trace: (line: string) => void;
  readonly onSend: (sent: Sent) => void;
  readonly onAnswer: (sent: Sent, answer: Transported) => void;
}

/** Between a process and its services: what can be lost, late, doubled or made up on the way. */
export interface Network {
  openFor(process: Process): OpenTransport;
  /** Everything under way breaks; what was on its way there may still arrive. */
  breakAll(): void;
  /** Nobody is reached until it is called off. */
  down: 'no' | 'refusing' | 'silent';
  /** From now on nothing goes wrong. */
  heal(): void;
}

export const allFaults = [
  'refused',
  'lost before',
  'lost after',
  'timeout',
  'slow',
  'rate limit',
  'server fault before',
  'server fault after',
  'wrong content',
  'wrong status',
  'redirect',
  'doubled',
  'too large',
  'untrue 2xx',
  'other token',
  'overtaken',
] as const;
export type Fault = (typeof allFaults)[number];

const ONE_WAY_MS = 15;
const TIMEOUT_MS = 35_000;

export function simulatedNetwork(parts: NetworkParts): Network {
  const { time, chance, services, trace } = parts;
  const underWay = new Set<() => void>();
  let healed = false;

  const network: Network = {
    down: 'no',
    breakAll: () => {
      for (const breakOne of [...underWay]) breakOne();
    },
    heal: () => {
      healed = true;
      network.down = 'no';
    },

    openFor: (process) => (origin) => {
      const mine = new Set<() => void>();
      let stopped = false;
      return {
        request: (request) => {
          process.step(`sending of ${request.method}`, 0.004);
          if (stopped) return Promise.resolve(broken('requests are over', false));
          return new Promise((resolve) => {
            const breakOff = exchange(process, origin, request, (answer) => {
              mine.delete(breakOff);
              underWay.delete(breakOff);
              resolve(answer);
            });
            mine.add(breakOff);
            underWay.add(breakOff);
          });
        },
        stop: async () => {
          stopped = true;
          for (const breakOff of [...mine]) breakOff();
        },
      };
    },
  };

  /** One request and all that may happen to it; gives what breaks it off. */
  const exchange = (
    process: Process,
    origin: string,
    { method, path, body = '' }: TransportRequest,
    done: (answer: Transported) => void,
  ): (() => void) => {
    const jobId = /\/scope\/([^/?]+)$/.exec(path)?.[1] ?? null;
    const sent: Sent = { process, origin, method, jobId, body, sentAt: time.elapsed() };
    const name = `${method} ${jobId ?? path}`;
    let over = false;

    const end = (answer: Transported) => {
      if (over) return;
      over = true;
      if (!process.alive()) return;
      trace(`answer to ${name}: ${answer.kind === 'answer' ? answer.status : answer.fault.code}`);
      parts.onAnswer(sent, answer);
      done(answer);
    };
    const endAfter = (ms: number, answer: Transported) => time.after(ms, () => end(answer));
    const arrive = (): Reply => {
      trace(`${name} arrives`);
      if (origin === FEED_ORIGIN) return { status: 200, body: JSON.stringify({ jobs: parts.feed(), next: null }) };
      const reply = services.get(origin)?.answer(method, jobId, body) ?? { status: 404, body: '' };
      return method === 'HEAD' ? { ...reply, body: '' } : reply;
    };
    const arriveAfter = (ms: number, then: (reply: Reply) => void = () => {}) => time.after(ms, () => then(arrive()));
    const answerNormally = (change: (reply: Reply) => Reply = (reply) => reply, more = 0) =>
      arriveAfter(ONE_WAY_MS, (reply) => endAfter(ONE_WAY_MS + more, answerOf(change(reply), null)));

    parts.onSend(sent);
    const draw = healed ? null : chance.event(`trouble of ${name.trimEnd()}`, parts.faultRate);
    const fault = network.down === 'refusing' ? 'refused' : network.down === 'silent' ? 'timeout' : pick(draw, method);
    trace(`${name} sent${fault ? `, ${fault}` : ''}`);
    if (fault === null || (draw === null && network.down === 'no')) answerNormally();
    else happen(fault, draw);

    function happen(what: Fault, how: Draw | null) {
      switch (what) {
        case 'refused':
          return endAfter(ONE_WAY_MS, broken('connect ECONNREFUSED', false));
        case 'lost before':
          return endAfter(how?.ms(5, 3_000) ?? 5, broken('read ECONNRESET', true));
        case 'lost after':
          arriveAfter(ONE_WAY_MS);
          return endAfter(how?.ms(20, 3_000) ?? 20, broken('read ECONNRESET', true));
        case 'timeout':
          // It may arrive all the same, and even after the sender has given it up.
          if (how && how.below(2) === 0) arriveAfter(how.ms(100, 2 * TIMEOUT_MS));
          return endAfter(TIMEOUT_MS, { kind: 'fault', fault: finding('timeout'), answered: false, sent: true });
        case 'slow':
          if (how?.below(2) === 0)
            return arriveAfter(how.ms(50, 15_000), (reply) => endAfter(ONE_WAY_MS, answerOf(reply, null)));
          return answerNormally(undefined, how?.ms(50, 15_000));
        case 'rate limit': {
          const seconds = how?.ms(1, 90) ?? 1;
          const form = how?.below(4) ?? 0;
          const header =
            form === 0
              ? String(seconds)
              : form === 1
                ? new Date(time.wall() + seconds * 1000).toUTCString()
                : form === 2
                  ? 'soon'
                  : null;
          return endAfter(
            2 * ONE_WAY_MS,
            answerOf({ status: 429, body: '{"title":"rate-limit"}' }, retryAfterMs(header, time.wall())),
          );
        }
        case 'server fault before':
          return endAfter(2 * ONE_WAY_MS, answerOf({ status: how?.one([500, 502, 503]) ?? 500, body: 'sorry' }, null));
        case 'server fault after':
          return answerNormally(() => ({ status: how?.one([500, 502, 504]) ?? 500, body: '' }));
        case 'wrong content':
          return answerNormally((reply) => ({
            status: reply.status === 204 ? 200 : reply.status,
            body: method === 'HEAD' ? '' : (how?.one(wrongBodies) ?? ''),
          }));
        case 'wrong status':
          return endAfter(2 * ONE_WAY_MS, answerOf({ status: how?.one(wrongStatuses) ?? 400, body: '' }, null));
        case 'redirect':
          return endAfter(2 * ONE_WAY_MS, answerOf({ status: 302, body: '' }, null));
        case 'doubled':
          // A proxy that repeats a request: the second copy may arrive when much else has happened.
          arriveAfter(ONE_WAY_MS + (how?.ms(1, 60_000) ?? 1));
          return answerNormally();
        case 'too large':
          arriveAfter(ONE_WAY_MS);
          return endAfter(2 * ONE_WAY_MS, {
            kind: 'fault',
            fault: finding('answer-too-large'),
            answered: true,
            sent: true,
          });
        case 'untrue 2xx':
          // Said to be done, and not done.
          return endAfter(2 * ONE_WAY_MS, answerOf({ status: method === 'HEAD' ? 204 : 200, body: '' }, null));
        case 'overtaken': {
          // Between the last look and this PUT somebody else signs, or the subject thinks better of it.
          const job = method === 'PUT' && services.get(origin)?.jobs.get(jobId ?? '');
          const by = how?.one<Signatory | 'nobody'>(['us elsewhere', 'trusted', 'stranger', 'nobody']) ?? 'nobody';
          time.after(ONE_WAY_MS / 2, () => {
            if (!job) return;
            if (by !== 'nobody') services.get(origin)?.signElsewhere(job, by);
            else if (job.phase === 'confirmed') job.phase = 'waiting';
          });
          return answerNormally();
        }
        case 'other token':
          return answerNormally((reply) => ({
            ...reply,
            body: reply.body.replace(/[A-Za-z0-9_-]{8}(?=("|$))/, 'AAAAAAAA'),
          }));
      }
    }

    return () => end(broken('other side closed', true));
  };

  const pick = (draw: Draw | null, method: string): Fault | null => {
    const [first, ...others] = parts.faults;
    // One in fifteen of the few PUTs would be too rare.
    if (draw && method === 'PUT' && parts.faults.includes('overtaken') && draw.below(3) === 0) return 'overtaken';
    return draw && first ? draw.one([first, ...others]) : null;
  };

  return network;
}

export const FEED_ORIGIN = 'https://feed.example.org';

const wrongBodies = ['', '<html>Sign in</html>', '{"status":"ok"}', '{"sub":', 'null', '[]'] as const;
const wrongStatuses = [400, 401, 403, 404, 405, 409, 410, 413, 422, 204] as const;

const broken = (detail: string, sent: boolean): Transported => ({
  kind: 'fault',
  fault: finding('network', { detail }),
  answered: false,
  sent,
});

const answerOf = ({ status, body }: Reply, pause: number | null): Transported => ({
  kind: 'answer',
  status,
  body,
  retryAfterMs: pause,
  location: status === 302 ? 'https://elsewhere.example.org/' : null,
  etag: null,
  lastModified: null,
  clockAheadMs: null,
});
