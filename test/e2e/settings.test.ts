import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { expect, ISSUER, startConnected, test } from './fixtures.ts';
import * as screen from './screen.ts';
import type { Workstation } from './workstation.ts';

const field = (page: Page, name: string) => page.getByRole('textbox', { name });
/** Has the system's dialog answer with a folder, and presses the button that asks for it. */
async function chooseFolder(station: Workstation, page: Page, path: string): Promise<void> {
  await station.electron.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, path);
  await page.getByRole('button', { name: 'Choose…' }).click();
}
const save = (page: Page) => page.getByRole('button', { name: 'Save settings' });

test('every new setting is kept over a restart, as it was meant', async ({ station, service }) => {
  const page = await startConnected(station, service);
  const inbox = join(station.folder, 'inbox');
  mkdirSync(inbox);
  await screen.goTo(page, 'Settings');
  await field(page, 'Feed').fill(`${service.address}/jobs`);
  await chooseFolder(station, page, inbox);
  await field(page, 'Quiet from').fill('18:00');
  await field(page, 'Quiet until').fill('7:30');
  await page.getByRole('switch', { name: 'Notify me' }).press('Space');
  await page.getByRole('switch', { name: 'Closing the window' }).press('Space');
  await screen.saveSettings(page);
  await expect(field(page, 'Quiet until')).toHaveValue('07:30');
  await expect(page.getByText('Not saved yet')).toHaveCount(0);
  await station.quit();
  const again = await station.start();
  await screen.goTo(again, 'Settings');
  await expect(field(again, 'Feed')).toHaveValue(`${service.address}/jobs`);
  await expect(field(again, 'Inbox folder')).toHaveValue(inbox);
  await expect(field(again, 'Quiet from')).toHaveValue('18:00');
  await expect(again.getByRole('switch', { name: 'Notify me' })).not.toBeChecked();
  await expect(again.getByRole('switch', { name: 'Closing the window' })).not.toBeChecked();
  await expect(again.getByRole('switch', { name: 'Start at login' })).not.toBeChecked();
  // The service has no feed, which the page Health tells.
  await screen.goTo(again, 'Health');
  await expect(screen.panel(again, 'Jobs that come by themselves')).toContainText('Not readable since');
});

test('what is wrong is named at its field, which gets the focus, and nothing is saved', async ({
  station,
  service,
}) => {
  const page = await startConnected(station, service);
  await screen.goTo(page, 'Settings');
  await field(page, 'Quiet from').fill('22:00');
  await save(page).click();
  await expect(field(page, 'Quiet until')).toHaveAccessibleDescription(/both times, or none/);
  await expect(field(page, 'Quiet until')).toBeFocused();
  await field(page, 'Quiet until').fill('25:00');
  await field(page, 'Feed').fill('feed');
  await save(page).click();
  await expect(field(page, 'Feed')).toBeFocused();
  await expect(field(page, 'Feed')).toHaveAttribute('aria-invalid', 'true');
  await expect(field(page, 'Quiet until')).toHaveAttribute('aria-invalid', 'true');
  await expect(field(page, 'Quiet from')).not.toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByText('Some values were not taken.', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: 'Discard changes' }).click();
  await expect(field(page, 'Quiet from')).toHaveValue('');
  await expect(save(page)).toBeDisabled();
});

test('what was typed outlives a look into another section', async ({ station, service }) => {
  const page = await startConnected(station, service);
  await screen.goTo(page, 'Settings');
  await field(page, 'Service name').fill('Registry');
  await screen.goTo(page, 'Queue');
  await screen.goTo(page, 'Settings');
  await expect(field(page, 'Service name')).toHaveValue('Registry');
  await expect(page.getByText('Not saved yet')).toBeVisible();
});

test('the inbox folder can be chosen with the system’s own dialog', async ({ station, service }) => {
  const page = await startConnected(station, service);
  await screen.goTo(page, 'Settings');
  await expect(field(page, 'Inbox folder')).not.toBeEditable();
  await chooseFolder(station, page, station.folder);
  await expect(field(page, 'Inbox folder')).toHaveValue(station.folder);
  await expect(page.getByText('Not saved yet')).toBeVisible();
  await page.getByRole('button', { name: 'None', exact: true }).click();
  await expect(field(page, 'Inbox folder')).toHaveValue('');
  // A page that is not itself any more may not name a folder whose files are moved.
  const answer = await page.evaluate(() => window.authority.saveSettings({ values: { inboxFolder: '/tmp' } }));
  expect(answer).toMatchObject({ value: { problems: { inboxFolder: { code: 'folder-not-chosen' } } } });
});

test('switches and folders that the administrator fixed are shown and off', async ({ station, service }) => {
  const inbox = join(station.folder, 'inbox');
  mkdirSync(inbox);
  station.administer({
    service: { address: service.address, issuer: ISSUER, mayConfirm: true },
    notify: false,
    inboxFolder: inbox,
  });
  const page = await station.start();
  await screen.createKey(page);
  await screen.goTo(page, 'Settings');
  const notify = page.getByRole('switch', { name: 'Notify me' });
  await expect(notify).toBeDisabled();
  await expect(notify).not.toBeChecked();
  await expect(notify).toHaveAccessibleDescription(/administrator/i);
  await expect(field(page, 'Inbox folder')).not.toBeEditable();
  await expect(page.getByRole('button', { name: 'Choose…' })).toHaveCount(0);
  await expect(page.getByRole('switch', { name: 'Start at login' })).toBeEnabled();
  await expect(screen.panel(page, 'Service')).toContainText('You can post the code that the subject reads out.');
});

test('the app can be quit from the window', async ({ station, service }) => {
  const page = await startConnected(station, service);
  await screen.goTo(page, 'Settings');
  const child = station.electron.process();
  await page.getByRole('button', { name: 'Quit Countersign' }).click();
  await expect.poll(() => child.exitCode).toBe(0);
  const again = await station.start();
  await expect(screen.queueGrid(again).or(again.getByRole('heading', { name: 'Settings' }))).toBeVisible();
});

test('what the service wants to know us by goes to the keychain at once, to the service, and is not shown again', async ({
  station,
  service,
}) => {
  const page = await startConnected(station, service);
  await screen.goTo(page, 'Settings');
  await page.getByRole('textbox', { name: 'Header that says who asks' }).fill('X-Api-Key');
  await screen.saveSettings(page);
  const secret = page.getByLabel('New secret');
  await expect(secret).toHaveAttribute('type', 'password');
  await secret.fill('open sesame');
  await page.getByRole('button', { name: 'Keep secret' }).click();
  await expect(page.getByText('Kept in the keychain.')).toBeVisible();
  await expect(secret).toHaveValue('');
  await screen.goTo(page, 'Queue');
  const jobId = await screen.readyJob(page, service);
  const about = () => service.requests.filter(({ path }) => path === `/scope/${jobId}`);
  expect(about().every(({ headers }) => headers['x-api-key'] === 'open sesame')).toBe(true);

  await screen.goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Remove secret' }).click();
  await expect(page.getByText('Nothing yet.')).toBeVisible();
});
