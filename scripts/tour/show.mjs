import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Fault, faultText } from '../bring-up/fault.mjs';
import { startDesktop } from '../desktop.mjs';
import { explainSandbox } from '../electron/sandbox.mjs';
import { doMainJob } from './main-job.mjs';
import { openWindow } from './window.mjs';

/** A window that is only just coming up may still lose the height of its menu bar: asked for until the page has it. */
const resize = async (
  /** @type {import('playwright').ElectronApplication} */ app,
  /** @type {import('playwright').Page} */ page,
  /** @type {{ width: number, height: number }} */ size,
) => {
  for (let tries = 0; tries < 20; tries += 1) {
    await app.evaluate(({ BrowserWindow }, { width, height }) => {
      for (const window of BrowserWindow.getAllWindows()) window.setContentSize(width, height);
    }, size);
    await page.waitForTimeout(250);
    const is = await page.evaluate(() => ({ width: globalThis.innerWidth, height: globalThis.innerHeight }));
    if (is.width === size.width && is.height === size.height) return;
  }
  throw new Fault(`The window never came to be ${size.width} × ${size.height}.`);
};

const withLimit = async (/** @type {Promise<unknown>} */ work, /** @type {number} */ ms) => {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Fault(`It was not done after ${ms / 60_000} minutes.`)), ms);
  });
  try {
    await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
};

/** @typedef {(page: import('playwright').Page, name: string) => Promise<string | undefined>} TakePicture */

/**
 * Opens the app in a desktop session of its own, with a fresh home, and has it walked through.
 * @param {{ executable: string, size?: { width: number, height: number }, limitMs: number,
 *   pictures: { take: TakePicture }, walk: (page: import('playwright').Page) => Promise<unknown>,
 *   administrator?: object }} options `administrator`: what an administrator's file fixes
 */
export const showWalk = async ({ executable, size, limitMs, pictures, walk, administrator }) => {
  const home = await mkdtemp(path.join(tmpdir(), 'countersign-show-'));
  const desktop = process.platform === 'linux' ? await startDesktop() : null;
  try {
    explainSandbox();
    const env = desktop?.env ?? /** @type {Record<string, string>} */ ({ ...process.env });
    if (administrator) {
      env.COUNTERSIGN_CONFIG = path.join(home, 'administrator.json');
      await writeFile(env.COUNTERSIGN_CONFIG, JSON.stringify(administrator));
    }
    const { app, page, said, close } = await openWindow({ executable, env, home });
    try {
      if (size) await resize(app, page, size);
      await withLimit(walk(page), limitMs);
    } catch (error) {
      const file = await pictures.take(page, 'failure').catch(() => 'no picture could be taken');
      throw new Fault(
        `The walk was not completed: ${faultText(error)}\n\nThe window as it was: ${file}`,
        `What the app said:\n${said() || '(nothing)'}`,
      );
    } finally {
      await close();
    }
  } finally {
    await desktop?.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
};

/**
 * The same, through the main job.
 * @param {{ executable: string, size?: { width: number, height: number }, limitMs: number,
 *   pictures: { take: TakePicture },
 *   print: (line: string) => void,
 *   afterwards?: (page: import('playwright').Page, shown: { jobId: string }) => Promise<void> }} options
 */
export const showMainJob = ({ print, afterwards, ...options }) =>
  showWalk({
    ...options,
    walk: (page) =>
      doMainJob({ page, print, picture: options.pictures.take }).then((shown) => afterwards?.(page, shown)),
  });
