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
  readonly log: Log;
}

/** `countersign://` links. They can add a job and select it, and nothing else, whoever wrote them. */
export interface Links {
  /** Takes a link in, or keeps it until the live service is at work. */
  take(link: string): void;
  /** The desk is at work: takes in what waited. */
  deliver(): void;
}

export function createLinks({ path, now, add, goTo, tell, log }: LinksParts): Links {
  const waiting = waitingLinks(path, (setAside) => {
    log('warn', 'links-damaged', { kept: setAside });
    tell(finding('links-damaged', { path: setAside }));
  });

  /** The live service's name, where links can be taken in now: those for practice jobs do not exist. */
  const liveService = (): string | null => {
    const at = now();
    return at?.live ? at.serviceName : null;
  };

  const isForAnother = ({ service }: DeepLink, ours: string): boolean => {
    if (service === null || service === ours) return false;
    log('warn', 'link-refused', { code: 'link-other-service' });
    tell(
      ours === ''
        ? finding('link-other-service-unnamed', { service })
        : finding('link-other-service', { service, ours }),
    );
    return true;
  };

  const keep = (link: DeepLink, why: Finding) => {
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
    tell(why);
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
      if (ours === null) {
        const practising = now() !== null;
        return keep(link, finding(practising ? 'link-waits-for-practice' : 'link-waits', { jobId: link.jobId }));
      }
      if (isForAnother(link, ours)) return;
      if (!added(link)) return keep(link, finding('link-waits-for-store', { jobId: link.jobId }));
      goTo(link.jobId);
    },

    deliver: () => {
      const ours = liveService();
      if (ours === null) return;
      const taken: DeepLink[] = [];
      try {
        const links = waiting.all();
        if (links.length === 0) return;
        const left: DeepLink[] = [];
        for (const link of links) {
          if (!isForAnother(link, ours)) (added(link) ? taken : left).push(link);
        }
        // Only after they were added: taken in twice they are known, forgotten too early they are lost.
        waiting.replace(left);
      } catch (fault) {
        log('error', 'links-not-delivered', { detail: faultText(fault) });
      }
      const newest = taken.at(-1);
      if (newest) goTo(newest.jobId);
    },
  };
}
