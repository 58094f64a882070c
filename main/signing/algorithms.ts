import type { HeaderAlgorithm, KeyAlgorithm } from '../../preload/contract.ts';

/** The smallest RSA modulus that is made, taken in or signed with: NIST SP 800-57 part 1, table 2, for use beyond 2030. */
export const SMALLEST_RSA_BITS = 3072;
/** Beyond it a signature takes seconds, and no verifier gains by it. */
export const LARGEST_RSA_BITS = 8192;

/** What a key of this kind writes into its tokens' headers unless it is set otherwise; RFC 7518, 3.1, and RFC 8037, 3.1. */
export const headerOf = (algorithm: KeyAlgorithm): HeaderAlgorithm => (algorithm === 'Ed25519' ? 'EdDSA' : algorithm);

/** The names that a key may write: an Ed25519 key has two for the same algorithm (RFC 9864, 2.2), any other just its own. */
export const headersOf = (header: HeaderAlgorithm): readonly HeaderAlgorithm[] =>
  header === 'EdDSA' || header === 'Ed25519' ? ['EdDSA', 'Ed25519'] : [header];

export const isHeaderAlgorithm = (name: unknown): name is HeaderAlgorithm =>
  ['EdDSA', 'Ed25519', 'ES256', 'RS256', 'PS256'].includes(name as string);

/** Length in bits of the number that base64url text of big-endian bytes stands for (RFC 7518, 2). */
export const bitsOf = (base64url: string): number => {
  const hex = Buffer.from(base64url, 'base64url').toString('hex').replace(/^0+/, '');
  return hex === '' ? 0 : BigInt(`0x${hex}`).toString(2).length;
};
