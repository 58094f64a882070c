import type { Page } from 'playwright/test';
import { walkEveryScreen } from './every-screen.ts';
import { expect, startConnected, test } from './fixtures.ts';
import { expectAccessible, expectToFit, findings, resize, sizes } from './looks.ts';
import type { Workstation } from './workstation.ts';

/** The elements that something still moves in. */
const moving = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('body *')].flatMap((element) => {
      const { transitionDuration, animationDuration, animationName } = getComputedStyle(element);
      const longest = (durations: string) => Math.max(...durations.split(',').map(Number.parseFloat));
      const moves = longest(transitionDuration) > 0 || (animationName !== 'none' && longest(animationDuration) > 0);
      return moves ? [`${element.tagName}.${element.className}`] : [];
    }),
  );

/** What a person can press or fill and could not get at: not brought into view by scrolling, or under something else. */
const outOfReach = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const within = document.querySelector('[role="dialog"]') ?? document.body;
    return [...within.querySelectorAll('button, a[href], input, textarea, [role="tab"], [role="row"]')].flatMap(
      (element) => {
        if (!element.checkVisibility() || element.closest('[aria-hidden="true"]')) return [];
        // What closes a menu for those who only hear it.
        if (element.parentElement && element.parentElement.clientWidth <= 1) return [];
        element.scrollIntoView({ block: 'center', inline: 'nearest' });
        // The input of a switch or a radio lies unseen under its words.
        const seen = element.closest('label') ?? element;
        const { left, right, top, bottom } = seen.getBoundingClientRect();
        const [x, y] = [(left + right) / 2, (top + bottom) / 2];
        const above = document.elementFromPoint(x, y);
        const reached =
          above && (seen.contains(above) || above.contains(seen) || above.closest('.undo-bar, .arrivals'));
        const beside = left < -1 || right > innerWidth + 1;
        return reached && !beside ? [] : [`${seen.className || seen.tagName}: ${seen.textContent?.slice(0, 40)}`];
      },
    );
  });

/** Text that would have to be followed to the side, line by line (WCAG 2.2, 1.4.10). */
const runningWide = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('body *')].flatMap((element) => {
      const { overflowX } = getComputedStyle(element);
      const scrolls = element === document.documentElement || overflowX === 'auto' || overflowX === 'scroll';
      return scrolls && element.scrollWidth > element.clientWidth + 1
        ? [`${element.tagName}.${element.className}`]
        : [];
    }),
  );

const zoom = (station: Workstation, factor: number): Promise<void> =>
  station.electron.evaluate(({ BrowserWindow }, factor) => {
    BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(factor);
  }, factor);

test('every screen can be used in forced colours, with more contrast, without motion, and at 200 %', async () => {
  test.setTimeout(600_000);
  await walkEveryScreen('en', async (what, station) => {
    const { page } = station;
    const picture = (mode: string) =>
      page.screenshot({ path: test.info().outputPath(`${`${what} ${mode}`.replaceAll(/\W+/g, '-')}.png`) });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect.soft(await moving(page), `${what}, without motion`).toEqual([]);

    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, contrast: 'more' });
      expect
        .soft(await findings(page, ['color-contrast-enhanced']), `${what}, ${colorScheme}, more contrast`)
        .toEqual([]);
      await page.emulateMedia({ colorScheme, contrast: 'no-preference', forcedColors: 'active' });
      expect.soft(await findings(page), `${what}, ${colorScheme}, forced colours`).toEqual([]);
      if (colorScheme === 'dark') await picture('forced');
      await page.emulateMedia({ colorScheme, forcedColors: 'none' });
    }
    await page.emulateMedia({ colorScheme: 'light' });

    await zoom(station, 2);
    await expect.poll(() => page.evaluate(() => innerWidth)).toBe(640);
    expect.soft(await runningWide(page), `${what} at 200 %`).toEqual([]);
    await picture('200');
    expect.soft(await outOfReach(page), `${what} at 200 %`).toEqual([]);
    await zoom(station, 1);
    await page.evaluate(() => scrollTo(0, 0));
  });
});

test('every screen is accessible in German in light and dark, and fits small windows', async () => {
  test.setTimeout(600_000);
  await walkEveryScreen('de', async (what, station) => {
    await expectAccessible(station.page, what);
    for (const size of sizes) {
      await resize(station, size);
      await expectToFit(station.page, `${what} at ${size.width}×${size.height}`);
      for (const colorScheme of ['light', 'dark'] as const) {
        await station.page.emulateMedia({ colorScheme });
        const name = `${what} ${size.width} ${colorScheme}`.replaceAll(/\W+/g, '-');
        await station.page.screenshot({ path: test.info().outputPath(`${name}.png`) });
      }
    }
  });
});

test('in forced colours what is chosen, on, or current can be told without its colour', async ({
  station,
  service,
}) => {
  const page = await startConnected(station, service);
  await page.emulateMedia({ forcedColors: 'active' });
  const looks = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => {
        const { outline, borderBottomColor, borderColor, borderWidth, backgroundColor } = getComputedStyle(element);
        return JSON.stringify({ outline, borderBottomColor, borderColor, borderWidth, backgroundColor });
      });
  expect(await looks('.sections a[aria-current]')).not.toBe(await looks('.sections a:not([aria-current])'));
  expect(await looks('.filter[data-selected]')).not.toBe(await looks('.filter:not([data-selected])'));
  await page.getByRole('link', { name: 'Settings' }).click();
  expect(await looks('.switch[data-selected] .switch-track')).not.toBe(
    await looks('.switch:not([data-selected]) .switch-track'),
  );
  expect(await looks('.choice-one[data-selected] .choice-dot')).not.toBe(
    await looks('.choice-one:not([data-selected]) .choice-dot'),
  );
});

test('the page is made larger and smaller by the usual keys, and stays so over a restart', async ({
  station,
  service,
}) => {
  await startConnected(station, service);
  const keys = () =>
    station.electron.evaluate(({ Menu }) =>
      (Menu.getApplicationMenu()?.items ?? [])
        .flatMap(({ submenu }) => submenu?.items ?? [])
        .map(({ role, accelerator }) => `${role}: ${accelerator}`)
        .filter((line) => /zoom/i.test(line)),
    );
  expect((await keys()).map((line) => line.toLowerCase())).toEqual(
    expect.arrayContaining([
      'zoomin: cmdorctrl+plus',
      'zoomin: cmdorctrl+=',
      'zoomout: cmdorctrl+-',
      'resetzoom: cmdorctrl+0',
    ]),
  );
  const choose = (role: string) =>
    station.electron.evaluate(({ BrowserWindow, Menu }, role) => {
      const window = BrowserWindow.getAllWindows()[0];
      const items = (Menu.getApplicationMenu()?.items ?? []).flatMap(({ submenu }) => submenu?.items ?? []);
      items.find((item) => item.role?.toLowerCase() === role)?.click(undefined, window, window?.webContents);
    }, role);
  const factor = () => station.page.evaluate(() => Math.round(devicePixelRatio * 100));
  const plain = await factor();
  await choose('zoomin');
  await choose('zoomin');
  await expect.poll(factor).toBeGreaterThan(plain);
  const larger = await factor();
  await station.quit();
  await station.start();
  await expect.poll(factor).toBe(larger);
  await choose('resetzoom');
  await expect.poll(factor).toBe(plain);
});

test('the checks of every screen find faults that are put in', async ({ station, service }) => {
  const page = await startConnected(station, service);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await moving(page)).toEqual([]);
  await resize(station, sizes[1]);
  await zoom(station, 2);
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(640);
  expect(await runningWide(page)).toEqual([]);
  expect(await outOfReach(page)).toEqual([]);
  await page.evaluate(() => {
    const put = (name: string, className: string, style: string, into = document.querySelector('main')) => {
      const made = document.createElement(name);
      made.className = className;
      // An attribute in markup would be refused by the page's policy.
      made.style.cssText = style;
      into?.append(made);
      return made;
    };
    put('p', 'planted-moving', 'transition: opacity 1s');
    put('p', '', 'width: 200px', put('div', 'planted-wide', 'overflow-x: auto; width: 100px')).textContent = '…';
    put('button', 'planted-covered', 'position: fixed; top: 0; left: 0; z-index: -1').textContent = '…';
  });
  expect(await moving(page)).toEqual(['P.planted-moving']);
  expect(await runningWide(page)).toEqual(['DIV.planted-wide']);
  expect(await outOfReach(page)).toEqual(['planted-covered: …']);
});
