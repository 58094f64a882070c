import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startFeedService } from '../fakes/feed-service.ts';
import { makeSubject } from '../fakes/subject.ts';
import { expect, ISSUER, pace, startConnected, test } from './fixtures.ts';
import * as screen from './screen.ts';
import type { Workstation } from './workstation.ts';
const OUT = '/tmp/zz-r2'; mkdirSync(OUT, { recursive: true });
test.setTimeout(240_000);
async function size(station: Workstation, w: number, h: number) {
  await station.electron.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w as number, h as number), [w, h]);
  await station.page.waitForTimeout(250);
}
async function shots(station: Workstation, name: string, all = true) {
  for (const [w, h] of [[1280, 800], [900, 600]] as const) {
    await size(station, w, h);
    for (const colorScheme of ['light', 'dark'] as const) {
      if (!all && ((w === 1280) !== (colorScheme === 'light'))) continue;
      await station.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await station.page.waitForTimeout(80);
      await station.page.screenshot({ path: `${OUT}/${name}-${w}-${colorScheme}.png` });
    }
  }
}
const long = (page: any) => page.evaluate(() => { const m = document.querySelector('main, .page'); for (const e of document.querySelectorAll('*')) if (e.scrollHeight > e.clientHeight + 4 && getComputedStyle(e).overflowY !== 'visible' && e.clientHeight > 300) e.scrollTop = e.scrollHeight; });

test('empty and settings', async ({ station, service }) => {
  const page = await startConnected(station, service);
  await shots(station, 'empty-queue');
  for (const s of ['Health', 'Settings', 'History'] as const) {
    await screen.goTo(page, s);
    await page.waitForTimeout(400);
    await shots(station, `empty-${s}`, s !== 'History');
    await size(station, 1280, 800);
    await long(page);
    await page.screenshot({ path: `${OUT}/empty-${s}-bottom-1280.png` });
    await size(station, 900, 600);
    await long(page);
    await page.screenshot({ path: `${OUT}/empty-${s}-bottom-900.png` });
  }
  await screen.goTo(page, 'Queue');
  await page.getByRole('button', { name: 'Add jobs' }).click();
  await shots(station, 'dlg-add');
  await screen.dialog(page, 'Add jobs').getByRole('textbox').fill(`${service.addJob()}\nnonsense\nhttps://elsewhere.example.org/with/a/very/long/path/${'x'.repeat(300)}\n<b>hi</b>\u202eabc`);
  await screen.dialog(page, 'Add jobs').getByRole('button', { name: 'Add', exact: true }).click();
  await page.waitForTimeout(800);
  await shots(station, 'dlg-add-refused');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'New request' }).click();
  await shots(station, 'dlg-request', false);
  const t = makeSubject('x').requestToken({ scope: 'email phone', email: `ali\u202ece.${'long'.repeat(20)}@example.org`, phone: '+31 6 12345678', note: 'w '.repeat(300) });
  await screen.dialog(page, 'New request').getByRole('textbox').fill(t);
  await page.waitForTimeout(800);
  await shots(station, 'dlg-request-filled');
  await page.keyboard.press('Escape');
});

test('full and troubles', async ({ station, service }) => {
  service.confirmedContent = 'content';
  station.administer({ service: { address: service.address, issuer: ISSUER, mayConfirm: true, name: 'Verification desk of the Very Long Municipality Name of Somewhere North East' }, ...pace });
  const page = await station.start();
  await screen.createKey(page);
  const ids: string[] = [];
  for (let i = 0; i < 60; i++) {
    const s = makeSubject(`p${i % 7}`);
    const v = i % 5 === 0 ? `b\u0430rb\u202ara${'long-'.repeat(20)}@${'sub.'.repeat(15)}example.org` : `person${i}@example.org`;
    const content = s.requestToken({ scope: i % 4 === 0 ? 'email phone address birthdate nationality' : 'email', email: v, phone: '+31 6 1234 5678' }, i % 9 === 3 ? { tamper: true } : {});
    ids.push(service.addJob(i % 11 === 5 ? {} : { content, confirmed: i % 6 !== 1 }));
  }
  await page.evaluate((t) => window.authority.addJobs({ text: t }), ids.join('\n'));
  await page.waitForTimeout(6000);
  await shots(station, 'full-queue');
  await size(station, 1280, 800);
  await screen.openJob(page, ids[0] as string).catch(() => {});
  await page.waitForTimeout(1500);
  await shots(station, 'full-review');
  const waiting = ids[7] as string;
  await page.evaluate(() => 0);
  await screen.show(page, 'All');
  await screen.queueGrid(page).focus();
  await page.getByRole('row').filter({ hasText: 'Waiting' }).first().click().catch(() => {});
  const c = screen.decision(page, 'Confirm for subject');
  await c.waitFor({ timeout: 5000 }).catch(() => {});
  if (await c.count()) { await shots(station, 'waiting-review', false); await c.click(); await shots(station, 'dlg-confirm', false);
    await screen.dialog(page, 'Confirm for the subject').getByRole('textbox').fill('zzz'); await page.keyboard.press('Enter'); await page.waitForTimeout(600); await shots(station, 'dlg-confirm-after', false); await page.keyboard.press('Escape'); }
  // troubles
  await page.evaluate(() => window.authority.saveSettings({ values: { inboxFolder: '/dev/null/a/very/long/path/for/the/inbox/of/this/desk/that/does/not/exist', feed: 'http://127.0.0.1:9/feed/with/long/path' } }));
  for (const job of ['one', 'two', 'three', 'four', 'five']) await screen.openLink(station, `countersign://job/${job}?${job}`);
  await screen.openLink(station, `countersign://job/${'A'.repeat(20)}?service=Elsewhere`);
  await screen.show(page, 'Open');
  await page.waitForTimeout(4000);
  await shots(station, 'trouble-queue');
  await screen.goTo(page, 'Health'); await page.waitForTimeout(500);
  await shots(station, 'trouble-Health');
  await service.stop();
  await page.waitForTimeout(8000);
  await shots(station, 'blind-Health');
  await size(station, 1280, 800); await long(page); await page.screenshot({ path: `${OUT}/blind-Health-bottom.png` });
  await screen.goTo(page, 'Queue');
  await shots(station, 'blind-queue');
  await page.evaluate(() => window.authority.pauseWatching({ length: 'tomorrow' }));
  await page.waitForTimeout(500);
  await shots(station, 'blind-paused-queue');
  await service.restart();
  await page.evaluate(() => window.authority.resumeWatching(null));
  await page.waitForTimeout(5000);
  await page.evaluate(() => window.authority.pauseWatching({ length: 'tomorrow' }));
  await page.waitForTimeout(800);
  await shots(station, 'paused-queue');
  await screen.goTo(page, 'Health'); await page.waitForTimeout(500);
  await shots(station, 'paused-Health', false);
});

test('setup with waiting links, then practice', async ({ station }) => {
  const page = await station.start();
  await page.getByRole('button', { name: 'Practise first' }).waitFor();
  for (const c of ['A', 'B', 'C']) await screen.openLink(station, `countersign://job/${c.repeat(20)}?service=Desk`);
  await screen.openLink(station, `countersign://job/broken`);
  await page.waitForTimeout(500);
  await shots(station, 'setup-links');
  await page.getByRole('button', { name: 'Practise first' }).click();
  await screen.queueGrid(page).waitFor().catch(() => {});
  await page.waitForTimeout(6000);
  await screen.openLink(station, `countersign://job/${'D'.repeat(20)}?service=Desk`);
  await page.waitForTimeout(500);
  await shots(station, 'practice-queue');
  await screen.goTo(page, 'Health'); await page.waitForTimeout(400);
  await shots(station, 'practice-Health', false);
  await screen.goTo(page, 'Settings'); await page.waitForTimeout(400);
  await shots(station, 'practice-Settings', false);
});
