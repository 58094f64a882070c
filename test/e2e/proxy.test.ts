import { makeCertificates, startSecureServer } from '../fakes/certificates.ts';
import { startTunnelProxy } from '../fakes/proxy.ts';
import { expect, ISSUER, test } from './fixtures.ts';
import * as screen from './screen.ts';
import { isLinux } from './workstation.ts';

test.skip(!isLinux, 'elsewhere the settings of the system itself would have to be changed');

test('a service that only the system’s proxy can find is reached through it, and a proxy that is gone is named', async ({
  station,
}) => {
  const certificates = await makeCertificates(Date.now());
  const server = await startSecureServer(certificates.outside);
  const proxy = await startTunnelProxy(() => ({ port: Number(new URL(server.address).port) }));
  try {
    // Where no desktop has settings of its own, the browser engine takes those of the environment.
    station.env.XDG_CURRENT_DESKTOP = '';
    station.env.DESKTOP_SESSION = '';
    station.env.https_proxy = `http://${proxy.host}`;
    const ca = certificates.authority.cert;
    station.administer({ service: { address: 'https://scope.example', issuer: ISSUER, ca } });
    const page = await station.start();
    await screen.createKey(page);
    await expect.poll(() => server.requests.length).toBeGreaterThan(0);
    // And nothing else of the app or its engine asks for anything.
    expect(new Set(proxy.asked)).toEqual(new Set(['scope.example:443']));
    await screen.goTo(page, 'Health');
    await expect(page.getByText('Service answers').first()).toBeVisible();
    await proxy.stop();
    await station.quit();
    const again = await station.start();
    await screen.goTo(again, 'Health');
    await expect(again.getByText(/The connection failed/).first()).toBeVisible();
  } finally {
    await proxy.stop();
    await server.stop();
  }
});
