import { makeSubject } from '../../fakes/subject.ts';
import { expect } from '../fixtures.ts';
import { type Walk, walkers } from './walk.ts';

export async function intake(walk: Walk): Promise<void> {
  const { page, press, field } = walkers(walk);
  const { see } = walk;
  await press('Add jobs');
  await field('Job IDs or links').fill(
    'nonsense\nmore of it\nhttps://elsewhere.example.org/scope/ABCDEFGHIJKLMNOPQRST',
  );
  await press('Add');
  await expect(page.locator('.refused-line').first()).toBeVisible();
  await see('Add jobs, refused');
  await page.keyboard.press('Escape');
  await press('New request');
  await expect(field('Subject’s token')).toBeFocused();
  await see('New request');
  const subject = makeSubject('at every screen');
  await field('Subject’s token').fill(subject.requestToken({ scope: 'email', email: 'ines\u200b@example.org' }));
  await expect(page.getByRole('dialog').getByRole('table')).toBeVisible();
  await see('New request, with warnings');
  await field('Subject’s token').fill(subject.requestToken({ scope: 'email' }, { tamper: true }));
  await expect(page.getByRole('dialog').locator('.notice[data-tone="bad"]')).toBeVisible();
  await see('New request, refused');
  await page.keyboard.press('Escape');
}
