import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { entriesBelow } from './files.ts';
import { expect, startConnected, test } from './fixtures.ts';
import { type Entry, entriesOf } from './keyring.ts';
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

const PASSPHRASE = 'seven quiet herons wade north';

/** Has the app make a key of every algorithm, take one from the clipboard, and put all of them into a backup and out of it. */
async function everyKindOfKey(station: Workstation, pasted: object): Promise<void> {
  const { page } = station;
  const path = join(station.folder, 'keys.backup');
  await station.electron.evaluate(
    ({ dialog, clipboard }, { text, chosen }) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen });
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
      clipboard.writeText(text);
    },
    { text: JSON.stringify(pasted), chosen: path },
  );
  const outcomes = await page.evaluate(async (passphrase) => {
    const { authority } = window;
    const answers: unknown[] = [];
    for (const algorithm of ['ES256', 'RS256', 'PS256'] as const) answers.push(await authority.addKey({ algorithm }));
    answers.push(await authority.readKey({ from: 'clipboard' }));
    answers.push(await authority.importKey({ passphrase: '', rsa: 'RS256', overwrite: false }));
    answers.push(await authority.makeBackup({ passphrase }));
    answers.push(await authority.readBackup(null));
    answers.push(await authority.rehearseBackup({ passphrase: `${passphrase}?` }));
    answers.push(await authority.rehearseBackup({ passphrase }));
    return answers.map((answer) => (answer as { value?: { outcome: string } }).value?.outcome);
  }, PASSPHRASE);
  expect(outcomes).toEqual(['done', 'done', 'done', 'read', 'imported', 'made', 'read', 'refused', 'proved']);
}

/** Private bytes of what the keyring holds, split secrets put together again. */
const secretsIn = (entries: readonly Entry[]): Buffer[] =>
  entries.flatMap(({ account, password }) => {
    if (/^[0-9a-f]{64}$/.test(password)) return [Buffer.from(password, 'hex')];
    if (/\/[ab]\d+$/.test(account)) return [];
    const [, , letter, count] = password.split(':');
    const part = (number: number) =>
      entries.find((entry) => entry.account === `${account}/${letter}${number}`)?.password ?? '';
    const whole =
      letter === undefined ? password : Array.from({ length: Number(count) }, (_, at) => part(at + 1)).join('');
    const { d, p, q } = JSON.parse(Buffer.from(whole, 'base64url').toString()) as Record<string, string>;
    return [d, p, q].flatMap((text) => (text === undefined ? [] : [Buffer.from(text, 'base64url')]));
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

  const imported = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  await everyKindOfKey(station, imported);

  // How far the record has come is no secret.
  const entries = (await entriesOf(station)).filter(({ account }) => !account.endsWith('/record-head'));
  const secrets = secretsIn(entries);
  // The database's key, d of the Ed25519, imported, P-256 and record keys, p and q of two RSA keys with 3072 bits, and d of these,
  // which is now and then a byte shorter than the modulus.
  const lengths = secrets.map(({ length }) => (length > 370 ? 'long' : length));
  expect(lengths.sort()).toEqual([192, 192, 192, 192, 32, 32, 32, 32, 32, 'long', 'long']);
  expect(secrets).toContainEqual(Buffer.from(String(imported.d), 'base64url'));
  // What lies in the keyring is searched for to the letter as well, however it holds the key.
  const held = entries.filter(({ password }) => !password.startsWith('split:'));
  const forms = [...secrets, ...held.map(({ password }) => Buffer.from(password))].flatMap(formsOf);
  // Passphrases cross to main, and go nowhere else.
  const typed = formsOf(Buffer.from(PASSPHRASE));

  const processes = processTree(station.electron.process().pid ?? 0);
  expect(processes.length).toBeGreaterThan(2);
  // Chromium writes over its own environment as the system shows it, so the process is asked as well.
  const inside = await station.electron.evaluate(() => JSON.stringify([process.argv, process.execArgv, process.env]));
  const face = Buffer.concat([publicFaceOf(processes), Buffer.from(inside)]);
  for (const part of ['--type=renderer', 'DBUS_SESSION_BUS_ADDRESS', station.home])
    expect(face.includes(part)).toBe(true);
  expect(holds(face, [...forms, ...typed]), 'in a command line or an environment').toBe(false);

  const heard = await heardBy(station);
  expect(heard.some((line) => line.includes('authority/review'))).toBe(true);
  expect(heard.some((line) => line.includes('authority/changed'))).toBe(true);
  expect(heard.some((line) => line.includes(String(jwk.x)))).toBe(true);
  expect(heard.filter((line) => holds(Buffer.from(line), forms))).toEqual([]);
  expect(holds(Buffer.from(await page.content()), forms)).toBe(false);

  // The backup lies beside the folder of the app, and is searched as well.
  expect(filesHolding(station.folder, [...forms, ...typed])).toEqual([]);
  await station.quit();
  expect(filesHolding(station.folder, [...forms, ...typed])).toEqual([]);
  // The same search finds a planted copy, in each of its forms.
  const planted = join(station.home, 'browser', 'planted');
  for (const form of [...forms, ...typed]) {
    writeFileSync(planted, Buffer.concat([Buffer.alloc(4099, '.'), form, Buffer.from('.')]));
    expect(filesHolding(station.home, [...forms, ...typed])).toEqual([planted]);
  }
});
