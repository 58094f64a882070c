// The queue in the real window with a hundred thousand jobs: what a frame costs the page while it is scrolled, how many rows
// are in the page then, how long it takes from a key press to what it finds, and from a key press to the opened job.
import type { CDPSession, Page } from 'playwright/test';
import { systemClock } from '../../main/clock.ts';
import { openDatabase } from '../../main/store/database.ts';
import { storeOver } from '../../main/store/store.ts';
import { startDesktop } from '../../scripts/desktop.mjs';
import { ISSUER } from '../e2e/fixtures.ts';
import { entriesOf } from '../e2e/keyring.ts';
import { createKey, queueGrid } from '../e2e/screen.ts';
import { Workstation } from '../e2e/workstation.ts';
import { startPlainScopeService } from '../fakes/plain-scope-service.ts';
import { fillQueue } from './filled-queue.ts';
import { report } from './slowest.ts';

const JOBS = 100_000;
const say = (line: string) => process.stdout.write(`${line}\n`);

/** Puts the jobs into the desk's own database, with its own key, while the app is not running. */
async function fill(station: Workstation): Promise<void> {
  const key = (await entriesOf(station)).find(({ account }) => account.endsWith('/database'))?.password ?? '';
  const database = openDatabase(`${station.home}/live`, key, true);
  const store = storeOver(database, systemClock, 'bench');
  fillQueue(store, JOBS, Date.now());
  while (store.words.takeIn());
  database.close();
}

/** Milliseconds of processor time that the page's main thread has had: on a busy machine its tasks take longer than they work. */
async function worked(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? 0) * 1_000;
}

// What runs in the page is written as text: this part of the project knows no document.

/** Scrolls the list frame by frame; gives what each frame cost, and the most rows that were in the page. */
async function scroll(page: Page, session: CDPSession, frames: number, by: number) {
  const costs: number[] = [];
  let most = 0;
  for (let frame = 0; frame < frames; frame += 1) {
    const before = await worked(session);
    const rows = await page.evaluate<number>(`new Promise((resolve) => {
      const grid = document.querySelector('[role="grid"]');
      grid.scrollTop += ${by};
      requestAnimationFrame(() => setTimeout(() => resolve(grid.querySelectorAll('[role="row"]').length)));
    })`);
    costs.push((await worked(session)) - before);
    most = Math.max(most, rows);
  }
  return { costs, rows: most };
}

/** From a key press until the text of an element has changed; every key that is pressed here changes it. */
async function answered(page: Page, key: string, selector: string): Promise<number> {
  await page.evaluate(`{
    const look = () => document.querySelector('${selector}')?.textContent ?? '';
    const was = look();
    window.answered = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error('nothing changed for ${key} from ' + was)), 20000);
      document.addEventListener('keydown', () => {
        const began = performance.now();
        const again = () => (look() === was ? requestAnimationFrame(again) : resolve(performance.now() - began));
        requestAnimationFrame(again);
      }, { capture: true, once: true });
    });
    undefined;
  }`);
  await page.keyboard.press(key);
  return page.evaluate<number>('window.answered');
}

const desktop = await startDesktop();
const service = await startPlainScopeService();
const station = new Workstation(desktop.env);
try {
  station.administer({ service: { address: service.address, issuer: ISSUER } });
  await createKey(await station.start());
  await station.quit();
  await fill(station);
  const began = performance.now();
  const page = await station.start();
  await queueGrid(page).getByRole('row').first().waitFor();
  say(
    `\n${JOBS.toLocaleString('en')} jobs in the real window; first rows after ${Math.round(performance.now() - began)} ms`,
  );
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');

  await scroll(page, session, 50, 174);
  for (const [title, by] of [
    ['What the measuring itself costs, nothing moved', 0],
    ['Main-thread work a frame, three rows a frame', 174],
    ['Main-thread work a frame, a screen a frame', 580],
    ['Main-thread work a frame, 1,000 rows a frame', 58_000],
  ] as const) {
    const { costs, rows } = await scroll(page, session, 80, by);
    report(title, costs);
    say(`    at most ${rows} rows in the page`);
    await page.evaluate(`document.querySelector('[role="grid"]').scrollTop = 0`);
  }

  const search = page.getByRole('textbox', { name: 'Search', exact: true });
  const typed: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    for (const word of ['p', 'm', '4217', 'Z']) {
      await search.fill('');
      await page.waitForFunction(`document.querySelector('.found')?.textContent === ''`);
      await search.focus();
      for (const letter of word) typed.push(await answered(page, letter, '.found'));
    }
  }
  await search.fill('');
  report('From a key press to what it finds', typed);

  await queueGrid(page).focus();
  await page.keyboard.press('j');
  await page.locator('.review h2').first().waitFor();
  const opened: number[] = [];
  for (let job = 0; job < 20; job += 1) opened.push(await answered(page, 'j', '.review h2'));
  report('From a key press to the opened job', opened);
} finally {
  await station.end();
  await service.stop();
  await desktop.stop();
}
