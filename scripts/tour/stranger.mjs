import { generateKeyPairSync, sign } from 'node:crypto';
import { Fault } from '../bring-up/fault.mjs';

// Does at the practice service what none of the practice people ever does, so that it can be looked at.

const encode = (/** @type {object} */ value) => Buffer.from(JSON.stringify(value)).toString('base64url');

const newKey = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { privateKey, x: String(publicKey.export({ format: 'jwk' }).x) };
};

const compact = (/** @type {object} */ claims, /** @type {import('node:crypto').KeyObject} */ key) => {
  const input = `${encode({ alg: 'EdDSA', typ: 'JWT' })}.${encode(claims)}`;
  return `${input}.${sign(null, Buffer.from(input), key).toString('base64url')}`;
};

const ask = async (/** @type {URL} */ url, /** @type {RequestInit} */ init) => {
  const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Fault(`The practice service answered ${url.pathname} with status ${answer.status}.`);
  return answer.json();
};

/**
 * Asks for claims of one's own to be verified.
 * @param {string} address of the practice service
 * @param {Record<string, string>} claims all but `sub`, which is a new key's
 */
export const askToVerify = async (address, claims) => {
  const { privateKey, x } = newKey();
  const jwt = { 'content-type': 'application/jwt' };
  const token = compact({ sub: x, ...claims }, privateKey);
  const { job } = await ask(new URL('/scope', address), { method: 'POST', headers: jwt, body: token });
  const place = new URL(`/scope/${job}`, address);
  return {
    jobId: String(job),
    confirm: () => ask(place, { method: 'POST' }),
    /** Puts a token there that is nobody's whom the desk knows. */
    signElsewhere: () => {
      const stranger = compact({ sub: x, ...claims, iss: 'https://stranger.invalid', jti: job }, newKey().privateKey);
      return ask(place, { method: 'PUT', headers: { ...jwt, accept: 'application/json' }, body: stranger });
    },
  };
};
