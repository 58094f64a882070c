import { createHash } from 'node:crypto';
import type { Finding, ReviewContent } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import type { Content } from '../jobs/job.ts';
import { forbiddenHeaders, verifies } from '../signing/verification.ts';
import { type JsonObject, parseCompactToken, parseJsonObject } from './compact-token.ts';

/** A job's content, read: its claims (null when it can't be parsed safely) and what its signature is worth. */
export interface ReadContent {
  readonly claims: JsonObject | null;
  readonly problem: Finding | null;
  readonly signature: ReviewContent['signature'];
}

/** Reads what the service holds for a job and checks the subject's signature with nothing but the token itself. */
export async function readContent(content: Content): Promise<ReadContent> {
  if (content.kind === 'service-statement') {
    const parsed = parseJsonObject(content.text);
    const signature = { verdict: 'none', reason: finding('signature-missing') } as const;
    if ('problem' in parsed) return { claims: null, problem: parsed.problem, signature };
    return { claims: parsed.object, problem: null, signature };
  }
  const parsed = parseCompactToken(content.text);
  if ('problem' in parsed) {
    return { claims: null, problem: parsed.problem, signature: { verdict: 'invalid', reason: parsed.problem } };
  }
  const reason = await signatureProblem(content.text, parsed.header, parsed.payload);
  return { claims: parsed.payload, problem: null, signature: { verdict: reason ? 'invalid' : 'valid', reason } };
}

/**
 * Ed25519 points of small order, in every spelling (canonical or not, either sign bit): with such a key anyone can make
 * a "valid" signature without any private key, so no person can own one (RFC 8032, 5.1.7 leaves the check to us).
 */
const smallOrderPoints = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
]);

function hasSmallOrder(point: Buffer): boolean {
  const unsigned = Buffer.from(point);
  unsigned[31] = (unsigned[31] ?? 0) & 0x7f;
  return smallOrderPoints.has(unsigned.toString('hex'));
}

/** RFC 8037 key of a subject: `sub` is the Ed25519 public key itself, 32 bytes as 43 base64url characters. */
export function subjectJwk(sub: unknown): { kty: 'OKP'; crv: 'Ed25519'; x: string } | null {
  if (typeof sub !== 'string' || !/^[A-Za-z0-9_-]{43}$/.test(sub)) return null;
  const point = Buffer.from(sub, 'base64url');
  if (point.toString('base64url') !== sub || hasSmallOrder(point)) return null;
  return { kty: 'OKP', crv: 'Ed25519', x: sub };
}

/** RFC 7638 thumbprint of an Ed25519 public key: SHA-256 over its required members in lexicographic order. */
export const ed25519Thumbprint = (x: string): string =>
  createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest('base64url');

async function signatureProblem(token: string, header: JsonObject, payload: JsonObject): Promise<Finding | null> {
  const forbidden = forbiddenHeaders.find((name) => Object.hasOwn(header, name));
  if (forbidden) return finding('header-not-allowed', { name: forbidden });
  if (header.alg !== 'EdDSA' && header.alg !== 'Ed25519') {
    return finding('alg-not-allowed', { alg: String(header.alg).slice(0, 40) });
  }
  const jwk = subjectJwk(payload.sub);
  if (!jwk) return finding('subject-key-invalid');
  const byIssuer = payload.iss !== undefined && payload.iss !== payload.sub;
  const { kid } = header;
  if (kid !== undefined && kid !== jwk.x && kid !== ed25519Thumbprint(jwk.x)) {
    return finding(byIssuer ? 'issuer-signed' : 'kid-mismatch');
  }
  if (await verifies(token, jwk)) return null;
  return finding(byIssuer ? 'issuer-signed' : 'signature-invalid');
}
