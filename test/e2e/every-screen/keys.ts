import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '../fixtures.ts';
import { choosing, type Walk, walkers } from './walk.ts';

const PASSPHRASE = 'seven quiet herons wade north';

/** Keys, and what becomes of them. */
export async function keys(walk: Walk): Promise<void> {
  const { page, link, press } = walkers(walk);
  const { station, said, see } = walk;
  const dialog = page.getByRole('dialog');
  const secret = (english: string) => dialog.getByLabel(said(english), { exact: true });
  const settled = () => expect(page.locator('[data-busy]')).toHaveCount(0);
  await link('Keys');
  await see('Keys');

  await press('Back up');
  await secret('Passphrase').fill('password1234');
  await expect(page.locator('.strength')).toBeVisible();
  await secret('Passphrase again').fill('other');
  await see('backing up, with a weak passphrase');
  await secret('Passphrase').fill(PASSPHRASE);
  await secret('Passphrase again').fill(PASSPHRASE);
  const backup = join(station.folder, 'keys.backup');
  await choosing(station, backup);
  await press('Back up');
  await expect(dialog.locator('.notice[data-tone="good"]')).toBeVisible();
  await see('a backup that was made');
  await press('Close');

  await press('Rehearse backup');
  await press('Choose backup…');
  await secret('Passphrase').fill('not the passphrase');
  await press('Rehearse backup');
  await expect(dialog.locator('.notice[data-tone="bad"]')).toBeVisible();
  await settled();
  await see('rehearsing a backup, refused');
  await secret('Passphrase').fill(PASSPHRASE);
  await press('Rehearse backup');
  await expect(dialog.locator('.notice[data-tone="good"]')).toBeVisible();
  await see('a backup that works');
  await press('Close');

  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const key = join(station.folder, 'key.jwk');
  await choosing(station, key);
  await press('Import key');
  await see('importing a key');
  writeFileSync(key, JSON.stringify({ ...jwk, d: undefined }));
  await press('Choose file…');
  await expect(dialog.locator('.notice[data-tone="bad"]')).toBeVisible();
  await see('importing a key, refused');
  writeFileSync(key, JSON.stringify(jwk));
  await press('Choose file…');
  await expect(dialog.getByRole('switch')).toBeVisible();
  await see('a key that can be imported');
  await press('Import key');
  await expect(dialog.locator('.notice[data-tone="good"]')).toBeVisible();
  await see('a key that was imported');
  await press('Close');

  await press('Rotate');
  await see('rotating to another key');
  await press('Rotate');
  await expect(dialog).toHaveCount(0);
  const set = join(station.folder, 'jwks.json');
  await choosing(station, set);
  await press('Keep a file up to date…');
  await expect(page.getByRole('button', { name: said('Stop keeping it'), exact: true })).toBeVisible();
  expect(readFileSync(set, 'utf8')).toContain(String(jwk.x));
  await see('Keys, with a set that is kept');
  await page.getByRole('grid').getByRole('row').last().click();
  await press('Retire');
  await see('retiring a key');
  await press('Retire');
  await expect(dialog).toHaveCount(0);
  await see('Keys, one of them retired');
}
