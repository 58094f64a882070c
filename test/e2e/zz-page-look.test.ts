import { expect, startConnected, test } from './fixtures.ts';
import * as screen from './screen.ts';
test('page look', async ({ station, service }) => {
  const page = await startConnected(station, service, { undoSeconds: 30 });
  const a = await screen.readyJob(page, service); const b = await screen.readyJob(page, service);
  const jobs = Array.from({ length: 12 }, () => service.addJob());
  await screen.addAll(page, jobs);
  const shot = async (n: string, w: number, h: number, c: 'light' | 'dark') => { await station.electron.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w as number, h as number), [w, h]); await page.emulateMedia({ colorScheme: c }); await page.waitForTimeout(400); await page.screenshot({ path: `/tmp/page/look-${n}-${w}-${c}.png` }); };
  await shot('queue', 900, 600, 'dark');
  await screen.openJob(page, a); await page.waitForTimeout(1300); await shot('review', 1280, 800, 'light'); await shot('review', 900, 600, 'light');
  await screen.goTo(page, 'Health'); await page.waitForTimeout(1200); await shot('health', 1280, 800, 'dark'); await shot('health', 900, 600, 'light');
  await screen.goTo(page, 'Settings'); await page.getByRole('textbox', { name: 'Service name' }).fill('x'); await screen.goTo(page, 'Queue'); await screen.approve(page); await screen.goTo(page, 'Settings'); await shot('settings', 900, 600, 'light');
  await service.stop(); await screen.goTo(page, 'Health'); await expect(screen.header(page)).toContainText('Cannot see'); await page.waitForTimeout(1500); await shot('blind', 900, 600, 'light'); await shot('blind', 1280, 800, 'dark');
  void b;
});
