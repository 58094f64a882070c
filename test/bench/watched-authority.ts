// The process that watched.bench.ts measures: one authority over a folder, for one task.
import { Pool } from 'undici';
import { createAuthority } from '../../main/authority.ts';
import { systemClock } from '../../main/clock.ts';
import { defaultSettings } from '../../main/config.ts';
import { rulesFrom } from '../../main/policy/rules.ts';
import { generateSigningKey, importSigner } from '../../main/signing/signer.ts';
import { openDatabase } from '../../main/store/database.ts';
import { storeOver } from '../../main/store/store.ts';
import { ringOf } from '../fakes/ring.ts';

const { folder, task, jobs, address } = JSON.parse(process.env.WATCHED_TASK ?? '{}') as {
  folder: string;
  task: 'fill' | 'start' | 'bare' | 'watch';
  jobs: number;
  address: string;
};
const DATABASE_KEY = 'ab'.repeat(32);
const SETTLE_MS = 10_000;
const WATCH_MS = 20_000;
const DAY = 24 * 3_600_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const { secret } = await generateSigningKey();
const signer = await importSigner(secret);

/** Jobs as they are after a while: most of them read and waiting, of any age, all due again. */
function fill(): void {
  const database = openDatabase(folder, DATABASE_KEY);
  const store = storeOver(database, systemClock, 'bench');
  const text = `{"sub":"${'a'.repeat(43)}","scope":"email","email":"somebody@example.org","filler":"${'x'.repeat(300)}"}`;
  store.transaction(() => {
    for (let number = 0; number < jobs; number += 1) {
      const id = `job-${String(number).padStart(16, '0')}`;
      const added = Date.now() - (number % 20) * DAY;
      store.jobs.insert(id, null, added, added);
      store.jobs.setPhase(id, 'waiting');
      const summary = { scope: 'email', subject: 'a'.repeat(43), value: 'somebody@example.org', flagged: false };
      store.jobs.setContent(id, { kind: 'service-statement', text }, 'd', summary, added);
      const band = number % 20 === 0 ? 'recent' : 'old';
      store.jobs.setNextLook(id, { at: Date.now() - 1_000 + (number % 1_000), band }, 0);
    }
  });
  database.close();
}

const asked = async () => Number(await (await fetch(`${address}/asked`)).text());

async function open() {
  const began = performance.now();
  const database = openDatabase(folder, DATABASE_KEY);
  const rules = rulesFrom(
    { ...defaultSettings, address, issuer: 'https://authority.example.org' },
    { acceptServiceStatements: false, mayConfirm: false },
    false,
  );
  const authority = createAuthority({
    address,
    serviceName: () => null,
    database,
    ring: ringOf(signer),
    rules: () => rules,
    clock: systemClock,
    operator: 'bench',
    version: '0.0.0',
    log: () => {},
    onChange: () => {},
    tell: () => {},
  });
  authority.start();
  authority.queue('open', 0, 50);
  authority.counts();
  authority.undoable();
  authority.unfinished();
  return { authority, startMs: performance.now() - began };
}

async function using(work: () => Promise<void>): Promise<number> {
  const [began, used] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(used);
  return (user + system) / 10 / (performance.now() - began);
}

const collect = (globalThis as { gc?: () => void }).gc ?? (() => {});
let figures = { startMs: 0, heapBytes: 0, rssBytes: 0, cpuPercent: 0, requestsPerSecond: 0 };
if (task === 'fill') fill();
else if (task === 'bare') {
  const pool = new Pool(address, { connections: 8 });
  const ask = async () => {
    const { body } = await pool.request({ method: 'HEAD', path: `/scope/${'A'.repeat(20)}`, reset: false });
    await body.dump();
  };
  await ask();
  const before = await asked();
  const cpuPercent = await using(async () => {
    for (let left = WATCH_MS; left > 0; left -= 200) {
      await ask();
      await pause(200);
    }
  });
  figures = { ...figures, cpuPercent, requestsPerSecond: ((await asked()) - before) * (1_000 / WATCH_MS) };
  await pool.destroy();
} else {
  const { authority, startMs } = await open();
  await pause(SETTLE_MS);
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  figures = { ...figures, startMs, heapBytes: heapUsed + external, rssBytes: rss };
  if (task === 'watch') {
    const before = await asked();
    const cpuPercent = await using(async () => void (await pause(WATCH_MS)));
    figures = { ...figures, cpuPercent, requestsPerSecond: ((await asked()) - before) * (1_000 / WATCH_MS) };
  }
  await authority.stop();
}
process.send?.(figures);
process.disconnect?.();
