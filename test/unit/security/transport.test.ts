import { request } from 'node:https';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../main/clock.ts';
import { transport } from '../../../main/jobs/transport.ts';
import { type Certificates, makeCertificates, type SecureServer, startSecureServer } from '../../fakes/certificates.ts';
import { makeSubject } from '../../fakes/subject.ts';

let certificates: Certificates;
const open: SecureServer[] = [];

beforeAll(async () => {
  certificates = await makeCertificates(Date.now());
});
afterEach(() => vi.unstubAllEnvs());
afterAll(async () => {
  for (const server of open) await server.stop();
});

const serve = async (kind: keyof Certificates): Promise<SecureServer> => {
  const server = await startSecureServer(certificates[kind]);
  open.push(server);
  return server;
};

const put = async (address: string) => {
  const wire = transport(address, { clock: systemClock, connectTimeout: 2_000, answerTimeout: 2_000 });
  try {
    const body = makeSubject('ada').requestToken();
    return await wire.request({ method: 'PUT', path: `/scope/${'a'.repeat(20)}`, headers: {}, body });
  } finally {
    await wire.stop();
  }
};

/** Anybody who does not look at the certificate gets an answer: the server itself is sound. */
const statusUnchecked = (address: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(`${address}/`, { rejectUnauthorized: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });

describe('SECURITY 25: a service whose certificate nobody vouches for', () => {
  it.each(['selfSigned', 'good', 'otherName', 'expired'] as const)(
    'is told nothing, and the request was never sent (%s, of an unknown authority)',
    async (kind) => {
      const server = await serve(kind);
      expect(await put(server.address)).toMatchObject({
        kind: 'fault',
        fault: { code: 'tls' },
        answered: false,
        sent: false,
      });
      expect(server.requests).toEqual([]);
      expect(await statusUnchecked(server.address)).toBe(404);
    },
  );

  it('is told nothing where the environment asks for blind trust, either', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const server = await serve('selfSigned');
    expect(await put(server.address)).toMatchObject({ kind: 'fault', fault: { code: 'tls' }, sent: false });
    expect(server.requests).toEqual([]);
  });

  it('would be told everything by a client that follows the environment', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const server = await serve('selfSigned');
    expect((await fetch(server.address)).status).toBe(404);
  });
});
