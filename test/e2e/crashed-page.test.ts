import { expect, startConnected, test } from './fixtures.ts';
import * as screen from './screen.ts';

test('a page that crashes comes back, with an approval still to be undone', async ({ station, service }) => {
  const page = await startConnected(station, service, { undoSeconds: 30 });
  const jobId = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  await screen.approve(page);
  await expect(screen.rowOf(page, jobId)).toContainText('Approved');
  station.expectComplaint(/page-crashed/);
  const { electron } = station;
  await electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
  });
  await expect
    .poll(() => station.log().some(({ event }) => event === 'page-crashed'), 'the crash to be in the log')
    .toBe(true);
  // The driver loses a page that crashes, so main is asked what the window shows.
  const shown = () =>
    electron.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (!contents || contents.isCrashed() || contents.isLoading()) return '';
      return String(await contents.executeJavaScript('document.body.innerText'));
    });
  await expect.poll(shown).toContain('Undo');
});
