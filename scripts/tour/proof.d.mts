export interface Token {
  readonly header: Record<string, unknown>;
  readonly claims: Record<string, unknown>;
  readonly signingInput: string;
  readonly signature: Buffer;
  readonly compact: string;
}

export function decodeToken(compact: string): Token | null;
export function findToken(text: string, jobId: string): Token | null;
export function signingDigest(signingInput: string): string;
export function thumbprint(jwk: Record<string, unknown>): string;
/** Says each thing that is wrong with a token, by nothing but the public key and what the operator was shown. */
export function problemsOf(
  token: Token,
  jwk: Record<string, unknown>,
  shown: { readonly jobId: string; readonly digest: string },
): string[];
