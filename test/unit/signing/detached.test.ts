import { CompactSign, calculateJwkThumbprint, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { checkDetached } from '../../../main/signing/detached.ts';
import { signManifest } from '../../../scripts/updates/signature.mjs';
import { signingPair } from '../../fakes/update-feed.ts';

/** RFC 8037, appendix A: the key, the payload `Example of Ed25519 signing`, and its JWS. */
const rfcKey = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
const rfcContent = Buffer.from('Example of Ed25519 signing');
const rfcSignature =
  'eyJhbGciOiJFZERTQSJ9..hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg';

const content = Buffer.from('version: 1.2.3\n');
const detach = (token: string) => token.replace(/\..*\./, '..');

describe('a signature with detached content (RFC 7515, appendix F)', () => {
  it('is checked as RFC 8037 signs', async () => {
    expect(await checkDetached(rfcSignature, rfcContent, rfcKey)).toBe('valid');
    expect(await checkDetached(`${rfcSignature}\n`, rfcContent, rfcKey)).toBe('valid');
  });

  it('holds for exactly these bytes', async () => {
    const key = await signingPair();
    const signature = await signManifest(content, key.privateJwk);
    expect(await checkDetached(signature, content, key.publicJwk)).toBe('valid');
    for (let at = 0; at < content.length; at += 1) {
      const other = Buffer.from(content);
      other[at] = (other[at] ?? 0) ^ 1;
      expect(await checkDetached(signature, other, key.publicJwk)).toBe('wrong');
    }
    expect(await checkDetached(signature, Buffer.concat([content, Buffer.from('\n')]), key.publicJwk)).toBe('wrong');
    expect(await checkDetached(signature, Buffer.alloc(0), key.publicJwk)).not.toBe('valid');
  });

  it('of bytes that are no text is checked over the bytes', async () => {
    const key = await signingPair();
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0xc3]);
    const signature = await signManifest(bytes, key.privateJwk);
    expect(await checkDetached(signature, bytes, key.publicJwk)).toBe('valid');
    // What a lenient reading of them would give.
    expect(await checkDetached(signature, Buffer.from(bytes.toString('utf8')), key.publicJwk)).toBe('wrong');
  });

  it('by another key is told apart from one that does not fit', async () => {
    const [ours, theirs] = [await signingPair(), await signingPair()];
    const signature = await signManifest(content, theirs.privateJwk);
    expect(await checkDetached(signature, content, ours.publicJwk)).toBe('other-key');
    // Claiming to be ours does not help.
    const kid = await calculateJwkThumbprint(ours.publicJwk);
    const forged = await new CompactSign(content)
      .setProtectedHeader({ alg: 'EdDSA', kid })
      .sign(await importJWK(theirs.privateJwk, 'EdDSA'));
    expect(await checkDetached(detach(forged), content, ours.publicJwk)).toBe('wrong');
  });

  it('may name the key by the name that the administrator gave it', async () => {
    const key = await signingPair();
    const token = await new CompactSign(content)
      .setProtectedHeader({ alg: 'Ed25519', kid: 'release-2026' })
      .sign(await importJWK(key.privateJwk, 'Ed25519'));
    expect(await checkDetached(detach(token), content, { ...key.publicJwk, kid: 'release-2026' })).toBe('valid');
    expect(await checkDetached(detach(token), content, key.publicJwk)).toBe('other-key');
  });

  it('SECURITY 16: is believed under no other algorithm and with no key of its own', async () => {
    const { publicJwk, privateJwk } = await signingPair();
    const header = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = await signManifest(content, privateJwk);
    const mac = signed.trim().split('.')[2] ?? '';
    for (const value of [
      { alg: 'none' },
      { alg: 'HS256' },
      { alg: 'EdDSA', crit: ['b64'], b64: false },
      { alg: 'EdDSA', jwk: publicJwk },
      { alg: 'EdDSA', jku: 'https://keys.example' },
    ]) {
      expect(await checkDetached(`${header(value)}..${mac}`, content, publicJwk)).toBe('wrong');
    }
    expect(await checkDetached(`${header({ alg: 'none' })}..`, content, publicJwk)).toBe('malformed');
    const withJwk = await new CompactSign(content)
      .setProtectedHeader({ alg: 'EdDSA', jwk: publicJwk })
      .sign(await importJWK(privateJwk, 'EdDSA'));
    expect(await checkDetached(detach(withJwk), content, publicJwk)).toBe('wrong');
  });

  it('is refused where it is anything else', async () => {
    const { publicJwk, privateJwk } = await signingPair();
    const signature = await signManifest(content, privateJwk);
    const attached = await new CompactSign(content)
      .setProtectedHeader({ alg: 'EdDSA' })
      .sign(await importJWK(privateJwk, 'EdDSA'));
    for (const text of ['', '..', 'a..b', attached, ` ${signature}`, `${signature}\n`, signature.replace('..', '.')]) {
      expect(await checkDetached(text, content, publicJwk)).toBe('malformed');
    }
    expect(await checkDetached(signature, content, { kty: 'RSA', n: 'AQAB', e: 'AQAB' })).toBe('wrong');
  });
});
