import type { Finding, RequestPreview } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import { type KnownKeys, whoseToken } from '../jobs/recognise.ts';
import { claimReasons } from '../policy/policy.ts';
import { claimRows } from '../review/claim-rows.ts';
import { parseCompactToken } from '../review/compact-token.ts';
import { type ReadContent, readContent } from '../review/subject-token.ts';
import { warningsFor } from '../review/warnings.ts';

export interface ReadRequest {
  /** The token alone, as it would be sent. */
  readonly token: string;
  readonly read: ReadContent;
  readonly preview: RequestPreview;
}

/** Reads a pasted token and judges whether a request may be made of it. `now` in milliseconds since the epoch. */
export async function readRequest(pasted: string, keys: KnownKeys, now: number): Promise<ReadRequest> {
  const token = tokenIn(pasted);
  const read = await readContent({ kind: 'subject-token', text: token });
  const { claims, problem, signature } = read;
  if (!claims) {
    const obstacles = [problem ?? finding('token-malformed')];
    return { token, read, preview: { claims: [], signature, obstacles, warnings: [] } };
  }
  const rows = claimRows(claims, null);
  const signer = await signerOf(token, read, keys);
  const reasons = claimReasons(claims);
  const unsaid = 'problem' in signer && !reasons.some(({ code }) => code === signer.problem.code);
  const warnings = warningsFor(noJob, read, rows, now);
  return {
    token,
    read,
    preview: {
      claims: rows.flatMap(({ name, signed: value }) => (value ? [{ name, value }] : [])),
      signature,
      obstacles: unsaid ? [signer.problem, ...reasons] : reasons,
      warnings: 'by' in signer && signer.by === 'issuer' ? [finding('request-issuer-signed'), ...warnings] : warnings,
    },
  };
}

/** What people copy along with a token; none of it could be part of one. */
export function tokenIn(pasted: string): string {
  const bare = pasted.trim().replace(/^Bearer\s+/i, '');
  return /^(["'`])(.*)\1$/s.exec(bare)?.[2]?.trim() ?? bare;
}

const noJob = { content: null, contentFirst: null, promise: null };

/** Algorithms by which an issuer may have signed: those with a key pair (RFC 7518, 3.1; RFC 8037, 3.1; RFC 9864, 2.2). */
const withKeyPair = /^(EdDSA|Ed25519|Ed448|(ES|RS|PS)(256|384|512))$/;

/** By whom the request is signed: its own subject, an issuer whose key is not known here, or nobody who may. */
async function signerOf(
  token: string,
  { claims, signature }: ReadContent,
  keys: KnownKeys,
): Promise<{ readonly by: 'subject' | 'issuer' } | { readonly problem: Finding }> {
  if (signature.verdict === 'valid') return { by: 'subject' };
  const whose = await whoseToken(token, keys);
  if (whose === 'us' || whose === 'trusted') return { problem: finding('request-signed-by-authority') };
  const reason = signature.reason ?? finding('signature-invalid');
  if (reason.code === 'issuer-signed') return { by: 'issuer' };
  const parsed = parseCompactToken(token);
  const signed = 'header' in parsed && !token.endsWith('.') && withKeyPair.test(String(parsed.header.alg));
  const named = claims?.iss !== undefined && claims.iss !== claims.sub;
  return reason.code === 'alg-not-allowed' && signed && named ? { by: 'issuer' } : { problem: reason };
}
