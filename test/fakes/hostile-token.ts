import { createHmac } from 'node:crypto';
import { base64url, type Claims, compactJws, makeSubject, type Subject } from './subject.ts';

/**
 * Request tokens that a careful reader refuses, by what is wrong with them. Where a trick leaves room for it the
 * signature is the subject's own and good, so a reader that overlooks the trick finds nothing else to stumble over.
 */
export function hostileTokens(subject: Subject, claims: Claims): Readonly<Record<string, string>> {
  const honest = subject.requestToken(claims);
  const stranger = makeSubject('stranger');
  const { privateKey: key } = subject;
  const payload = JSON.stringify({ sub: subject.sub, ...claims });
  const headed = (header: Claims) => subject.requestToken(claims, { header });
  const saying = (members: string) => subject.requestToken({}, { payloadText: `${payload.slice(0, -1)},${members}}` });
  return {
    'alg none, no signature': `${unsigned({ alg: 'none' }, payload)}.`,
    'alg none over a good signature': headed({ alg: 'none' }),
    'HS256 keyed with the public key': hmacToken(subject, claims),
    'alg in other letters': headed({ alg: 'eddsa' }),
    'no alg': headed({ alg: undefined }),
    'alg given twice': compactJws('{"alg":"none","alg":"EdDSA"}', payload, key),
    'unknown crit': headed({ crit: ['exotic'], exotic: true }),
    'empty crit': headed({ crit: [] }),
    'b64 false (RFC 7797)': headed({ b64: false, crit: ['b64'] }),
    'a key of its own in jwk': subject.requestToken(claims, {
      header: { jwk: { kty: 'OKP', crv: 'Ed25519', x: stranger.sub } },
      signWith: stranger.privateKey,
    }),
    'wrong key': subject.requestToken(claims, { signWith: stranger.privateKey }),
    'altered signature': subject.requestToken(claims, { tamper: true }),
    'payload of another token': spliced(honest, base64url(JSON.stringify({ sub: subject.sub, scope: 'phone' }))),
    'a claim given twice': saying('"scope":"phone","scope":"email"'),
    'the same claim once in escapes': saying('"\\u0073cope":"phone"'),
    'an integer no double can hold': saying('"number":9007199254740993'),
    'a number beyond all doubles': saying('"number":1e400'),
    'a lone surrogate': saying('"note":"\\ud800"'),
    'a __proto__ claim': saying('"__proto__":{"admin":true}'),
    'payload is not UTF-8': compactJws('{"alg":"EdDSA"}', Buffer.concat([Buffer.from(payload), Buffer.of(0xff)]), key),
    'payload opens with a byte order mark': compactJws('{"alg":"EdDSA"}', `\ufeff${payload}`, key),
    'payload is a list': compactJws('{"alg":"EdDSA"}', `[${payload}]`, key),
    'payload is not JSON': compactJws('{"alg":"EdDSA"}', 'hello', key),
    'stray bits in the signature': withStrayBits(honest),
    'padded signature': `${honest}==`,
    'a line break at the end': `${honest}\n`,
    'a fourth part': `${honest}.e30`,
    'two parts': honest.slice(0, honest.lastIndexOf('.')),
    'short signature': honest.slice(0, -8),
  };
}

/** Algorithm confusion: a real HS256 MAC whose secret is the public key that everybody knows. */
export function hmacToken(subject: Subject, claims: Claims): string {
  const input = unsigned({ alg: 'HS256', typ: 'JWT' }, JSON.stringify({ sub: subject.sub, ...claims }));
  const secret = Buffer.from(subject.sub, 'base64url');
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/**
 * A token that nobody signed: its `sub` is the curve's neutral point, under which one fixed signature fits every
 * message. Verifiers that follow RFC 8032 without a check for low-order keys take it.
 */
export function lowOrderToken(claims: Claims): string {
  const neutral = Buffer.alloc(32);
  neutral[0] = 1;
  const sub = neutral.toString('base64url');
  const signature = Buffer.concat([neutral, Buffer.alloc(32)]).toString('base64url');
  return `${unsigned({ alg: 'EdDSA', typ: 'JWT' }, JSON.stringify({ sub, ...claims }))}.${signature}`;
}

/** Same signature bytes, other text: of the last character's six bits a 64-byte value uses two (RFC 4648, 3.5). */
function withStrayBits(token: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return token.slice(0, -1) + alphabet.charAt(alphabet.indexOf(token.slice(-1)) | 1);
}

function unsigned(header: Claims, payload: string): string {
  return `${base64url(JSON.stringify(header))}.${base64url(payload)}`;
}

function spliced(token: string, payload: string): string {
  const [header, , signature] = token.split('.');
  return `${header}.${payload}.${signature}`;
}
