import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { walkEveryScreen } from './every-screen.ts';
import { test } from './fixtures.ts';
import { resize, sizes } from './looks.ts';
import { projectRoot } from './workstation.ts';

// No test of the suite: it makes what docs/screens.md shows, on the very way that the suite goes.

const folder = join(projectRoot, 'docs', 'images', 'screens');
const [small, usual] = sizes;

/** The states that a small window lays out in another way. */
const otherwiseWhenSmall: ReadonlySet<string> = new Set([
  'the first start',
  'a job that can be approved',
  'filters',
  'how to approve what is selected',
  'all together, to be read',
  'the summary of a shift',
  'Keys',
  'Settings, with a secret for the service',
]);

/** As WebP, which the driver itself does not make, and which takes a fifth of a PNG. */
async function picture(page: Page, what: string, look: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 60 });
  await session.detach();
  const name = `${what.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-${look}.webp`;
  writeFileSync(join(folder, name), Buffer.from(data, 'base64'));
}

test('every screen and state is pictured', async () => {
  test.setTimeout(600_000);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await walkEveryScreen('en', async (what, station) => {
    const { page } = station;
    // Nothing is under the pointer.
    await page.mouse.move(1, 1);
    await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' });
    if (otherwiseWhenSmall.has(what)) {
      await resize(station, small);
      await picture(page, what, 'small');
    }
    await resize(station, usual);
    await picture(page, what, 'light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture(page, what, 'dark');
    await page.emulateMedia({ colorScheme: 'light' });
  });
});
