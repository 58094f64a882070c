// What a hundred thousand jobs cost the queue, beside a hundred: a page of rows, the counts, the next job to look at.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../main/clock.ts';
import { openDatabase } from '../../main/store/database.ts';
import { storeOver } from '../../main/store/store.ts';
import { compare } from './compare.ts';

const folders: string[] = [];

function storeWith(jobs: number) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  folders.push(folder);
  const database = openDatabase(folder, 'ab'.repeat(32));
  const store = storeOver(database, systemClock, 'bench');
  store.transaction(() => {
    for (let number = 0; number < jobs; number += 1) {
      store.jobs.insert(`job-${String(number).padStart(16, '0')}`, null, Date.now() - number * 10, Date.now());
    }
  });
  return { store, close: () => database.close() };
}

const small = storeWith(100);
const large = storeWith(100_000);
const repeat = (once: () => unknown) => (times: number) => {
  for (let done = 0; done < times; done += 1) once();
};
const both = (title: string, times: number, of: (store: typeof small.store, jobs: number) => unknown) =>
  compare(title, times, [
    { name: '100 jobs', run: repeat(() => of(small.store, 100)) },
    { name: '100,000 jobs', run: repeat(() => of(large.store, 100_000)) },
  ]);

await both('The first 50 rows of the open queue', 200, (store) => store.jobs.page('open', 0, 50));
await both('50 rows from the middle of the queue', 200, (store, jobs) => store.jobs.page('open', jobs / 2, 50));
await both('The counts beside the tabs', 200, (store) => store.jobs.counts());
await both('The next job to look at', 500, (store) => store.jobs.due('unread', Date.now(), 9));

small.close();
large.close();
for (const folder of folders) rmSync(folder, { recursive: true });
