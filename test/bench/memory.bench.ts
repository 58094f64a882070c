// What a hundred thousand earlier values cost the review: remembering one more, and finding what looks like a new one.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../main/clock.ts';
import { claimValue } from '../../main/memory/claim-values.ts';
import { createNearValues } from '../../main/memory/near-values.ts';
import { seenBefore } from '../../main/memory/seen-before.ts';
import { openDatabase } from '../../main/store/database.ts';
import { storeOver } from '../../main/store/store.ts';
import { compare } from './compare.ts';

const first = ['anna', 'maria', 'ada', 'peter', 'hans', 'john', 'li', 'olga', 'ivan', 'sofia', 'emma', 'noah', 'mia'];
const last = [
  'schmidt',
  'meier',
  'smith',
  'garcia',
  'wang',
  'novak',
  'jensen',
  'rossi',
  'kowalski',
  'muller',
  'dubois',
];
const hosts = ['example.org', 'mail.example', 'post.example.net'];
const pick = (of: readonly string[], number: number) => of[number % of.length] ?? '';

/** As addresses are: common names at few hosts, told apart by a number or an initial; and the numbers of one network. */
const email = (number: number) =>
  `${pick(first, number)}.${String.fromCharCode(97 + (number % 26))}${(number * 7919) % 99_991}.${pick(last, number >> 3)}@${pick(hosts, number)}`;
const phone = (number: number) => `+49170${String((number * 7_919) % 10_000_000).padStart(7, '0')}`;

const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
const database = openDatabase(folder, 'ab'.repeat(32));
const store = storeOver(database, systemClock, 'bench');
const jobId = (number: number) => `job-${String(number).padStart(16, '0')}`;

let remembered = 0;
const remember = () => {
  const number = remembered++;
  store.jobs.insert(jobId(number), null, Date.now(), Date.now());
  const values = [claimValue('email', email(number)), claimValue('phone', phone(number))];
  store.memory.remember(
    { jobId: jobId(number), outcome: 'signed', at: number, subject: `s${number % 30_000}` },
    values,
  );
};
for (let slice = 0; slice < 100; slice += 1) {
  store.transaction(() => {
    for (let one = 0; one < 1_000; one += 1) remember();
  });
}

const nearValues = createNearValues(store.memory, systemClock);
const began = performance.now();
await nearValues.catchUp();
console.log(`\nTaking in 200,000 values at the start: ${Math.round(performance.now() - began)} ms, in slices`);

let asked = 0;
const ask = () => {
  const number = asked++;
  const claims = { sub: `s${number}`, scope: 'email', email: `x${email(number * 13)}`, phone: phone(number * 13 + 1) };
  return seenBefore({ store, nearValues }, jobId(1), claims, Date.now());
};
const repeat = (once: () => unknown) => async (times: number) => {
  for (let done = 0; done < times; done += 1) await once();
};

await compare('The memory of 100,000 decided jobs, an e-mail and a telephone number in each', 200, [
  { name: 'one more job remembered', run: repeat(remember) },
  { name: 'all that was seen before of a job', run: repeat(ask) },
]);

database.close();
rmSync(folder, { recursive: true });
