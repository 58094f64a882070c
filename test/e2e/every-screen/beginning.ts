import type { PlainScopeService } from '../../fakes/plain-scope-service.ts';
import { expect, ISSUER } from '../fixtures.ts';
import { type Walk, walkers } from './walk.ts';

export async function firstStart(walk: Walk, service: PlainScopeService): Promise<void> {
  const { page, press, field, leave } = walkers(walk);
  const { said, see } = walk;
  await expect(page.getByRole('button', { name: said('Practise first') })).toBeVisible();
  await see('the first start');
  await press('Restore from backup');
  await see('restoring keys where there are none');
  await leave();
  await press('Connect to a service');
  await field('Service address').fill('nowhere');
  await field('Issuer').fill('not a URI');
  await press('Connect');
  await expect(page.locator('.entry-problem').first()).toBeVisible();
  await see('connecting, refused');
  await field('Service address').fill(service.address);
  await field('Issuer').fill(ISSUER);
  await press('Connect');
  await expect(page.getByRole('button', { name: said('Create signing key') })).toBeVisible();
  await see('the key');
  await press('Create signing key');
  await expect(page.getByRole('grid')).toBeVisible();
  await page.evaluate(() => window.authority.saveSettings({ values: { undoSeconds: 30 } }));
}

export async function emptyDesk(walk: Walk): Promise<void> {
  const { page, link } = walkers(walk);
  for (const section of ['History', 'Keys', 'Health', 'Settings', 'Queue'] as const) {
    await link(section);
    await expect(page.getByRole('heading', { name: walk.said(section), exact: true })).toBeVisible();
    await walk.see(`${section}, empty`);
  }
  await page.getByRole('tab').nth(1).click();
  await walk.see('Queue, nothing done');
  await page.getByRole('tab').nth(0).click();
}
