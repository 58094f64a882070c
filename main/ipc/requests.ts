import { z } from 'zod';
import {
  batchWays,
  eventGroups,
  exportForms,
  headerAlgorithms,
  jobStatuses,
  keyAlgorithms,
  languageChoices,
  linkNames,
  longestShiftMs,
  mostBatched,
  mostInEvidence,
  mostSpoken,
  operatorLength,
  pauseLengths,
  queueAges,
  queueFilters,
  queueSorts,
  type RequestName,
  type Requests,
  scopeLength,
  searchLength,
  sections,
  type settingNames,
  viewNameLength,
} from '../../preload/contract.ts';
import { isJobId } from '../jobs/job.ts';
import { LONGEST_SERVICE_SECRET } from '../signing/service-secret.ts';

/** What each call's argument must be, to the field: strict objects, bounded texts and numbers. */

const jobId = z.string().refine(isJobId);
const ofJob = z.strictObject({ jobId });
const nothing = z.null();
/** An RFC 7638 thumbprint by SHA-256. */
const kid = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const passphrase = z.string().max(1024);
const moment = z.int().min(0).max(8.64e15);
const shift = z
  .strictObject({ from: moment, until: moment })
  .refine(({ from, until }) => from < until && until - from <= longestShiftMs);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const nonce = z.string().regex(/^[A-Za-z0-9_-]{32}$/);
const serviceId = z.string().min(1).max(64);
/** The service that a call means. */
export const meantService = serviceId.nullish();
const LONGEST_INTAKE = 8 * 1024 * 1024;
const LONGEST_TOKEN = 256 * 1024;
const MOST_SCOPES = 50;

const narrowing = {
  search: z.string().max(searchLength),
  statuses: z.array(z.enum(jobStatuses)).max(jobStatuses.length),
  scopes: z.array(z.string().max(scopeLength)).max(MOST_SCOPES),
  age: z.enum(queueAges),
  flagged: z.boolean().nullable(),
  sort: z.enum(queueSorts),
};
const query = z.strictObject({ filter: z.enum(queueFilters), ...narrowing });
const viewName = z.string().trim().min(1).max(viewNameLength);

const recordQuery = z.strictObject({
  search: z.string().max(searchLength),
  spoken: z.array(z.string().max(64)).max(mostSpoken),
  groups: z.array(z.enum(eventGroups)).max(eventGroups.length),
  jobId: z.union([jobId, z.literal('')]),
  operator: z.string().max(operatorLength),
  from: moment.nullable(),
  until: moment.nullable(),
});

const settings = z
  .strictObject({
    serviceName: z.string().max(80),
    address: z.string().max(2048),
    issuer: z.string().max(2048),
    trustedKeys: z.string().max(256 * 1024),
    ca: z.string().max(256 * 1024),
    authHeader: z.string().max(200),
    lifetimeDays: z.number(),
    undoSeconds: z.number(),
    rejectReasons: z.string().max(64 * 1024),
    pollSeconds: z.number(),
    feed: z.string().max(2048),
    inboxFolder: z.string().max(4096),
    notify: z.boolean(),
    quietFrom: z.string().max(8),
    quietUntil: z.string().max(8),
    keepRunning: z.boolean(),
    startAtLogin: z.boolean(),
    lockAfterMinutes: z.number(),
    lockOnSuspend: z.boolean(),
    lockOnScreenLock: z.boolean(),
    language: z.enum(languageChoices),
    letterKeys: z.boolean(),
  } satisfies Record<(typeof settingNames)[number], z.ZodType>)
  .partial()
  // A value of undefined is no change; left in, it would be written.
  .transform((values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)));

export const argumentSchemas: { readonly [Name in RequestName]: z.ZodType<Requests[Name]['argument']> } = {
  snapshot: nothing,
  queue: z.strictObject({
    query,
    offset: z.int().min(0).max(100_000_000),
    limit: z.int().min(1).max(500),
  }),
  queueScopes: nothing,
  queueViews: nothing,
  saveQueueView: z.strictObject({ name: viewName, query }),
  deleteQueueView: z.strictObject({ view: viewName }),
  review: ofJob,
  approve: z.strictObject({ jobId, digest, nonce, typed: z.string().max(2_000).optional() }),
  selectReady: z.strictObject({ query }),
  prepareBatch: z.strictObject({ jobIds: z.array(jobId).min(1).max(mostBatched) }),
  batchJobs: z.strictObject({ nonce, offset: z.int().min(0).max(mostBatched), limit: z.int().min(1).max(50) }),
  approveBatch: z.strictObject({ digest, nonce }),
  stopBatch: nothing,
  batch: nothing,
  undoBatch: nothing,
  dismissBatch: nothing,
  keepBatchWay: z.strictObject({ way: z.enum(batchWays) }),
  undo: ofJob,
  reject: z.strictObject({ jobId, reason: z.string().trim().min(1).max(500) }),
  hold: z.strictObject({
    jobId,
    note: z.string().trim().max(500).optional(),
    recheckAt: z.int().min(0).max(8.64e15).nullish(),
  }),
  takeOffHold: ofJob,
  retry: ofJob,
  addJobs: z.strictObject({ text: z.string().max(LONGEST_INTAKE) }),
  history: z.strictObject({
    query: recordQuery.optional(),
    from: z.int().min(0).max(1_000_000_000),
    limit: z.int().min(1).max(500),
  }),
  jobLife: ofJob,
  exportRecord: z.strictObject({ form: z.enum(exportForms), query: recordQuery }),
  exportStanding: nothing,
  stopExport: nothing,
  dismissExport: nothing,
  shiftStarts: nothing,
  shiftSummary: shift,
  printShift: shift,
  saveShift: shift,
  saveEvidence: z.strictObject({ jobIds: z.array(jobId).min(1).max(mostInEvidence) }),
  keys: nothing,
  practise: nothing,
  leavePractice: nothing,
  connect: z.strictObject({ address: z.string().max(2048), issuer: z.string().max(2048), anyway: z.boolean() }),
  createKey: z.strictObject({ algorithm: z.enum(keyAlgorithms) }),
  addKey: z.strictObject({ algorithm: z.enum(keyAlgorithms) }),
  readKey: z.strictObject({ from: z.enum(['file', 'clipboard']) }),
  importKey: z.strictObject({ passphrase, rsa: z.enum(['RS256', 'PS256']), overwrite: z.boolean() }),
  forgetKey: nothing,
  makeBackup: z.strictObject({ passphrase, keyPassphrase: passphrase }),
  readBackup: nothing,
  rehearseBackup: z.strictObject({ passphrase }),
  restoreBackup: z.strictObject({ passphrase }),
  publicKeys: nothing,
  saveJwks: z.strictObject({ keep: z.boolean() }),
  stopJwks: nothing,
  nameAlgorithm: z.strictObject({ kid, header: z.enum(headerAlgorithms) }),
  rotate: z.strictObject({
    to: z.union([z.strictObject({ kid }), z.strictObject({ algorithm: z.enum(keyAlgorithms) })]),
  }),
  retire: z.strictObject({ kid }),
  settings: nothing,
  saveSettings: z.strictObject({ values: settings }),
  lock: nothing,
  unlock: z.strictObject({ kid, passphrase }),
  setPassphrase: z.strictObject({ kid, present: passphrase, next: passphrase.nullable() }),
  keepServiceSecret: z.strictObject({ secret: z.string().max(LONGEST_SERVICE_SECRET) }),
  startAgain: nothing,
  seen: ofJob,
  pauseWatching: z.strictObject({ length: z.enum(pauseLengths) }),
  resumeWatching: nothing,
  checkRecord: nothing,
  stopRecordCheck: nothing,
  acknowledgeRecord: z.strictObject({ unread: z.string().regex(/^[0-9a-f]{16}$/) }),
  stopSigning: nothing,
  resumeSigning: z.strictObject({ typed: z.string().max(200), passphrase }),
  previewRequest: z.strictObject({ token: z.string().max(LONGEST_TOKEN) }),
  sendRequest: z.strictObject({ token: z.string().max(LONGEST_TOKEN), test: z.boolean() }),
  confirm: z.strictObject({ jobId, code: z.string().trim().max(200) }),
  health: nothing,
  checkForUpdate: nothing,
  restartToUpdate: nothing,
  keepPlace: z.strictObject({
    place: z.strictObject({
      section: z.enum(sections),
      filter: z.enum(queueFilters),
      narrowing: z.strictObject(narrowing),
      jobId: jobId.nullable(),
    }),
    moves: z.int().min(0),
    busy: z.boolean(),
  }),
  dismiss: z.strictObject({ id: z.int().min(1) }),
  showService: z.strictObject({ service: serviceId, section: z.enum(sections) }),
  chooseFolder: nothing,
  quit: nothing,
  copyText: z.strictObject({ text: z.string().max(1024 * 1024) }),
  openLink: z.strictObject({ link: z.enum(linkNames) }),
};
