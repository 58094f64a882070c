import type { Store } from '../../main/store/store.ts';

const DAY = 24 * 3_600_000;
const statuses = [
  'ready',
  'ready',
  'ready',
  'attention',
  'held',
  'waiting',
  'waiting',
  'waiting',
  'waiting',
  'waiting',
] as const;

export const benchJob = (number: number): string => `job-${String(number).padStart(16, '0')}`;

/** A queue as it may be after years: read jobs of many people, most of them open, in all states. */
export function fillQueue(store: Store, jobs: number, now: number): void {
  for (let begin = 0; begin < jobs; begin += 5_000) {
    store.transaction(() => {
      for (let number = begin; number < Math.min(jobs, begin + 5_000); number += 1) addJob(store, number, now);
    });
  }
}

function addJob(store: Store, number: number, now: number): void {
  const id = benchJob(number);
  const addedAt = now - ((number * 7_919) % (30 * DAY));
  store.jobs.insert(id, null, addedAt, now + DAY);
  const value = `person-${number}@mail${number % 7}.example.org`;
  const subject = Buffer.from(`subject ${number % 20_000} `.padEnd(32, '*')).toString('base64url');
  const claims = {
    sub: subject,
    scope: number % 3 ? 'email' : 'email phone',
    email: value,
    phone: `+4179${String((number * 104_729) % 10_000_000).padStart(7, '0')}`,
    iat: 1_700_000_000 + number,
  };
  const summary = { scope: claims.scope, subject, value, flagged: number % 20 === 0 };
  store.jobs.setContent(id, { kind: 'service-statement', text: JSON.stringify(claims) }, 'd', summary, addedAt);
  store.jobs.move(id, statuses[number % statuses.length] ?? 'ready', null, addedAt, { at: now + DAY, band: 'old' });
}
