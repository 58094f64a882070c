import { expect, sharedDesk, startConnected, test } from './fixtures.ts';
import { expectAccessible, expectToFit, resize, sizes } from './looks.ts';
import { Panel } from './panel.ts';
import * as screen from './screen.ts';
import { startAgain } from './second-process.ts';
import { isLinux, type Workstation } from './workstation.ts';

const chooseLanguage = async (station: Workstation, language: 'system' | 'en' | 'de'): Promise<void> => {
  await station.page.evaluate((language) => window.authority.saveSettings({ values: { language } }), language);
};

const spokenBy = (station: Workstation) =>
  station.page.evaluate(() => ({ lang: document.documentElement.lang, dir: document.documentElement.dir }));

const title = (station: Workstation) =>
  station.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle());

test('another language is chosen by its own name, is spoken at once, and is kept over a restart', async ({
  station,
  service,
}) => {
  let page = await startConnected(station, service);
  expect(await spokenBy(station)).toEqual({ lang: 'en', dir: 'ltr' });
  await screen.goTo(page, 'Settings');
  await page.getByRole('radiogroup', { name: 'Language' }).getByText('Deutsch').click();
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByRole('heading', { name: 'Optionen' })).toBeVisible();
  await expect(page.getByText('Gespeichert', { exact: true })).toBeVisible();
  expect(await spokenBy(station)).toEqual({ lang: 'de', dir: 'ltr' });

  await station.quit();
  page = await station.start();
  await page.getByRole('link', { name: 'Optionen' }).click();
  await expect(page.getByRole('radio', { name: 'Deutsch' })).toBeChecked();
  await page.getByRole('radiogroup', { name: 'Sprache' }).getByText('English').click();
  await page.getByRole('button', { name: 'Optionen speichern' }).click();
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
});

test('everything outside the page follows, too: title, tray, and menu', async ({ station, service }) => {
  test.skip(!isLinux, 'the panel is one of the desktops that have D-Bus');
  station.env.XDG_CURRENT_DESKTOP = 'KDE';
  const panel = await Panel.start();
  try {
    await startConnected(station, service);
    await expect.poll(() => panel.tooltip()).toBe('Countersign: Nothing to do');
    await chooseLanguage(station, 'de');
    await expect.poll(() => panel.tooltip()).toBe('Countersign: Nichts zu tun');
    const menu = () =>
      station.electron.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label)[0]);
    await expect.poll(menu).toBe('Datei');
    await station.page.evaluate(() => window.authority.practise(null));
    await expect.poll(() => title(station)).toBe('Countersign (Übung)');
  } finally {
    await panel.stop();
  }
});

test('the administrator’s language holds, and can’t be changed', async ({ station, service }) => {
  station.administer({
    service: { address: service.address, issuer: 'https://authority.example.org' },
    language: 'de',
  });
  const page = await station.start();
  await page.getByRole('button', { name: 'Signaturschlüssel erstellen' }).click();
  await page.getByRole('link', { name: 'Optionen' }).click();
  await expect(page.getByRole('radio', { name: 'English' })).toBeDisabled();
  await expect(page.getByRole('radiogroup', { name: 'Sprache' })).toHaveAccessibleDescription(
    'Von Ihrer Administration festgelegt',
  );
});

test('as the system is set: German words, dates and numbers for a German', async ({ station, service }) => {
  test.skip(!isLinux, 'elsewhere the system’s language is not the environment’s');
  Object.assign(station.env, { LANGUAGE: 'de_AT', LANG: 'de_AT.UTF-8', LC_ALL: 'de_AT.UTF-8' });
  station.administer({ service: { address: service.address, issuer: 'https://authority.example.org' } });
  const page = await station.start();
  await expect(page.getByRole('button', { name: 'Signaturschlüssel erstellen' })).toBeVisible();
  expect((await spokenBy(station)).lang).toBe('de-AT');
});

test('a command speaks the language of its terminal', async ({ station, service }) => {
  await startConnected(station, service);
  station.env.LC_ALL = 'de_DE.UTF-8';
  expect((await startAgain(station, ['add', 'Unsinn'], { display: false })).out).toBe(
    '0 Aufträge hinzugefügt; 1 Zeile wurde nicht angenommen\n',
  );
  station.env.LC_ALL = 'C.UTF-8';
  expect((await startAgain(station, ['add', 'nonsense'], { display: false })).out).toBe(
    '0 jobs added; 1 line was not taken\n',
  );
});

test.describe('in German', () => {
  const desk = sharedDesk({ undoSeconds: 30 });

  test.beforeAll(() => chooseLanguage(desk.station, 'de'));

  const fits = async (what: string) => {
    await expectAccessible(desk.page, what);
    for (const size of sizes) {
      await resize(desk.station, size);
      await expectToFit(desk.page, `${what} at ${size.width}×${size.height}`);
    }
  };

  for (const section of ['Aufträge', 'Verlauf', 'Schlüssel', 'Zustand', 'Optionen']) {
    test(`${section} is accessible in light and dark, and fits small windows`, async () => {
      await desk.page.getByRole('navigation').getByRole('link', { name: section }).click();
      await expect(desk.page.getByRole('heading', { name: section, exact: true })).toBeVisible();
      await fits(section);
    });
  }

  test('a job can be added, read and approved, with all commands in view', async () => {
    const { page, service, station } = desk;
    await page.getByRole('link', { name: 'Aufträge' }).click();
    const jobId = service.addJob();
    await page.getByRole('button', { name: 'Hinzufügen' }).click();
    const dialog = page.getByRole('dialog', { name: 'Aufträge hinzufügen' });
    await dialog.getByRole('textbox').fill(jobId);
    await fits('adding');
    await dialog.getByRole('button', { name: 'Hinzufügen', exact: true }).click();
    await screen.seenByApp(service, jobId);
    service.confirm(jobId);
    const row = page.getByRole('row').filter({ hasText: jobId });
    await expect(row).toContainText('Bereit zur Prüfung');
    await row.click();
    const approve = page.getByRole('button', { name: 'Freigeben und signieren' });
    await expect(approve).toBeEnabled();
    for (const size of sizes) {
      await resize(station, size);
      await expect(approve).toBeInViewport({ ratio: 1 });
      for (const name of ['Ablehnen', 'Zurückstellen'])
        await expect(page.getByRole('button', { name, exact: true })).toBeInViewport({ ratio: 1 });
    }
    await fits('the review');
    await approve.click();
    await expect(page.getByText(/Wird in \d+ Sekunden signiert/).first()).toBeVisible();
    await fits('undoing');
  });
});
