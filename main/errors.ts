import type { Finding } from '../preload/contract.ts';

/**
 * The one family of faults. `code` is stable (the page's catalogue has words for it), `message` is for the log.
 * Expected outcomes are values of a union, never thrown.
 */
export class AuthorityError extends Error {
  override readonly name = 'AuthorityError';

  constructor(
    readonly code: string,
    message: string,
    readonly values: Readonly<Record<string, string | number>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export const finding = (code: string, values?: Finding['values']): Finding =>
  values === undefined ? { code } : { code, values };

/** A short text of any thrown thing; system errors keep their code, which is what people search for. */
export function faultText(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown instanceof AuthorityError) return thrown.message;
  const code = (thrown as NodeJS.ErrnoException).code;
  const text = thrown.message || thrown.name;
  return code && !text.includes(code) ? `${code}: ${text}` : text;
}

/** A thrown thing as a finding: by its stable code, with a short text of it. */
export function findingOf(thrown: unknown): Finding {
  if (thrown instanceof AuthorityError) return finding(thrown.code, { ...thrown.values, detail: short(thrown) });
  return { code: 'internal', values: { detail: short(thrown) } };
}

const short = (thrown: unknown): string => faultText(thrown).slice(0, 300);
