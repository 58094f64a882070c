import type { Finding } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import { isJobId } from '../jobs/job.ts';

export interface DeepLink {
  readonly jobId: string;
  /** The name of the service that the job is at, where the link tells. */
  readonly service: string | null;
}

export const LONGEST_LINK = 2_048;
const LONGEST_SERVICE = 80;

/** As a service may be named in a link: 1 to 80 characters, none of them a control or a line separator. */
export const isServiceName = (text: string): boolean => {
  const length = [...text].length;
  return length >= 1 && length <= LONGEST_SERVICE && !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text);
};

export const isDeepLink = (text: string): boolean => /^countersign:/i.test(text);

/**
 * Reads `countersign://job/<id>`, with at most one parameter `?service=<name>`: 1 to 80 characters, percent-encoded.
 * Anybody may write such a link, so it is this to the letter or it is refused. Only what browsers and desktops change on
 * the way is let pass: upper case in scheme and host (RFC 3986, 6.2.2.1), and a slash at the end.
 */
export function parseDeepLink(text: string): DeepLink | { readonly reason: Finding } {
  const refused = (code: Finding) => ({ reason: code });
  if (text.length > LONGEST_LINK) return refused(finding('link-too-long', { most: LONGEST_LINK }));
  // RFC 3986, appendix B, without the parts that may not be there at all.
  const parts = /^countersign:\/\/([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/i.exec(text);
  if (!parts || !/^[\x21-\x7e]+$/.test(text)) return refused(finding('link-malformed'));
  const [, authority = '', path = '', query, fragment] = parts;
  if (authority.toLowerCase() !== 'job') return refused(finding('link-names-no-job'));
  if (fragment !== undefined) return refused(finding('link-has-extras'));
  const jobId = path.replace(/^\//, '').replace(/\/$/, '');
  if (!isJobId(jobId)) return refused(finding('link-names-no-job'));
  if (query === undefined) return { jobId, service: null };
  const [, encoded] = /^\?service=([^&=]*)$/.exec(query) ?? [];
  if (encoded === undefined) return refused(finding('link-has-extras'));
  const service = decoded(encoded);
  return service === null ? refused(finding('link-service-malformed')) : { jobId, service };
}

function decoded(encoded: string): string | null {
  try {
    const name = decodeURIComponent(encoded);
    return isServiceName(name) ? name : null;
  } catch {
    // A percent sign without two digits, or bytes that are no UTF-8.
    return null;
  }
}
