import type { PlainScopeService } from '../../fakes/plain-scope-service.ts';
import { makeAuthorityKey, makeSubject } from '../../fakes/subject.ts';
import { expect } from '../fixtures.ts';
import { regular } from './people.ts';
import { type Walk, walkers } from './walk.ts';

/** Claims with everything a review can hold. */
const everything = {
  scope: 'email phone',
  email: `b\u0430rb\u202ara.${'long-'.repeat(12)}name@subdomain.of.a.very.long.host.example.org`,
  phone: '+31 6 1234 5678',
  name: '\u05d0\u05d1\u05d2 (hidden\u200b)',
  iat: 1_761_000_000,
  note: 'words '.repeat(200),
};

export async function decisions(walk: Walk, service: PlainScopeService): Promise<void> {
  const { page, press, field, add, open } = walkers(walk);
  const { said, see } = walk;
  const subject = makeSubject('seen');
  const ready = service.addJob({ content: subject.requestToken(everything), confirmed: true });
  const altered = service.addJob({ content: subject.requestToken(everything, { tamper: true }), confirmed: true });
  const plain = service.addJob({ content: regular.requestToken(), confirmed: true });
  const waiting = service.addJob({ code: '1234' });
  const foreign = service.addJob();
  await add([ready, altered, plain, waiting, foreign]);

  await open(waiting, 'Waiting for confirmation');
  await see('a job that waits');
  await press('Confirm for subject');
  await press('Confirm');
  await see('Confirm for the subject');
  await page.keyboard.press('Escape');
  await open(altered, 'Ready for review');
  await see('a job that can’t be approved');
  await open(ready, 'Ready for review');
  await see('a job with warnings');
  await press('Exact bytes');
  await see('the exact bytes');
  await press('Reject');
  await press('Reject');
  await see('rejecting, with no reason');
  await field('Reason').fill('Too many doubts, see the call of this morning.');
  await press('Reject');
  await expect(page.getByRole('dialog')).toBeHidden();
  await open(waiting, 'Waiting for confirmation');
  await press('Hold');
  await field('Note').fill('Waits to be called back.');
  await page.getByLabel(said('Comes back on')).fill('2040-02-29T09:30');
  await see('putting on hold');
  await press('Hold');
  await expect(page.getByRole('dialog')).toBeHidden();
  await open(waiting, 'On hold');
  await see('a job on hold');
  await open(plain, 'Ready for review');
  const approve = page.getByRole('button', { name: said('Approve and sign'), exact: true });
  const typing = page.locator('.review-pane').getByRole('textbox');
  await expect(typing).toBeVisible();
  await see('a first job, whose value has to be typed');
  await typing.fill('.org');
  await expect(approve).toBeEnabled();
  await see('a job that can be approved');
  await approve.click();
  await expect(page.locator('.undo-bar')).toBeVisible();
  await see('an approval that can be undone');
  await page.locator('.undo-bar').getByRole('button').click();
  const stranger = makeAuthorityKey('a stranger');
  service.setSigned(foreign, stranger.sign({ iss: 'https://elsewhere.example.org', sub: subject.sub }));
  await open(foreign, 'Needs attention');
  await see('a job that needs attention');
  await page.getByRole('tab').nth(2).click();
  await open(ready, 'Rejected');
  await see('a job that was rejected');
  await page.evaluate(() => window.authority.saveSettings({ values: { undoSeconds: 0 } }));
  await open(plain, 'Ready for review');
  await typing.fill('.org');
  await expect(approve).toBeEnabled();
  await approve.click();
  await open(plain, 'Delivered');
  await expect(page.getByRole('heading', { name: said('Signed token'), exact: true })).toBeVisible();
  for (const fold of await page.locator('.review-pane .fold-trigger').all()) await fold.click();
  await see('a job that was delivered');
  const again = regular.requestToken({ scope: 'email', email: '\u0430lice@example.org' });
  const returning = service.addJob({ content: again, confirmed: true });
  await page.getByRole('tab').nth(0).click();
  await add([returning]);
  await open(returning, 'Ready for review');
  await page.getByRole('region', { name: said('Seen before'), exact: true }).scrollIntoViewIfNeeded();
  await see('a job of a subject who was here before');
}
