import type { Finding } from '../../preload/contract.ts';
import { faultText, finding } from '../errors.ts';
import type { Log } from '../log.ts';
import { type DeepLink, parseDeepLink } from './deep-link.ts';
import { waitingLinks } from './waiting-links.ts';

/** A live service as far as links need it. */
export interface LinkService {
  readonly id: string;
  /** Empty where it has none. */
  readonly name: string;
  /** Whether its jobs can be added now. */
  readonly atWork: boolean;
}

export interface LinksParts {
  /** File of the links that wait, so that quitting loses none. */
  readonly path: string;
  /** The services that the desk works for: none while it starts or practises, for which no links exist. */
  readonly now: () => { readonly practising: boolean; readonly services: readonly LinkService[] };
  readonly add: (jobId: string, service: string) => 'added' | 'known';
  /** Shows the job to the operator. */
  readonly goTo: (jobId: string, service: string) => void;
  readonly tell: (finding: Finding) => void;
  /** Says how the waiting links stand in place of what was said before; null: none waits. */
  readonly tellWaiting: (finding: Finding | null) => void;
  readonly log: Log;
}

/** Where a link goes now: to a service, nowhere yet, or nowhere ever. */
type Way = { readonly to: string } | { readonly waitsFor: 'work' | 'name' } | { readonly refused: Finding };

/**
 * A link goes to the service that it names, and an unnamed one to the only service. A service without a name can't be
 * told from the one that a link names; of several services, none may be guessed.
 */
export function wayOf({ jobId, service }: DeepLink, services: readonly LinkService[]): Way {
  const [first, ...others] = services;
  if (!first) return { waitsFor: 'work' };
  const ours = services.map(({ name }) => name).join(', ');
  let named: LinkService | undefined = first;
  if (others.length > 0) {
    if (service === null) return { refused: finding('link-names-no-service', { services: ours, jobId }) };
    named = services.find(({ name }) => name === service) ?? services.find(({ id }) => id === service);
  } else if (service !== null) {
    if (first.atWork && first.name === '') return { waitsFor: 'name' };
    // What an only service is called may be set before it is at work.
    if (first.atWork && first.name !== service) named = undefined;
  }
  if (!named) return { refused: finding('link-other-service', { service: service ?? '', ours, jobId }) };
  return named.atWork ? { to: named.id } : { waitsFor: 'work' };
}

/** `countersign://` links. They can add a job and select it, and nothing else, whoever wrote them. */
export interface Links {
  /** Takes a link in, or keeps it until the live service is at work. */
  take(link: string): void;
  /** The desk is at work, or its service has a name now: takes in what waited. */
  deliver(): void;
}

export function createLinks({ path, now, add, goTo, tell, tellWaiting, log }: LinksParts): Links {
  const waiting = waitingLinks(path, (setAside) => {
    log('warn', 'links-damaged', { kept: setAside });
    tell(finding('links-damaged', { path: setAside }));
  });

  const keep = (link: DeepLink) => {
    try {
      if (!waiting.add(link)) {
        log('warn', 'link-refused', { code: 'links-too-many' });
        return tell(finding('links-too-many', { jobId: link.jobId }));
      }
    } catch (fault) {
      log('error', 'link-not-kept', { detail: faultText(fault) });
      return tell(finding('link-not-kept', { jobId: link.jobId, detail: faultText(fault) }));
    }
    log('info', 'link-waits', { waiting: waiting.all().length });
    sayWaiting();
  };

  const sayWaiting = () => {
    const links = waiting.all();
    if (links.length === 0) return tellWaiting(null);
    const { practising, services } = now();
    const count = links.length;
    const ways = links.map((link) => ({ service: link.service ?? '', way: wayOf(link, services) }));
    const nameless = ways.find(({ way }) => 'waitsFor' in way && way.waitsFor === 'name');
    if (nameless) return tellWaiting(finding('links-wait-for-name', { count, service: nameless.service }));
    const idle = ways.find(({ way }) => 'waitsFor' in way);
    if (!idle) return tellWaiting(finding('links-wait-for-store', { count }));
    if (practising) return tellWaiting(finding('links-wait-for-practice', { count }));
    if (!services.some(({ atWork }) => atWork)) return tellWaiting(finding('links-wait', { count }));
    tellWaiting(finding('links-wait-for-service', { count, service: idle.service }));
  };

  const refuse = (reason: Finding) => {
    log('warn', 'link-refused', { code: reason.code });
    tell(reason);
  };

  /** False where the job could not be added; a fault of the store must not lose it. */
  const added = ({ jobId }: DeepLink, service: string): boolean => {
    try {
      log('info', 'link-taken', { result: add(jobId, service) });
      return true;
    } catch (fault) {
      log('error', 'link-failed', { detail: faultText(fault) });
      return false;
    }
  };

  return {
    take: (text) => {
      const link = parseDeepLink(text);
      if ('reason' in link) return refuse(link.reason);
      const way = wayOf(link, now().services);
      if ('refused' in way) return refuse(way.refused);
      if ('waitsFor' in way || !added(link, way.to)) return keep(link);
      goTo(link.jobId, way.to);
    },

    deliver: () => {
      let newest: { readonly jobId: string; readonly service: string } | null = null;
      try {
        const links = waiting.all();
        const left: DeepLink[] = [];
        for (const link of links) {
          const way = wayOf(link, now().services);
          if ('refused' in way) refuse(way.refused);
          else if ('waitsFor' in way || !added(link, way.to)) left.push(link);
          else newest = { jobId: link.jobId, service: way.to };
        }
        // Only after they were added: taken in twice they are known, forgotten too early they are lost.
        if (left.length < links.length) waiting.replace(left);
        sayWaiting();
      } catch (fault) {
        log('error', 'links-not-delivered', { detail: faultText(fault) });
      }
      if (newest) goTo(newest.jobId, newest.service);
    },
  };
}
