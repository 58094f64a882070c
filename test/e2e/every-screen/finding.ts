import { expect } from '../fixtures.ts';
import { type Walk, walkers } from './walk.ts';

/** Everything by which a long list becomes short, and the sheet of keys. */
export async function finding(walk: Walk): Promise<void> {
  const { page, press, field, leave } = walkers(walk);
  const { said, see } = walk;
  const rows = page.getByRole('grid').getByRole('row');
  const search = field('Search');
  await search.fill('barbara');
  await expect(page.locator('.found[data-narrowed]')).toBeVisible();
  await see('searching, nothing found');
  await press('Clear search and filters');
  await search.fill('alice');
  await expect(page.locator('.found[data-narrowed]')).toBeVisible();
  await expect(rows.first()).toBeVisible();
  await see('searching');
  await search.fill('');

  await press('Filters');
  await page.getByRole('dialog').getByText(said('Ready for review')).click();
  await page.getByRole('dialog').getByText(said('Less than an hour')).click();
  await see('filters');
  await leave();
  await expect(page.locator('.narrow-chip').first()).toBeVisible();
  await see('a list that is narrowed');

  await press('Views');
  await see('views, none saved');
  await field('Name of this view').fill('To decide today');
  await press('Save view');
  await expect(page.locator('.view')).toBeVisible();
  await see('views');
  await leave();
  await press('Clear filters');

  const order = page.locator('.list-tools-row button').nth(1);
  await order.click();
  await expect(page.getByRole('menu')).toBeVisible();
  await see('the order of the list');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await see('the keys');
  await leave();
}
