import type { Glance, Place } from '../../preload/contract.ts';
import { foreign } from '../../preload/words/foreign.ts';
import type { DeskNews } from '../all-posts.ts';
import type { ServiceName } from '../overview.ts';
import { ed25519Thumbprint, subjectJwk } from '../review/subject-token.ts';
import { say } from '../words.ts';
import { plainScope } from './plain-scope.ts';

/** States in which jobs may wait unseen, or nothing can be signed: the operator hears of them wherever they are. */
export const alarms = ['blind', 'fault', 'locked', 'stopped', 'signing-stopped'] as const;
export type Alarm = (typeof alarms)[number];

/** Of each kind at most one notification stands. */
export type NoticeKind = 'jobs' | Alarm;

export interface Notice {
  readonly kind: NoticeKind;
  /** Plain text, and nothing of what a claim says but a scope that is a plain name. */
  readonly title: string;
  readonly body: string;
  /** Where a click takes the operator. */
  readonly place: Partial<Place>;
  /** Where there are several services: the one that a click brings into view. */
  readonly service?: string;
}

const titled = (practice: boolean, title: string): string => (practice ? say('notice.practice', { title }) : title);

/** @param toDecide how many jobs wait for a decision in all, told of before or not */
export function jobsNotice({ ready, attention, only, services }: DeskNews, { practice, toDecide }: Glance): Notice {
  const needAttention = attention > 0 ? say('notice.attention', { count: attention }) : '';
  const lines = [
    namesOf(services),
    only && aboutJob(only.scope, only.subject),
    ready > 0 && needAttention,
    toDecide > ready + attention && say('notice.inAll', { count: toDecide }),
  ];
  return {
    kind: 'jobs',
    title: titled(practice, ready > 0 ? say('notice.ready', { count: ready }) : needAttention),
    body: lines.filter(Boolean).join('\n'),
    place: only ? { section: 'queue', filter: 'open', jobId: only.jobId } : { section: 'queue', filter: 'open' },
    ...firstOf(services),
  };
}

/** @param services those it holds for, where there are several; none where there is one */
export function alarmNotice(alarm: Alarm, practice: boolean, services: readonly ServiceName[]): Notice {
  const title = titled(practice, say(`notice.${alarm}`));
  const body = [namesOf(services), say(`notice.${alarm}Explained`)].filter(Boolean).join('\n');
  return { kind: alarm, title, body, place: { section: 'health' }, ...firstOf(services) };
}

/** Names of services are the administrator's words, not what a claim says. */
const namesOf = (services: readonly ServiceName[]): string => services.map(({ name }) => foreign(name)).join(', ');
const firstOf = ([first]: readonly ServiceName[]): Pick<Notice, 'service'> => (first ? { service: first.id } : {});

/**
 * What may be said of a job on a screen that others see too, and that draws whatever it is given: names of scopes, and
 * the start of the subject's thumbprint (RFC 7638), both in letters that can't mislead. Whatever is not so is left out.
 */
function aboutJob(scope: string | null, subject: string | null): string {
  const jwk = subjectJwk(subject);
  const parts = [plainScope(scope), jwk && say('notice.subject', { thumbprint: ed25519Thumbprint(jwk.x).slice(0, 8) })];
  return parts.filter(Boolean).join(' · ');
}
