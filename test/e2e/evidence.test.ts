import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, sharedDesk, test } from './fixtures.ts';
import { expectAccessible, expectToFit, resize, sizes } from './looks.ts';
import * as screen from './screen.ts';
import { startAgain } from './second-process.ts';

const desk = sharedDesk({ undoSeconds: 0 });

/** Somebody else's computer: Node.js, the one file of the release, and the evidence. */
let elsewhere: string;
test.beforeAll(() => {
  elsewhere = mkdtempSync(join(tmpdir(), 'countersign-elsewhere-'));
  copyFileSync(resolve(import.meta.dirname, '../../dist/verifier/verify.mjs'), join(elsewhere, 'verify.mjs'));
});
test.afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

const verify = (...args: readonly string[]): Promise<{ code: number; text: string }> =>
  new Promise((done) => {
    execFile(process.execPath, ['verify.mjs', ...args], { cwd: elsewhere, env: {} }, (fault, stdout, stderr) =>
      done({ code: fault ? Number(fault.code) : 0, text: `${stdout}${stderr}` }),
    );
  });

/** Stands in for the system's dialog, which no driver can answer, and tells what it proposed. */
const answerDialog = (path: string | null) =>
  desk.station.electron.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = (async (_window: unknown, options: { defaultPath?: string }) => {
      Object.assign(globalThis, { proposed: String(options.defaultPath) });
      return { canceled: path === null, filePath: path ?? '' };
    }) as never;
  }, path);
const proposed = () => desk.station.electron.evaluate(() => (globalThis as unknown as { proposed?: string }).proposed);
const save = () => screen.reviewOf(desk.page).getByRole('button', { name: 'Save evidence', exact: true });

test('evidence of a delivered job is saved by clicks, and holds where there is no Countersign', async () => {
  const { page, service, station } = desk;
  const jobId = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  await expect(save()).toHaveCount(0);
  await screen.approve(page);
  await screen.expectStatus(page, jobId, 'Delivered');
  await answerDialog(null);
  await save().click();
  await expect.poll(proposed).toMatch(new RegExp(`${jobId}\\.evidence$`));
  const path = join(elsewhere, 'delivered.evidence');
  await answerDialog(path);
  await save().click();
  await expect(screen.reviewOf(page).getByText(path, { exact: true })).toBeVisible();
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  const said = await screen.reviewOf(page).getByRole('status').getByRole('definition').last().textContent();
  const { code, text } = await verify('delivered.evidence', '--audit-key', said ?? '');
  expect(text).toContain('The audit key is the one that you named.');
  expect(text).toContain(`Job ${jobId}`);
  expect(text).toContain('what became of the job: delivered');
  expect(text).toContain('Everything that can be told from this file holds.');
  expect(code).toBe(0);
  for (const display of process.platform === 'linux' ? [true, false] : [true]) {
    const told = await startAgain(station, ['verify', path], { display });
    expect(told).toMatchObject({ code: 0, out: expect.stringContaining('Everything that can be told') });
  }
  expect(readFileSync(path, 'utf8')).toContain('node verify.mjs <this file>');
  await expectAccessible(page, 'the review of a delivered job');
  for (const size of sizes) {
    await resize(station, size);
    await expectToFit(page, `the review of a delivered job at ${size.width}×${size.height}`);
  }
});

test('evidence of a rejected job is saved by clicks, and holds; what is wrong with a place is said', async () => {
  const { page, service } = desk;
  const jobId = await screen.readyJob(page, service);
  await screen.openJob(page, jobId);
  await screen.decision(page, 'Reject').click();
  const dialog = screen.dialog(page, 'Reject job');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('The address belongs to somebody else');
  await dialog.getByRole('button', { name: 'Reject', exact: true }).click();
  await screen.expectStatus(page, jobId, 'Rejected');
  const nowhere = join(elsewhere, 'none', 'rejected.evidence');
  await answerDialog(nowhere);
  await save().click();
  await expect(screen.reviewOf(page).getByText('The evidence was not saved')).toBeVisible();
  expect(existsSync(nowhere)).toBe(false);
  const path = join(elsewhere, 'rejected.evidence');
  await answerDialog(path);
  await save().click();
  await expect(screen.reviewOf(page).getByText(path, { exact: true })).toBeVisible();
  await expect(screen.reviewOf(page).getByText('The evidence was not saved')).toHaveCount(0);
  const { code, text } = await verify('rejected.evidence');
  expect(text).toContain('what became of the job: rejected');
  expect(code).toBe(0);
});
