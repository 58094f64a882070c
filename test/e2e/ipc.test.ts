import { join } from 'node:path';
import { notNarrowed, type QueueQuery, type RequestName, requestNames } from '../../preload/contract.ts';
import { expect, sharedDesk, test } from './fixtures.ts';
import * as screen from './screen.ts';
import { projectRoot } from './workstation.ts';

const desk = sharedDesk({ undoSeconds: 30 });

/** Written out, so that a door that is added is added here as well, by somebody who thought about it. */
const doors = [
  'acknowledgeRecord',
  'addJobs',
  'addKey',
  'approve',
  'approveBatch',
  'batch',
  'batchJobs',
  'checkForUpdate',
  'checkRecord',
  'chooseFolder',
  'confirm',
  'connect',
  'copyText',
  'createKey',
  'deleteQueueView',
  'dismiss',
  'dismissBatch',
  'dismissExport',
  'exportRecord',
  'exportStanding',
  'forgetKey',
  'health',
  'history',
  'hold',
  'importKey',
  'jobLife',
  'keepBatchWay',
  'keepPlace',
  'keepServiceSecret',
  'keys',
  'leavePractice',
  'lock',
  'makeBackup',
  'nameAlgorithm',
  'openLink',
  'pauseWatching',
  'practise',
  'prepareBatch',
  'previewRequest',
  'printShift',
  'publicKeys',
  'queue',
  'queueScopes',
  'queueViews',
  'quit',
  'readBackup',
  'readKey',
  'rehearseBackup',
  'reject',
  'restartToUpdate',
  'restoreBackup',
  'resumeSigning',
  'resumeWatching',
  'retire',
  'retry',
  'review',
  'rotate',
  'saveEvidence',
  'saveJwks',
  'saveQueueView',
  'saveSettings',
  'saveShift',
  'seen',
  'selectReady',
  'sendRequest',
  'setPassphrase',
  'settings',
  'shiftStarts',
  'shiftSummary',
  'showService',
  'snapshot',
  'startAgain',
  'stopBatch',
  'stopExport',
  'stopJwks',
  'stopRecordCheck',
  'stopSigning',
  'subscribe',
  'takeOffHold',
  'undo',
  'undoBatch',
  'unlock',
];

const everything: QueueQuery = { filter: 'all', ...notNarrowed };

const refusals = (code: string) =>
  desk.station.log().filter((line) => line.event === 'ipc-refused' && line.code === code).length;

test('SECURITY 5: the page has nothing of Node or Electron, and exactly the listed doors', async () => {
  const { page } = desk;
  const found = await page.evaluate(() =>
    ['require', 'process', 'Buffer', 'module', 'exports', 'global', 'setImmediate', 'ipcRenderer', 'electron'].filter(
      (name) => name in window,
    ),
  );
  expect(found).toEqual([]);
  expect(await page.evaluate(() => Object.keys(window.authority).sort())).toEqual(doors);
  expect(await page.evaluate(() => Object.values(window.authority).map((door) => typeof door))).toEqual(
    doors.map(() => 'function'),
  );
  // The doors can't be exchanged by a script that gets into the page.
  const exchanged = await page.evaluate(() => {
    const before = window.authority;
    try {
      Object.assign(window, { authority: {} });
      Object.assign(before, { approve: () => 'mine' });
    } catch {
      // Refused loudly is as good.
    }
    return window.authority !== before || String(before.approve).includes('mine');
  });
  expect(exchanged).toBe(false);
});

test('SECURITY 5: only plain JSON comes back', async () => {
  const { page, service } = desk;
  const jobId = await screen.readyJob(page, service);
  const odd = await page.evaluate(
    async ({ jobId, query }) => {
      const { authority } = window;
      const answers: unknown[] = [
        await authority.snapshot(null),
        await authority.queue({ query, offset: 0, limit: 50 }),
        await authority.review({ jobId }),
        await authority.review({ jobId: 'x'.repeat(20) }),
        await authority.history({ from: 0, limit: 50 }),
        await authority.keys(null),
        await authority.settings(null),
        await authority.addJobs({ text: 'nonsense' }),
        await new Promise((resolve) => {
          const end = authority.subscribe((...heard) => {
            end();
            resolve(heard);
          });
          void authority.hold({ jobId }).then(() => authority.takeOffHold({ jobId }));
        }),
      ];
      const plain = (value: unknown): boolean => {
        if (value === null || ['string', 'boolean'].includes(typeof value)) return true;
        if (typeof value === 'number') return Number.isFinite(value);
        if (typeof value !== 'object') return false;
        const parent = Object.getPrototypeOf(value);
        return (parent === Object.prototype || parent === Array.prototype) && Object.values(value).every(plain);
      };
      // What the page is told of a change is the snapshot alone: no event, no sender.
      const heard = answers.at(-1) as unknown[];
      return { odd: answers.filter((answer) => !plain(answer)), heard: heard.length };
    },
    { jobId, query: everything },
  );
  expect(odd).toEqual({ odd: [], heard: 1 });
});

test('SECURITY 6: a second window with the same preload and the same page is refused at every door', async () => {
  const { station } = desk;
  const before = refusals('sender-refused');
  const answers = await station.electron.evaluate(
    async ({ BrowserWindow }, { preload, names }) => {
      const second = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
      await second.loadURL('app://countersign/index.html');
      const told = await second.webContents.executeJavaScript(
        `Promise.all(${JSON.stringify(names)}.map((name) => window.authority[name](null)))`,
      );
      second.destroy();
      return told as unknown[];
    },
    { preload: join(projectRoot, 'dist', 'preload', 'index.cjs'), names: [...requestNames] },
  );
  expect(answers).toEqual(requestNames.map(() => ({ ok: false, error: { code: 'sender-refused' } })));
  expect(refusals('sender-refused')).toBeGreaterThanOrEqual(before + requestNames.length);
  const history = await desk.page.evaluate(() => window.authority.history({ from: 0, limit: 50 }));
  expect(history.ok && history.value.entries.map(({ event }) => event)).toContain('ipc-refused');
});

test('SECURITY 6: a frame within the page finds no door, and is refused where it makes itself one', async () => {
  const { page, station } = desk;
  station.expectComplaint(/frame-ancestors|Refused to frame|ERR_BLOCKED_BY_/);
  const found = await page.evaluate(async () => {
    const frame = document.createElement('iframe');
    frame.id = 'stranger';
    document.body.append(frame);
    const door = typeof frame.contentWindow?.authority;
    await new Promise<void>((resolve) => {
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        if (effectiveDirective === 'frame-src') resolve();
      });
      frame.src = 'app://countersign/index.html';
    });
    // What stands in the frame now is the browser's own page of refusal, closed to us.
    return { door, app: frame.contentDocument?.getElementById('page') != null };
  });
  expect(found).toEqual({ door: 'undefined', app: false });

  // As the frame's own message would come in, and one of a frame that is gone already.
  const answers = await station.electron.evaluate(async ({ ipcMain, BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const { _invokeHandlers } = ipcMain as unknown as {
      _invokeHandlers: Map<string, (event: unknown, argument: unknown) => Promise<unknown>>;
    };
    const ask = _invokeHandlers.get('authority/snapshot');
    if (!contents || !ask) throw new Error('there is no window, or no such channel');
    const [frame] = contents.mainFrame.frames;
    if (!frame) throw new Error('the page has no frame');
    const told = [];
    for (const senderFrame of [frame, null, undefined]) told.push(await ask({ sender: contents, senderFrame }, null));
    const top = (await ask({ sender: contents, senderFrame: contents.mainFrame }, null)) as { ok: boolean };
    return { told, top: top.ok };
  });
  const refused = { ok: false, error: { code: 'sender-refused' } };
  expect(answers).toEqual({ told: [refused, refused, refused], top: true });
  await page.evaluate(() => document.getElementById('stranger')?.remove());
});

test('SECURITY 6: wrong arguments give an error at every door, and change nothing', async () => {
  const { page, service } = desk;
  const jobId = await screen.readyJob(page, service);
  const state = () =>
    page.evaluate(async (query) => {
      const { authority } = window;
      const queue = await authority.queue({ query, offset: 0, limit: 500 });
      const [settings, keys] = [await authority.settings(null), await authority.keys(null)];
      if (!queue.ok) throw new Error('the queue could not be read');
      const events: string[] = [];
      for (let from = 0, more = true; more; from += 500) {
        const history = await authority.history({ from, limit: 500 });
        if (!history.ok) throw new Error('the record could not be read');
        // The refusals themselves are on the record, and nothing else may be.
        events.push(...history.value.entries.map(({ event }) => event).filter((event) => event !== 'ipc-refused'));
        more = history.value.numbers.length > 0;
      }
      return { rows: queue.value.rows, settings, keys, events };
    }, everything);
  const before = await state();

  const outcomes = await page.evaluate(
    async ({ names, jobId }) => {
      const deep = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) as unknown;
      const bad: [string, unknown][] = [
        ['undefined', undefined],
        ['NaN', Number.NaN],
        ['a text', 'null'],
        ['a list', [jobId]],
        ['an empty object', {}],
        ['true', true],
        ['a wrong ID', { jobId: '../../../../etc/pass' }],
        ['an ID of a wrong kind', { jobId: { toString: 'x' } }],
        ['an ID too many', { jobId, other: jobId }],
        ['__proto__', JSON.parse(`{"__proto__":{"jobId":"${jobId}"},"x":1}`)],
        ['constructor', { constructor: { prototype: { jobId } } }],
        ['numbers that are none', { filter: 'all', offset: Number.NaN, limit: Number.POSITIVE_INFINITY }],
        ['numbers out of range', { filter: 'all', offset: -1, limit: 1e9 }],
        ['fractions', { before: 0.5, limit: 1.5 }],
        ['an unknown filter', { filter: '__proto__', offset: 0, limit: 1 }],
        ['10 MB', { text: 'x'.repeat(10 * 1024 * 1024) }],
        ['a long reason', { jobId, reason: 'x'.repeat(501) }],
        ['a blank reason', { jobId, reason: ' ' }],
        ['a wrong digest', { jobId, digest: 'A'.repeat(64), nonce: 'x'.repeat(32) }],
        ['an unknown setting', { values: { dataFolder: '/tmp' } }],
        ['a setting of a wrong kind', { values: { undoSeconds: '5' } }],
        ['a setting that is NaN', { values: { undoSeconds: Number.NaN } }],
        ['an address for a link', { link: 'https://example.org' }],
        ['a link from the prototype', { link: 'constructor' }],
        ['a wrong kind of force', { address: 'https://x.example', issuer: 'https://x.example', anyway: 'yes' }],
        ['a date', new Date()],
        ['a map', new Map([['jobId', jobId]])],
        ['bytes', new Uint8Array(1024)],
        ['depth', deep],
        ['a big integer', { before: 1n, limit: 1 }],
        ['a function', { jobId: () => jobId }],
        ['a symbol', Symbol('x')],
        [
          'a getter that throws',
          {
            get jobId() {
              throw new Error('gotcha');
            },
          },
        ],
      ];
      const wrong: string[] = [];
      for (const name of names) {
        for (const [what, argument] of bad) {
          const call = window.authority[name] as (
            argument: unknown,
          ) => Promise<{ ok: boolean; error?: { code: string } }>;
          try {
            const answer = await call(argument);
            if (answer.ok || answer.error?.code !== 'invalid-arguments') wrong.push(`${name}: ${what}`);
          } catch {
            // What can't be handed over at all never gets to main.
          }
        }
      }
      return wrong;
    },
    { names: [...requestNames] as RequestName[], jobId },
  );
  expect(outcomes).toEqual([]);
  expect(await state()).toEqual(before);
  expect(refusals('invalid-arguments')).toBeGreaterThan(requestNames.length);
});
