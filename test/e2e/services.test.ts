import { type PlainScopeService, startPlainScopeService } from '../fakes/plain-scope-service.ts';
import { expect, ISSUER, pace, test } from './fixtures.ts';
import { expectAccessible, expectToFit, resize, sizes } from './looks.ts';
import { Panel } from './panel.ts';
import * as screen from './screen.ts';
import type { Workstation } from './workstation.ts';

let east: PlainScopeService;
let west: PlainScopeService;
test.beforeEach(async () => {
  [east, west] = await Promise.all([startPlainScopeService(), startPlainScopeService()]);
});
test.afterEach(async () => {
  await Promise.all([east.stop(), west.stop()]);
});

const administer = (station: Workstation, limits: { undoSeconds?: number } = {}) =>
  station.administer({
    services: [
      { id: 'east', name: 'East desk', address: east.address, issuer: `${ISSUER}/east` },
      { id: 'west', name: 'West desk', address: west.address, issuer: `${ISSUER}/west` },
    ],
    ...pace,
    ...limits,
  });

/** Brings both services to work: their keys are made one after the other. */
async function startBoth(station: Workstation, limits?: { undoSeconds?: number }) {
  administer(station, limits);
  const page = await station.start();
  await screen.createKey(page);
  await screen.showService(page, 'West desk');
  await screen.createKey(page);
  await screen.showService(page, 'East desk');
  await expect(screen.queueGrid(page)).toBeVisible();
  return page;
}

test('two services: each has its key, is decided for by itself, and receives its own token', async ({ station }) => {
  const page = await startBoth(station);
  const first = await screen.readyJob(page, east);
  await screen.openJob(page, first);
  await expect(screen.reviewOf(page).getByRole('group', { name: 'Decision' })).toContainText(
    'You decide for East desk',
  );
  await screen.approve(page);
  await screen.expectStatus(page, first, 'Delivered');

  await screen.showService(page, 'West desk');
  // What was selected belongs to the other service.
  await expect(page.getByText('No job selected')).toBeVisible();
  await expect(screen.rowOf(page, first)).toBeHidden();
  await screen.show(page, 'Open');
  const second = await screen.readyJob(page, west);
  await screen.openJob(page, second);
  await expect(screen.reviewOf(page)).toContainText('You decide for West desk');
  await screen.approve(page);
  await screen.expectStatus(page, second, 'Delivered');
  const westKey = await screen.publicJwk(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Keys · West desk');
  await screen.showService(page, 'East desk');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Keys · East desk');
  await expect(async () => expect(await screen.publicJwk(page)).not.toEqual(westKey)).toPass();

  const puts = (service: PlainScopeService) =>
    service.requests.filter(({ method }) => method === 'PUT').map(({ path }) => path);
  expect(puts(east)).toEqual([`/scope/${first}`]);
  expect(puts(west)).toEqual([`/scope/${second}`]);

  // The service that was in view comes back, and both go on.
  await station.quit();
  const again = await station.start();
  await expect(screen.switcher(again)).toHaveAccessibleName('Service: East desk');
  await screen.goTo(again, 'Queue');
  await screen.expectStatus(again, first, 'Delivered');
});

test('the service is changed by keyboard, and no letter decides or changes anything meanwhile', async ({ station }) => {
  const page = await startBoth(station, { undoSeconds: 30 });
  const jobId = await screen.readyJob(page, east);
  await screen.openJob(page, jobId);
  await expect(screen.approvable(page)).toBeVisible();
  await screen.switcher(page).focus();
  // Closed it takes no letters, so those go on deciding for what is in view; an arrow opens it, and changes nothing.
  await page.keyboard.press('ArrowDown');
  const items = page.getByRole('menu', { name: 'Service' }).getByRole('menuitemradio');
  await expect(items).toHaveCount(2);
  await expect(page.getByRole('menuitemradio', { name: /East desk/ })).toBeChecked();
  for (const key of ['a', 'r', 'h']) await page.keyboard.press(key);
  await expect(screen.dialog(page, 'Reject job')).toBeHidden();
  await page.keyboard.press('w');
  await page.keyboard.press('Enter');
  await expect(screen.switcher(page)).toHaveAccessibleName('Service: West desk');
  await expect(screen.switcher(page)).toBeFocused();
  await expect(page.getByText('1 to decide elsewhere')).toBeVisible();
  await screen.showService(page, 'East desk');
  await screen.expectStatus(page, jobId, 'Ready for review');
});

test('an approval can be undone from the other service, and a call meant for one is refused by the other', async ({
  station,
}) => {
  const page = await startBoth(station, { undoSeconds: 30 });
  const jobId = await screen.readyJob(page, east);
  await screen.openJob(page, jobId);
  await screen.approve(page);
  await screen.showService(page, 'West desk');
  const undo = page.getByRole('region', { name: 'Undo approvals' });
  await expect(undo).toContainText('East desk');

  const calls = await page.evaluate(async (jobId) => {
    const { authority } = window;
    return {
      hold: await authority.hold({ jobId }, 'east'),
      reject: await authority.reject({ jobId, reason: 'late' }, 'east'),
      add: await authority.addJobs({ text: 'AAAAAAAAAAAAAAAAAAAA' }, 'east'),
      save: await authority.saveSettings({ values: { notify: false } }, 'east'),
      pause: await authority.pauseWatching({ length: 'hour' }, 'east'),
      nameless: await authority.undo({ jobId }),
      odd: await authority.hold({ jobId }, { east: true } as never),
    };
  }, jobId);
  const refused = (code: string) => ({ ok: false, error: { code } });
  for (const name of ['hold', 'reject', 'add', 'save', 'pause'] as const) {
    expect(calls[name], name).toMatchObject(refused('service-not-in-view'));
  }
  expect(calls.nameless).toMatchObject(refused('service-not-named'));
  expect(calls.odd).toMatchObject(refused('invalid-arguments'));

  await undo.getByRole('button', { name: 'Undo' }).click();
  await expect(undo).toBeHidden();
  await screen.showService(page, 'East desk');
  await screen.expectStatus(page, jobId, 'Ready for review');
  expect(east.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
});

test('the tray adds up, names the service that is not well, and leads to it', async ({ station }) => {
  station.env.XDG_CURRENT_DESKTOP = 'KDE';
  const panel = await Panel.start();
  try {
    const page = await startBoth(station);
    const inEast = await screen.readyJob(page, east);
    await screen.showService(page, 'West desk');
    const inWest = await screen.readyJob(page, west);
    await expect.poll(() => panel.tooltip()).toBe('Countersign: 2 jobs wait for your decision');
    expect(panel.launcherCounts.at(-1)).toBe(2);
    await expect
      .poll(() => panel.labels())
      .toEqual([
        '[2 jobs wait for your decision]',
        'East desk: 1 job waits for your decision',
        'West desk: 1 job waits for your decision',
        'Open Countersign',
        expect.stringContaining(`West desk · email · ${inWest}`),
        expect.stringContaining(`East desk · email · ${inEast}`),
        'Add from clipboard',
        '  East desk',
        '  West desk',
        'Pause watching for all services',
        '  For 1 hour',
        '  Until tomorrow morning',
        '  Until I resume it',
        'Stop signing for all services',
        'Lock now',
        'Quit',
      ]);
    await panel.press((await panel.labels()).find((label) => label.includes(inEast)) ?? '');
    await expect(screen.switcher(page)).toHaveAccessibleName('Service: East desk');
    await expect(screen.reviewOf(page)).toContainText(inEast);

    await west.stop();
    await expect
      .poll(() => panel.tooltip())
      .toBe('Countersign: West desk: Cannot see the service · 2 jobs wait for your decision');
    await expect(screen.header(page)).toContainText('Cannot be seen');
    // The one goes on while the other can't be seen.
    await screen.approve(page);
    await screen.expectStatus(page, inEast, 'Delivered');
    await screen.goTo(page, 'Health');
    await expect(screen.panel(page, 'Other services')).toContainText('Cannot see the service');

    await panel.press('Until I resume it');
    await expect.poll(() => panel.labels()).toContain('Resume watching for all services');
    await expect.poll(() => panel.labels()).not.toContain('Pause watching for all services');
    await panel.press('West desk: Watching is paused · 1 job waits for your decision');
    await expect(screen.switcher(page)).toHaveAccessibleName('Service: West desk');
  } finally {
    await panel.stop();
  }
});

test('a link goes to the service that it names, and one that names none is refused in words', async ({ station }) => {
  const page = await startBoth(station);
  const named = west.addJob();
  const unnamed = west.addJob();
  await screen.openLink(station, `countersign://job/${named}?service=West%20desk`);
  await expect(screen.switcher(page)).toHaveAccessibleName('Service: West desk');
  await expect(screen.reviewOf(page)).toContainText(named);
  await screen.openLink(station, `countersign://job/${unnamed}`);
  await expect(screen.messages(page)).toContainText('names no service');
  await expect(screen.messages(page)).toContainText('East desk, West desk');
  await expect(screen.rowOf(page, unnamed)).toBeHidden();
});

test('the switcher is accessible and fits, open and closed, with a service that needs a key', async ({ station }) => {
  administer(station);
  const page = await station.start();
  await expect(page.getByRole('button', { name: 'Create signing key' })).toBeVisible();
  await expectAccessible(page, 'a service that needs its key');
  await screen.createKey(page);
  const jobId = await screen.readyJob(page, east);
  await screen.openJob(page, jobId);
  await expect(screen.approvable(page)).toBeVisible();
  for (const size of sizes) {
    await resize(station, size);
    await expectToFit(page, `closed at ${size.width}`);
    await expectAccessible(page, `closed at ${size.width}`);
    await screen.switcher(page).click();
    await expect(page.getByRole('menuitemradio', { name: /West desk.*Needs a key/ })).toBeVisible();
    await expectToFit(page, `open at ${size.width}`);
    await expectAccessible(page, `open at ${size.width}`);
    await page.keyboard.press('Escape');
  }
  await screen.decision(page, 'Reject').click();
  await expect(screen.dialog(page, 'Reject job · East desk')).toBeVisible();
  await page.keyboard.press('Escape');
  await screen.goTo(page, 'Health');
  await expectAccessible(page, 'Health of one of two services');
});
