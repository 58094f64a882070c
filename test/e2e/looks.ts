import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright/test';
import { expect } from './fixtures.ts';
import type { Workstation } from './workstation.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const sizes = [
  { width: 900, height: 600 },
  { width: 1280, height: 800 },
] as const;

/**
 * What axe-core finds wrong with what is on the screen, each as its rule and the elements it is about.
 * @param also rules to go by that it leaves out by itself
 */
export async function findings(page: Page, also: readonly string[] = []): Promise<string[]> {
  // By the driver, past the page's policy, which lets no script in.
  await page.evaluate(axe);
  return page.evaluate(async (also) => {
    const { axe } = globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } };
    // Behind a modal dialog the page is hidden on purpose, its heading and its main part with it.
    const behind = document.querySelector('[role="dialog"]') ? ['landmark-one-main', 'page-has-heading-one'] : [];
    const rules = Object.fromEntries([
      ...also.map((rule) => [rule, { enabled: true }]),
      ...behind.map((rule) => [rule, { enabled: false }]),
    ]);
    const { violations } = await axe.run({ rules });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`);
  }, also);
}

export async function expectAccessible(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await findings(page), `${what}, ${colorScheme}`).toEqual([]);
  }
}

export async function resize(station: Workstation, size: { width: number; height: number }): Promise<void> {
  await station.electron.evaluate(
    ({ BrowserWindow }, { width, height }) => BrowserWindow.getAllWindows()[0]?.setContentSize(width, height),
    size,
  );
  await expect
    .poll(() => station.page.evaluate(() => ({ width: innerWidth, height: innerHeight })))
    .toEqual({ ...size });
}

/** The page itself neither scrolls nor is cut off; only boxes inside it may scroll. */
export async function expectToFit(page: Page, what: string): Promise<void> {
  const overflow = await page.evaluate(() => {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
    const wide = [...document.querySelectorAll('h1, h2, button, input, textarea, [role="tab"], a')].filter(
      (element) => {
        const { left, right, width } = element.getBoundingClientRect();
        return width > 0 && (left < -1 || right > innerWidth + 1);
      },
    );
    return {
      beside: Math.max(0, scrollWidth - clientWidth),
      below: Math.max(0, scrollHeight - clientHeight),
      cut: wide.map((element) => element.textContent),
    };
  });
  expect(overflow, what).toEqual({ beside: 0, below: 0, cut: [] });
}
