import { expect } from '../fixtures.ts';
import { type Walk, walkers } from './walk.ts';

/** What was decided, and what came of it. */
export async function record(walk: Walk): Promise<void> {
  const { page, link, press } = walkers(walk);
  const { see } = walk;
  await link('History');
  await page.locator('.record-row').first().click();
  await see('History');
  await press('Shift summary');
  await expect(page.getByRole('table').first()).toBeVisible();
  await see('the summary of a shift');
  await press('Back');
  await link('Health');
  await see('Health');
}
