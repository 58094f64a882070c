import type { PlainScopeService } from '../../fakes/plain-scope-service.ts';
import { expect } from '../fixtures.ts';
import { choosing, type Walk, walkers } from './walk.ts';

export async function troubles(walk: Walk, service: PlainScopeService): Promise<void> {
  const { page, press, link, field } = walkers(walk);
  const { station, said, see } = walk;
  // Nothing can be made below a device, so the folder can never be read.
  await choosing(station, '/dev/null/inbox');
  await page.evaluate(() => window.authority.chooseFolder(null));
  await page.evaluate(() => window.authority.saveSettings({ values: { inboxFolder: '/dev/null/inbox' } }));
  await page.evaluate(() => window.authority.pauseWatching({ length: 'tomorrow' }));
  await expect(page.locator('.paused')).toBeVisible();
  for (const section of ['Queue', 'Health'] as const) {
    await link(section);
    await see(`${section}, paused`);
  }
  await page.evaluate(() => window.authority.resumeWatching(null));
  await page.evaluate(() => window.authority.lock(null));
  await expect(page.locator('.lock-sign .paused-words')).toBeVisible();
  await link('Queue');
  await see('Queue, locked');
  await page.locator('.lock-sign .command').click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await see('Unlock the key');
  await press('Unlock');
  await expect(page.getByRole('dialog')).toBeHidden();
  await press('Stop signing');
  await expect(page.getByRole('button', { name: said('Resume signing'), exact: true })).toBeVisible();
  await see('Queue, signing stopped');
  await press('Resume signing');
  await see('resuming signing');
  await page.getByRole('dialog').getByRole('textbox').fill(said('resume'));
  await press('Resume signing');
  await expect(page.getByRole('dialog')).toBeHidden();
  await link('Settings');
  await page.getByRole('heading', { name: said('Rules for approving'), exact: true }).scrollIntoViewIfNeeded();
  await see('Settings, with the rules in force');
  await field('Token lifetime (days)').fill('a year');
  await press('Save settings');
  await expect(page.locator('.entry-problem').first()).toBeVisible();
  await see('Settings, refused');
  await press('Discard changes');
  await field('Header that says who asks').fill('Authorization');
  await field('New secret').fill('Bearer 1234');
  await field('New secret').scrollIntoViewIfNeeded();
  await see('Settings, with a secret for the service');
  await field('New secret').fill('');
  await press('Discard changes');
  await page.evaluate(() => window.authority.saveSettings({ values: { inboxFolder: '' } }));
  await service.stop();
  await link('Queue');
  await page.getByRole('tab').nth(0).click();
  await expect(page.locator('.reach[data-state="unreachable"]')).toBeVisible({ timeout: 30_000 });
  await see('Queue, blind');
  await link('Health');
  await see('Health, blind');
  await page.evaluate(() => window.authority.practise(null));
  await expect(page.locator('.strip[data-practice]')).toBeVisible({ timeout: 30_000 });
  await expect(
    page
      .getByRole('row')
      .filter({ hasText: said('Ready for review') })
      .first(),
  ).toBeVisible({
    timeout: 60_000,
  });
  await see('practising');
  await link('Settings');
  await see('Settings, practising');
}
