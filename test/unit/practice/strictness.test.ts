import { createHmac, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PracticeService, startPracticeService } from '../../../main/practice/service.ts';
import { authorityToken, call, compact, jwtBody, newJob, TestSubject } from './scope-client.ts';
import { SimulatedClock } from './simulated-clock.ts';

const clock = new SimulatedClock();
const subject = new TestSubject();
const stranger = new TestSubject();
let service: PracticeService;

beforeAll(async () => {
  service = await startPracticeService({ people: false, clock });
});
afterAll(() => service.stop());

const encode = (text: string | Buffer) => Buffer.from(text).toString('base64url');

function withSignature(token: string, change: (signature: Buffer) => Buffer): string {
  const [header, payload, signature = ''] = token.split('.');
  return [header, payload, change(Buffer.from(signature, 'base64url')).toString('base64url')].join('.');
}

function hmacToken(): string {
  const input = `${encode('{"alg":"HS256"}')}.${encode(JSON.stringify({ sub: subject.sub, scope: 'email' }))}`;
  return `${input}.${createHmac('sha256', Buffer.from(subject.sub, 'base64url')).update(input).digest('base64url')}`;
}

/** Another text that decodes to the same bytes: the last character's unused bits are set. */
function nonCanonical(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return text.slice(0, -1) + alphabet[alphabet.indexOf(text.slice(-1)) + 1];
}

/** Well signed, and JSON but for one byte. */
function notUtf8(): string {
  const claims = Buffer.concat([
    Buffer.from(`{"sub":"${subject.sub}","scope":"`),
    Buffer.from([0xff]),
    Buffer.from('"}'),
  ]);
  const input = `${encode('{"alg":"EdDSA"}')}.${encode(claims)}`;
  return `${input}.${sign(null, Buffer.from(input), subject.privateKey).toString('base64url')}`;
}

const header = (parameters: object) => subject.requestToken({}, { alg: 'EdDSA', ...parameters });
const payload = (text: string) => compact(subject.privateKey, text);

describe('a request token is refused with 400 invalid-token', () => {
  const good = subject.requestToken();
  const cases: Record<string, string> = {
    'when it is empty': '',
    'with two parts': good.split('.').slice(0, 2).join('.'),
    'with four parts': `${good}.AA`,
    'with white space around it': `${good}\n`,
    'with padding': `${good}==`,
    'with base64url that another text would decode to as well': nonCanonical(good),
    'with a header that is no JSON': `${encode('{')}.${good.split('.').slice(1).join('.')}`,
    'with a header that is an array': subject.requestToken({}, ['EdDSA']),
    'with a payload that is no JSON': payload('{'),
    'with a payload that is a string': payload('"sub"'),
    'with a payload that is not UTF-8': notUtf8(),
    'with alg none': header({ alg: 'none' }),
    'with alg none and no signature': `${header({ alg: 'none' }).split('.').slice(0, 2).join('.')}.`,
    'with an HMAC keyed by the public key': hmacToken(),
    'with another signature algorithm': header({ alg: 'ES256' }),
    'with the algorithm in other letters': header({ alg: 'eddsa' }),
    'without an algorithm': subject.requestToken({}, { typ: 'JWT' }),
    'with crit': header({ crit: ['exp'], exp: 1 }),
    'with b64': header({ b64: false }),
    'with an embedded key': header({ jwk: { kty: 'OKP', crv: 'Ed25519', x: subject.sub } }),
    'with a link to a key': header({ jku: 'https://keys.example/jwks' }),
    'with a certificate': header({ x5c: [] }),
    'with a signature cut short': withSignature(good, (bytes) => bytes.subarray(0, 63)),
    'without sub': subject.requestToken({ sub: undefined }),
    'with a sub that is no key': subject.requestToken({ sub: 'someone@example.org' }),
    'without scope': subject.requestToken({ scope: undefined }),
    'with an empty scope': subject.requestToken({ scope: '' }),
    'with an e-mail address that is no text': subject.requestToken({ email: 7 }),
    'with a number that is no text': subject.requestToken({ phone: { e164: '+12025550100' } }),
    'past its time': subject.requestToken({ exp: Math.floor(clock.now() / 1000) }),
  };
  it.each(Object.entries(cases))('%s', async (_, token) => {
    const reply = await call(service.address, 'POST', '/scope', jwtBody(token));
    expect([reply.status, reply.json().title]).toEqual([400, 'invalid-token']);
  });
});

describe("a request token is refused with 401 auth-error when its signature is not the subject's", () => {
  const cases: Record<string, string> = {
    'made by another key': compact(stranger.privateKey, { sub: subject.sub, scope: 'email' }),
    'one bit off': withSignature(subject.requestToken(), (bytes) => {
      bytes.writeUInt8(bytes.readUInt8(5) ^ 1, 5);
      return bytes;
    }),
    'made over other claims': [
      subject.requestToken({ email: 'x@example.org' }).split('.').slice(0, 2).join('.'),
      subject.requestToken().split('.')[2],
    ].join('.'),
    'made by an issuer that nobody here knows': compact(stranger.privateKey, {
      sub: subject.sub,
      scope: 'email',
      iss: 'https://issuer.example',
    }),
    'made by a key that is not written in canonical base64url': subject.requestToken({
      sub: nonCanonical(subject.sub),
    }),
  };
  it.each(Object.entries(cases))('%s', async (_, token) => {
    const reply = await call(service.address, 'POST', '/scope', jwtBody(token));
    expect([reply.status, reply.json().title]).toEqual([401, 'auth-error']);
  });
});

describe("an authority's token is refused with 400 invalid-token", () => {
  const claims = { sub: subject.sub };
  const cases: Record<string, string> = {
    'when it is no token': 'signed',
    'inside JSON': JSON.stringify({ jwt: authorityToken(claims) }),
    'followed by a line break': `${authorityToken(claims)}\n`,
    'with alg none': authorityToken(claims, { alg: 'none' }),
    'with crit': authorityToken(claims, { alg: 'EdDSA', crit: ['b64'], b64: false }),
    'with an embedded key': authorityToken(claims, { alg: 'EdDSA', jwk: {} }),
    'about another subject': authorityToken({ sub: stranger.sub }),
    'about nobody': authorityToken({}),
    'for another job': authorityToken({ ...claims, jti: 'BBBBBBBBBBBBBBBBBBBB' }),
    "when it is the subject's own": subject.requestToken(),
  };
  it.each(Object.entries(cases))('%s', async (_, token) => {
    const job = await newJob(service.address, subject);
    service.confirm(job);
    const reply = await call(service.address, 'PUT', `/scope/${job}`, jwtBody(token));
    expect([reply.status, reply.json().title]).toEqual([400, 'invalid-token']);
    expect((await call(service.address, 'HEAD', `/scope/${job}`)).status).toBe(204);
  });
});

describe('a body', () => {
  const types = [undefined, 'application/json', 'text/plain', 'application/jwt+json', 'multipart/form-data'];
  it.each(types)('of type %s is refused with 415 where a token belongs', async (type) => {
    const job = await newJob(service.address, subject);
    service.confirm(job);
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
    const request = { headers, body: subject.requestToken() };
    const update = { headers, body: authorityToken({ sub: subject.sub }) };
    for (const reply of [
      await call(service.address, 'POST', '/scope', request),
      await call(service.address, 'PUT', `/scope/${job}`, update),
    ]) {
      expect([reply.status, reply.json().title]).toEqual([415, 'unsupported-media-type']);
    }
  });

  it('may name its type in any letters and with parameters', async () => {
    const body = subject.requestToken({ email: 'letters@example.org' });
    const headers = { 'content-type': 'Application/JWT; charset=utf-8' };
    expect((await call(service.address, 'POST', '/scope', { headers, body })).status).toBe(201);
  });

  it('with a content encoding is refused with 415', async () => {
    const message = jwtBody(subject.requestToken());
    const headers = { ...message.headers, 'content-encoding': 'gzip' };
    expect((await call(service.address, 'POST', '/scope', { ...message, headers })).status).toBe(415);
  });

  it('is taken up to 1 MiB, and refused with 413 from there on', async () => {
    const limit = 1024 * 1024;
    const atLimit = await call(service.address, 'POST', '/scope', jwtBody('a'.repeat(limit)));
    expect([atLimit.status, atLimit.json().title]).toEqual([400, 'invalid-token']);
    const over = await call(service.address, 'POST', '/scope', jwtBody('a'.repeat(limit + 1)));
    expect([over.status, over.json().title]).toEqual([413, 'too-large']);
    const far = await call(service.address, 'POST', '/scope', jwtBody('a'.repeat(20 * limit)));
    expect(far.status).toBe(413);
  });
});
