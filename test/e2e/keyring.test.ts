import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DesktopOptions } from '../../scripts/desktop.mjs';
import { type Desktop, startDesktop } from '../../scripts/desktop.mjs';
import { entriesBelow } from './files.ts';
import { endStation, expect, ISSUER, newStation, pace, startConnected, test } from './fixtures.ts';
import { deleteEntry, entriesIn, entriesOf, keysFile, writeEntry } from './keyring.ts';
import * as screen from './screen.ts';
import { isLinux, type Workstation } from './workstation.ts';

test.skip(!isLinux, 'only on Linux can a test take the keyring away or lock it');

let desktop: Desktop | null = null;
let guest: Workstation | null = null;

/** A computer in a desktop session of its own, whose keyring is as it is asked for. */
async function stationWith(keyring: NonNullable<DesktopOptions['keyring']>): Promise<Workstation> {
  const { DISPLAY } = process.env;
  desktop = await startDesktop({ keyring, ...(DISPLAY ? { display: DISPLAY } : {}) });
  guest = newStation(desktop.env);
  return guest;
}

test.afterEach(async () => {
  const [ending, session] = [guest, desktop];
  guest = null;
  desktop = null;
  try {
    if (ending) await endStation(ending);
  } finally {
    await session?.stop();
  }
});

const nothingKept = (station: Workstation) => {
  expect(existsSync(join(station.home, 'live', 'keys.json'))).toBe(false);
  expect(existsSync(join(station.home, 'live', 'countersign.db'))).toBe(false);
  for (const { path, kind } of entriesBelow(station.home)) {
    // No private JWK in any file, however it is called.
    if (kind === 'file') expect(readFileSync(path, 'latin1'), path).not.toMatch(/"d"\s*:\s*"[\w-]{43}"/);
  }
};

for (const keyring of ['none', 'no-bus', 'no-login'] as const) {
  test(`SECURITY 19: without a keyring (${keyring}) the app says so and keeps nothing in files`, async ({
    service,
  }) => {
    const station = await stationWith(keyring);
    station.administer({ service: { address: service.address, issuer: ISSUER }, ...pace });
    const page = await station.start();
    await expect(page.getByRole('alert').getByRole('heading', { name: /keychain/i })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Create signing key' })).toHaveCount(0);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('alert').getByRole('heading', { name: /keychain/i })).toBeVisible();
    const made = await page.evaluate(() => window.authority.createKey({ algorithm: 'Ed25519' }));
    expect(made).toMatchObject({ ok: true, value: { outcome: 'refused' } });
    nothingKept(station);
    expect(service.requests).toEqual([]);
  });
}

test('SECURITY 19: practising needs a keyring as well', async () => {
  const station = await stationWith('none');
  const page = await station.start();
  const stopped = page.getByRole('alert').getByRole('heading', { name: /keychain/i });
  await expect(stopped).toBeVisible();
  // Whoever would ask for it all the same gets no further.
  await page.evaluate(() => window.authority.practise(null));
  await expect(stopped).toBeVisible();
  expect(existsSync(join(station.home, 'practice', 'keys.json'))).toBe(false);
});

test('SECURITY 17: a locked keyring is no missing key, and the app goes on by itself once it is unlocked', async ({
  service,
}) => {
  const station = await stationWith('locked');
  station.administer({ service: { address: service.address, issuer: ISSUER }, ...pace });
  const page = await station.start();
  const locked = page.getByRole('alert').getByRole('heading', { name: /locked/i });
  await expect(locked).toBeVisible();
  nothingKept(station);
  await desktop?.unlockKeyring();
  await screen.createKey(page);
  const file = keysFile(station);
  await station.quit();

  await desktop?.lockKeyring();
  const again = await station.start();
  await expect(again.getByRole('alert').getByRole('heading', { name: /locked/i })).toBeVisible();
  const asked = service.requests.length;
  await again.getByRole('button', { name: 'Try again' }).click();
  await expect(again.getByRole('alert').getByRole('heading', { name: /locked/i })).toBeVisible();
  expect(service.requests.length).toBe(asked);
  await desktop?.unlockKeyring();
  await expect(screen.queueGrid(again)).toBeVisible();
  expect(keysFile(station)).toEqual(file);
});

test('SECURITY 17: a key that the keyring lost is never replaced by a new one', async ({ station, service }) => {
  const page = await startConnected(station, service, { undoSeconds: 30 });
  const jobId = await screen.readyJob(page, service);
  const jwk = await screen.publicJwk(page);
  const file = keysFile(station);
  const [kid = ''] = file.keys.map((key) => key.kid);
  await station.quit();
  // What is kept for the record stops nobody: it is said in the record's state.
  const entries = (await entriesOf(station)).filter(({ account }) => !account.includes('/record-'));
  expect(entries).toHaveLength(2);

  for (const lost of entries) {
    await deleteEntry(station.env, lost.account);
    const held = (await entriesIn(station.env)).map(({ account }) => account).sort();
    const stopped = await station.start();
    await expect(stopped.getByRole('alert')).toContainText(kid);
    await expect(stopped.getByRole('button', { name: 'Create signing key' })).toHaveCount(0);
    await stopped.getByRole('button', { name: 'Try again' }).click();
    await expect(stopped.getByRole('alert')).toContainText(kid);
    const made = await stopped.evaluate(() => window.authority.createKey({ algorithm: 'Ed25519' }));
    expect(made).toMatchObject({ ok: true, value: { outcome: 'refused' } });
    expect(keysFile(station)).toEqual(file);
    expect((await entriesIn(station.env)).map(({ account }) => account).sort()).toEqual(held);

    // Given back, everything is as it was.
    await writeEntry(station.env, lost);
    await stopped.getByRole('button', { name: 'Try again' }).click();
    await screen.goTo(stopped, 'Queue');
    await expect(screen.rowOf(stopped, jobId)).toContainText('Ready for review');
    expect(await screen.publicJwk(stopped)).toEqual(jwk);
    await station.quit();
  }
});
