import type { AddAnswer, Finding } from '../../preload/contract.ts';
import { AuthorityError, finding } from '../errors.ts';
import { type InboxEntry, type InboxFile, LARGEST_FILE, readInboxFile } from './inbox-file.ts';
import { detailOf, type Found, InboxFault, readFound } from './inbox-folder.ts';
import { type RefusedPart, reasonText, type Tally } from './inbox-reason.ts';

/** What became of a file that was dealt with: `reason` is the text for a person, null where all of it was taken. */
export interface Outcome {
  readonly found: Found;
  readonly reason: string | null;
  readonly added: number;
  readonly known: number;
}

export interface Taking {
  /** Takes in lines as they would be pasted; they are on disk when it returns. */
  readonly addJobs: (text: string) => AddAnswer;
  readonly describe: (finding: Finding) => string;
  /** Whether the file is still to be taken in. */
  readonly wanted: () => boolean;
  /** Gives way between two slices. */
  readonly next: () => Promise<unknown>;
}

/** So many lines are added in one go; each that is refused then comes with its reason. */
const LINES_AT_ONCE = 100;
/** A file with more refused lines than this is no list of jobs, and its rest is left unread. */
const MOST_REFUSED = 1_000;

/**
 * Takes in what a file holds. Null where the file is not what was found any more, or is not wanted any more.
 * @throws InboxFault when nothing can be taken in; system errors when the file can't be read
 */
export async function takeInFile(folder: string, found: Found, taking: Taking): Promise<Outcome | null> {
  const nothing = (reason: Finding): Outcome => ({
    found,
    reason: reasonText(found.name, reason, taking.describe),
    added: 0,
    known: 0,
  });
  if (found.size > LARGEST_FILE) return nothing(finding('inbox-too-large', { most: LARGEST_FILE / 1024 / 1024 }));
  const bytes = await readFound(folder, found);
  if (bytes === null) return null;
  const file = readInboxFile(found.name, bytes);
  if ('reason' in file) return nothing(file.reason);
  const tally = await takeInEntries(file, taking);
  if (tally === null) return null;
  const { added, known, refused } = tally;
  return { found, added, known, reason: refused.length > 0 ? reasonText(found.name, tally, taking.describe) : null };
}

async function takeInEntries(
  { unit, entries }: Exclude<InboxFile, { reason: Finding }>,
  { addJobs, wanted, next }: Taking,
): Promise<Tally | null> {
  const refused: RefusedPart[] = [];
  let added = 0;
  let known = 0;
  let slice: Extract<InboxEntry, { line: string }>[] = [];
  const addSlice = () => {
    const answer = add(addJobs, slice.map(({ line }) => line).join('\n'));
    added += answer.added.length;
    known += answer.known.length;
    // Its numbers are those of the slice; a person needs those of the file.
    for (const { line, text, reason } of answer.refused) refused.push({ at: slice[line - 1]?.at ?? 0, text, reason });
    slice = [];
  };

  let readUntil: number | null = null;
  for (const entry of entries) {
    if ('reason' in entry) refused.push(entry);
    else slice.push(entry);
    if (slice.length === LINES_AT_ONCE) {
      if (!wanted()) return null;
      addSlice();
      await next();
    }
    if (refused.length >= MOST_REFUSED) {
      readUntil = entry.at;
      break;
    }
  }
  if (!wanted()) return null;
  if (slice.length > 0) addSlice();
  refused.sort((a, b) => a.at - b.at);
  return { unit, added, known, refused, readUntil };
}

function add(addJobs: Taking['addJobs'], text: string): AddAnswer {
  try {
    return addJobs(text);
  } catch (thrown) {
    const code = thrown instanceof AuthorityError ? thrown.code : 'internal';
    throw new InboxFault(finding(code, { detail: detailOf(thrown) }));
  }
}
