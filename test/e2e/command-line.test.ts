import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newJobId } from '../fakes/plain-scope-jobs.ts';
import { expect, startConnected, test } from './fixtures.ts';
import * as screen from './screen.ts';
import { startAgain } from './second-process.ts';
import { isLinux } from './workstation.ts';

const words = (text: string) =>
  text.split('\n').filter((line) => line !== '' && !/^\[\d+:\d+\/.*(ERROR|WARNING)/.test(line));

test('commands are answered by the running app, with a display and without', async ({ station, service }) => {
  const page = await startConnected(station, service);
  const jobId = await screen.readyJob(page, service);
  for (const display of isLinux ? [true, false] : [true]) {
    const status = await startAgain(station, ['status', '--json'], { display });
    expect(status.code).toBe(0);
    expect(JSON.parse(status.out)).toMatchObject({ state: 'decide', toDecide: 1, practice: false, situation: 'ready' });

    const added = newJobId();
    expect(await startAgain(station, ['add', added, '-'], { display, input: `${jobId}\n` })).toMatchObject({
      code: 0,
      out: '1 job added; 1 was here already\n',
    });
    const list = await startAgain(station, ['list'], { display });
    expect(list.code).toBe(0);
    expect(list.out).toMatch(new RegExp(`^${jobId}  Ready for review  `, 'm'));
    const refused = await startAgain(station, ['add', 'nonsense'], { display });
    expect(refused).toMatchObject({ code: 1, out: '0 jobs added; 1 line was not taken\n' });
    expect(words(refused.err)).toEqual([
      'Argument 1: nonsense: This is neither a job ID (20 letters, digits, - or _) nor a link to one.',
    ]);
    expect((await startAgain(station, ['stauts'], { display })).code).toBe(2);
    expect((await startAgain(station, ['add', '--practice', newJobId()], { display })).code).toBe(4);
    expect((await startAgain(station, ['open', newJobId()], { display })).code).toBe(1);
  }
  expect(statSync(join(station.home, 'command.sock')).mode & 0o777).toBe(0o600);
});

test('open shows the job in the window and brings it forward', async ({ station, service }) => {
  const page = await startConnected(station, service);
  const jobs = [await screen.readyJob(page, service), await screen.readyJob(page, service)];
  await screen.goTo(page, 'Settings');
  await station.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
  for (const jobId of jobs) {
    expect(await startAgain(station, ['open', jobId], { display: false })).toMatchObject({ code: 0, out: '' });
    await expect(screen.reviewOf(page)).toContainText(jobId);
  }
  await expect
    .poll(() => station.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized()))
    .toBe(false);
});

test('ten thousand IDs of a file are added, and the queue has them', async ({ station, service }) => {
  const page = await startConnected(station, service);
  writeFileSync(join(station.folder, 'ids.txt'), Array.from({ length: 10_000 }, newJobId).join('\n'));
  const added = await startAgain(station, ['add', '@ids.txt'], { display: false });
  expect(added).toMatchObject({ code: 0, out: '10,000 jobs added\n' });
  await screen.show(page, 'All');
  await expect(screen.queueGrid(page)).toHaveAttribute('aria-rowcount', /^1000[01]$/);
});

test('while the app is set up commands exit with 4, and with 3 when it does not run', async ({ station }) => {
  await station.start();
  const early = await startAgain(station, ['add', newJobId()], { display: false });
  expect(early).toMatchObject({ code: 4, out: '' });
  expect(words(early.err)).toEqual(['Countersign is not set up yet. Finish setting up in its window, and try again.']);
  expect((await startAgain(station, ['status'])).out).toContain('It is not set up yet.');
  await station.quit();
  for (const display of [true, false]) {
    const late = await startAgain(station, ['status'], { display });
    expect(late).toMatchObject({ code: 3, out: '' });
    expect(words(late.err)).toEqual(['Countersign is not running. Nothing was done; start it and try again.']);
  }
  expect(await startAgain(station, ['--version'])).toMatchObject({ code: 0, out: 'Countersign 0.1.0\n' });
});

test('after a crash of the app the next start answers commands again', async ({ station, service }) => {
  await startConnected(station, service);
  await station.kill();
  expect((await startAgain(station, ['status'])).code).toBe(3);
  await station.start();
  await expect.poll(async () => (await startAgain(station, ['list'])).code).toBe(0);
});

test('check-config needs neither a running app nor a display, and is as quick as other commands', async ({
  station,
}) => {
  writeFileSync(join(station.folder, 'config.json'), '{\n  "undoSeconds": 31\n}');
  station.administerMachine({ undoSeconds: 7 });
  for (const display of isLinux ? [true, false] : [true]) {
    const wrong = await startAgain(station, ['check-config', 'config.json'], { display });
    expect(wrong).toMatchObject({ code: 1, out: 'config.json:2: undoSeconds: This must be between 0 and 30.\n' });
    const right = await startAgain(station, ['check-config'], { display });
    expect(right.code).toBe(0);
    expect(right.out).toContain(`${station.machinePath}: in order`);
    expect(right.out).toContain('undoSeconds: 7');
  }
  const quickest = async (...args: string[]) => {
    const taken = [];
    for (let round = 0; round < 3; round += 1) taken.push((await startAgain(station, args, { display: false })).ms);
    return Math.min(...taken);
  };
  // Starting Electron takes most of it; what this command loads beyond others must not show.
  expect(await quickest('check-config')).toBeLessThan((await quickest('--version')) * 1.6 + 100);
});
