import { createPublicKey, verify } from 'node:crypto';

/** A JWS in compact serialisation (RFC 7515, section 7.1), taken apart; nothing about its signature is known yet. */
export interface CompactToken {
  readonly text: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly signingInput: string;
  readonly signature: Buffer;
}

/** Ed25519 under its first name (RFC 8037) and its fully specified one (RFC 9864). */
const algorithms: readonly unknown[] = ['EdDSA', 'Ed25519'];

/** Parameters that bring a key along, or that change what is signed: a token says neither about itself here. */
const forbidden = ['crit', 'b64', 'jwk', 'jku', 'x5c', 'x5u'];

const SIGNATURE_BYTES = 64;

/** Takes a compact token apart, strictly: three parts, canonical base64url, JSON objects, Ed25519 and nothing else. */
export function readCompactToken(text: string): CompactToken | { readonly problem: string } {
  const parts = text.split('.');
  if (parts.length !== 3) return { problem: 'A compact token has three parts, and there is nothing around it.' };
  const [header, payload, signature] = parts.map(decode);
  if (!header || !payload || !signature) return { problem: 'Each part of a token is base64url, without padding.' };
  const parameters = readObject(header);
  if (!parameters) return { problem: 'The header is not a JSON object.' };
  if (!algorithms.includes(parameters.alg)) return { problem: 'Only the algorithm EdDSA (Ed25519) is accepted.' };
  const unwelcome = forbidden.find((name) => name in parameters);
  if (unwelcome) return { problem: `The header parameter ${unwelcome} is not accepted.` };
  const claims = readObject(payload);
  if (!claims) return { problem: 'The payload is not a JSON object.' };
  if (signature.length !== SIGNATURE_BYTES) return { problem: 'An Ed25519 signature is 64 bytes long.' };
  return { text, payload: claims, signingInput: `${parts[0]}.${parts[1]}`, signature };
}

/** Whether `sub`, an Ed25519 public key in base64url, made the token's signature. */
export function isSignedBy(token: CompactToken, sub: string): boolean {
  if (decode(sub)?.length !== 32) return false;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: sub }, format: 'jwk' });
  return verify(null, Buffer.from(token.signingInput), key, token.signature);
}

/** Bytes of a canonical base64url text; null where another text would give the same bytes, or nothing is there. */
function decode(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url');
  return text !== '' && bytes.toString('base64url') === text ? bytes : null;
}

function readObject(bytes: Buffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
