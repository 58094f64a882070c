import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Access, plainAccess } from '../../../main/jobs/access.ts';
import { transport } from '../../../main/jobs/transport.ts';
import { type Certificates, makeCertificates, type SecureServer, startSecureServer } from '../../fakes/certificates.ts';
import { ManualClock } from '../../fakes/clock.ts';
import { startTunnelProxy, type TunnelProxy } from '../../fakes/proxy.ts';

let certificates: Certificates;
let server: SecureServer;
let proxy: TunnelProxy;
const ends: (() => Promise<void>)[] = [];
const path = `/scope/${'a'.repeat(20)}`;

beforeAll(async () => {
  certificates = await makeCertificates(Date.now());
  server = await startSecureServer(certificates.outside);
  proxy = await startTunnelProxy(() => ({ port: Number(new URL(server.address).port) }));
});
afterEach(async () => {
  proxy.refuseWith(null);
  vi.unstubAllEnvs();
  for (const end of ends.splice(0)) await end();
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});

/** A service that only the proxy can reach: nothing resolves its name. */
const OUTSIDE = 'https://scope.example';

function wireTo(origin: string, access: Partial<Access>, clock = new ManualClock()) {
  const given = { ...plainAccess, authorities: certificates.authority.cert, ...access };
  const wire = transport(origin, {
    clock,
    access: () => given,
    connectTimeout: 2_000,
    answerTimeout: 2_000,
  });
  ends.push(wire.stop);
  return { ask: () => wire.request({ method: 'HEAD', path, headers: {} }), clock };
}

describe('a service with a certificate of a private authority', () => {
  it('is spoken to where that authority is given, and where it is not, not even the environment helps', async () => {
    const near = await startSecureServer(certificates.good);
    ends.push(near.stop);
    expect(await wireTo(near.address, {}).ask()).toMatchObject({ kind: 'answer', status: 404 });
    vi.stubEnv('NODE_EXTRA_CA_CERTS', '/nowhere');
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    expect(await wireTo(near.address, { authorities: '' }).ask()).toMatchObject({
      fault: { code: 'tls' },
      sent: false,
    });
    expect(near.requests).toHaveLength(1);
  });

  it('is refused with that authority too where its certificate is for another name or over', async () => {
    for (const kind of ['otherName', 'expired', 'selfSigned'] as const) {
      const near = await startSecureServer(certificates[kind]);
      ends.push(near.stop);
      expect(await wireTo(near.address, {}).ask(), kind).toMatchObject({ fault: { code: 'tls' }, sent: false });
      expect(near.requests).toEqual([]);
    }
  });
});

describe('the system’s proxy', () => {
  it('is gone through by a tunnel, kept for the next request, with the service’s certificate checked', async () => {
    const said = vi.fn(async () => `PROXY ${proxy.host}`);
    const { ask } = wireTo(OUTSIDE, { systemProxy: said });
    const before = proxy.asked.length;
    for (let count = 0; count < 20; count += 1) expect(await ask()).toMatchObject({ kind: 'answer', status: 404 });
    const tunnels = proxy.asked.slice(before);
    // A pool may open another while the first is just being freed; it does not open one for each.
    expect(tunnels.length).toBeLessThanOrEqual(2);
    expect(new Set(tunnels)).toEqual(new Set(['scope.example:443']));
    expect(said.mock.calls).toEqual([[`${OUTSIDE}/`]]);
    const untrusted = wireTo(OUTSIDE, { systemProxy: said, authorities: '' });
    expect(await untrusted.ask()).toMatchObject({ fault: { code: 'tls' }, sent: false });
  });

  it('is left for the next way that was named, where it can not be reached', async () => {
    const { ask } = wireTo(OUTSIDE, { systemProxy: async () => `PROXY 127.0.0.1:1; PROXY ${proxy.host}` });
    expect(await ask()).toMatchObject({ kind: 'fault', sent: false });
    await vi.waitFor(async () => expect(await ask()).toMatchObject({ kind: 'answer', status: 404 }));
  });

  it('is asked for again after a minute, and another answer is followed', async () => {
    let said = 'SOCKS5 127.0.0.1:1';
    const { ask, clock } = wireTo(OUTSIDE, { systemProxy: async () => said });
    expect(await ask()).toMatchObject({ fault: { code: 'proxy-unknown' }, answered: false, sent: false });
    said = `PROXY ${proxy.host}`;
    expect(await ask()).toMatchObject({ fault: { code: 'proxy-unknown' } });
    await clock.advance(60_000);
    expect(await ask()).toMatchObject({ kind: 'answer', status: 404 });
  });

  it('that declines is named by its status, and nothing was sent', async () => {
    proxy.refuseWith(407);
    const { ask } = wireTo(OUTSIDE, { systemProxy: async () => `PROXY ${proxy.host}` });
    expect(await ask()).toMatchObject({ fault: { code: 'proxy-refused', values: { status: 407 } }, sent: false });
  });

  it('is never asked for what runs on this machine', async () => {
    const near = await startSecureServer(certificates.good);
    ends.push(near.stop);
    const said = vi.fn(async () => 'PROXY 127.0.0.1:1');
    expect(await wireTo(near.address, { systemProxy: said }).ask()).toMatchObject({ kind: 'answer' });
    expect(said).not.toHaveBeenCalled();
  });
});

describe('credentials', () => {
  it('go with every request', async () => {
    const { ask } = wireTo(OUTSIDE, {
      systemProxy: async () => `PROXY ${proxy.host}`,
      credentials: { 'X-Api-Key': 'open sesame' },
    });
    await ask();
    expect(server.headers.at(-1)).toMatchObject({ 'x-api-key': 'open sesame' });
  });
});
