import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argumentSchemas } from '../../../main/ipc/requests.ts';
import {
  notNarrowed,
  type QueueQuery,
  type RequestName,
  type Requests,
  requestNames,
  wholeRecord,
} from '../../../preload/contract.ts';

const jobId = 'AbCdEfGhIjKlMnOpQr_-';
const query: QueueQuery = {
  filter: 'open',
  search: `ada@ "x" NOT y*`,
  statuses: ['ready', 'held'],
  scopes: ['email phone'],
  age: 'over-day',
  flagged: true,
  sort: 'changed',
};
const good: { readonly [Name in RequestName]: Requests[Name]['argument'] } = {
  snapshot: null,
  queue: { query, offset: 0, limit: 500 },
  queueScopes: null,
  queueViews: null,
  saveQueueView: { name: 'Waiting for long', query },
  deleteQueueView: { view: 'Waiting for long' },
  review: { jobId },
  approve: { jobId, digest: '0a'.repeat(32), nonce: 'n'.repeat(32) },
  selectReady: { query },
  prepareBatch: { jobIds: [jobId] },
  batchJobs: { nonce: 'n'.repeat(32), offset: 950, limit: 50 },
  approveBatch: { digest: '0a'.repeat(32), nonce: 'n'.repeat(32) },
  stopBatch: null,
  batch: null,
  undoBatch: null,
  dismissBatch: null,
  keepBatchWay: { way: 'together' },
  undo: { jobId },
  reject: { jobId, reason: 'not the person' },
  hold: { jobId, note: 'wait', recheckAt: 1 },
  takeOffHold: { jobId },
  retry: { jobId },
  addJobs: { text: jobId },
  history: { query: wholeRecord, from: 0, limit: 1 },
  jobLife: { jobId },
  exportRecord: {
    form: 'csv',
    query: {
      search: 'ada %_',
      spoken: ['approved'],
      groups: ['decisions', 'record'],
      jobId,
      operator: 'tester',
      from: 1,
      until: 2,
    },
  },
  exportStanding: null,
  stopExport: null,
  dismissExport: null,
  shiftStarts: null,
  shiftSummary: { from: 1, until: 2 },
  printShift: { from: 1, until: 2 },
  saveShift: { from: 1, until: 2 },
  saveEvidence: { jobIds: ['aaaaaaaaaaaaaaaaaaaa'] },
  keys: null,
  practise: null,
  leavePractice: null,
  connect: { address: 'https://a.example', issuer: 'https://a.example', anyway: false },
  createKey: { algorithm: 'PS256' },
  addKey: { algorithm: 'ES256' },
  readKey: { from: 'clipboard' },
  importKey: { passphrase: '', rsa: 'PS256', overwrite: false },
  forgetKey: null,
  makeBackup: { passphrase: 'x', keyPassphrase: '' },
  readBackup: null,
  rehearseBackup: { passphrase: 'x' },
  restoreBackup: { passphrase: 'x' },
  publicKeys: null,
  saveJwks: { keep: true },
  stopJwks: null,
  nameAlgorithm: { kid: 'k'.repeat(43), header: 'Ed25519' },
  rotate: { to: { algorithm: 'ES256' } },
  retire: { kid: 'k'.repeat(43) },
  settings: null,
  saveSettings: { values: { undoSeconds: 5 } },
  lock: null,
  unlock: { kid: 'A'.repeat(43), passphrase: '' },
  setPassphrase: { kid: 'A'.repeat(43), present: '', next: null },
  keepServiceSecret: { secret: 'Bearer abc' },
  startAgain: null,
  seen: { jobId },
  pauseWatching: { length: 'tomorrow' },
  resumeWatching: null,
  checkRecord: null,
  stopRecordCheck: null,
  acknowledgeRecord: { unread: '0123456789abcdef' },
  stopSigning: null,
  resumeSigning: { typed: 'resume', passphrase: '' },
  previewRequest: { token: 'a.b.c' },
  sendRequest: { token: 'a.b.c', test: false },
  confirm: { jobId, code: '123456' },
  health: null,
  checkForUpdate: null,
  restartToUpdate: null,
  keepPlace: {
    place: { section: 'health', filter: 'open', narrowing: notNarrowed, jobId: null },
    moves: 2,
    busy: true,
  },
  dismiss: { id: 1 },
  showService: { service: 'east', section: 'keys' },
  chooseFolder: null,
  quit: null,
  copyText: { text: 'x' },
  openLink: { link: 'keyring-help' },
};
const accepts = (name: RequestName, argument: unknown): boolean => argumentSchemas[name].safeParse(argument).success;

describe("SECURITY 6: a call's argument", () => {
  it.each(requestNames)('%s takes its own, and gives it on as it is', (name) => {
    expect(argumentSchemas[name].parse(good[name])).toEqual(good[name]);
  });

  it('has a schema for every call of the contract and for no other', () => {
    expect(Object.keys(argumentSchemas).sort()).toEqual([...requestNames].sort());
  });

  const shapes: readonly unknown[] = [
    undefined,
    true,
    0,
    1,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '',
    'x',
    jobId,
    Symbol('x'),
    1n,
    [],
    [null],
    [{ jobId }],
    {},
    { x: 1 },
    () => null,
    new Date(0),
    new Map([['jobId', jobId]]),
    new Uint8Array(8),
    /x/,
    new Error('x'),
    'x'.repeat(10 * 1024 * 1024),
    JSON.parse('{"__proto__":{"jobId":"AbCdEfGhIjKlMnOpQr_-"}}'),
  ];
  it.each(requestNames)('%s refuses every wrong shape, and never throws', (name) => {
    for (const shape of shapes) expect(accepts(name, shape)).toBe(false);
  });

  const objects = requestNames.filter((name) => good[name] !== null);
  const change = (name: RequestName, field: string, value: unknown): unknown => ({
    ...(good[name] as object),
    [field]: value,
  });
  /** Fields that a call may leave out, since most have nothing to say in them. */
  const mayBeLeftOut: { readonly [Name in RequestName]?: readonly string[] } = {
    hold: ['note', 'recheckAt'],
    approve: ['typed'],
    history: ['query'],
  };
  const fieldsOf = (name: RequestName) => Object.keys(good[name] as object);

  it.each(objects)('%s refuses a field too many, also one named __proto__', (name) => {
    expect(accepts(name, change(name, 'extra', 1))).toBe(false);
    expect(accepts(name, change(name, 'constructor', 1))).toBe(false);
    const text = JSON.stringify(good[name]).replace('{', '{"__proto__":{"admin":true},');
    expect(accepts(name, JSON.parse(text))).toBe(false);
  });

  it.each(objects)('%s refuses a field too few, and a field of the wrong kind', (name) => {
    for (const field of fieldsOf(name)) {
      const { [field]: _left, ...rest } = good[name] as unknown as Record<string, unknown>;
      const leftOut = mayBeLeftOut[name]?.includes(field) ?? false;
      expect(accepts(name, rest)).toBe(leftOut);
      for (const value of [
        undefined,
        Number.NaN,
        {},
        [],
        [jobId],
        { toString: () => jobId },
        1.5,
        -1,
        'x'.repeat(10 * 1024 * 1024),
      ]) {
        if (
          name === 'saveSettings' &&
          typeof value === 'object' &&
          !Array.isArray(value) &&
          Object.keys(value).length === 0
        )
          continue;
        // The one call that takes a list of jobs.
        if (field === 'jobIds' && Array.isArray(value) && value.length > 0) continue;
        if (leftOut && value === undefined) continue;
        expect(accepts(name, change(name, field, value))).toBe(false);
      }
    }
  });

  it('is refused, and never throws, for any value there is', () => {
    const field = fc.constantFrom(
      'jobId',
      'digest',
      'nonce',
      'filter',
      'offset',
      'limit',
      'text',
      'values',
      'reason',
      'link',
      '__proto__',
    );
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withTypedArray: true,
    });
    const value = fc.oneof(anything, fc.dictionary(field, anything));
    fc.assert(
      fc.property(fc.constantFrom(...requestNames), value, (name, argument) => {
        const parsed = argumentSchemas[name].safeParse(argument);
        if (!parsed.success) return;
        // What is taken is plain: null, or an object of the call's own fields.
        if (good[name] === null) expect(parsed.data).toBeNull();
        else
          expect(fieldsOf(name).concat('values')).toEqual(expect.arrayContaining(Object.keys(parsed.data as object)));
        expect(({} as { admin?: unknown }).admin).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  it.each<[string, RequestName, unknown]>([
    ['a job ID with a path in it', 'review', { jobId: '../../../../../scope' }],
    ['a job ID with a line break', 'review', { jobId: `${jobId.slice(1)}\n` }],
    ['a digest in upper case', 'approve', { ...good.approve, digest: '0A'.repeat(32) }],
    ['a digest that is too short', 'approve', { ...good.approve, digest: '0a'.repeat(31) }],
    ['an empty nonce', 'approve', { ...good.approve, nonce: '' }],
    ['bytes to sign', 'approve', { ...good.approve, payload: '{}' }],
    ['no jobs to a batch', 'prepareBatch', { jobIds: [] }],
    ['more jobs than a batch has', 'prepareBatch', { jobIds: Array.from({ length: 1_001 }, () => jobId) }],
    ['a job slipped into an approved batch', 'approveBatch', { ...good.approveBatch, jobIds: [jobId] }],
    ['more jobs of a batch than are handed out at once', 'batchJobs', { ...good.batchJobs, limit: 51 }],
    ['a shift that ends before it begins', 'shiftSummary', { from: 2, until: 1 }],
    ['a shift of years', 'shiftSummary', { from: 0, until: 10 ** 12 }],
    ['a file that the page names', 'saveShift', { ...good.saveShift, name: '../x.pdf' }],
    ['more rows than a page has', 'queue', { ...good.queue, limit: 501 }],
    ['no rows', 'queue', { ...good.queue, limit: 0 }],
    ['half a row', 'queue', { ...good.queue, offset: 0.5 }],
    ['an unknown filter', 'queue', { ...good.queue, query: { ...query, filter: 'toString' } }],
    ['an unknown order', 'queue', { ...good.queue, query: { ...query, sort: 'added_at; --' } }],
    ['an unknown age', 'queue', { ...good.queue, query: { ...query, age: '' } }],
    ['a status that there is not', 'queue', { ...good.queue, query: { ...query, statuses: ['signed'] } }],
    ['a search that is too long', 'queue', { ...good.queue, query: { ...query, search: 'x'.repeat(201) } }],
    ['a query with a field too many', 'queue', { ...good.queue, query: { ...query, where: '1' } }],
    ['a view without a name', 'saveQueueView', { name: ' ', query }],
    ['a reason of white space', 'reject', { jobId, reason: ' \n ' }],
    ['a reason that is too long', 'reject', { jobId, reason: 'x'.repeat(501) }],
    ['an address of its own', 'openLink', { link: 'https://evil.example' }],
    ['an inherited link', 'openLink', { link: 'constructor' }],
    ['a setting that there is not', 'saveSettings', { values: { acceptServiceStatements: true } }],
    ['a setting of the wrong kind', 'saveSettings', { values: { undoSeconds: '5' } }],
    ['a setting that is no number', 'saveSettings', { values: { undoSeconds: Number.NaN } }],
    ['an endless setting', 'saveSettings', { values: { pollSeconds: Number.POSITIVE_INFINITY } }],
    ['a setting named __proto__', 'saveSettings', { values: JSON.parse('{"__proto__":{"undoSeconds":0}}') }],
    ['nine megabytes of jobs', 'addJobs', { text: 'x'.repeat(9 * 1024 * 1024) }],
    ['two megabytes for the clipboard', 'copyText', { text: 'x'.repeat(2 * 1024 * 1024) }],
    ['a page of the record above its newest entry', 'history', { from: -1, limit: 1 }],
  ])('refuses %s', (_, name, argument) => {
    expect(accepts(name, argument)).toBe(false);
  });

  it('leaves a setting of undefined out, so that it changes nothing', () => {
    expect(argumentSchemas.saveSettings.parse({ values: { issuer: undefined, undoSeconds: 3 } })).toEqual({
      values: { undoSeconds: 3 },
    });
  });
});
