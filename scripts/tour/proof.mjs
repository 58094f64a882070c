import { createHash, createPublicKey, verify } from 'node:crypto';

/**
 * @typedef {{ header: Record<string, unknown>, claims: Record<string, unknown>, signingInput: string,
 *   signature: Buffer, compact: string }} Token
 */

const part = (/** @type {string} */ text) => JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));

/** @param {string} compact a JWS in compact serialisation @returns {Token | null} null: it is none */
export const decodeToken = (compact) => {
  const [header, payload, signature, ...rest] = compact.split('.');
  if (!header || !payload || !signature || rest.length > 0) return null;
  try {
    return {
      header: part(header),
      claims: part(payload),
      signingInput: `${header}.${payload}`,
      signature: Buffer.from(signature, 'base64url'),
      compact,
    };
  } catch {
    return null;
  }
};

/** The signature's length is part of it: on a page the next words may follow without a space. */
const signedByEd25519 = /eyJ[\w-]+\.[\w-]+\.[\w-]{86}/g;

/**
 * Finds the authority's token for a job among whatever else a text holds.
 * @param {string} text @param {string} jobId
 */
export const findToken = (text, jobId) =>
  (text.match(signedByEd25519) ?? [])
    .map(decodeToken)
    .find((token) => token?.claims.jti === jobId && typeof token.claims.iss === 'string') ?? null;

/** @param {string} signingInput @returns {string} its SHA-256, hexadecimal: what the operator was shown as the digest */
export const signingDigest = (signingInput) => createHash('sha256').update(signingInput).digest('hex');

/** @param {Record<string, unknown>} jwk an Ed25519 public key @returns {string} its thumbprint (RFC 7638, RFC 8037) */
export const thumbprint = ({ crv, kty, x }) =>
  createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');

/**
 * Checks a token by nothing but the public key, as whoever relies on it would, and says each thing that is wrong.
 * @param {Token} token @param {Record<string, unknown>} jwk
 * @param {{ jobId: string, digest: string }} shown what the operator approved
 * @returns {string[]} empty when all is as it should be
 */
export const problemsOf = (token, jwk, { jobId, digest }) => {
  const key = createPublicKey({ key: /** @type {import('node:crypto').JsonWebKey} */ (jwk), format: 'jwk' });
  const problems = [];
  if (!verify(null, Buffer.from(token.signingInput), key, token.signature)) problems.push('the signature does not fit');
  if (token.header.alg !== 'EdDSA') problems.push(`alg is ${token.header.alg}`);
  if (token.header.kid !== thumbprint(jwk)) problems.push("kid is not the key's thumbprint");
  if (token.claims.jti !== jobId) problems.push('it names another job');
  if (signingDigest(token.signingInput) !== digest) problems.push('its bytes are not those that were shown');
  return problems;
};
