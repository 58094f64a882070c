import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright/test';
import { verifies } from '../../main/signing/verification.ts';
import { keyAlgorithms } from '../../preload/contract.ts';
import { expect, ISSUER, pace, startConnected, test } from './fixtures.ts';
import { entriesOf } from './keyring.ts';
import { expectAccessible, expectToFit, resize, sizes } from './looks.ts';
import * as screen from './screen.ts';
import type { Workstation } from './workstation.ts';

const grid = (page: Page): Locator => page.getByRole('grid', { name: 'Signing keys' });
const rows = (page: Page): Locator =>
  grid(page)
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader') });
const rowIn = (page: Page, state: string): Locator => rows(page).filter({ hasText: state });
const button = (of: Page | Locator, name: string): Locator => of.getByRole('button', { name, exact: true });
const shownJwk = async (page: Page): Promise<Record<string, unknown>> =>
  JSON.parse((await page.getByRole('region', { name: 'Public key' }).textContent()) ?? '');

/** The person chooses this file in the system's dialog from now on. */
const choosing = (station: Workstation, path: string) =>
  station.electron.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
  }, path);
const copy = (station: Workstation, text: string) =>
  station.electron.evaluate(({ clipboard }, copied) => clipboard.writeText(copied), text);

for (const algorithm of keyAlgorithms) {
  test(`a desk whose key is made for ${algorithm} delivers what an independent verifier accepts`, async ({
    station,
    service,
  }) => {
    station.administer({ service: { address: service.address, issuer: ISSUER }, ...pace, undoSeconds: 0 });
    const page = await station.start();
    await page.getByLabel('Algorithm').selectOption(algorithm);
    await screen.createKey(page);
    const jobId = await screen.readyJob(page, service);
    await screen.openJob(page, jobId);
    await screen.approve(page);
    await screen.expectStatus(page, jobId, 'Delivered');
    await screen.goTo(page, 'Keys');
    await expect(rowIn(page, 'In use')).toContainText(algorithm);
    const answer = await page.evaluate((id) => window.authority.review({ jobId: id }), jobId);
    const compact = answer.ok ? String(answer.value.token?.compact) : answer.error.code;
    expect(await verifies(compact, await shownJwk(page))).toBe(true);
    for (const { password } of await entriesOf(station)) expect(password).toMatch(/^[\x21-\x7e]{1,1280}$/);
  });
}

test('a key is made, imported from the clipboard and from a file, rotated to and retired', async ({
  station,
  service,
}) => {
  const page = await startConnected(station, service, { undoSeconds: 0 });
  await screen.goTo(page, 'Keys');
  await expect(rows(page)).toHaveCount(1);

  await button(page, 'Create signing key').click();
  const making = screen.dialog(page, 'Create signing key');
  await making.getByLabel('Algorithm').selectOption('ES256');
  await button(making, 'Create signing key').click();
  await expect(rowIn(page, 'Waiting')).toContainText('ES256');

  const pasted = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  await copy(station, JSON.stringify({ ...pasted, d: undefined }));
  await button(page, 'Import key').click();
  const importing = screen.dialog(page, 'Import key');
  await button(importing, 'Paste from clipboard').click();
  await expect(importing).toContainText('only the public half');
  await copy(station, JSON.stringify(pasted));
  await button(importing, 'Paste from clipboard').click();
  await expect(importing).toContainText('Read from the clipboard');
  await button(importing, 'Import key').click();
  await expect(importing).toContainText('The key is in the keychain');
  await button(importing, 'Close').click();
  await expect(rows(page)).toHaveCount(3);
  expect(await station.electron.evaluate(async ({ clipboard }) => await clipboard.readText())).toBe('');

  const passphrase = 'the passphrase of the file';
  const path = join(station.folder, 'key.pem');
  const rsa = generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey;
  writeFileSync(path, rsa.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase }));
  await choosing(station, path);
  await button(page, 'Import key').click();
  await button(importing, 'Choose file…').click();
  await expect(importing).toContainText('key.pem');
  await importing.getByLabel('Passphrase of the key').fill('wrong');
  await button(importing, 'Import key').click();
  await expect(importing).toContainText('does not open this key');
  await importing.getByLabel('Passphrase of the key').fill(passphrase);
  await importing.getByLabel('How an RSA key signs').selectOption('PS256');
  await importing.getByText('Overwrite and delete the file').click();
  await button(importing, 'Import key').click();
  await expect(importing).toContainText('The file was overwritten and deleted');
  expect(existsSync(path)).toBe(false);
  await button(importing, 'Close').click();
  await expect(rowIn(page, 'PS256')).toContainText('Waiting');

  const before = (await shownJwk(page)).kid;
  await rowIn(page, 'PS256').click();
  await expect.poll(async () => (await shownJwk(page)).kty).toBe('RSA');
  const successor = String((await shownJwk(page)).kid);
  await button(page, 'Rotate').click();
  const rotating = screen.dialog(page, 'Rotate the signing key');
  await rotating.getByLabel('Successor').selectOption(successor);
  await button(rotating, 'Rotate').click();
  await expect(rowIn(page, 'In use')).toContainText('PS256');
  await expect(rowIn(page, 'Superseded')).toContainText(String(before));

  await screen.goTo(page, 'Queue');
  const jobId = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  await screen.approve(page);
  await screen.expectStatus(page, jobId, 'Delivered');
  await screen.goTo(page, 'Keys');
  await expect(rowIn(page, 'In use')).toContainText(/PS256In use1/);

  const set = join(station.folder, 'jwks.json');
  await station.electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, set);
  const inSet = () => JSON.parse(readFileSync(set, 'utf8')).keys.map(({ kid }: { kid: string }) => kid);
  await button(page, 'Save JWKS').click();
  await expect.poll(() => existsSync(set) && inSet()[0]).toBe(successor);
  await button(page, 'Keep a file up to date…').click();
  await expect(page.getByText('Kept up to date:')).toBeVisible();
  expect(inSet()).toContain(before);

  await rowIn(page, 'Superseded').click();
  await button(page, 'Retire').click();
  await button(screen.dialog(page, 'Retire this key'), 'Retire').click();
  await expect(rowIn(page, 'Retired')).toContainText(String(before));
  expect(inSet()).not.toContain(before);
  expect((await entriesOf(station)).filter(({ account }) => account.includes(String(before)))).toEqual([]);

  await station.quit();
  const again = await station.start();
  await screen.goTo(again, 'Keys');
  await expect(rows(again)).toHaveCount(4);
  await expect(rowIn(again, 'In use')).toContainText('PS256');
  await screen.goTo(again, 'History');
  for (const event of ['Signing key imported', 'Another key took over', 'Signing key retired']) {
    await expect(again.getByText(event).first()).toBeVisible();
  }
});

test('the page and its dialogs fit and are accessible in either size and colour', async ({ station, service }) => {
  const page = await startConnected(station, service);
  await screen.goTo(page, 'Keys');
  for (const size of sizes) {
    await resize(station, size);
    await expectToFit(page, `keys ${size.width}`);
    for (const name of ['Create signing key', 'Import key', 'Rotate']) {
      await button(page, name).click();
      await expectToFit(page, `${name} ${size.width}`);
      await expectAccessible(page, name);
      await button(page, 'Cancel').click();
    }
  }
  await expectAccessible(page, 'keys');
});
