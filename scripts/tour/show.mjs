import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Fault, faultText } from '../bring-up/fault.mjs';
import { startDesktop } from '../desktop.mjs';
import { explainSandbox } from '../electron/sandbox.mjs';
import { doMainJob } from './main-job.mjs';
import { openWindow } from './window.mjs';

const resize = (
  /** @type {import('playwright').ElectronApplication} */ app,
  /** @type {{ width: number, height: number }} */ size,
) =>
  app.evaluate(({ BrowserWindow }, { width, height }) => {
    for (const window of BrowserWindow.getAllWindows()) window.setContentSize(width, height);
  }, size);

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
 *   pictures: { take: TakePicture },
 *   print: (line: string) => void,
 *   afterwards?: (page: import('playwright').Page, shown: { jobId: string }) => Promise<void> }} options
 */
export const showMainJob = async ({ executable, size, limitMs, pictures, print, afterwards }) => {
  const home = await mkdtemp(path.join(tmpdir(), 'countersign-show-'));
  const desktop = process.platform === 'linux' ? await startDesktop() : null;
  try {
    explainSandbox();
    const env = desktop?.env ?? /** @type {Record<string, string>} */ ({ ...process.env });
    const { app, page, said, close } = await openWindow({ executable, env, home });
    try {
      if (size) await resize(app, size);
      await withLimit(
        doMainJob({ page, print, picture: pictures.take }).then((shown) => afterwards?.(page, shown)),
        limitMs,
      );
    } catch (error) {
      const file = await pictures.take(page, 'failure').catch(() => 'no picture could be taken');
      throw new Fault(
        `The main job was not completed: ${faultText(error)}\n\nThe window as it was: ${file}`,
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
