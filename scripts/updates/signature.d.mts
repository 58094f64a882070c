import type { JWK } from 'jose';

export function signManifest(manifest: Uint8Array, jwk: JWK): Promise<string>;
