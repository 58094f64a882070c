import type { Page } from 'playwright/test';
import { expect, sharedDesk, test } from './fixtures.ts';
import * as screen from './screen.ts';

const desk = sharedDesk({ undoSeconds: 30 });

test.beforeEach(() => screen.show(desk.page, 'Open'));

const ask = (page: Page, jobId: string) =>
  page.evaluate(async (jobId) => {
    const answer = await window.authority.review({ jobId });
    if (!answer.ok || !answer.value.proposal?.nonce) throw new Error('nothing that could be approved was shown');
    return { digest: answer.value.proposal.digest, nonce: answer.value.proposal.nonce };
  }, jobId);

const approve = (page: Page, argument: { jobId: string; digest: string; nonce: string }) =>
  page.evaluate((argument) => window.authority.approve(argument), argument);

const refusedFor = (code: RegExp | string) => ({
  ok: true,
  value: { outcome: 'refused', reason: { code: typeof code === 'string' ? code : expect.stringMatching(code) } },
});

test('SECURITY 11: approval takes only the digest and nonce that main handed out for that job, once', async () => {
  const { page, service } = desk;
  const [jobId, other] = [await screen.readyJob(page, service), await screen.readyJob(page, service)];
  const shown = await ask(page, jobId);
  const foreign = await ask(page, other);

  expect(await approve(page, { jobId, ...shown, nonce: 'A'.repeat(32) })).toMatchObject(refusedFor('nonce-unknown'));
  expect(await approve(page, { jobId, ...foreign })).toMatchObject(refusedFor(/nonce-unknown|digest-mismatch/));
  const shownAgain = await ask(page, jobId);
  expect(await approve(page, { jobId, ...shownAgain, digest: '0'.repeat(64) })).toMatchObject(
    refusedFor(/digest-mismatch|nonce-unknown/),
  );

  const last = await ask(page, jobId);
  expect(await approve(page, { jobId, ...last })).toMatchObject({ ok: true, value: { outcome: 'approved' } });
  await page.evaluate((jobId) => window.authority.undo({ jobId }), jobId);
  await expect(screen.rowOf(page, jobId)).toContainText('Ready for review');
  expect(await approve(page, { jobId, ...last })).toMatchObject(refusedFor('nonce-unknown'));
  expect(service.tokensSeen(jobId)).toEqual([]);
  expect(service.tokensSeen(other)).toEqual([]);
});

test('SECURITY 11: what was handed out before the page was loaded again is worth nothing after it', async () => {
  const { page, service, station } = desk;
  const jobId = await screen.readyJob(page, service);
  const shown = await ask(page, jobId);
  await station.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    return new Promise<void>((resolve) => {
      contents?.once('did-finish-load', () => resolve());
      contents?.reload();
    });
  });
  await expect(screen.queueGrid(page)).toBeVisible();
  expect(await approve(page, { jobId, ...shown })).toMatchObject(refusedFor('nonce-unknown'));
});

test('SECURITY 11: what cannot be approved gets no nonce', async () => {
  const { page, service } = desk;
  const waiting = service.addJob();
  await screen.addAll(page, [waiting]);
  await expect(screen.rowOf(page, waiting)).toContainText('Waiting for confirmation');
  await screen.seenByApp(service, waiting);
  await expect
    .poll(() =>
      page.evaluate(async (jobId) => {
        const answer = await window.authority.review({ jobId });
        return answer.ok && answer.value.proposal;
      }, waiting),
    )
    .toMatchObject({ nonce: null });
});
