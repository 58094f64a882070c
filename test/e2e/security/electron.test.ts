import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { linkNames, notNarrowed, requestNames } from '../../../preload/contract.ts';
import { makeSubject } from '../../fakes/subject.ts';
import { expect, sharedDesk, test } from '../fixtures.ts';
import * as screen from '../screen.ts';
import { isLinux, projectRoot } from '../workstation.ts';

const desk = sharedDesk();

const logged = (event: string) => desk.station.log().filter((line) => line.event === event).length;

test('SECURITY 5: every door gives plain JSON, whether it answers or refuses', async () => {
  const { page, service } = desk;
  const jobId = await screen.readyJob(page, service);
  const token = makeSubject('ada').requestToken();
  const answers = await page.evaluate(
    async ({ names, jobId, token, query }) => {
      const asked: Record<string, unknown> = {
        snapshot: null,
        queue: { query, offset: 0, limit: 500 },
        review: { jobId },
        seen: { jobId },
        history: { from: 0, limit: 500 },
        keys: null,
        settings: null,
        health: null,
        previewRequest: { token },
        hold: { jobId },
        takeOffHold: { jobId },
        undo: { jobId },
        retry: { jobId },
        saveSettings: { values: { undoSeconds: 5 } },
        resumeWatching: null,
      };
      const plain = (value: unknown): boolean => {
        if (value === null || ['string', 'boolean'].includes(typeof value)) return true;
        if (typeof value === 'number') return Number.isFinite(value);
        if (typeof value !== 'object' || typeof (value as { then?: unknown }).then === 'function') return false;
        const parent = Object.getPrototypeOf(value);
        return (parent === Object.prototype || parent === Array.prototype) && Object.values(value).every(plain);
      };
      const told: { name: string; ok: unknown; plain: boolean }[] = [];
      for (const name of names) {
        const door = window.authority[name] as (argument: unknown) => Promise<{ ok: boolean }>;
        // The others are asked for what they must refuse, since they would change too much.
        const answer = await door(name in asked ? asked[name] : { nonsense: true });
        told.push({ name, ok: answer.ok, plain: plain(answer) });
      }
      return { told, asked: Object.keys(asked) };
    },
    { names: [...requestNames], jobId, token, query: { filter: 'all' as const, ...notNarrowed } },
  );
  expect(answers.told.filter(({ plain }) => !plain)).toEqual([]);
  const answered = answers.told.filter(({ ok }) => ok === true).map(({ name }) => name);
  expect(answered.sort()).toEqual(answers.asked.sort());
});

test('SECURITY 7: a file is no part of the page, though it is there to be read', async () => {
  const { page, station } = desk;
  station.expectComplaint(
    /^Not allowed to load local resource|Content Security Policy|ERR_UNKNOWN_URL_SCHEME|URL scheme/,
  );
  const icon = join(projectRoot, 'dist', 'icons', 'app.png');
  expect(existsSync(icon)).toBe(true);
  const outcomes = await page.evaluate(async (url) => {
    const loaded = (name: 'img' | 'script' | 'link') =>
      new Promise<string>((resolve) => {
        const element = document.createElement(name);
        document.addEventListener('securitypolicyviolation', () => resolve('refused'), { once: true });
        element.addEventListener('error', () => resolve('refused'), { once: true });
        element.addEventListener('load', () => resolve('loaded'), { once: true });
        if (element instanceof HTMLLinkElement) Object.assign(element, { rel: 'stylesheet', href: url });
        else element.src = url;
        document.body.append(element);
      });
    const fetched = fetch(url).then(
      () => 'loaded',
      () => 'refused',
    );
    const told = [await fetched];
    for (const name of ['img', 'script', 'link'] as const) told.push(await loaded(name));
    for (const element of document.querySelectorAll('[src^="file:"], [href^="file:"]')) element.remove();
    return told;
  }, pathToFileURL(icon).href);
  expect(outcomes).toEqual(Array(4).fill('refused'));
  // The same picture from where pictures may come from.
  const shown = await page.evaluate(
    (url) =>
      new Promise((resolve) => {
        const image = new Image();
        image.onload = () => resolve('loaded');
        image.onerror = () => resolve('refused');
        image.src = url;
      }),
    `data:image/png;base64,${readFileSync(icon).toString('base64')}`,
  );
  expect(shown).toBe('loaded');
});

test('SECURITY 9: nothing is downloaded', async () => {
  const { page, station } = desk;
  const downloads = join(homedir(), 'Downloads');
  const list = () => {
    try {
      return readdirSync(downloads);
    } catch {
      return [];
    }
  };
  const before = list();
  await station.electron.evaluate(({ session }) => {
    const seen: boolean[] = [];
    Object.assign(globalThis, { seen });
    session.defaultSession.on('will-download', (event) => seen.push(event.defaultPrevented));
  });
  await page.evaluate(() => {
    const link = document.createElement('a');
    Object.assign(link, { href: 'data:application/octet-stream,stolen', download: 'stolen.bin' });
    document.body.append(link);
    link.click();
    link.remove();
  });
  const seen = () => station.electron.evaluate(() => (globalThis as unknown as { seen: boolean[] }).seen);
  await expect.poll(seen).toEqual([true]);
  expect(list()).toEqual(before);
});

test('SECURITY 9: a webview element is nothing', async () => {
  const { page, station } = desk;
  await page.evaluate(() => {
    const view = document.createElement('webview');
    view.setAttribute('src', 'app://countersign/index.html');
    document.body.append(view);
  });
  // One that is attached makes contents of its own, at once.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  expect(await station.electron.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1);
  await page.evaluate(() => document.querySelector('webview')?.remove());
});

test('SECURITY 10: only addresses of our own table are opened, by their names', async () => {
  const { page, station } = desk;
  await station.electron.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = async (url) => void opened.push(url);
  });
  const opened = () => station.electron.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);
  const refused = logged('ipc-refused');
  const hostile = [
    'https://evil.example/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'constructor',
    '__proto__',
    'toString',
    '',
    'KEYRING-HELP',
    'keyring-help ',
    ['keyring-help'],
    { toString: 'keyring-help' },
    null,
  ];
  const answers = await page.evaluate(
    (links) =>
      Promise.all(links.map((link) => window.authority.openLink({ link } as unknown as { link: 'keyring-help' }))),
    hostile,
  );
  expect(answers).toEqual(hostile.map(() => ({ ok: false, error: { code: 'invalid-arguments' } })));
  expect(await opened()).toEqual([]);
  expect(logged('ipc-refused') - refused).toBe(hostile.length);

  await page.evaluate((names) => Promise.all(names.map((link) => window.authority.openLink({ link }))), [...linkNames]);
  const addresses = await opened();
  expect(addresses).toHaveLength(linkNames.length);
  for (const address of addresses) expect(new URL(address).protocol).toBe('https:');
});

test('SECURITY 9, 10: no other program is started by the page, but the browser on the one address it may name', async ({
  station,
}) => {
  test.skip(!isLinux, 'only there is the starting of programs left to a script, whose place a test can take');
  station.expectComplaint(/^Not allowed to load local resource/);
  const [bin, started] = [join(station.folder, 'bin'), join(station.folder, 'started')];
  mkdirSync(bin);
  writeFileSync(join(bin, 'xdg-open'), `#!/bin/sh\nprintf '%s\\n' "$*" >> '${started}'\n`, { mode: 0o755 });
  station.env.PATH = `${bin}:${station.env.PATH}`;
  const page = await station.start();
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  const list = () => (existsSync(started) ? readFileSync(started, 'utf8').trim().split('\n') : []);
  const denied = () =>
    station.log().filter(({ event }) => ['navigation-denied', 'permission-denied', 'window-denied'].includes(event))
      .length;

  const places = [
    'mailto:somebody@example.org',
    'tel:123',
    'countersign://job/abcdefghij0123456789',
    'vscode://file/x',
    'file:///etc/hostname',
  ];
  await page.evaluate((places) => {
    for (const href of places) {
      for (const target of ['', '_blank']) {
        const link = document.createElement('a');
        Object.assign(link, { href, target });
        document.body.append(link);
        link.click();
        link.remove();
      }
    }
  }, places);
  await page.evaluate(() => {
    for (const place of ['mailto:x@example.org', 'tel:1']) window.location.href = place;
  });
  await expect.poll(denied).toBeGreaterThanOrEqual(places.length);
  // What it may ask for comes last, so that whatever was started before is there by then.
  await page.evaluate(() => window.authority.openLink({ link: 'keyring-help' }));
  await expect.poll(list).toEqual([expect.stringMatching(/^https:\/\//)]);
  expect(await station.electron.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1);
});
