import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, startConnected, test } from './fixtures.ts';
import { projectRoot } from './workstation.ts';

test('start at login writes an entry that starts this very desk hidden, and takes it away again', async ({
  station,
  service,
}) => {
  const folder = join(station.folder, 'con fig');
  station.env.XDG_CONFIG_HOME = folder;
  const page = await startConnected(station, service);
  const set = (startAtLogin: boolean) =>
    page.evaluate((startAtLogin) => window.authority.saveSettings({ values: { startAtLogin } }), startAtLogin);
  const entries = () => (existsSync(join(folder, 'autostart')) ? readdirSync(join(folder, 'autostart')) : []);
  expect(entries()).toEqual([]);

  await set(true);
  await expect.poll(entries).toEqual([expect.stringMatching(/^countersign-[0-9a-f]{8}\.desktop$/)]);
  const path = join(folder, 'autostart', entries()[0] ?? '');
  const command = /^Exec=(.*)$/m.exec(readFileSync(path, 'utf8'))?.[1] ?? '';
  // These words need no quoting, so a shell reads them as a desktop does.
  const words = execFileSync('sh', ['-c', `for word in ${command}; do printf '%s\\n' "$word"; done`], {
    encoding: 'utf8',
  });
  const executable = await station.electron.evaluate(() => process.execPath);
  expect(words.trim().split('\n')).toEqual([
    'env',
    `COUNTERSIGN_HOME=${station.home}`,
    `COUNTERSIGN_CONFIG=${station.configPath}`,
    executable,
    projectRoot,
    '--hidden',
  ]);

  await set(false);
  await expect.poll(entries).toEqual([]);
});
