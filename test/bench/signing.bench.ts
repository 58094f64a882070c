// How many tokens a second the signer makes, each checked with the public key before it is handed out, beside bare
// signatures and checks of node:crypto over the same bytes.
import { createPrivateKey, createPublicKey, type JsonWebKey, sign, verify } from 'node:crypto';
import { sha256Hex } from '../../main/review/digest.ts';
import { signingInputOf } from '../../main/signing/claims.ts';
import { generateSigningKey, importSigner } from '../../main/signing/signer.ts';
import { compare } from './compare.ts';

const { secret } = await generateSigningKey();
const jwk = JSON.parse(Buffer.from(secret, 'base64url').toString()) as JsonWebKey;
const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
const publicKey = createPublicKey(privateKey);
const signer = await importSigner(secret);
const header = JSON.stringify({ alg: 'EdDSA', kid: signer.kid, typ: 'JWT' });
const payload = JSON.stringify({ sub: 'a'.repeat(43), scope: 'email', email: 'ada@example.org', jti: 'A'.repeat(20) });
const signingInput = signingInputOf(header, payload);
const bytes = Buffer.from(signingInput);
const digest = sha256Hex(signingInput);

await compare('Tokens', 1_000, [
  {
    name: 'node:crypto, signed and checked',
    run: (times) => {
      for (let done = 0; done < times; done += 1) {
        if (!verify(null, bytes, publicKey, sign(null, bytes, privateKey))) throw new Error('it does not verify');
      }
    },
  },
  {
    name: 'node:crypto, signed only',
    run: (times) => {
      for (let done = 0; done < times; done += 1) sign(null, bytes, privateKey);
    },
  },
  {
    name: 'the signer',
    run: async (times) => {
      for (let done = 0; done < times; done += 1) await signer.sign({ header, payload, digest });
    },
  },
]);
