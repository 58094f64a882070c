import { type PlainScopeService, startPlainScopeService } from '../fakes/plain-scope-service.ts';
import { makeAuthorityKey, makeSubject } from '../fakes/subject.ts';
import { endStation, expect, ISSUER, newStation } from './fixtures.ts';
import { catalogueOf, type Language } from './said.ts';
import type { Workstation } from './workstation.ts';

interface Walk {
  readonly station: Workstation;
  /** How the app says what it says in English with these words. */
  readonly said: (english: string) => string;
  /** Called on every screen and state, with its name. */
  readonly see: (what: string) => Promise<void>;
}

/**
 * Takes one app from its first start through every screen and state that a person meets, in any language.
 * @param language what the administrator has the app speak
 * @param said how a text of the English catalogue is said in it; by the language's own catalogue unless given
 */
export async function walkEveryScreen(
  language: Language,
  see: (what: string, station: Workstation) => Promise<void>,
  said: (english: string) => string = catalogueOf(language),
  prepare: (station: Workstation) => void = () => {},
): Promise<void> {
  const service = await startPlainScopeService({ confirmedContent: 'content' });
  const station = newStation();
  prepare(station);
  const walk: Walk = { station, said, see: (what) => see(what, station) };
  try {
    station.administer({ service: { mayConfirm: true }, language, pollSeconds: 0.2 });
    await station.start();
    await firstStart(walk, service);
    await emptyDesk(walk);
    await dialogs(walk);
    await decisions(walk, service);
    await troubles(walk, service);
  } finally {
    await endStation(station).finally(() => service.stop());
  }
}

const walkers = ({ station: { page }, said }: Walk) => ({
  page,
  press: async (english: string) => {
    const dialog = page.getByRole('dialog');
    const within = (await dialog.count()) > 0 ? dialog : page;
    await within
      .getByRole('button', { name: said(english), exact: true })
      .first()
      .click();
  },
  link: (english: string) => page.getByRole('link', { name: said(english), exact: true }).click(),
  field: (english: string) => page.getByRole('textbox', { name: said(english) }),
  row: (jobId: string) => page.getByRole('grid').getByRole('row').filter({ hasText: jobId }),
});

async function firstStart(walk: Walk, service: PlainScopeService): Promise<void> {
  const { page, press, field } = walkers(walk);
  const { said, see } = walk;
  await expect(page.getByRole('button', { name: said('Practise first') })).toBeVisible();
  await see('the first start');
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

async function emptyDesk(walk: Walk): Promise<void> {
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

async function dialogs(walk: Walk): Promise<void> {
  const { page, press, field } = walkers(walk);
  const { see } = walk;
  await press('Add jobs');
  await field('Job IDs or links').fill('Unfug\nnoch einer\nhttps://elsewhere.example.org/scope/ABCDEFGHIJKLMNOPQRST');
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

/** Claims with everything a review can hold. */
const everything = {
  scope: 'email phone',
  email: `b\u0430rb\u202ara.${'long-'.repeat(12)}name@subdomain.of.a.very.long.host.example.org`,
  phone: '+31 6 1234 5678',
  name: '\u05d0\u05d1\u05d2 (hidden\u200b)',
  iat: 1_761_000_000,
  note: 'words '.repeat(200),
};

async function decisions(walk: Walk, service: PlainScopeService): Promise<void> {
  const { page, press, field, row } = walkers(walk);
  const { said, see } = walk;
  const subject = makeSubject('seen');
  const add = (jobIds: readonly string[]) =>
    page.evaluate((text) => window.authority.addJobs({ text }), jobIds.join('\n'));
  const open = async (jobId: string, status: string) => {
    await expect(row(jobId)).toContainText(said(status));
    // A row moves when what is known of others changes.
    await expect(async () => {
      await row(jobId).click();
      await expect(page.getByRole('heading', { name: jobId })).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await expect(page.locator('.review-pane .meaning')).toBeVisible();
  };
  const ready = service.addJob({ content: subject.requestToken(everything), confirmed: true });
  const altered = service.addJob({ content: subject.requestToken(everything, { tamper: true }), confirmed: true });
  const plain = service.addJob({ confirmed: true });
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
  await field('Reason').fill('Zu viele Zweifel, siehe Anruf.');
  await press('Reject');
  await expect(page.getByRole('dialog')).toBeHidden();
  await open(waiting, 'Waiting for confirmation');
  await press('Hold');
  await field('Note').fill('Wartet auf den Rückruf.');
  await see('putting on hold');
  await press('Hold');
  await expect(page.getByRole('dialog')).toBeHidden();
  await open(waiting, 'On hold');
  await see('a job on hold');
  await open(plain, 'Ready for review');
  const approve = page.getByRole('button', { name: said('Approve and sign'), exact: true });
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
  await expect(approve).toBeEnabled();
  await approve.click();
  await open(plain, 'Delivered');
  for (const fold of await page.locator('.review-pane .fold-trigger').all()) await fold.click();
  await see('a job that was delivered');
  for (const section of ['History', 'Keys', 'Health'] as const) {
    await page.getByRole('link', { name: said(section), exact: true }).click();
    if (section === 'History') await page.locator('.record-row').first().click();
    await see(section);
  }
}

async function troubles(walk: Walk, service: PlainScopeService): Promise<void> {
  const { page, press, link, field } = walkers(walk);
  const { station, said, see } = walk;
  // Nothing can be made below a device, so the folder can never be read.
  await station.electron.evaluate(({ dialog }) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: ['/dev/null/inbox'] });
  });
  await page.evaluate(() => window.authority.chooseFolder(null));
  await page.evaluate(() => window.authority.saveSettings({ values: { inboxFolder: '/dev/null/inbox' } }));
  await page.evaluate(() => window.authority.pauseWatching({ length: 'tomorrow' }));
  await expect(page.locator('.paused')).toBeVisible();
  for (const section of ['Queue', 'Health'] as const) {
    await link(section);
    await see(`${section}, paused`);
  }
  await page.evaluate(() => window.authority.resumeWatching(null));
  await link('Settings');
  await field('Token lifetime (days)').fill('ein Jahr');
  await press('Save settings');
  await expect(page.locator('.entry-problem').first()).toBeVisible();
  await see('Settings, refused');
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
