import type { PlainScopeService } from '../../fakes/plain-scope-service.ts';
import { makeSubject } from '../../fakes/subject.ts';
import { expect } from '../fixtures.ts';
import { regular } from './people.ts';
import { type Walk, walkers } from './walk.ts';

/** Several jobs at once: one after the other, and all together with what is left out, stopped before its end. */
export async function batch(walk: Walk, service: PlainScopeService): Promise<void> {
  const { page, press, field, row, add } = walkers(walk);
  const { said, see } = walk;
  const ask = (subject: typeof regular, email: string) =>
    service.addJob({ content: subject.requestToken({ scope: 'email', email }), confirmed: true });
  const jobIds = [
    ask(regular, 'team-one@batch.example.org'),
    ask(regular, 'team-two@batch.example.org'),
    ask(regular, 'team-\u200bthree@batch.example.org'),
    ask(makeSubject('newcomer'), 'newcomer@batch.example.org'),
  ];
  await add(jobIds);
  await field('Search').fill('batch.example');
  for (const jobId of jobIds) {
    await expect(row(jobId)).toContainText(said('Ready for review'));
    await row(jobId).getByRole('checkbox').click();
  }
  await see('several jobs selected');
  await press('Approve selected');
  await see('how to approve what is selected');
  await press('One by one');
  await expect(page.locator('.walk')).toBeVisible();
  await expect(page.locator('.review-pane .meaning')).toBeVisible();
  await see('one by one');
  await press('End');

  for (const jobId of jobIds) await row(jobId).getByRole('checkbox').click();
  await press('Approve selected');
  await press('All together');
  const approve = page.locator('.batch-bar .command').first();
  await expect(approve).toBeVisible();
  await see('all together, to be read');
  await page.locator('.batch-above .fold-trigger').click();
  await see('all together, with what is left out');
  await expect(async () => {
    const next = page.getByRole('button', { name: said('Next not shown'), exact: true });
    if (await next.isVisible()) await next.click();
    await expect(approve).toBeEnabled({ timeout: 1_000 });
  }).toPass();
  await see('all together, read');
  // The service asks for patience, so that there is something to see, and to stop.
  service.failNext({ kind: 'status', status: 429, headers: { 'retry-after': '20' } });
  await add([service.addJob()]);
  await expect(page.locator('.reach[data-state="rate-limited"]')).toBeVisible();
  await see('a service that asks for patience');
  await approve.click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  await see('a batch under way');
  await press('Stop batch');
  await expect(page.locator('.result[data-outcome="stopped"]').first()).toBeVisible();
  await see('what came of a batch');
  await press('Back');
  await see('a batch that ran, in the list');
  await page.locator('.selection .command').first().click();
  await press('Dismiss result');
  await field('Search').fill('');
}
