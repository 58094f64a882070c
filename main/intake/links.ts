import type { Finding } from '../../preload/contract.ts';
import { faultText, finding } from '../errors.ts';
import type { Log } from '../log.ts';
import { type DeepLink, parseDeepLink } from './deep-link.ts';
import { waitingLinks } from './waiting-links.ts';

export interface LinksParts {
  /** File of the links that wait, so that quitting loses none. */
  readonly path: string;
  /** The service at work; null while there is none. */
  readonly now: () => { readonly live: boolean; readonly serviceName: string } | null;
  readonly add: (jobId: string) => 'added' | 'known';
  /** Shows the job to the operator. */
  readonly goTo: (jobId: string) => void;
  readonly tell: (finding: Finding) => void;
  /** Says how the waiting links stand in place of what was said before; null: none waits. */
  readonly tellWaiting: (finding: Finding | null) => void;
  readonly log: Log;
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

  /** The live service's name, where links can be taken in now: those for practice jobs do not exist. */
  const liveService = (): string | null => {
    const at = now();
    return at?.live ? at.serviceName : null;
  };

  const isForAnother = ({ jobId, service }: DeepLink, ours: string): boolean => {
    if (service === null || service === ours) return false;
    log('warn', 'link-refused', { code: 'link-other-service' });
    tell(finding('link-other-service', { service, ours, jobId }));
    return true;
  };

  /** A service without a name can't be told from the one that a link names. */
  const waitsForName = ({ service }: DeepLink, ours: string): boolean => service !== null && ours === '';

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
    const ours = liveService();
    const named = links.find((link) => ours !== null && waitsForName(link, ours));
    if (links.length === 0) return tellWaiting(null);
    if (named?.service)
      return tellWaiting(finding('links-wait-for-name', { count: links.length, service: named.service }));
    if (ours !== null) return tellWaiting(finding('links-wait-for-store', { count: links.length }));
    tellWaiting(finding(now() === null ? 'links-wait' : 'links-wait-for-practice', { count: links.length }));
  };

  /** False where the job could not be added; a fault of the store must not lose it. */
  const added = ({ jobId }: DeepLink): boolean => {
    try {
      log('info', 'link-taken', { result: add(jobId) });
      return true;
    } catch (fault) {
      log('error', 'link-failed', { detail: faultText(fault) });
      return false;
    }
  };

  return {
    take: (text) => {
      const link = parseDeepLink(text);
      if ('reason' in link) {
        log('warn', 'link-refused', { code: link.reason.code });
        return tell(link.reason);
      }
      const ours = liveService();
      if (ours === null || waitsForName(link, ours)) return keep(link);
      if (isForAnother(link, ours)) return;
      if (!added(link)) return keep(link);
      goTo(link.jobId);
    },

    deliver: () => {
      const ours = liveService();
      if (ours === null) return sayWaiting();
      const taken: DeepLink[] = [];
      try {
        const links = waiting.all();
        if (links.length === 0) return;
        const left: DeepLink[] = [];
        for (const link of links) {
          if (waitsForName(link, ours)) left.push(link);
          else if (!isForAnother(link, ours)) (added(link) ? taken : left).push(link);
        }
        // Only after they were added: taken in twice they are known, forgotten too early they are lost.
        waiting.replace(left);
        sayWaiting();
      } catch (fault) {
        log('error', 'links-not-delivered', { detail: faultText(fault) });
      }
      const newest = taken.at(-1);
      if (newest) goTo(newest.jobId);
    },
  };
}
