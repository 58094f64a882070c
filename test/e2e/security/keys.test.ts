import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Desktop, startDesktop } from '../../../scripts/desktop.mjs';
import { entriesBelow } from '../files.ts';
import { endStation, expect, ISSUER, newStation, pace, startConnected, test } from '../fixtures.ts';
import { entriesOf, keysFile } from '../keyring.ts';
import { processTree } from '../processes.ts';
import * as screen from '../screen.ts';
import { isLinux } from '../workstation.ts';

test.skip(!isLinux, 'only on Linux can a test make the keyring hang, and look into it');

const run = promisify(execFile);

/** The process that answers for the Secret Service in a desktop session. */
async function keyringProcess({ env }: Desktop): Promise<number> {
  const { stdout } = await run(
    'dbus-send',
    [
      '--session',
      '--print-reply=literal',
      '--dest=org.freedesktop.DBus',
      '/org/freedesktop/DBus',
      'org.freedesktop.DBus.GetConnectionUnixProcessID',
      'string:org.freedesktop.secrets',
    ],
    { env },
  );
  const pid = Number(/\d+\s*$/.exec(stdout)?.[0]);
  if (!(pid > 1)) throw new Error(`no process answers for the keyring: ${stdout}`);
  return pid;
}

test('SECURITY 17: a keyring that hangs is said to be out of reach, makes no key, and is used once it answers', async ({
  service,
}) => {
  test.slow();
  const { DISPLAY } = process.env;
  const desktop = await startDesktop(DISPLAY ? { display: DISPLAY } : {});
  const station = newStation(desktop.env);
  try {
    const page = await startConnected(station, service);
    const jwk = await screen.publicJwk(page);
    const file = keysFile(station);
    await station.quit();

    const keyring = await keyringProcess(desktop);
    process.kill(keyring, 'SIGSTOP');
    try {
      const stalled = await station.start();
      await expect(stalled.getByRole('alert').getByRole('heading', { name: /keychain/i })).toBeVisible({
        timeout: 30_000,
      });
      await expect(stalled.getByRole('button', { name: 'Create signing key' })).toHaveCount(0);
      expect(keysFile(station)).toEqual(file);
    } finally {
      process.kill(keyring, 'SIGCONT');
    }
    await expect(screen.queueGrid(station.page)).toBeVisible({ timeout: 30_000 });
    expect(await screen.publicJwk(station.page)).toEqual(jwk);
    expect(keysFile(station)).toEqual(file);
  } finally {
    await endStation(station).finally(() => desktop.stop());
  }
});

test('SECURITY 21: a page that crashes and a main process that does leave no dump, and no key in any file', async ({
  station,
  service,
}) => {
  station.administer({ service: { address: service.address, issuer: ISSUER }, ...pace, undoSeconds: 0 });
  const page = await station.start();
  await screen.createKey(page);
  const jobId = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  await screen.approve(page);
  await screen.expectStatus(page, jobId, 'Delivered');
  // How far the record has come is no secret.
  const entries = (await entriesOf(station)).filter(({ account }) => !account.endsWith('/record-head'));
  const secrets = entries.flatMap(({ password }) => {
    if (/^[0-9a-f]{64}$/.test(password)) return [Buffer.from(password), Buffer.from(password, 'hex')];
    const { d } = JSON.parse(Buffer.from(password, 'base64url').toString()) as { d: string };
    return [Buffer.from(password), Buffer.from(d), Buffer.from(d, 'base64url')];
  });
  // The database's key, that of the record and the signing key.
  expect(secrets).toHaveLength(8);

  // The folder that the browser engine would put dumps into, wherever it is.
  const dumps = await station.electron.evaluate(({ app }) => app.getPath('crashDumps'));
  expect(dumps.startsWith(station.home)).toBe(true);
  const main = station.electron.process();
  const before = processTree(main.pid ?? 0).length;
  expect(before).toBeGreaterThan(2);
  station.expectComplaint(/page-crashed/);
  await station.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    return new Promise<void>((resolve) => {
      contents?.once('render-process-gone', () => resolve());
      contents?.forcefullyCrashRenderer();
    });
  });
  await expect.poll(() => station.log().some(({ event }) => event === 'page-crashed')).toBe(true);
  const ended = new Promise((resolve) => main.once('exit', (_code, signal) => resolve(signal)));
  await station.electron.evaluate(() => process.crash()).catch(() => {});
  expect(await ended).toMatch(/^SIG/);

  const files = () => entriesBelow(station.folder).filter(({ kind }) => kind === 'file');
  const holding = () =>
    files()
      .filter(({ path }) => {
        const bytes = readFileSync(path);
        return secrets.some((secret) => bytes.includes(secret));
      })
      .map(({ path }) => path);
  expect(files().length).toBeGreaterThan(10);
  expect(files().filter(({ path }) => /\.dmp$|(^|\/)core(\.\d+)?$/.test(path))).toEqual([]);
  expect(holding()).toEqual([]);
  // The same search finds one that lies where a dump would.
  const planted = join(station.folder, 'planted.dmp');
  for (const secret of secrets) {
    writeFileSync(planted, Buffer.concat([Buffer.alloc(1025), secret]));
    expect(holding()).toEqual([planted]);
  }
});
