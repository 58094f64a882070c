import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../../main/audit/chain.ts';
import { growTree, includes, leafHash } from '../../main/audit/merkle.ts';
import { cellsOf } from '../fakes/csv.ts';
import { expect, sharedDesk, test } from './fixtures.ts';
import { expectAccessible, expectToFit, resize, sizes } from './looks.ts';
import * as screen from './screen.ts';

const desk = sharedDesk({ undoSeconds: 0 });
const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Stands in for the system's dialog, which no driver can answer. */
const answerDialog = (path: string | null) =>
  desk.station.electron.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = (async () => ({ canceled: path === null, filePath: path ?? '' })) as never;
  }, path);

const grid = () => desk.page.getByRole('grid', { name: 'History' });
const rows = () => grid().getByRole('row');
const entryPane = () => desk.page.getByRole('region', { name: /^Entry \d+$/ });
const search = () => desk.page.getByRole('textbox', { name: 'Search' });
const found = (words: string | RegExp) =>
  expect(desk.page.getByRole('search').locator('..').getByText(words)).toBeVisible();

async function filters(): Promise<void> {
  await desk.page.getByRole('button', { name: /^Filters/ }).click();
}

async function saved(form: 'JSON lines' | 'CSV', path: string, extent?: string): Promise<void> {
  const { page } = desk;
  await answerDialog(path);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Export the record' });
  await dialog.getByRole('radio', { name: new RegExp(`^${form}`) }).check({ force: true });
  if (extent) await dialog.getByRole('radio', { name: new RegExp(`^${extent}`) }).check({ force: true });
  await expectAccessible(page, 'the export dialog');
  await dialog.getByRole('button', { name: 'Choose where to…' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Exported', { exact: true })).toBeVisible();
  await expect(page.getByText(path, { exact: false }).first()).toBeVisible();
}

let decided = '';
let rejected = '';
test('the record is searched and filtered by what is typed and clicked, and says how much was found', async () => {
  const { page, service } = desk;
  decided = await screen.readyJob(page, service);
  await screen.openJob(page, decided);
  await screen.approve(page);
  await expect.poll(() => service.tokensSeen(decided).length).toBe(1);
  rejected = await screen.readyJob(page, service);
  await screen.openJob(page, rejected);
  await screen.decision(page, 'Reject').click();
  const dialog = screen.dialog(page, 'Reject job');
  await dialog.getByRole('textbox').fill('the clerk said no');
  await dialog.getByRole('button', { name: 'Reject', exact: true }).click();
  await expect(dialog).toBeHidden();
  await screen.goTo(page, 'History');
  await expect(rows().filter({ hasText: 'App started' })).toHaveCount(1);
  await found(/^\d+ entries, the newest first$/);

  await search().fill('clerk SAID');
  await found('1 entry found');
  await expect(rows().filter({ hasText: rejected })).toHaveText(/Rejected/);
  await search().fill(decided.toUpperCase());
  await expect(rows().filter({ hasText: rejected })).toHaveCount(0);
  await expect(rows().filter({ hasText: decided })).not.toHaveCount(0);
  await search().fill('on the record nowhere');
  await expect(page.getByText('Nothing found')).toBeVisible();
  await page.getByRole('button', { name: 'Clear search' }).click();

  await filters();
  await page.getByRole('checkbox', { name: 'Keys' }).check({ force: true });
  await page.keyboard.press('Escape');
  await found('1 entry found');
  await expect(rows().nth(1)).toContainText('Signing key created');
  await filters();
  await page.getByRole('checkbox', { name: 'Keys' }).uncheck({ force: true });
  await page.getByRole('checkbox', { name: 'Decisions' }).check({ force: true });
  await page.getByRole('textbox', { name: 'Job ID, whole' }).fill(decided);
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Operator, whole' }).fill('nobody');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await found('0 entries found');
  await page.getByRole('button', { name: /Take off: nobody/ }).click();
  // Whether it is noted as seen before it is decided is a matter of how fast that goes.
  await found(/^[34] entries found$/);
  await expect(rows().nth(1)).toContainText('Signed');
  await filters();
  await page.getByLabel('Before').fill('2020-01-01T00:00');
  await page.keyboard.press('Escape');
  await found('0 entries found');
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await found(/^\d+ entries, the newest first$/);
});

test('an entry is read, and leads to the whole life of its job, with its token and its payload to copy', async () => {
  const { page, service, station } = desk;
  await screen.goTo(page, 'History');
  await search().fill('put-sent');
  await found('1 entry found');
  await grid().focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(entryPane()).toContainText('Token sent');
  await expectAccessible(page, 'the history with an entry');
  for (const size of sizes) {
    await resize(station, size);
    await expectToFit(page, `the history at ${size.width}×${size.height}`);
  }
  await entryPane().getByRole('button', { name: 'Whole life of this job' }).click();
  await expect(page.getByRole('heading', { name: 'Whole life of a job' })).toBeVisible();
  await expect(page.getByText(decided).first()).toBeVisible();
  const entries = page.getByRole('listitem');
  for (const event of ['Job added', 'Shown for review', 'Approved', 'Signed', 'Token sent', 'Delivered and proved']) {
    await expect(entries.filter({ hasText: event }).first()).toBeVisible();
  }
  await expectAccessible(page, 'the life of a job');
  for (const size of sizes) {
    await resize(station, size);
    await expectToFit(page, `the life of a job at ${size.width}×${size.height}`);
  }
  const clipboard = () => station.electron.evaluate(({ clipboard }) => clipboard.readText());
  const [token = ''] = service.tokensSeen(decided);
  await page.getByRole('button', { name: 'Copy token' }).click();
  await expect.poll(clipboard).toBe(token);
  await page.getByRole('button', { name: 'Copy payload' }).click();
  await expect.poll(clipboard).toBe(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  await page.getByRole('button', { name: 'Show in the queue' }).click();
  await expect(page.getByRole('heading', { name: decided })).toBeVisible();

  // The same way from the review.
  await page.getByRole('button', { name: 'Record of this job' }).click();
  await page.getByRole('button', { name: 'Whole life of this job' }).click();
  await expect(page.getByRole('heading', { name: 'Whole life of a job' })).toBeVisible();
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(grid()).toBeVisible();
});

test('SECURITY 23: the whole record is exported, and the file proves itself; so does a part of it as CSV', async () => {
  const { page, station } = desk;
  await screen.goTo(page, 'History');
  const path = join(station.folder, 'record.jsonl');
  await saved('JSON lines', path);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await expect(page.getByText(/The signed checkpoint covers/)).toBeVisible();
  const lines = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const { export: end } = lines.pop();
  const [, size, root] = readFileSync(`${path}.checkpoint`, 'utf8').split('\n');
  expect([lines.length, Number(size)]).toEqual([end.entries, end.head.number]);
  const tree = growTree();
  for (const { entry, hash } of lines) {
    expect(sha256(canonicalJson(entry))).toBe(hash);
    tree.add(leafHash(canonicalJson(entry)));
  }
  expect(tree.root().toString('base64')).toBe(root);
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(rows().nth(1)).toContainText('Record exported');

  await search().fill(rejected);
  await expect(rows().filter({ hasText: 'Rejected' })).toHaveCount(1);
  const csv = join(station.folder, 'record.csv');
  await saved('CSV', csv, 'What is listed now');
  const [head = [], ...cells] = cellsOf(readFileSync(csv, 'utf8'));
  const [, sealed, sealedRoot = ''] = readFileSync(`${csv}.checkpoint`, 'utf8').split('\n');
  expect(cells.length).toBeGreaterThan(3);
  for (const row of cells) {
    const of = (name: string) => row[head.indexOf(name)] ?? '';
    expect(of('job')).toBe(rejected);
    const proof = of('proof')
      .split(' ')
      .map((hash) => Buffer.from(hash, 'hex'));
    const leaf = leafHash(of('entry'));
    expect(includes(leaf, Number(of('number')) - 1, Number(sealed), proof, Buffer.from(sealedRoot, 'base64'))).toBe(
      true,
    );
  }
  await page.getByRole('button', { name: 'Close', exact: true }).click();
});

test('an export that can not be written says why, and one that is called off begins nothing', async () => {
  const { page, station } = desk;
  await screen.goTo(page, 'History');
  const path = join(station.folder, 'no-such-folder', 'record.jsonl');
  await answerDialog(path);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('button', { name: 'Choose where to…' }).click();
  await expect(page.getByText('Nothing was exported')).toBeVisible();
  await expect(page.getByText(/The file could not be written/)).toBeVisible();
  expect(existsSync(path)).toBe(false);
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await answerDialog(null);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('button', { name: 'Choose where to…' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('Nothing was exported')).toBeHidden();
});
