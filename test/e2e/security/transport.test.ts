import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Certificates, makeCertificates, startSecureServer } from '../../fakes/certificates.ts';
import { expect, ISSUER, test } from '../fixtures.ts';

test('SECURITY 25: a certificate that does not hold is refused, whatever the environment says of trust', async ({
  station,
}) => {
  const certificates = await makeCertificates(Date.now());
  const authority = join(station.folder, 'authority.pem');
  writeFileSync(authority, certificates.authority.cert);
  station.env.NODE_EXTRA_CA_CERTS = authority;
  station.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  const page = await station.start();
  const connectTo = async (kind: keyof Certificates) => {
    const server = await startSecureServer(certificates[kind]);
    try {
      const ask = { address: server.address, issuer: ISSUER, anyway: false };
      const answer = await page.evaluate((ask) => window.authority.connect(ask), ask);
      return { answer: answer.ok && answer.value, requests: server.requests };
    } finally {
      await server.stop();
    }
  };

  // An authority that only the environment names vouches for nobody; one in the settings does.
  expect(await connectTo('good')).toMatchObject({ answer: { outcome: 'refused' }, requests: [] });
  await page.evaluate((ca) => window.authority.saveSettings({ values: { ca } }), certificates.authority.cert);
  for (const [kind, reason] of [
    ['selfSigned', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['otherName', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['expired', 'CERT_HAS_EXPIRED'],
    ['notYet', 'CERT_NOT_YET_VALID'],
  ] as const) {
    const { answer, requests } = await connectTo(kind);
    expect(answer, kind).toMatchObject({ outcome: 'refused', canForce: true });
    expect(JSON.stringify(answer), kind).toContain(reason);
    expect(requests, kind).toEqual([]);
  }
  // The same server with a good certificate of that authority is spoken to.
  const { answer, requests } = await connectTo('good');
  expect(answer).toEqual({ outcome: 'connected' });
  expect(requests).toEqual([`HEAD /scope/${'0'.repeat(20)}`]);
});
