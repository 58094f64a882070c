import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { request } from 'undici';

export interface Reply {
  readonly status: number;
  readonly type: string | null;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body's JSON; fails the test where it is none. */
  json(): Record<string, unknown>;
}

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'OPTIONS';

/** One HTTP exchange with a service, as it went over the wire. */
export async function call(
  address: string,
  method: Method,
  path: string,
  message: { headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<Reply> {
  const { headers = {}, body = null } = message;
  const response = await request(`${address}${path}`, { method, headers, body });
  const text = await response.body.text();
  const type = response.headers['content-type'];
  return {
    status: response.statusCode,
    type: typeof type === 'string' ? type : null,
    headers: response.headers,
    text,
    json: () => JSON.parse(text) as Record<string, unknown>,
  };
}

export const jwtBody = (body: string) => ({ headers: { 'content-type': 'application/jwt' }, body });
export const jsonBody = (body: unknown) => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const encode = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** Signs anything as a compact JWS; a string is taken as the JSON text itself. */
export function compact(privateKey: KeyObject, payload: unknown, header: unknown = { alg: 'EdDSA' }): string {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`;
}

export class TestSubject {
  readonly #pair = generateKeyPairSync('ed25519');
  readonly sub = String(this.#pair.publicKey.export({ format: 'jwk' }).x);

  get privateKey(): KeyObject {
    return this.#pair.privateKey;
  }

  requestToken(claims: Record<string, unknown> = {}, header: unknown = { alg: 'EdDSA' }): string {
    return compact(this.privateKey, { sub: this.sub, scope: 'email', email: 'a@example.org', ...claims }, header);
  }
}

const authorityKey = generateKeyPairSync('ed25519').privateKey;

export const authorityToken = (claims: Record<string, unknown>, header: unknown = { alg: 'EdDSA', typ: 'JWT' }) =>
  compact(authorityKey, { iss: 'https://authority.example', ...claims }, header);

let nextContact = 0;

/** Posts a request for an address of its own and gives the job's ID. */
export async function newJob(
  address: string,
  subject: TestSubject,
  claims: Record<string, unknown> = {},
): Promise<string> {
  nextContact += 1;
  const token = subject.requestToken({ email: `subject-${nextContact}@example.org`, ...claims });
  const reply = await call(address, 'POST', '/scope', jwtBody(token));
  if (reply.status !== 201) throw new Error(`${reply.status} ${reply.text}`);
  return String(reply.json().job);
}
