import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { signManifest } from '../../scripts/updates/signature.mjs';

export interface SigningPair {
  readonly publicJwk: JWK;
  readonly privateJwk: JWK;
}

export async function signingPair(): Promise<SigningPair> {
  const { publicKey, privateKey } = await generateKeyPair('Ed25519', { extractable: true });
  return { publicJwk: await exportJWK(publicKey), privateJwk: await exportJWK(privateKey) };
}

export const sha512 = (bytes: Uint8Array): string => createHash('sha512').update(bytes).digest('base64');

/** A manifest as electron-builder writes it. */
export const manifestText = (version: string, file: { name: string; bytes: Uint8Array }, more = ''): string =>
  `version: ${version}
files:
  - url: ${file.name}
    sha512: ${sha512(file.bytes)}
    size: ${file.bytes.length}
path: ${file.name}
sha512: ${sha512(file.bytes)}
releaseDate: '2026-11-25T09:00:00.000Z'
${more}`;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A real HTTP server that holds the files of an update feed, and remembers what was asked of it. */
export class UpdateFeed {
  readonly requests: string[] = [];
  readonly #files = new Map<string, Uint8Array | Answer>();
  readonly #server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://feed').pathname;
    this.requests.push(path);
    const file = this.#files.get(path);
    if (typeof file === 'function') return file(request, response);
    if (!file) return response.writeHead(404).end();
    response.writeHead(200, { 'content-length': file.length }).end(file);
  });

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/updates`;
  }

  put(name: string, content: Uint8Array | string | Answer | null): void {
    const path = `/updates/${name}`;
    if (content === null) this.#files.delete(path);
    else this.#files.set(path, typeof content === 'string' ? Buffer.from(content) : content);
  }

  /** Publishes as a release engineer does: the package, the manifest, and its signature. */
  async publish(
    key: SigningPair,
    version: string,
    file: { readonly name: string; readonly bytes: Uint8Array },
    more = '',
    manifest = 'latest-linux.yml',
  ): Promise<void> {
    const text = manifestText(version, file, more);
    this.put(file.name, file.bytes);
    this.put(manifest, text);
    this.put(`${manifest}.sig`, await signManifest(Buffer.from(text), key.privateJwk));
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
