import type { Page } from 'playwright/test';
import type { PlainScopeService } from '../fakes/plain-scope-service.ts';
import { makeAuthorityKey, makeSubject } from '../fakes/subject.ts';
import { expect, startConnected, test } from './fixtures.ts';
import { NotificationDaemon } from './notification-daemon.ts';
import { queueGrid, reviewOf, rowOf, seenByApp } from './screen.ts';
import { isLinux, type Workstation } from './workstation.ts';

test.skip(!isLinux, 'the notification daemon of these tests is dunst');

const ada = makeSubject('ada');
const EMAIL = 'ada.notified@example.org';
const request = ada.requestToken({ scope: 'email', email: EMAIL });
const shortThumbprint = makeAuthorityKey('ada').kid.slice(0, 8);

let daemon: NotificationDaemon;
test.beforeEach(async () => {
  daemon = await NotificationDaemon.listen(process.env);
});
test.afterEach(async () => {
  // Whatever was notified, here or in any test before.
  const history = await daemon.history();
  expect(history).not.toContain('ada.notified');
  expect(JSON.stringify(daemon.notified)).not.toContain('ada.notified');
  for (const { actions, hints } of daemon.notified) {
    expect(
      actions.filter((_label, index) => index % 2 === 0),
      'no button, only the click',
    ).toEqual(['default']);
    expect(hints).toMatchObject({ urgency: { data: 1 } });
    expect(Object.keys(hints).filter((name) => name.startsWith('sound'))).toEqual([]);
  }
  await daemon.stop();
});

// There is no window manager here that could put another window in front, so this one is hidden.
const hideWindow = (station: Workstation): Promise<void> =>
  station.electron.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.hide();
  });

const windowIsVisible = (station: Workstation): Promise<boolean> =>
  station.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible()));

const windowIsFocused = (station: Workstation): Promise<boolean> =>
  station.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isFocused()));

/** Read by the app, and confirmed by nobody yet. */
async function waitingJob(page: Page, service: PlainScopeService): Promise<string> {
  const jobId = service.addJob({ content: request });
  await page.evaluate((text) => window.authority.addJobs({ text }), jobId);
  await seenByApp(service, jobId);
  return jobId;
}

test('a request that becomes ready out of sight is notified, and a click opens it', async ({ station, service }) => {
  const page = await startConnected(station, service);
  const jobId = await waitingJob(page, service);
  const other = await waitingJob(page, service);
  await hideWindow(station);
  service.confirm(jobId);
  const { summary, body } = await daemon.heard();
  expect(summary).toBe('A request is ready for your decision');
  expect(body).toBe(`email · Subject ${shortThumbprint}`);

  await daemon.click();
  await expect.poll(() => windowIsVisible(station)).toBe(true);
  await expect(reviewOf(page)).toContainText(jobId);
  await expect(reviewOf(page)).not.toContainText(other);
});

test('a click opens the job also where the window’s page had ended', async ({ station, service }) => {
  const page = await startConnected(station, service);
  const jobId = await waitingJob(page, service);
  await station.electron.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.destroy();
  });
  service.confirm(jobId);
  await daemon.heard();
  const made = station.electron.waitForEvent('window');
  await daemon.click();
  await expect(reviewOf(await made)).toContainText(jobId);
});

test('many are one notification with a count, and a click opens the queue', async ({ station, service }) => {
  service.confirmedContent = 'content';
  const page = await startConnected(station, service);
  await hideWindow(station);
  const jobIds = Array.from({ length: 12 }, () => service.addJob({ content: request, confirmed: true }));
  await page.evaluate((text) => window.authority.addJobs({ text }), jobIds.join('\n'));
  const { summary } = await daemon.heard();
  expect(summary).toBe('12 requests are ready for your decision');
  await daemon.click();
  await expect.poll(() => windowIsVisible(station)).toBe(true);
  await expect(queueGrid(page)).toBeVisible();
  for (const jobId of jobIds.slice(0, 3)) await expect(rowOf(page, jobId)).toContainText('Ready for review');
});

test('nothing is notified while the window is in front', async ({ station, service }) => {
  const page = await startConnected(station, service);
  await station.electron.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.focus();
  });
  await expect.poll(() => windowIsFocused(station)).toBe(true);
  const seen = await waitingJob(page, service);
  service.confirm(seen);
  await expect(rowOf(page, seen)).toContainText('Ready for review');
  // The notifier gathers for a second and a half; only after that has nothing been notified.
  await page.waitForTimeout(2_500);
  expect(daemon.notified).toEqual([]);

  await hideWindow(station);
  const unseen = await waitingJob(page, service);
  service.confirm(unseen);
  const { summary, body } = await daemon.heard();
  expect(summary).toBe('A request is ready for your decision');
  expect(body).toContain('2 wait for a decision in all');
});

test('the desktop’s do-not-disturb holds, and what came in it is there afterwards', async ({ station, service }) => {
  const page = await startConnected(station, service);
  const jobId = await waitingJob(page, service);
  await daemon.setDoNotDisturb(true);
  await hideWindow(station);
  service.confirm(jobId);
  await daemon.heard();
  await expect.poll(() => daemon.waiting()).toBe(1);
  expect(await daemon.displayed()).toBe(0);
  await expect(rowOf(page, jobId)).toContainText('Ready for review');

  await daemon.setDoNotDisturb(false);
  await expect.poll(() => daemon.displayed()).toBe(1);
});

test('what stands is taken back when the window comes to the front', async ({ station, service }) => {
  const page = await startConnected(station, service);
  const jobId = await waitingJob(page, service);
  await hideWindow(station);
  service.confirm(jobId);
  await daemon.heard();
  await expect.poll(() => daemon.displayed()).toBe(1);
  await station.electron.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) {
      window.show();
      window.focus();
    }
  });
  await expect.poll(() => daemon.displayed()).toBe(0);
});
