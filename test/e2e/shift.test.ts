import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, sharedDesk, test } from './fixtures.ts';
import { expectAccessible, expectToFit, resize, sizes } from './looks.ts';
import * as screen from './screen.ts';

const desk = sharedDesk({ undoSeconds: 0 });

/** Stands in for the two dialogs of the system, which no driver can answer, and tells what they were asked. */
const answerDialogs = (path: string | null) =>
  desk.station.electron.evaluate(({ BrowserWindow, dialog }, path) => {
    const asked: { printed: number; proposed: string[] } = { printed: 0, proposed: [] };
    Object.assign(globalThis, { asked });
    dialog.showSaveDialog = (async (_window: unknown, options: { defaultPath?: string }) => {
      asked.proposed.push(String(options.defaultPath));
      return { canceled: path === null, filePath: path ?? '' };
    }) as never;
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents) {
      contents.print = ((_options: unknown, told: (printed: boolean, why: string) => void) => {
        asked.printed += 1;
        told(true, '');
      }) as never;
    }
  }, path);
const asked = () =>
  desk.station.electron.evaluate(
    () => (globalThis as unknown as { asked: { printed: number; proposed: string[] } }).asked,
  );

const press = async (name: string) => {
  const { page } = desk;
  await page.getByRole('button', { name, exact: true }).focus();
  await page.keyboard.press('Enter');
};
const events = () =>
  desk.page.evaluate(async () => {
    const answer = await window.authority.history({ from: 0, limit: 50 });
    return answer.ok ? answer.value.entries.map(({ event }) => event) : [];
  });

test('a summary of the day is read, printed and saved, by keyboard alone', async () => {
  const { page, service, station } = desk;
  const approved = await screen.readyJob(page, service);
  await screen.openJob(page, approved);
  await screen.approve(page);
  await expect.poll(() => service.tokensSeen(approved).length).toBe(1);
  const held = await screen.readyJob(page, service);
  await screen.openJob(page, held);
  await screen.hold(page, { note: 'ask the branch office' });
  await expect(screen.rowOf(page, held)).toContainText('On hold');

  await screen.goTo(page, 'History');
  await press('Shift summary');
  const decided = page.getByRole('table', { name: 'Decided' });
  await expect(decided.getByRole('row', { name: /^Approved 1/ })).toBeVisible();
  await expect(decided.getByRole('row', { name: /^Put on hold 1/ })).toBeVisible();
  await expect(page.getByRole('main').getByRole('row').filter({ hasText: held })).toContainText(
    'ask the branch office',
  );
  await expect(page.getByRole('button', { name: 'Since my last summary' })).toBeDisabled();
  await expectAccessible(page, 'the shift summary');
  for (const size of sizes) {
    await resize(station, size);
    await expectToFit(page, `the shift summary at ${size.width}×${size.height}`);
  }

  const path = join(station.folder, 'shift.pdf');
  await answerDialogs(path);
  await press('Print');
  await expect.poll(asked).toMatchObject({ printed: 1 });
  await press('Save as PDF');
  await expect(page.getByText(`Saved: ${path}`)).toBeVisible();
  const pdf = readFileSync(path);
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect(pdf.subarray(-6).toString()).toContain('%%EOF');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect((await asked()).proposed).toEqual([expect.stringMatching(/^countersign-\d{4}-\d\d-\d\d\.pdf$/)]);
  expect(await events()).toEqual(expect.arrayContaining(['shift-printed', 'shift-saved']));

  // The next shift begins where this one ends.
  await press('Back');
  await press('Shift summary');
  await press('Since my last summary');
  await expect(decided.getByRole('row', { name: /^Approved 0/ })).toBeVisible();
});

test('on paper there is the summary and nothing else, and nothing at all of any other page', async () => {
  const { page } = desk;
  await screen.goTo(page, 'History');
  await press('Shift summary').catch(() => {});
  await expect(page.getByRole('table', { name: 'Decided' })).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('table', { name: 'Decided' })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Sections' })).toBeHidden();
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden();
  await page.emulateMedia({ media: null });
  await screen.goTo(page, 'Queue');
  await page.emulateMedia({ media: 'print' });
  expect(await page.evaluate(() => getComputedStyle(document.body).display)).toBe('none');
  await page.emulateMedia({ media: null });
});

test('a summary that can not be written is said to be so, and leaves no half a file', async () => {
  const { page, station } = desk;
  await screen.goTo(page, 'History');
  await press('Shift summary').catch(() => {});
  const path = join(station.folder, 'no-such-folder', 'shift.pdf');
  await answerDialogs(path);
  await press('Save as PDF');
  await expect(page.getByText('The file could not be written')).toBeVisible();
  expect(existsSync(path)).toBe(false);
  await answerDialogs(null);
  await press('Save as PDF');
  await expect(page.getByText('The file could not be written')).toHaveCount(0);
});
