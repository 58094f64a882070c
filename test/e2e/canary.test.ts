import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { entriesBelow } from './files.ts';
import { expect, startConnected, test } from './fixtures.ts';
import { entriesOf } from './keyring.ts';
import { processTree, publicFaceOf } from './processes.ts';
import * as screen from './screen.ts';
import { isLinux, type Workstation } from './workstation.ts';

test.skip(!isLinux, 'the keyring and /proc are looked into from outside the app');

/** Every way in which secret bytes are usually written down. */
const formsOf = (secret: Buffer): Buffer[] => {
  const texts = [secret.toString('base64url'), secret.toString('base64').replace(/=+$/, ''), secret.toString('hex')];
  return [
    secret,
    ...texts.flatMap((text) => [Buffer.from(text), Buffer.from(text.toUpperCase()), Buffer.from(text, 'utf16le')]),
  ];
};

const holds = (place: Buffer, forms: readonly Buffer[]): boolean => forms.some((form) => place.includes(form));

const filesHolding = (folder: string, forms: readonly Buffer[]): string[] =>
  entriesBelow(folder)
    .filter(({ kind, path }) => kind === 'file' && holds(readFileSync(path), forms))
    .map(({ path }) => path);

/** From now on everything that main answers or tells the page is written down, as it crosses. */
const listenIn = (station: Workstation) =>
  station.electron.evaluate(({ ipcMain, BrowserWindow }) => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    const { _invokeHandlers: handlers } = ipcMain as unknown as {
      _invokeHandlers: Map<string, (event: unknown, ...given: unknown[]) => Promise<unknown>>;
    };
    for (const [channel, handle] of handlers) {
      handlers.set(channel, async (event, ...given) => {
        const answer = await handle(event, ...given);
        heard.push(JSON.stringify([channel, given, answer]));
        return answer;
      });
    }
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (!contents) throw new Error('there is no window');
    const send = contents.send.bind(contents);
    contents.send = (channel, ...told) => {
      heard.push(JSON.stringify([channel, told]));
      send(channel, ...told);
    };
  });

const heardBy = (station: Workstation): Promise<string[]> =>
  station.electron.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);

test('SECURITY 21: after a full run the secrets are in the keyring and nowhere else', async ({ station, service }) => {
  const page = await startConnected(station, service, { undoSeconds: 0 });
  await listenIn(station);
  const delivered = await screen.readyJob(page, service);
  await screen.openJob(page, delivered);
  await screen.approve(page);
  await screen.expectStatus(page, delivered, 'Delivered');
  const jwk = await screen.publicJwk(page);
  for (const section of ['History', 'Settings', 'Queue'] as const) await screen.goTo(page, section);
  await page.evaluate(() => window.authority.review({ jobId: 'unknown-to-all-of-us' }));
  await page.evaluate((jobId) => window.authority.retry({ jobId }), delivered);

  const entries = await entriesOf(station);
  expect(entries).toHaveLength(2);
  const secrets = entries.map(({ password }) => {
    if (/^[0-9a-f]{64}$/.test(password)) return Buffer.from(password, 'hex');
    const key = JSON.parse(password.startsWith('{') ? password : Buffer.from(password, 'base64url').toString());
    expect(key.x).toBe(jwk.x);
    return Buffer.from(key.d, 'base64url');
  });
  expect(secrets.map(({ length }) => length)).toEqual([32, 32]);
  // What lies in the keyring is searched for to the letter as well, however it holds the key.
  const forms = [...secrets, ...entries.map(({ password }) => Buffer.from(password))].flatMap(formsOf);

  const processes = processTree(station.electron.process().pid ?? 0);
  expect(processes.length).toBeGreaterThan(2);
  // Chromium writes over its own environment as the system shows it, so the process is asked as well.
  const inside = await station.electron.evaluate(() => JSON.stringify([process.argv, process.execArgv, process.env]));
  const face = Buffer.concat([publicFaceOf(processes), Buffer.from(inside)]);
  for (const part of ['--type=renderer', 'DBUS_SESSION_BUS_ADDRESS', station.home])
    expect(face.includes(part)).toBe(true);
  expect(holds(face, forms), 'in a command line or an environment').toBe(false);

  const heard = await heardBy(station);
  expect(heard.some((line) => line.includes('authority/review'))).toBe(true);
  expect(heard.some((line) => line.includes('authority/changed'))).toBe(true);
  expect(heard.some((line) => line.includes(String(jwk.x)))).toBe(true);
  expect(heard.filter((line) => holds(Buffer.from(line), forms))).toEqual([]);
  expect(holds(Buffer.from(await page.content()), forms)).toBe(false);

  expect(filesHolding(station.home, forms)).toEqual([]);
  await station.quit();
  expect(filesHolding(station.home, forms)).toEqual([]);
  // The same search finds a planted copy, in each of its forms.
  const planted = join(station.home, 'browser', 'planted');
  for (const form of forms) {
    writeFileSync(planted, Buffer.concat([Buffer.alloc(4099, '.'), form, Buffer.from('.')]));
    expect(filesHolding(station.home, forms)).toEqual([planted]);
  }
});
