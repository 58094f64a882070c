import { materialIn } from './material.ts';

/** Why a file was not taken. */
export type FileFault = 'too-large' | 'not-text' | 'unreadable' | 'empty' | 'unknown-form' | 'names-no-job';

export interface RefusedFile {
  readonly name: string;
  readonly fault: FileFault;
}

/** What was given to the app at once, ready for one of its dialogs. */
export type Gift =
  | { readonly kind: 'jobs'; readonly text: string; readonly refused: readonly RefusedFile[] }
  | { readonly kind: 'request'; readonly token: string };

/** The part of the page's `File` that is needed. */
export interface DroppedFile {
  readonly name: string;
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

export const largestFile = 8 * 1024 * 1024;
const namedAfterJob = /^([A-Za-z0-9_-]{20})(\.[A-Za-z0-9]+)?$/;

async function textOf(file: DroppedFile): Promise<{ readonly text: string } | { readonly fault: FileFault }> {
  if (file.size > largestFile) return { fault: 'too-large' };
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    // A folder, or a file that went away meanwhile.
    return { fault: 'unreadable' };
  }
  // Windows programs save lists with a mark of their byte order.
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (text.includes('\0')) return { fault: 'not-text' };
    return text.trim() === '' ? { fault: 'empty' } : { text };
  } catch {
    return { fault: 'not-text' };
  }
}

/** Reads all files that were dropped at once. A token whose file is named after a job is that job's promise. */
export async function readDropped(files: readonly DroppedFile[]): Promise<Gift> {
  const texts: string[] = [];
  const tokens: { readonly name: string; readonly token: string }[] = [];
  const refused: RefusedFile[] = [];
  for (const file of files) {
    const { name } = file;
    const read = await textOf(file);
    if ('fault' in read) {
      refused.push({ name, fault: read.fault });
      continue;
    }
    const material = materialIn(read.text);
    const [, jobId] = namedAfterJob.exec(name) ?? [];
    if (material.kind === 'unknown-form') refused.push({ name, fault: 'unknown-form' });
    else if (material.kind === 'lines') texts.push(material.lines.join('\n'));
    else if (jobId !== undefined) texts.push(`${jobId} ${material.token}`);
    else tokens.push({ name, token: material.token });
  }
  const [only] = tokens;
  if (only && files.length === 1) return { kind: 'request', token: only.token };
  refused.push(...tokens.map(({ name }) => ({ name, fault: 'names-no-job' as const })));
  return { kind: 'jobs', text: texts.join('\n'), refused };
}

/** What a pasted or dropped text is for; null where there is nothing in it. */
export function readText(text: string): Gift | null {
  if (text.trim() === '') return null;
  const material = materialIn(text);
  if (material.kind === 'token') return { kind: 'request', token: material.token };
  // JSON of another form is refused line by line, with its reasons.
  return { kind: 'jobs', text: material.kind === 'lines' ? material.lines.join('\n') : text, refused: [] };
}
