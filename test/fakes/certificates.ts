import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';

/** A certificate with its key, PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

const DAY_MS = 24 * 60 * 60_000;

/** Certificates of every kind that a service may come with: one authority, and what it signed or did not. */
export interface Certificates {
  readonly authority: Certificate;
  readonly good: Certificate;
  readonly selfSigned: Certificate;
  readonly otherName: Certificate;
  /** For a name that is not this machine's. */
  readonly outside: Certificate;
  readonly expired: Certificate;
  readonly notYet: Certificate;
}

/** Makes them anew, for `localhost` and 127.0.0.1 but for the one that is for another name. */
export async function makeCertificates(now: number): Promise<Certificates> {
  const make = async (name: string, from: number, until: number, ca?: Certificate): Promise<Certificate> => {
    const isAuthority = name === 'authority.example';
    const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
      keyType: 'ec',
      algorithm: 'sha256',
      notBeforeDate: new Date(from),
      notAfterDate: new Date(until),
      extensions: isAuthority
        ? [
            { name: 'basicConstraints', cA: true, critical: true },
            { name: 'keyUsage', keyCertSign: true, cRLSign: true },
          ]
        : [
            { name: 'basicConstraints', cA: false },
            {
              name: 'subjectAltName',
              altNames: [
                { type: 2, value: name },
                ...(name === 'localhost' ? [{ type: 7 as const, ip: '127.0.0.1' }] : []),
              ],
            },
          ],
      ...(ca ? { ca } : {}),
    });
    return { key, cert };
  };
  const [yesterday, tomorrow] = [now - DAY_MS, now + DAY_MS];
  const authority = await make('authority.example', yesterday, tomorrow);
  return {
    authority,
    good: await make('localhost', yesterday, tomorrow, authority),
    selfSigned: await make('localhost', yesterday, tomorrow),
    otherName: await make('elsewhere.example', yesterday, tomorrow, authority),
    outside: await make('scope.example', yesterday, tomorrow, authority),
    expired: await make('localhost', now - 3 * DAY_MS, now - 2 * DAY_MS, authority),
    notYet: await make('localhost', now + 2 * DAY_MS, now + 3 * DAY_MS, authority),
  };
}

export interface SecureServer {
  /** `https://localhost:<port>` */
  readonly address: string;
  /** Requests that came through, as `METHOD path`. */
  readonly requests: readonly string[];
  /** Of each of them. */
  readonly headers: readonly IncomingHttpHeaders[];
  stop(): Promise<void>;
}

/** A real HTTPS server on a free port of loopback that knows no job. */
export async function startSecureServer({ key, cert }: Certificate): Promise<SecureServer> {
  const requests: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const server: Server = createServer({ key, cert }, (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    headers.push(request.headers);
    request.resume();
    response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `https://localhost:${(server.address() as AddressInfo).port}`,
    requests,
    headers,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
