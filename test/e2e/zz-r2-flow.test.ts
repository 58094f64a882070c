import { expect, ISSUER, pace, startConnected, test } from './fixtures.ts';
import { Panel } from './panel.ts';
import * as screen from './screen.ts';
import { makeSubject } from '../fakes/subject.ts';
import type { Workstation } from './workstation.ts';
test.setTimeout(180_000);
const say = (...x: unknown[]) => console.log('##', ...x);
const focus = (page: any) => page.evaluate(() => { const e = document.activeElement as HTMLElement; return `${e?.tagName}.${e?.className}[${e?.getAttribute('aria-label') ?? ''}] ${(e?.textContent ?? '').slice(0, 40)}`; });
const hurry = (station: Workstation) =>
  station.electron.evaluate(() => {
    const real = globalThis.setTimeout;
    globalThis.setTimeout = ((callback: () => void, ms?: number) => real(callback, ms === 60_000 ? 50 : ms)) as typeof setTimeout;
  });

test('focus', async ({ station, service }) => {
  const page = await startConnected(station, service);
  for (const job of ['one', 'two', 'three', 'four']) await screen.openLink(station, `countersign://job/${job}?${job}`);
  await page.waitForTimeout(500);
  const d = screen.messages(page).getByRole('button', { name: /^Dismiss/ });
  await d.first().focus(); await page.keyboard.press('Enter'); await page.waitForTimeout(500);
  say('after dismiss focus', await focus(page));
  await screen.goTo(page, 'Health');
  await page.getByRole('button', { name: 'For 1 hour' }).focus(); await page.keyboard.press('Enter'); await page.waitForTimeout(700);
  say('after pause focus', await focus(page));
  await screen.header(page).getByRole('button', { name: 'Resume' }).focus(); await page.keyboard.press('Enter'); await page.waitForTimeout(700);
  say('after resume focus', await focus(page));
  await screen.goTo(page, 'Queue');
  await page.getByRole('button', { name: 'Add jobs' }).focus(); await page.keyboard.press('Enter'); await page.waitForTimeout(300);
  say('in add', await focus(page)); await page.keyboard.press('Escape'); await page.waitForTimeout(400); say('after add esc', await focus(page));
  await page.getByRole('button', { name: 'New request' }).focus(); await page.keyboard.press('Enter'); await page.waitForTimeout(300);
  say('in req', await focus(page)); await page.keyboard.press('Escape'); await page.waitForTimeout(400); say('after req esc', await focus(page));
  // tab order
  await page.evaluate(() => (document.activeElement as HTMLElement)?.blur());
  const seq: string[] = [];
  for (let i = 0; i < 16; i++) { await page.keyboard.press('Tab'); seq.push(await focus(page)); }
  say('tab order', JSON.stringify(seq, null, 1));
  // paste add result focus
  const paste = (text: string) => page.evaluate((text) => { const t = new DataTransfer(); t.setData('text/plain', text); document.body.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: t })); }, text);
  await screen.goTo(page, 'Health'); await paste(service.addJob()); await page.waitForTimeout(500);
  say('paste on Health dialogs', await page.getByRole('dialog').count());
  // settings: type, go away, hidden
  await screen.goTo(page, 'Settings');
  await page.getByRole('textbox', { name: 'Undo time' }).fill('7');
  await page.getByRole('switch', { name: /Notify/ }).focus(); await page.keyboard.press('Space'); await page.waitForTimeout(200);
  say('switch role ok', await page.getByRole('switch', { name: /Notify/ }).isChecked());
  await page.getByRole('textbox', { name: 'Quiet from' }).fill('9');
  await page.getByRole('button', { name: 'Save settings' }).click(); await page.waitForTimeout(400);
  say('quiet 9 ->', await page.locator('.entry-problem').allTextContents(), await focus(page));
  await page.getByRole('textbox', { name: 'Quiet from' }).fill('9:00'); await page.getByRole('textbox', { name: 'Quiet until' }).fill('25:00');
  await page.getByRole('button', { name: 'Save settings' }).click(); await page.waitForTimeout(400);
  say('quiet 9:00-25:00 ->', await page.locator('.entry-problem').allTextContents(), await focus(page));
  await page.getByRole('textbox', { name: 'Quiet from' }).fill('22:00'); await page.getByRole('textbox', { name: 'Quiet until' }).fill('22:00');
  await page.getByRole('button', { name: 'Save settings' }).click(); await page.waitForTimeout(600);
  say('quiet same ->', await page.locator('.entry-problem').allTextContents(), await page.locator('.save-bar').textContent());
  await page.getByRole('textbox', { name: 'Inbox folder' }).fill('relative/x');
  await page.getByRole('textbox', { name: 'Feed' }).fill('ftp://x');
  await page.getByRole('button', { name: 'Save settings' }).click(); await page.waitForTimeout(600);
  say('inbox/feed ->', await page.locator('.entry-problem').allTextContents(), await focus(page));
  await page.getByRole('button', { name: 'Discard changes' }).click(); await page.waitForTimeout(300);
  say('after discard focus', await focus(page), await page.locator('.save-bar').textContent());
});

test('hidden and restored', async ({ station, service }) => {
  service.confirmedContent = 'content';
  const panel = await Panel.start();
  try {
  const page = await startConnected(station, service);
  const ids = Array.from({ length: 120 }, (_, i) => service.addJob({ content: makeSubject(`q${i % 5}`).requestToken({ scope: 'email phone', email: `p${i}@example.org` }), confirmed: true }));
  await page.evaluate((t) => window.authority.addJobs({ text: t }), ids.join('\n'));
  await expect.poll(() => panel.complete()).toBe(true);
  await page.waitForTimeout(9000);
  say('labels', await panel.labels());
  say('grid head', await page.locator('.queue, main').first().innerText().then((t) => t.slice(0, 200)));
  const scroller = page.locator('.grid');
  await scroller.evaluate((e) => { e.scrollTop = 3000; }); await page.waitForTimeout(600);
  await page.locator('.row').nth(8).click(); await page.waitForTimeout(2500);
  const sel = await page.locator('.row[aria-selected="true"] code').textContent();
  const top = await scroller.evaluate((e) => e.scrollTop);
  say('selected', sel, 'scroll', top);
  await page.locator('.review-details, .review').first().evaluate((e) => { e.scrollTop = 300; }).catch(() => {});
  // pick 'Exact bytes' fold state
  await hurry(station);
  await station.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(() => station.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(0);
  const opened = station.electron.waitForEvent('window'); const t0 = Date.now();
  await panel.activate();
  const again = await opened; await again.locator('.row[aria-selected="true"]').waitFor(); 
  say('restored in', Date.now() - t0, 'ms', await again.locator('.row[aria-selected="true"] code').textContent(), 'scroll', await again.locator('.grid').evaluate((e) => e.scrollTop), 'focus', await focus(again));
  await again.keyboard.press('j'); await again.waitForTimeout(800);
  say('after j', await again.locator('.row[aria-selected="true"] code').textContent().catch(() => 'none'));
  // no selection, scrolled far: restored scroll?
  await again.waitForTimeout(500);
  // typed reject reason
  await again.getByRole('button', { name: 'Reject', exact: true }).click();
  await again.getByRole('dialog').getByRole('textbox').fill('half a reason'); await again.waitForTimeout(500);
  await station.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()); await again.waitForTimeout(600);
  say('with reason windows', await station.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length));
  // tray job while dialog open
  const labels = (await panel.labels()).filter((l) => l.includes('·') || /^[A-Za-z0-9_-]{20}$/.test(l));
  say('tray job labels', labels);
  await panel.press(labels[0] as string); await again.waitForTimeout(800);
  say('dialog still', await again.getByRole('dialog').count(), 'visible', await station.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()));
  await again.screenshot({ path: '/tmp/zz-r2/flow-dialog-tray.png' });
  await again.keyboard.press('Escape'); await again.waitForTimeout(1500);
  say('after escape selected', await again.locator('.row[aria-selected="true"] code').textContent().catch(() => 'none'), 'wanted', labels[0]);
  // clipboard refused
  await station.electron.evaluate(({ clipboard }) => clipboard.writeText('foo\nbar\nbaz'));
  await panel.press('Add from clipboard'); await again.waitForTimeout(800);
  await station.electron.evaluate(({ clipboard }) => clipboard.writeText('   '));
  await panel.press('Add from clipboard'); await again.waitForTimeout(800);
  say('messages', await screen.messages(again).innerText());
  const jwt = makeSubject('clip').requestToken();
  await station.electron.evaluate(({ clipboard }, t) => clipboard.writeText(t), jwt);
  await panel.press('Add from clipboard'); await again.waitForTimeout(800);
  await station.electron.evaluate(({ clipboard }, t) => clipboard.writeText(t), JSON.stringify({ jobs: [service.addJob()] }));
  await panel.press('Add from clipboard'); await again.waitForTimeout(800);
  say('messages', await screen.messages(again).innerText());
  await again.screenshot({ path: '/tmp/zz-r2/flow-clip.png' });
  await panel.press('Until tomorrow morning'); await again.waitForTimeout(800);
  say('tooltip', await panel.tooltip(), '| header', await screen.header(again).innerText());
  await screen.goTo(again, 'Health'); await again.waitForTimeout(600); say('health', (await again.getByRole('main').innerText()).slice(-1500));
  await service.stop(); await again.waitForTimeout(1000);
  await panel.press('Resume watching'); await again.waitForTimeout(5000);
  say('blind tooltip', await panel.tooltip()); await panel.press('For 1 hour'); await again.waitForTimeout(1500);
  say('blind+paused tooltip', await panel.tooltip(), await panel.labels(), (await again.getByRole('main').innerText()).slice(0, 1200));
  await service.restart(); await again.waitForTimeout(9000);
  say('service back while paused: tooltip', await panel.tooltip(), '| header', await screen.header(again).innerText());
  await again.screenshot({ path: '/tmp/zz-r2/flow-blind-paused-back.png' });
  } finally { panel.stop(); }
});

test('10000 and progress', async ({ station, service }) => {
  const page = await startConnected(station, service);
  const paste = (text: string) => page.evaluate((text) => { const t = new DataTransfer(); t.setData('text/plain', text); document.body.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: t })); }, text);
  const ids = Array.from({ length: 10000 }, (_, i) => `J${String(i).padStart(19, '0')}`);
  for (let i = 0; i < 10000; i += 97) ids[i] = `bad ${i}`;
  const t0 = Date.now();
  void paste(ids.join('\n'));
  await page.getByRole('progressbar').waitFor();
  await page.waitForTimeout(400);
  await page.screenshot({ path: '/tmp/zz-r2/progress-light.png' });
  say('progress focus', await focus(page), await page.getByRole('dialog').innerText());
  await page.getByRole('dialog').getByText(/added/).first().waitFor({ timeout: 60000 });
  await page.getByRole('button', { name: 'Close' }).waitFor({ timeout: 60000 });
  say('took', Date.now() - t0, 'focus', await focus(page));
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.screenshot({ path: '/tmp/zz-r2/progress-done-dark.png' });
  await station.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(900, 600)); await page.waitForTimeout(300);
  await page.screenshot({ path: '/tmp/zz-r2/progress-done-900.png' });
  await page.keyboard.press('Escape');
  // stop midway
  void paste(Array.from({ length: 10000 }, (_, i) => `K${String(i).padStart(19, '0')}`).join('\n'));
  await page.getByRole('progressbar').waitFor();
  await page.keyboard.press('Escape'); await page.waitForTimeout(1500);
  await page.screenshot({ path: '/tmp/zz-r2/progress-stopped.png' });
  say('stopped', (await page.getByRole('dialog').innerText().catch(() => 'no dialog')).slice(0, 300), await focus(page));
  await page.keyboard.press('Escape');
});
