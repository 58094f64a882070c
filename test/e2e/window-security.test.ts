import type { Page } from 'playwright/test';
import { expect, sharedDesk, test } from './fixtures.ts';
import * as screen from './screen.ts';

const desk = sharedDesk();

const logged = (event: string) => desk.station.log().filter((line) => line.event === event).length;

test('SECURITY 4: every window is sandboxed, isolated and without Node', async () => {
  const preferences = await desk.station.electron.evaluate(({ webContents }) =>
    webContents
      .getAllWebContents()
      .map((contents) => (contents as unknown as { getLastWebPreferences(): object }).getLastWebPreferences()),
  );
  expect(preferences).toHaveLength(1);
  const [one = {}] = preferences;
  expect(one).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
  });
  // Electron lists these only where they are on.
  for (const name of ['nodeIntegrationInWorker', 'allowRunningInsecureContent', 'experimentalFeatures']) {
    expect(one).not.toHaveProperty(name, true);
  }
});

test('SECURITY 4: there are no developer tools', async () => {
  const opened = await desk.station.electron.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    contents?.openDevTools({ mode: 'detach' });
    // They would open at once; that they never do can only be waited for.
    await new Promise((resolve) => setTimeout(resolve, 200));
    return contents?.isDevToolsOpened();
  });
  expect(opened).toBe(false);
});

test('SECURITY 7: app:// gives the files of the page and nothing else', async () => {
  const statuses = await desk.station.electron.evaluate(async ({ session }) => {
    const ask = async (path: string, method = 'GET') => {
      try {
        return (await session.defaultSession.fetch(`app://${path}`, { method })).status;
      } catch (fault) {
        return String(fault);
      }
    };
    const fuzz = [
      'countersign',
      'countersign/',
      'countersign/missing.js',
      'countersign/..%2fmain%2findex.js',
      'countersign/..%2f..%2fpackage.json',
      'countersign/%2e%2e/%2e%2e/package.json',
      'countersign/assets/..%2findex.html',
      'countersign/..%5c..%5cpackage.json',
      'countersign/%5cindex.html',
      'countersign/index.html%00',
      'countersign/index.html%00.js',
      'countersign/%00',
      'countersign/%69ndex.html',
      'countersign/INDEX.HTML',
      'countersign//index.html',
      'countersign/./%2e/index.html/',
      'countersign/%252e%252e%252fpackage.json',
      'countersign/etc/passwd',
      'countersign/%2fetc%2fpasswd',
      'countersign/file:///etc/passwd',
      'countersign/C:%5cWindows%5cwin.ini',
      'countersign/constructor',
      'countersign/__proto__',
      `countersign/${'a'.repeat(100_000)}`,
    ];
    return {
      page: await ask('countersign/index.html'),
      fuzz: Object.fromEntries(await Promise.all(fuzz.map(async (path) => [path.slice(0, 60), await ask(path)]))),
      posted: await ask('countersign/index.html', 'POST'),
      elsewhere: await Promise.all(
        ['other/index.html', 'countersign.evil/index.html', '127.0.0.1/x'].map((path) => ask(path)),
      ),
    };
  });
  expect(statuses.page).toBe(200);
  expect(Object.entries(statuses.fuzz).filter(([, status]) => status !== 404)).toEqual([]);
  expect(statuses.posted).toBe(404);
  // Another host does not even come to be asked.
  for (const status of statuses.elsewhere) expect(String(status)).toMatch(/^404$|ERR_BLOCKED_BY_CLIENT/);
});

/** Loads the page again and gives its document's answer. */
async function policyOf(page: Page): Promise<string> {
  const [response] = await Promise.all([
    page.waitForResponse('app://countersign/index.html'),
    desk.station.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.reload()),
  ]);
  await expect(screen.queueGrid(page)).toBeVisible();
  return (await response.allHeaders())['content-security-policy'] ?? '';
}

test('SECURITY 8: the policy is exactly this, with a nonce that is fresh each time', async () => {
  const { page } = desk;
  const nonces = new Set<string>();
  for (let load = 0; load < 3; load += 1) {
    const policy = await policyOf(page);
    const [, nonce = ''] = /'nonce-([\w+/]{22}==)'/.exec(policy) ?? [];
    expect(policy).toBe(
      `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; connect-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'`,
    );
    expect(
      await page.evaluate(() => document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce),
    ).toBe(nonce);
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(3);
});

test('SECURITY 8: eval, inline scripts, handlers, foreign styles and requests do nothing', async () => {
  const { page, station } = desk;
  station.expectComplaint(/Content Security Policy|unsafe-eval|violates|ERR_BLOCKED_BY_/);
  const before = logged('request-denied');
  const outcome = await page.evaluate(async () => {
    const blocked: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => blocked.push(event.effectiveDirective));
    const attempt = async (work: () => unknown) => {
      try {
        return `worked: ${await work()}`;
      } catch {
        return 'refused';
      }
    };
    // From a task of the page's own: what a driver carries out itself may be exempt.
    const tried = await new Promise<string[]>((resolve) =>
      setTimeout(() => {
        resolve(
          Promise.all([
            // biome-ignore lint/security/noGlobalEval: it must fail
            attempt(() => eval('1 + 1')),
            attempt(() => new Function('return 1')()),
            attempt(() => fetch('https://example.org/')),
            attempt(() => fetch('http://127.0.0.1:9/')),
            attempt(() => fetch('app://countersign/index.html')),
            attempt(() => fetch('data:text/plain,x')),
            attempt(() => new WebSocket('ws://127.0.0.1:9/').url),
            attempt(() => String(new Worker('data:text/javascript,1'))),
          ]),
        );
      }),
    );
    const inline = document.createElement('script');
    inline.textContent = 'window.struck = true';
    const foreign = document.createElement('script');
    foreign.src = 'https://example.org/x.js';
    const handler = document.createElement('img');
    handler.setAttribute('onerror', 'window.struck = true');
    handler.src = 'https://example.org/x.png';
    const style = document.createElement('style');
    style.textContent = 'body { --struck: 1 }';
    const added = [inline, foreign, handler, style];
    document.body.append(...added);
    // What is refused says so, the foreign image the last of all.
    while (
      !['script-src-elem', 'style-src-elem', 'img-src', 'script-src-attr'].every((name) => blocked.includes(name))
    ) {
      await new Promise(requestAnimationFrame);
    }
    const struck = 'struck' in window || getComputedStyle(document.body).getPropertyValue('--struck') !== '';
    for (const element of added) element.remove();
    return { tried, struck, blocked: [...new Set(blocked)].sort() };
  });
  expect(outcome.tried.slice(0, 6)).toEqual(Array(6).fill('refused'));
  expect(outcome.struck).toBe(false);
  expect(outcome.blocked).toEqual(
    expect.arrayContaining([
      'connect-src',
      'img-src',
      'script-src-attr',
      'script-src-elem',
      'style-src-elem',
      'worker-src',
    ]),
  );
  // The policy stopped them before main's own filter had to.
  expect(logged('request-denied')).toBe(before);
});

test('SECURITY 8: on its way through the whole app the page asks the network for nothing', async () => {
  const { page, service } = desk;
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await policyOf(page);
  const jobId = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  for (const section of ['History', 'Keys', 'Settings', 'Queue'] as const) await screen.goTo(page, section);
  expect(asked).toContain('app://countersign/index.html');
  expect(asked.filter((url) => !/^(app:\/\/countersign\/|data:)/.test(url))).toEqual([]);
  page.removeAllListeners('request');
});
