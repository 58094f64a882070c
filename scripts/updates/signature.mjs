import { CompactSign, calculateJwkThumbprint, importJWK } from 'jose';
import { Fault } from '../bring-up/fault.mjs';

/**
 * Signs a manifest's bytes as the app wants them signed: a JWS compact serialization with detached content (RFC 7515,
 * appendix F), EdDSA over Ed25519 (RFC 8037), `kid` the key's RFC 7638 thumbprint.
 * @param {Uint8Array} manifest exactly the bytes that will be published
 * @param {import('jose').JWK} jwk the private key
 * @returns {Promise<string>} one line, to be published as `<manifest>.sig`
 */
export const signManifest = async (manifest, jwk) => {
  if (jwk.kty !== 'OKP' || jwk.crv !== 'Ed25519' || !jwk.d)
    throw new Fault('The key is no private Ed25519 JWK (kty OKP, crv Ed25519, with d). Nothing was signed.');
  const kid = await calculateJwkThumbprint(jwk);
  const token = await new CompactSign(manifest)
    .setProtectedHeader({ alg: 'EdDSA', kid })
    .sign(await importJWK(jwk, 'EdDSA'));
  const [header, , signature] = token.split('.');
  return `${header}..${signature}\n`;
};
