import type { Finding } from '../../preload/contract.ts';
import { sha256Hex } from './digest.ts';
import type { ReadContent } from './subject-token.ts';

/**
 * What an entry of the record says of the checks beside what was shown: over which content they were made, what its
 * signature is worth, and what the operator was warned of. Warnings may quote claims, so they are kept apart from their codes.
 */
export const checksShown = (content: string, read: ReadContent, warnings: readonly Finding[]) => ({
  content: sha256Hex(content),
  signature: read.signature.verdict,
  warned: warnings.map(({ code }) => code),
  ...(warnings.length > 0 && { warnings }),
});
