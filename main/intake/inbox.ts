import type { AddAnswer, Finding, Source } from '../../preload/contract.ts';
import type { Clock } from '../clock.ts';
import { faultText, finding } from '../errors.ts';
import type { Log } from '../log.ts';
import {
  detailOf,
  type Found,
  filesIn,
  InboxFault,
  makeOutcomeFolders,
  moveOut,
  putBackIfGrown,
  sameFile,
} from './inbox-folder.ts';
import { type Outcome, takeInFile } from './inbox-outcome.ts';
import { sourceState } from './source.ts';
import { takeTurns } from './turns.ts';

/** A folder whose files are taken in as they come: then they lie in `done`, or in `refused` with the reason beside them. */
export interface Inbox {
  start(): void;
  /** Takes in nothing more, and waits for what is under way. */
  stop(): Promise<void>;
  /** Null while no folder is set. */
  source(): Source | null;
}

export interface InboxParts {
  /** Absolute path; empty for none. Asked at every step, so that a change of settings takes effect at once. */
  readonly folder: () => string;
  /** The app's own data: a folder that lies in it, or that it lies in, is not worked through. */
  readonly keepOut: string;
  /** Takes in lines as they would be pasted; they are on disk when it returns. */
  readonly addJobs: (text: string) => AddAnswer;
  readonly describe: (finding: Finding) => string;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: () => void;
  /** Files went to `refused`: somebody should know. Once a look, for however many. */
  readonly onRefused?: (finding: Finding) => void;
}

/** Looking costs one listing; a notice from the system would not come from every network folder. */
const LOOK_EVERY_MS = 2_000;
/** A file is taken once it was the same in so many looks; an empty one is often about to be filled. */
const STEADY_LOOKS = 2;
const STEADY_LOOKS_EMPTY = 30;
/** While so many files that were dealt with can't be moved, no further one is taken in. */
const MOST_UNMOVED = 100;
/** So long, and so many at most, are files still looked at after they were moved out. */
const SETTLES_WITHIN_MS = 5 * 60_000;
const MOST_SETTLING = 50;
const SILENT_AFTER_MS = 30_000;
const STOP_WITHIN_MS = 2_000;

export function watchInbox(parts: InboxParts): Inbox {
  const { clock, log, onChange, onRefused = () => {} } = parts;
  const turns = takeTurns(clock);
  const source = sourceState(clock, onChange);
  let seen = new Map<string, { readonly found: Found; readonly looks: number }>();
  /** Dealt with and still in the folder. Kept, so that nothing is read again and again only because it can't be moved. */
  const unmoved = new Map<string, Outcome>();
  /** Moved out a while ago: what is written to them now has not been read. */
  let settling: { readonly path: string; readonly found: Found; readonly until: number }[] = [];
  let started = false;
  let callOff = () => {};
  let look = Promise.resolve();

  const current = (folder: string) => !turns.ended() && parts.folder() === folder;

  const become = (fault: Finding | null) => {
    if (source.become(fault)) log('warn', 'inbox-faulty', { code: fault?.code ?? '' });
  };

  /** The files that were the same for long enough. */
  const steady = (files: readonly Found[]): Found[] => {
    const looksAt = (found: Found) => {
      const last = seen.get(found.name);
      return last && sameFile(found, last.found) ? last.looks + 1 : 1;
    };
    seen = new Map(files.map((found) => [found.name, { found, looks: looksAt(found) }]));
    const enough = ({ size }: Found) => (size === 0 ? STEADY_LOOKS_EMPTY : STEADY_LOOKS);
    return [...seen.values()].filter(({ found, looks }) => looks >= enough(found)).map(({ found }) => found);
  };

  const takeIn = async (folder: string, found: Found, dealt: Outcome[]): Promise<Finding | null> => {
    const wanted = () => current(folder);
    try {
      const outcome = await takeInFile(folder, found, { ...parts, wanted, next: turns.next });
      if (!outcome) return null;
      unmoved.set(found.name, outcome);
      dealt.push(outcome);
    } catch (thrown) {
      if (thrown instanceof InboxFault) throw thrown;
      return finding('inbox-file-unreadable', { name: found.name, detail: detailOf(thrown) });
    }
    return null;
  };

  const move = async (folder: string, { found, reason }: Outcome): Promise<Finding | null> => {
    try {
      const path = await moveOut(folder, found, reason);
      unmoved.delete(found.name);
      if (path !== null) settling.push({ path, found, until: clock.now() + SETTLES_WITHIN_MS });
      return null;
    } catch (thrown) {
      return finding('inbox-not-moved', { name: found.name, detail: detailOf(thrown) });
    }
  };

  /** A program that paused long enough to seem done may go on writing to its file where that lies now. */
  const fetchGrown = async (folder: string) => {
    settling = settling.filter(({ until }) => until > clock.now()).slice(-MOST_SETTLING);
    for (const { path, found } of settling) {
      if (!(await putBackIfGrown(path, folder, found))) continue;
      settling = settling.filter((one) => one.path !== path);
      log('info', 'inbox-file-grew');
    }
  };

  const lookAt = async (folder: string): Promise<Finding | null> => {
    // A network folder whose server is gone may never answer; nobody should take that for an empty one.
    const callOffSilence = clock.after(SILENT_AFTER_MS, () => become(finding('inbox-silent')));
    const { files, unreadable } = await filesIn(folder, parts.keepOut).finally(callOffSilence);
    if (!current(folder)) return null;
    source.read();
    const ready = steady(files);
    await fetchGrown(folder);
    for (const [name, { found }] of unmoved) if (!sameFile(found, seen.get(name)?.found)) unmoved.delete(name);
    let fault = unreadable === null ? null : finding('inbox-name-unreadable', { name: unreadable });
    if (ready.length === 0) return fault;
    await makeOutcomeFolders(folder);

    const earlier = [...unmoved.values()];
    const dealt: Outcome[] = [];
    try {
      for (const found of ready) {
        if (!current(folder)) return null;
        if (unmoved.has(found.name) || unmoved.size >= MOST_UNMOVED) continue;
        fault = (await takeIn(folder, found, dealt)) ?? fault;
        const outcome = unmoved.get(found.name);
        if (outcome) fault = (await move(folder, outcome)) ?? fault;
      }
      for (const outcome of earlier) fault = (await move(folder, outcome)) ?? fault;
    } finally {
      report(dealt);
    }
    return fault;
  };

  const report = (dealt: readonly Outcome[]) => {
    if (dealt.length === 0) return;
    const refused = dealt.filter(({ reason }) => reason !== null);
    const [first] = refused;
    log('info', 'inbox-read', {
      files: dealt.length,
      refused: refused.length,
      added: dealt.reduce((sum, { added }) => sum + added, 0),
      known: dealt.reduce((sum, { known }) => sum + known, 0),
    });
    if (first) onRefused(finding('inbox-refused', { count: refused.length, name: first.found.name }));
  };

  const takeTurn = async () => {
    const folder = parts.folder();
    if (source.moveTo(folder)) {
      seen = new Map();
      unmoved.clear();
      settling = [];
    }
    if (folder === '') return;
    const fault = await lookAt(folder).catch((thrown: unknown) => {
      if (thrown instanceof InboxFault) return thrown.finding;
      throw thrown;
    });
    if (current(folder)) become(fault);
  };

  const goOn = () => {
    look = takeTurn()
      .catch((thrown: unknown) => {
        const detail = faultText(thrown);
        if (source.become(finding('inbox-fault', { detail }))) log('error', 'inbox-fault', { detail });
      })
      .then(() => {
        if (!turns.ended()) callOff = clock.after(LOOK_EVERY_MS, goOn);
      });
  };

  return {
    start: () => {
      if (started) return;
      started = true;
      goOn();
    },
    stop: async () => {
      turns.end();
      callOff();
      // A call to a dead network folder may never come back; nothing is taken in after it, so nobody need wait for it.
      let callOffWait = () => {};
      const longEnough = new Promise<void>((resolve) => {
        callOffWait = clock.after(STOP_WITHIN_MS, resolve);
      });
      await Promise.race([look, longEnough]);
      callOffWait();
    },
    source: () => source.of(parts.folder()),
  };
}
