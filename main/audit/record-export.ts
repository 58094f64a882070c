import { createHash } from 'node:crypto';
import type { ActionAnswer, ExportForm, ExportStanding, RecordQuery } from '../../preload/contract.ts';
import type { Clock } from '../clock.ts';
import { faultText, finding } from '../errors.ts';
import type { Log } from '../log.ts';
import { type FileInPieces, fileInPieces, replaceFile } from '../whole-file.ts';
import type { AuditLog } from './audit-log.ts';
import { namedKeys } from './checkpoints.ts';
import { csvHead, csvLine, type ExportEnd, jsonEnd, jsonLine } from './export-lines.ts';
import { inclusionProofs } from './inclusion.ts';
import { conditionOf } from './record-condition.ts';
import type { RecordFile } from './record-file.ts';

/** Writes entries of the record into a file, slice by slice: however many there are, a few of them are held at once. */
export interface RecordExport {
  /** @param path that the person chose in the system's dialog */
  begin(path: string, form: ExportForm, query: RecordQuery): ActionAnswer;
  /** The one that runs, or ran last; null where there is none, or where it was dismissed. */
  standing(): ExportStanding | null;
  stop(): ActionAnswer;
  dismiss(): ActionAnswer;
  /** Stops what runs, and waits until nothing is left of it. */
  close(): Promise<void>;
}

export interface RecordExportParts {
  readonly file: RecordFile;
  readonly record: AuditLog;
  /** Signs a checkpoint over everything up to now, where that can be done. */
  readonly seal: () => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: () => void;
}

/** So many numbers are looked through between two breaths, and so many entries taken of them: a few milliseconds' worth. */
const SLICE = 1_000;
const TAKEN = 160;
/** An inclusion proof takes longer than all the rest of an entry. */
const TAKEN_WITH_PROOF = 20;
/** A progress that is told more often is not read. */
const TOLD_EVERY_MS = 200;

const done: ActionAnswer = { outcome: 'done' };

export function createRecordExport(parts: RecordExportParts): RecordExport {
  const { file, record, seal, clock, log, onChange } = parts;
  let standing: ExportStanding | null = null;
  let calledOff = false;
  let running: Promise<void> = Promise.resolve();

  const tell = (change: Partial<ExportStanding>) => {
    if (standing) standing = { ...standing, ...change };
    onChange();
  };
  /** Ends the pause between two slices. */
  let breathe = () => {};
  const breath = () =>
    new Promise<void>((resolve) => {
      const wake = clock.after(0, resolve);
      breathe = () => {
        wake();
        resolve();
      };
      if (calledOff) breathe();
    });
  const callOff = () => {
    calledOff = true;
    breathe();
  };

  /** Null where it was called off. */
  const write = async (out: FileInPieces, form: ExportForm, query: RecordQuery) => {
    const condition = conditionOf(query);
    const whole = condition.sql === '';
    seal();
    const head = file.end();
    const newest = file.newestCheckpoint();
    const checkpoint = newest && newest.size <= head.number ? newest : null;
    const proofOf = !whole && checkpoint ? inclusionProofs(file, checkpoint.size) : null;
    const line = form === 'jsonl' ? jsonLine : csvLine;
    const limit = proofOf ? TAKEN_WITH_PROOF : TAKEN;
    const sum = createHash('sha256');
    const put = async (text: string) => {
      sum.update(text);
      await out.write(text);
    };

    if (form === 'csv') await put(csvHead());
    tell({ total: head.number });
    let [entries, at, told] = [0, 0, clock.now()];
    let [first, last]: (number | null)[] = [null, null];
    while (at < head.number) {
      const upTo = Math.min(at + SLICE, head.number);
      const taken = file.matching(condition, at, upTo, limit);
      const end = taken.at(-1);
      if (end) {
        const values = file.values((taken[0]?.number ?? 1) - 1, end.number);
        const lines = taken.map((entry) =>
          line({
            entry,
            values: values.get(entry.number) ?? [],
            proof: proofOf && checkpoint && entry.number <= checkpoint.size ? proofOf(entry.number) : null,
          }),
        );
        await put(lines.join(''));
        first ??= taken[0]?.number ?? null;
        last = end.number;
        entries += taken.length;
      }
      at = taken.length === limit && end ? end.number : upTo;
      await breath();
      if (calledOff) return null;
      if (clock.now() - told >= TOLD_EVERY_MS) {
        told = clock.now();
        tell({ done: at, entries });
      }
    }
    const end: ExportEnd = {
      query,
      whole,
      entries,
      first: first ?? null,
      last: last ?? null,
      head: { number: head.number, hash: head.hash },
      checkpoint: checkpoint && { note: checkpoint.note, size: checkpoint.size },
      keys: namedKeys(file).map(({ vkey }) => vkey),
    };
    if (form === 'jsonl') await put(jsonEnd(end));
    await out.close();
    return { ...end, sha256: sum.digest('hex') };
  };

  const run = async (path: string, form: ExportForm, query: RecordQuery) => {
    let out: FileInPieces | null = null;
    try {
      out = await fileInPieces(path);
      const written = await write(out, form, query);
      if (!written || calledOff) {
        await out.discard();
        return tell({ state: 'stopped' });
      }
      const { entries, first, last, head, checkpoint, sha256 } = written;
      const beside = checkpoint && { path: `${path}.checkpoint`, size: checkpoint.size };
      if (beside && checkpoint) replaceFile(beside.path, checkpoint.note);
      // On the record before it is there: what leaves the desk is never missing in it.
      record.append('record-exported', null, {
        form,
        entries,
        first,
        last,
        upTo: head.number,
        checkpoint: checkpoint?.size ?? null,
        sha256,
        ...narrowed(query),
      });
      await out.take();
      tell({ state: 'done', done: head.number, entries, sha256, checkpoint: beside });
    } catch (fault) {
      log('warn', 'export-failed', { detail: faultText(fault) });
      await out?.discard().catch(() => {});
      tell({ state: 'failed', reason: finding('save-failed', { detail: faultText(fault) }) });
    }
  };

  return {
    begin: (path, form, query) => {
      if (standing?.state === 'running') return { outcome: 'refused', reason: finding('export-runs') };
      calledOff = false;
      standing = {
        state: 'running',
        form,
        path,
        done: 0,
        total: file.end().number,
        entries: 0,
        sha256: null,
        checkpoint: null,
        reason: null,
      };
      running = run(path, form, query);
      onChange();
      return done;
    },
    standing: () => standing,
    stop: () => {
      callOff();
      return done;
    },
    dismiss: () => {
      if (standing?.state !== 'running') standing = null;
      onChange();
      return done;
    },
    close: async () => {
      callOff();
      await running;
    },
  };
}

/** What of a query lists less than everything, as the record says it. */
function narrowed({ search, groups, jobId, operator, from, until }: RecordQuery): Readonly<Record<string, unknown>> {
  return {
    ...(search !== '' && { search }),
    ...(groups.length > 0 && { groups }),
    ...(jobId !== '' && { job: jobId }),
    ...(operator !== '' && { of: operator }),
    ...(from !== null && { from }),
    ...(until !== null && { until }),
  };
}
