// What searching and exporting a record of 500,000 entries costs: how long each takes, for how long at most nothing else has
// its turn meanwhile, and how much memory it holds.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entryText } from '../../main/audit/chain.ts';
import { growTree, leafHash } from '../../main/audit/merkle.ts';
import { createRecordExport } from '../../main/audit/record-export.ts';
import { recordFile } from '../../main/audit/record-file.ts';
import { listRecord } from '../../main/audit/record-list.ts';
import { systemClock } from '../../main/clock.ts';
import { openDatabase } from '../../main/store/database.ts';
import { storeOver } from '../../main/store/store.ts';
import { type ExportForm, type RecordQuery, wholeRecord } from '../../preload/contract.ts';
import { holdUps } from './hold-ups.ts';

const ENTRIES = Number(process.env.BENCH_ENTRIES ?? 500_000);
const events = ['job-added', 'content-read', 'job-confirmed', 'job-shown', 'approved', 'signed', 'put-sent'] as const;
const say = (line: string) => process.stdout.write(`${line}\n`);

const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
const database = openDatabase(folder, 'ab'.repeat(32));
const { record } = storeOver(database, systemClock, 'bench');
const file = recordFile(database);
say(`writing ${ENTRIES.toLocaleString()} entries …`);
for (let begun = 0; begun < ENTRIES; begun += 1_000) {
  database.transaction(() => {
    for (let number = begun; number < Math.min(begun + 1_000, ENTRIES); number += 1) {
      const jobId = `job-${String(Math.floor(number / events.length)).padStart(16, '0')}`;
      const event = events[number % events.length] ?? 'job-shown';
      record.append(event, jobId, { digest: 'ab'.repeat(32), kid: 'k'.repeat(43) });
    }
  });
}
// A checkpoint with no signature worth the name: what is measured is the way to it.
const tree = growTree(undefined, file.store);
for (let at = 0; at < ENTRIES; at += 1_000) {
  database.transaction(() => {
    for (const entry of file.entries(at, 1_000)) tree.add(leafHash(entryText(entry)));
  });
}
file.addCheckpoint({ size: ENTRIES, key: 'bench', at: systemClock.now(), note: 'bench\n' });

const rest = () => new Promise((resolve) => setTimeout(resolve, 500));
const onFault = (fault: unknown) => {
  throw fault;
};

/** Time, the longest that nothing else had its turn, and the most memory that was held, in MB more than before. */
async function measured(what: string, work: () => Promise<string>): Promise<void> {
  await rest();
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 20);
  const held = holdUps();
  const began = performance.now();
  const came = await work();
  const took = performance.now() - began;
  const longest = held();
  clearInterval(watch);
  say(
    `${what}: ${(took / 1_000).toFixed(1)} s, ${came}; nothing else has its turn for ${longest.toFixed(1)} ms at most; ${((most - before) / 1e6).toFixed(0)} MB more`,
  );
}

const lists = listRecord({ database, record, clock: systemClock, onFault });
const search = (part: Partial<RecordQuery>) => async () => {
  const query = { ...wholeRecord, ...part };
  for (;;) {
    const page = lists.page(query, 0, 100);
    if (!page.looked) return `${page.older.toLocaleString()} found`;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
};
await measured('a search that finds nothing', search({ search: 'nowhere to be found' }));
await measured('a search that finds a seventh', search({ search: 'put-sent' }));
await measured('the decisions', search({ groups: ['decisions'] }));
await measured('one job', search({ jobId: `job-${'7'.padStart(16, '0')}` }));
lists.stop();

const path = join(folder, 'record.export');
const out = createRecordExport({
  file,
  record,
  seal: () => {},
  clock: systemClock,
  log: () => {},
  onChange: () => {},
});
const exported = (form: ExportForm, part: Partial<RecordQuery>) => async () => {
  out.begin(path, form, { ...wholeRecord, ...part });
  while (out.standing()?.state === 'running') await new Promise((resolve) => setTimeout(resolve, 20));
  const standing = out.standing();
  if (standing?.state !== 'done') throw new Error(`the export ended as ${standing?.state}`);
  return `${standing.entries.toLocaleString()} entries, ${(statSync(path).size / 1e6).toFixed(0)} MB`;
};
await measured('all of it as JSON lines', exported('jsonl', {}));
await measured('all of it as CSV', exported('csv', {}));
await measured('a seventh of it with its proofs', exported('jsonl', { search: 'put-sent' }));

database.close();
rmSync(folder, { recursive: true });
