import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, it } from 'vitest';
import { decodeToken, findToken, problemsOf, signingDigest, thumbprint } from '../../../scripts/tour/proof.mjs';

const jobId = 'AAAAAAAAAAAAAAAAAAAA';

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

const makeToken = (header: object, claims: object) => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const jwk: Record<string, unknown> = { ...publicKey.export({ format: 'jwk' }) };
  const input = `${encode({ ...header, kid: thumbprint(jwk) })}.${encode(claims)}`;
  const compact = `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`;
  return { jwk, compact, digest: signingDigest(input) };
};

it('computes the thumbprint of RFC 8037, appendix A.3', () => {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
  expect(thumbprint(jwk)).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
});

it("finds the authority's token among other tokens of a page", () => {
  const request = makeToken({ alg: 'EdDSA' }, { sub: 'someone', scope: 'email' }).compact;
  const ours = makeToken({ alg: 'EdDSA' }, { iss: 'https://authority.example', jti: jobId }).compact;
  expect(findToken(`Request ${request} Signed token${ours}Exact bytes`, jobId)?.compact).toBe(ours);
  expect(findToken(`Request ${request}`, jobId)).toBeNull();
});

it('finds nothing wrong with a token that covers what was shown', () => {
  const { jwk, compact, digest } = makeToken({ alg: 'EdDSA' }, { iss: 'https://authority.example', jti: jobId });
  const token = decodeToken(compact);
  expect(token && problemsOf(token, jwk, { jobId, digest })).toEqual([]);
});

it('says each thing that is wrong', () => {
  const { compact } = makeToken({ alg: 'none' }, { iss: 'https://authority.example', jti: 'another' });
  const other = makeToken({ alg: 'EdDSA' }, {});
  const token = decodeToken(compact);
  expect(token && problemsOf(token, other.jwk, { jobId, digest: other.digest })).toHaveLength(5);
});
