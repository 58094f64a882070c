// How many checks (HEAD) a second the Scope API client makes, and what each costs, beside the barest loop there is over
// kept connections and beside superagent, on which the generated JavaScript client stands. Then whole looks: chosen by the
// schedule, made, and stored, with the budget lifted.
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import superagent from 'superagent';
import { Pool } from 'undici';
import { systemClock } from '../../main/clock.ts';
import { createQueue } from '../../main/jobs/queue.ts';
import { scopeApi } from '../../main/jobs/scope-api.ts';
import { watch } from '../../main/jobs/watcher.ts';
import { createNearValues } from '../../main/memory/near-values.ts';
import { openDatabase } from '../../main/store/database.ts';
import { storeOver } from '../../main/store/store.ts';
import { startAnswering } from './answering.ts';
import { compare } from './compare.ts';

const AT_ONCE = 8;
const { port, stop } = await startAnswering();
const address = `http://127.0.0.1:${port}`;
const jobId = 'A'.repeat(20);
const path = `/scope/${jobId}`;
const api = scopeApi({ address, clock: systemClock });
const pool = new Pool(address, { connections: AT_ONCE });
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

const inLanes = (lanes: number, once: () => Promise<unknown>) => async (times: number) => {
  const lane = async () => {
    for (let done = 0; done < times / lanes; done += 1) await once();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
};

const bare = async () => {
  const { body } = await pool.request({ method: 'HEAD', path, reset: false });
  await body.dump();
};
const nodeHttp = () =>
  new Promise<void>((resolve, reject) => {
    httpRequest({ host: '127.0.0.1', port, path, method: 'HEAD', agent }, (response) => {
      response.resume().on('end', resolve);
    })
      .on('error', reject)
      .end();
  });

for (const lanes of [1, AT_ONCE]) {
  await compare(`Checks of a job's phase, ${lanes} at once`, 4_000, [
    { name: 'a bare loop: undici Pool, reset: false', run: inLanes(lanes, bare) },
    { name: 'a bare loop: node:http, keep-alive', run: inLanes(lanes, nodeHttp) },
    { name: 'the Scope API client', run: inLanes(lanes, () => api.head(jobId)) },
    { name: 'superagent', run: inLanes(lanes, async () => superagent.head(address + path)) },
    { name: 'fetch', run: inLanes(lanes, () => fetch(address + path, { method: 'HEAD' })) },
  ]);
}

const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
const database = openDatabase(folder, 'ab'.repeat(32));
const store = storeOver(database, systemClock, 'bench');
const WATCHED = 1_000;
store.transaction(() => {
  for (let number = 0; number < WATCHED; number += 1) {
    const id = `job-${String(number).padStart(16, '0')}`;
    store.jobs.insert(id, null, Date.now(), Date.now());
    store.jobs.setPhase(id, 'waiting');
    store.jobs.setNextLook(id, { at: Date.now(), band: 'new' }, 0);
    const summary = { scope: 'email', subject: 'ada', value: 'ada@example.org', flagged: false };
    store.jobs.setContent(id, { kind: 'service-statement', text: '{"sub":"ada"}' }, 'd', summary, Date.now());
  }
});

/** Looks at jobs that are always due, until so many requests have been answered. */
async function watched(times: number): Promise<void> {
  let answered = 0;
  let enough = () => {};
  const done = new Promise<void>((resolve) => {
    enough = resolve;
  });
  const queue = createQueue({
    store,
    nearValues: createNearValues(store.memory, systemClock),
    clock: systemClock,
    random: Math.random,
    pollSeconds: () => 0,
    onChange: () => {},
  });
  const watcher = watch({
    api: {
      ...api,
      head: async (id) => {
        const exchange = await api.head(id);
        answered += 1;
        if (answered >= times) enough();
        return exchange;
      },
    },
    store,
    queue,
    clock: systemClock,
    keys: () => ({ own: [], trusted: [] }),
    attended: () => true,
    pausedUntil: () => 0,
    held: () => false,
    onFault: (fault) => {
      throw fault;
    },
    budget: { atOnce: AT_ONCE, perSecond: 1e9, perSecondUnattended: 1e9, firstReadsPerSecond: 1e9 },
  });
  watcher.start();
  await done;
  await watcher.stop();
}

await compare('Whole looks at known jobs: chosen, made and stored, 8 at once', 2_000, [
  { name: 'a bare loop: undici Pool, reset: false', run: inLanes(AT_ONCE, bare) },
  { name: 'a bare loop, and a durable row for each', run: inLanes(AT_ONCE, bareAndStored()) },
  { name: 'the watcher, its budget lifted', run: watched },
  { name: 'superagent', run: inLanes(AT_ONCE, async () => superagent.head(address + path)) },
]);

function bareAndStored() {
  return async () => {
    await bare();
    database.run('UPDATE jobs SET next_look_at = ? WHERE id = ?', Date.now(), 'job-0000000000000000');
  };
}

await api.stop();
await pool.destroy();
agent.destroy();
stop();
database.close();
rmSync(folder, { recursive: true });
