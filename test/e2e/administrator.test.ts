import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, ISSUER, startConnected, test } from './fixtures.ts';
import * as screen from './screen.ts';
import { isLinux } from './workstation.ts';

test('with a service set by the administrator, setup asks for the key alone and nothing fixed can be edited', async ({
  station,
  service,
}) => {
  station.administer({
    service: {
      name: 'Registry',
      address: service.address,
      issuer: ISSUER,
      trustedKeys: { keys: [] },
      ca: '',
      authHeader: '',
      feed: `${service.address}/jobs`,
    },
    lifetimeDays: 30,
    undoSeconds: 0,
    rejectReasons: ['Not entitled'],
    pollSeconds: 0.2,
    inboxFolder: join(station.folder, 'inbox'),
    notify: true,
    quietFrom: '18:00',
    quietUntil: '08:00',
    keepRunning: false,
    startAtLogin: false,
    lockAfterMinutes: 0,
    lockOnSuspend: true,
    lockOnScreenLock: true,
  });
  const page = await station.start();
  await expect(page.getByRole('heading', { name: 'Set up your authority' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Practise first' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Connect to a service' })).toHaveCount(0);
  await screen.createKey(page);

  await screen.goTo(page, 'Settings');
  const fields = await page.getByRole('textbox').all();
  // Whether single letters act is everybody's own to choose.
  const own = page.getByRole('switch', { name: 'Single-letter keys' });
  await expect(own).toBeEnabled();
  const switches = (await page.getByRole('switch').all()).length;
  const fixed = await page.getByRole('switch', { disabled: true }).all();
  expect([fields.length, switches, fixed.length]).toEqual([15, 6, 5]);
  for (const field of [...fields, ...fixed]) {
    await expect(field).toBeDisabled();
    await expect(field).toHaveAccessibleDescription(/administrator/i);
  }
  const save = await page.evaluate(() =>
    window.authority.saveSettings({ values: { undoSeconds: 30, address: 'https://elsewhere.example.org' } }),
  );
  expect(save).toMatchObject({
    ok: true,
    value: {
      outcome: 'refused',
      problems: { undoSeconds: { code: 'fixed-by-administrator' }, address: { code: 'fixed-by-administrator' } },
    },
  });

  // An undo time of zero: the decision is final at once.
  await screen.goTo(page, 'Queue');
  const jobId = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  await screen.approve(page);
  await screen.expectStatus(page, jobId, 'Delivered');
  const [token = ''] = service.tokensSeen(jobId);
  const { iat, exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  expect(exp - iat).toBe(30 * 86_400);
});

test('fields that are not fixed stay free beside those that are', async ({ station, service }) => {
  const page = await startConnected(station, service, { undoSeconds: 7 });
  await screen.goTo(page, 'Settings');
  await expect(page.getByRole('textbox', { name: 'Undo time' })).not.toBeEditable();
  const lifetime = page.getByRole('textbox', { name: 'Token lifetime' });
  const save = page.getByRole('button', { name: 'Save settings' });
  await lifetime.fill('99999');
  await save.click();
  await expect(lifetime).toHaveAccessibleDescription(/between 1 and 3650/);
  await lifetime.fill('12');
  await save.click();
  await expect(page.getByText('Saved')).toBeVisible();
  await station.quit();
  const again = await station.start();
  await screen.goTo(again, 'Settings');
  await expect(again.getByRole('textbox', { name: 'Token lifetime' })).toHaveValue('12');
});

test('an unknown field stops the app, is named, and nothing is asked, made or signed until it is mended', async ({
  station,
  service,
}) => {
  const right = { service: { address: service.address, issuer: ISSUER }, undoSeconds: 1 };
  station.administer({ ...right, undoSecond: 9, service: { ...right.service, adress: 'https://scope.example.org' } });
  const page = await station.start();
  await expect(page.getByText('“undoSecond”: There is no such field here.')).toBeVisible();
  await expect(page.getByText('service.adress')).toBeVisible();
  await expect(page.getByText(station.configPath)).toBeVisible();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('service.adress')).toBeVisible();
  expect(await page.evaluate(() => window.authority.createKey({ algorithm: 'Ed25519' }))).toMatchObject({
    value: { outcome: 'refused' },
  });
  await expect(page.getByText('service.adress')).toBeVisible();
  expect(existsSync(join(station.home, 'live'))).toBe(false);
  expect(readdirSync(station.home)).not.toContain('practice');
  expect(service.requests).toEqual([]);

  station.administer(right);
  await page.getByRole('button', { name: 'Try again' }).click();
  await screen.createKey(page);
});

test('a file that is not JSON, or holds a value out of its range, stops the app as well', async ({ station }) => {
  station.administer('{ "undoSeconds": 5, }');
  const page = await station.start();
  const again = page.getByRole('button', { name: 'Try again' });
  await expect(again).toBeVisible();
  await expect(page.getByText(station.configPath)).toBeVisible();
  station.administer({ undoSeconds: 31 });
  await again.click();
  await expect(page.getByText(/undoSeconds/)).toBeVisible();
  station.administer({ undoSeconds: 30 });
  await again.click();
  await expect(page.getByRole('heading', { name: 'Set up your authority' })).toBeVisible();
});

test('what the machine’s administrator fixed holds alone, and the page says which file was passed over', async ({
  station,
  service,
}) => {
  station.administer({ undoSeconds: 30, lifetimeDays: 3650 });
  station.administerMachine({ service: { address: service.address, issuer: ISSUER }, undoSeconds: 7 });
  const page = await station.start();
  await screen.createKey(page);
  await screen.goTo(page, 'Settings');
  await expect(page.getByRole('textbox', { name: 'Undo time' })).toHaveValue('7');
  await expect(page.getByRole('textbox', { name: 'Undo time' })).not.toBeEditable();
  await expect(page.getByRole('textbox', { name: 'Token lifetime' })).toHaveValue('365');
  await expect(page.getByRole('textbox', { name: 'Token lifetime' })).toBeEditable();
  await expect(page.getByText(station.machinePath)).toBeVisible();
  await expect(page.getByText('Nothing in that file is in force.', { exact: false })).toBeVisible();
  await expect(page.getByText(station.configPath)).toBeVisible();
});

test('settings of the machine that anybody may write to stop the app, with what root has to do', async ({
  station,
}) => {
  test.skip(!isLinux, 'Windows keeps them in its registry, macOS in a property list');
  station.administer({ undoSeconds: 30 });
  station.administerMachine({ undoSeconds: 7 });
  chmodSync(station.machinePath, 0o666);
  const page = await station.start();
  await expect(page.getByText(`chmod go-w "${station.machinePath}"`, { exact: false })).toBeVisible();
  chmodSync(station.machinePath, 0o644);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'Set up your authority' })).toBeVisible();
});
