// What a hundred thousand jobs cost the queue, beside a hundred: a page of rows, a search, the counts, the next job to look at.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../main/clock.ts';
import { openDatabase } from '../../main/store/database.ts';
import { storeOver } from '../../main/store/store.ts';
import { notNarrowed, type QueueQuery } from '../../preload/contract.ts';
import { compare } from './compare.ts';
import { fillQueue } from './filled-queue.ts';
import { report, slowest } from './slowest.ts';

const folders: string[] = [];

function storeWith(jobs: number) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  folders.push(folder);
  const database = openDatabase(folder, 'ab'.repeat(32));
  const store = storeOver(database, systemClock, 'bench');
  fillQueue(store, jobs, Date.now());
  const slices: number[] = [];
  for (let left = true; left; ) {
    const began = performance.now();
    left = store.words.takeIn();
    slices.push(performance.now() - began);
  }
  return { store, slices, close: () => database.close() };
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

// Each is asked for the first time, as a key press does; asked again, the list is at hand.
const query = (change: Partial<QueueQuery>): QueueQuery => ({ filter: 'open', ...notNarrowed, ...change });
const typed = 'person-4217@mail1.example.org';
const asked: [string, QueueQuery[]][] = [
  ['A search, key by key', Array.from(typed, (_, at) => query({ search: typed.slice(0, at + 1) }))],
  [
    'A search that all jobs answer, key by key',
    Array.from('example', (_, at) => query({ search: 'example'.slice(0, at + 1) })),
  ],
  ['The last digits of a telephone number', Array.from('4217', (_, at) => query({ search: '4217'.slice(0, at + 1) }))],
  [
    'Filters and orders, without a search',
    [query({ sort: 'changed' }), query({ age: 'over-day' }), query({ flagged: true, sort: 'subject' })],
  ],
];
for (const [title, queries] of asked) {
  slowest(
    `${title}, in 100,000 jobs`,
    queries.flatMap((each) => Array.from({ length: 5 }, () => each)),
    (each) => {
      large.store.jobs.page(query({ sort: 'oldest', flagged: false }), 0, 1);
      return () => large.store.jobs.page(each, 0, 50);
    },
  );
}
slowest(
  '50 rows more of a search that is at hand',
  Array.from({ length: 200 }, (_, at) => at * 400),
  (offset) => () => large.store.jobs.page(query({ search: 'example' }), offset, 50),
);
report('A slice of the index', large.slices);

small.close();
large.close();
for (const folder of folders) rmSync(folder, { recursive: true });
