import { ipcMain, type WebContents } from 'electron';
import {
  type ActionAnswer,
  type Answer,
  type FileAnswer,
  type FolderAnswer,
  type LinkName,
  type PrintAnswer,
  type RequestName,
  type Requests,
  requestChannel,
  requestNames,
  type ScreenLockTold,
  type Surroundings,
  type UpdateStanding,
} from '../../preload/contract.ts';
import type { Desk } from '../desk.ts';
import { AuthorityError, faultText, finding } from '../errors.ts';
import type { Log } from '../log.ts';
import { argumentSchemas, meantService } from './requests.ts';
import { stillThere, trustedFrame } from './sender.ts';
import { checkService } from './service-guard.ts';

/** What only the shell can do for the page. */
export interface ShellServices {
  copyText(text: string): ActionAnswer;
  openLink(link: LinkName): ActionAnswer;
  /** What the desktop offers, as far as it can be told. */
  surroundings(): Surroundings;
  /** Has the system ask for a folder. */
  chooseFolder(): Promise<FolderAnswer>;
  /** Has the system ask for a file with a key. */
  chooseKeyFile(): Promise<FolderAnswer>;
  /** Has the system ask for a backup, or where one, or the public set, is to be written. */
  chooseBackup(): Promise<FolderAnswer>;
  chooseBackupTarget(): Promise<FolderAnswer>;
  chooseKeySetTarget(): Promise<FolderAnswer>;
  /** Has the system ask where evidence about these jobs is to be written. */
  chooseEvidenceTarget(jobIds: readonly string[]): Promise<FolderAnswer>;
  /** Has the system ask where an export of the record is to be written. @param name of the file that is proposed */
  chooseExportTarget(name: string): Promise<FolderAnswer>;
  /** The clipboard's text, and what clears the clipboard where it still holds that text. */
  clipboard(): Promise<{ readonly text: string; readonly onTaken: () => void }>;
  /** Whether the app learns that the screen is locked. */
  screenLockTold(): ScreenLockTold;
  /** Whether a hidden page must stay alive, because something typed is not stored yet. */
  keepAlive(busy: boolean): void;
  /** Has the system print what the page shows. */
  printPage(): Promise<PrintAnswer>;
  /** Has the system ask where to, and writes what the page shows there, as a PDF. */
  savePage(name: string): Promise<FileAnswer>;
  quit(): ActionAnswer;
  /** How the app stands to its update feed; null where there is none. */
  updateStanding(): UpdateStanding | null;
  checkForUpdate(): ActionAnswer;
  restartToUpdate(): ActionAnswer;
}

/** Who asks, and about which service; undefined where the call does not say and there is only one. */
interface Asking {
  readonly frame: string;
  readonly service: string | undefined;
  /** Whether the very page that asked is still there. */
  readonly present: () => boolean;
}

type Handlers = {
  readonly [Name in RequestName]: (
    argument: Requests[Name]['argument'],
    asking: Asking,
  ) => Requests[Name]['answer'] | Promise<Requests[Name]['answer']>;
};

const handlersFor = (desk: Desk, shell: ShellServices): Handlers => ({
  snapshot: () => desk.snapshot(),
  queue: ({ query, offset, limit }) => ({
    ...desk.authority().queue(query, offset, limit),
    revision: desk.revision(),
  }),
  queueScopes: () => desk.authority().queueScopes(),
  queueViews: () => desk.authority().queueViews(),
  saveQueueView: (view) => desk.authority().saveQueueView(view),
  deleteQueueView: ({ view }) => desk.authority().deleteQueueView(view),
  review: ({ jobId }, { frame }) => desk.authority().review(jobId, frame),
  approve: (ask, { frame }) => desk.authority().approve(ask, frame),
  selectReady: ({ query }) => desk.authority().selectReady(query),
  prepareBatch: ({ jobIds }, { frame }) => desk.authority().batches.prepare(jobIds, frame),
  batchJobs: ({ nonce, offset, limit }, { frame }) => desk.authority().batches.jobs(nonce, offset, limit, frame),
  approveBatch: (ask, { frame, present }) => desk.authority().batches.approve(ask, frame, present),
  stopBatch: () => desk.authority().batches.halt(),
  batch: () => desk.authority().batches.standing(),
  undoBatch: () => desk.authority().batches.undoAll(),
  dismissBatch: () => desk.authority().batches.dismiss(),
  keepBatchWay: ({ way }) => {
    desk.keepBatchWay(way);
    return { outcome: 'done' };
  },
  // It keeps something from being signed, so it is done for a service out of view as well.
  undo: ({ jobId }, { service }) => desk.authority(service).undo(jobId),
  reject: ({ jobId, reason }) => desk.authority().reject(jobId, reason),
  hold: ({ jobId, note, recheckAt }) => desk.authority().hold(jobId, note, recheckAt),
  takeOffHold: ({ jobId }) => desk.authority().takeOffHold(jobId),
  retry: ({ jobId }) => desk.authority().retry(jobId),
  addJobs: ({ text }) => desk.authority().addJobs(text, 'window'),
  history: ({ query, from, limit }) => desk.authority().history(from, limit, query),
  jobLife: ({ jobId }) => desk.authority().jobLife(jobId),
  exportRecord: async ({ form, query }) => {
    const { recordExport } = desk.authority();
    const answer = await shell.chooseExportTarget(`countersign-record.${form}`);
    return answer.outcome === 'chosen' ? recordExport.begin(answer.path, form, query) : answer;
  },
  exportStanding: () => desk.authority().recordExport.standing(),
  stopExport: () => desk.authority().recordExport.stop(),
  dismissExport: () => desk.authority().recordExport.dismiss(),
  shiftStarts: () => desk.authority().shiftStarts(),
  shiftSummary: ({ from, until }) => desk.authority().shiftSummary(from, until),
  printShift: async (shift) => {
    const { note } = desk.authority();
    const answer = await shell.printPage();
    if (answer.outcome === 'done') note('shift-printed', { ...shift });
    return answer;
  },
  saveShift: async (shift) => {
    const { note } = desk.authority();
    const answer = await shell.savePage(`countersign-${new Date(shift.until).toISOString().slice(0, 10)}.pdf`);
    if (answer.outcome === 'saved') note('shift-saved', { ...shift });
    return answer;
  },
  saveEvidence: async ({ jobIds }) => {
    const { saveEvidence } = desk.authority();
    const answer = await shell.chooseEvidenceTarget(jobIds);
    return answer.outcome === 'chosen' ? saveEvidence(jobIds, answer.path) : answer;
  },
  keys: () => desk.authority().keys(),
  practise: () => desk.practise(),
  leavePractice: () => desk.leavePractice(),
  connect: (ask) => desk.connect(ask),
  createKey: ({ algorithm }) => desk.createKey(algorithm),
  addKey: ({ algorithm }) => desk.addKey(algorithm),
  readKey: async ({ from }) => {
    if (from === 'clipboard') return desk.readKey(await shell.clipboard());
    const answer = await shell.chooseKeyFile();
    return answer.outcome === 'chosen' ? desk.readKey({ path: answer.path }) : answer;
  },
  importKey: (ask) => desk.importKey(ask),
  forgetKey: () => desk.forgetKey(),
  makeBackup: async (passphrases, { service }) => {
    const answer = await shell.chooseBackupTarget();
    // Another service may have come into view while the person chose.
    checkService(desk, 'makeBackup', service);
    return answer.outcome === 'chosen' ? desk.makeBackup(answer.path, passphrases) : answer;
  },
  readBackup: async () => {
    const answer = await shell.chooseBackup();
    return answer.outcome === 'chosen' ? desk.readBackup(answer.path) : answer;
  },
  rehearseBackup: ({ passphrase }) => desk.rehearseBackup(passphrase),
  restoreBackup: ({ passphrase }) => desk.restoreBackup(passphrase),
  publicKeys: () => desk.publicKeys(),
  saveJwks: async ({ keep }, { service }) => {
    const answer = await shell.chooseKeySetTarget();
    checkService(desk, 'saveJwks', service);
    return answer.outcome === 'chosen' ? desk.saveJwks(answer.path, keep) : answer;
  },
  stopJwks: () => desk.stopJwks(),
  nameAlgorithm: ({ kid, header }) => desk.nameAlgorithm(kid, header),
  rotate: ({ to }) => desk.rotate(to),
  retire: ({ kid }) => desk.retire(kid),
  lock: () => desk.lock('operator'),
  unlock: ({ kid, passphrase }) => desk.unlock(kid, passphrase),
  setPassphrase: ({ kid, present, next }) => desk.setPassphrase(kid, present, next),
  settings: () => ({ ...desk.settings(), screenLock: shell.screenLockTold() }),
  saveSettings: ({ values }) => desk.saveSettings(values),
  keepServiceSecret: ({ secret }) => desk.keepServiceSecret(secret),
  startAgain: () => desk.startAgain(),
  seen: ({ jobId }) => desk.authority().seen(jobId),
  pauseWatching: ({ length }) => desk.pauseWatching(length),
  resumeWatching: () => desk.resumeWatching(),
  checkRecord: () => desk.authority().recordKeeping.check(),
  stopRecordCheck: () => desk.authority().recordKeeping.stopCheck(),
  acknowledgeRecord: ({ unread }) => desk.authority().recordKeeping.acknowledge(unread),
  stopSigning: () => desk.stopSigning(),
  resumeSigning: (by) => desk.resumeSigning(by),
  previewRequest: ({ token }) => desk.authority().previewRequest(token),
  sendRequest: ({ token, test }) => desk.authority().sendRequest(token, test),
  confirm: ({ jobId, code }) => desk.authority().confirm(jobId, code),
  health: async () => ({ ...(await desk.health(shell.surroundings())), update: shell.updateStanding() }),
  checkForUpdate: () => shell.checkForUpdate(),
  restartToUpdate: () => shell.restartToUpdate(),
  keepPlace: ({ place, moves, busy }) => {
    desk.keepPlace(place, moves);
    shell.keepAlive(busy);
    return { outcome: 'done' };
  },
  dismiss: ({ id }) => {
    desk.dismiss(id);
    return { outcome: 'done' };
  },
  showService: ({ service, section }) => {
    if (desk.bringIntoView(service, section)) return { outcome: 'done' };
    return { outcome: 'refused', reason: finding('unknown-service') };
  },
  chooseFolder: async () => {
    const answer = await shell.chooseFolder();
    if (answer.outcome === 'chosen') desk.folderChosen(answer.path);
    return answer;
  },
  quit: () => shell.quit(),
  copyText: ({ text }) => shell.copyText(text),
  openLink: ({ link }) => shell.openLink(link),
});

/** The one wrapper around every channel: who asks, what is asked, and what a fault looks like from outside. */
export function serve(desk: Desk, shell: ShellServices, page: () => WebContents | null, log: Log): void {
  const handlers = handlersFor(desk, shell);
  for (const name of requestNames) {
    ipcMain.handle(requestChannel(name), async (event, argument: unknown, about: unknown): Promise<Answer<unknown>> => {
      const refuse = (code: string): Answer<never> => {
        log('warn', 'ipc-refused', { name, code, url: String(event.senderFrame?.url ?? '').slice(0, 200) });
        noteRefusal(desk, name, code);
        return { ok: false, error: { code } };
      };
      const frame = trustedFrame(event, page());
      if (frame === null) return refuse('sender-refused');
      const parsed = argumentSchemas[name].safeParse(argument);
      const service = meantService.safeParse(about);
      if (!parsed.success || !service.success) return refuse('invalid-arguments');
      try {
        checkService(desk, name, service.data);
        const handle = handlers[name] as (argument: unknown, asking: Asking) => unknown;
        const present = () => stillThere(event, page(), frame);
        return { ok: true, value: await handle(parsed.data, { frame, service: service.data ?? undefined, present }) };
      } catch (fault) {
        const known = fault instanceof AuthorityError;
        log(known ? 'warn' : 'error', 'ipc-fault', { name, detail: faultText(fault) });
        if (known) return { ok: false, error: { code: fault.code, values: fault.values } };
        return { ok: false, error: { code: 'internal' } };
      }
    });
  }
}

/** A refused call is on the record where there is one; before setup the log has it. */
function noteRefusal(desk: Desk, name: RequestName, code: string): void {
  try {
    desk.authority().note('ipc-refused', { name, code });
  } catch {
    // There is no record yet, or it can't be written; the refusal itself does not depend on it.
  }
}
