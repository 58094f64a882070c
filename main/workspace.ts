import { join } from 'node:path';
import type { Finding, Source } from '../preload/contract.ts';
import { type Authority, createAuthority } from './authority.ts';
import type { Clock } from './clock.ts';
import { watchInbox } from './intake/inbox.ts';
import type { Access } from './jobs/access.ts';
import type { Log } from './log.ts';
import type { SystemConfirmation } from './policy/confirmation.ts';
import type { Rules } from './policy/rules.ts';
import { type PublishedKeys, publishKeys } from './published-keys.ts';
import type { KeyRing } from './signing/key-ring.ts';
import { noteDatabase, type OpenVault } from './signing/provision.ts';
import { openDatabase } from './store/database.ts';
import { findingWords } from './words.ts';

/** The built-in practice service, wherever it runs. */
export interface PracticeRun {
  readonly address: string;
  onJob(listener: (job: { jobId: string; requestToken: string }) => void): void;
  /** Calls back when the service ended without being told to. */
  onEnd(listener: () => void): void;
  stop(): Promise<void>;
}

/** One data folder, opened: its authority at work, and the practice service where it is for practising. */
export interface Workspace {
  readonly authority: Authority;
  readonly ring: KeyRing;
  /** The public set of its keys. */
  readonly published: PublishedKeys;
  /** Of the service that the authority speaks to. */
  readonly address: string;
  /** How the watched folder is doing; null where none is set. */
  inbox(): Source | null;
  close(): Promise<void>;
}

export interface WorkspaceParts {
  readonly vault: OpenVault;
  /** Of the whole app's data, this folder's among it. */
  readonly home: string;
  readonly folder: string;
  readonly practising: boolean;
  /** Of the live service; practice has its own. */
  readonly address: string;
  readonly access: () => Access;
  readonly rules: () => Rules;
  readonly serviceName: () => string | null;
  readonly inboxFolder: () => string;
  /** Something that a person should know. */
  readonly tell: (finding: Finding) => void;
  readonly startPractice: (dataFile: string) => Promise<PracticeRun>;
  readonly onPracticeEnd: () => void;
  readonly onChange: () => void;
  /** How the system itself asks before an approval, where a rule wants it to. */
  readonly confirmation?: SystemConfirmation;
  readonly clock: Clock;
  readonly log: Log;
  readonly operator: string;
  readonly version: string;
  readonly timeouts?: { readonly connectTimeout: number; readonly answerTimeout: number };
}

/**
 * Opens a folder's database and sets its authority to work.
 * @returns `strandedAt` where what is unfinished belongs to another service than the address: nothing was started then.
 * @throws AuthorityError as openDatabase does, `practice` when the practice service does not start.
 */
export async function openWorkspace(
  parts: WorkspaceParts,
): Promise<Workspace | { readonly strandedAt: string; readonly unfinished: number }> {
  // What was practised is thrown away without a thought, and may be begun anew.
  const mustBeThere = parts.vault.databaseMade && !parts.practising;
  const database = openDatabase(parts.folder, parts.vault.databaseKey, mustBeThere);
  let practice: PracticeRun | null = null;
  let authority: Authority | null = null;
  try {
    // Before anything is in it.
    if (!parts.vault.databaseMade) noteDatabase(parts.folder, parts.clock.now());
    if (parts.practising) practice = await parts.startPractice(join(parts.folder, 'service.json'));
    const address = practice?.address ?? parts.address;
    const { ring, recordSecrets } = parts.vault;
    authority = createAuthority({ ...parts, address, database, ring, recordSecrets });
    const strandedAt = practice ? null : authority.strandedAt();
    if (strandedAt !== null) {
      // What was approved for one service must not go to another, whoever changed the address.
      const unfinished = authority.unfinished();
      await authority.close();
      return { strandedAt, unfinished };
    }
    authority.start();
    return atWork(parts, authority, practice);
  } catch (fault) {
    // Nothing of a failed start may hold on to the data that the next one needs.
    await practice?.stop();
    if (authority) await authority.close();
    else database.close();
    throw fault;
  }
}

function atWork(parts: WorkspaceParts, authority: Authority, practice: PracticeRun | null): Workspace {
  const inbox = watchInbox({
    // What lies in the folder is meant for the live service: practising leaves it there.
    folder: () => (practice ? '' : parts.inboxFolder()),
    keepOut: parts.home,
    addJobs: (text) => authority.addJobs(text, 'inbox'),
    describe: findingWords,
    clock: parts.clock,
    log: parts.log,
    onChange: parts.onChange,
    onRefused: parts.tell,
  });
  inbox.start();
  const published = publishKeys({ ring: parts.vault.ring, clock: parts.clock, onChange: parts.onChange });
  published.renew();

  // What the practice service still says while it is being left concerns nobody any more.
  let closed = false;
  practice?.onEnd(() => {
    if (!closed) parts.onPracticeEnd();
  });
  practice?.onJob(({ jobId, requestToken }) => {
    if (!closed) authority.addJobs(`${jobId} ${requestToken}`, 'practice');
  });
  return {
    authority,
    ring: parts.vault.ring,
    published,
    address: practice?.address ?? parts.address,
    inbox: inbox.source,
    close: async () => {
      closed = true;
      published.stop();
      await inbox.stop();
      try {
        await authority.stop();
      } finally {
        await practice?.stop();
      }
    },
  };
}
