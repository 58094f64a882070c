/** What was pasted or dropped: lines for `Add jobs`, the one token of a request, or JSON in a form nobody agreed on. */
export type Material =
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'unknown-form' };

const compact = /^([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/;
const bare = /^\S+$/;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The one compact JWT (RFC 7519) that the text is, without the white space that mail programs break long lines with;
 * null for any other text. A host name has three parts, too, so the header has to be JSON.
 */
export function tokenIn(text: string): string | null {
  const token = text.replace(/\s+/g, '');
  const [, header = ''] = compact.exec(token) ?? [];
  if (header.length % 4 === 1) return null;
  const bytes = header && atob(header.replaceAll('-', '+').replaceAll('_', '/'));
  return isRecord(parsed(bytes)) ? token : null;
}

function lineOf(entry: unknown): string | null {
  if (typeof entry === 'string') return bare.test(entry) ? entry : null;
  if (!isRecord(entry)) return null;
  // A service answers a request with the job and its status.
  const { job, token = '', status: _status, ...others } = entry;
  if (typeof job !== 'string' || typeof token !== 'string' || Object.keys(others).length > 0) return null;
  if (!bare.test(job) || (token !== '' && !bare.test(token))) return null;
  return token === '' ? job : `${job} ${token}`;
}

/** `{"jobs": […]}`, `[…]` or one entry alone; an entry is `"<job>"` or `{"job": …, "token": …}`. */
function linesOfJson(value: unknown): string[] | null {
  const named = isRecord(value) && Object.keys(value).join() === 'jobs' ? value.jobs : value;
  const entries = Array.isArray(named) ? named : isRecord(named) ? [named] : [];
  const lines = entries.map(lineOf);
  return lines.length > 0 && lines.every((line) => line !== null) ? lines : null;
}

/** Says what a text holds; whether its lines are jobs is main's to say. */
export function materialIn(text: string): Material {
  const token = tokenIn(text);
  if (token !== null) return { kind: 'token', token };
  if (/^\s*[[{]/.test(text)) {
    const lines = linesOfJson(parsed(text));
    return lines ? { kind: 'lines', lines } : { kind: 'unknown-form' };
  }
  return { kind: 'lines', lines: text.split(/\r\n|\r|\n/) };
}
