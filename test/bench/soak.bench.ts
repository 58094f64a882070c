// Whether the authority grows while it runs: a thousand jobs watched for six simulated hours, some of them becoming ready,
// being seen and notified on the way; what it holds in memory after a garbage collection, every twenty minutes.
import { rmSync } from 'node:fs';
import { createNotifier } from '../../main/shell/notifier.ts';
import { localTime } from '../../main/shell/quiet-hours.ts';
import { startPlainScopeService } from '../fakes/plain-scope-service.ts';
import { makeSubject } from '../fakes/subject.ts';
import { FRAME, Workplace } from '../fakes/workplace.ts';

const JOBS = 1_000;
const MINUTE = 60_000;
const MINUTES = 360;
const EVERY_MINUTES = 20;
/** Until then caches fill and code warms up: what still grows afterwards would grow for ever. */
const WARM_AFTER_MINUTES = 180;
const STEP_MS = 1_000;

const collect = (globalThis as { gc?: () => void }).gc;
if (!collect) throw new Error('run it with node --expose-gc');
const say = (line: string) => process.stdout.write(`${line}\n`);

let workplace: Workplace | undefined;
const service = await startPlainScopeService({ now: () => workplace?.clock.now() ?? 0 });
workplace = new Workplace({ address: service.address, settings: { pollSeconds: 5 } });
const { clock, desk } = await workplace.start();
let notified = 0;
const notifier = createNotifier({
  desk,
  inFront: () => false,
  clock,
  localTime,
  post: () => {
    notified += 1;
  },
  withdraw: () => {},
  showWindow: () => {},
  log: () => {},
});
desk.setInFront(false);
const ada = makeSubject('ada');
const jobIds = Array.from({ length: JOBS }, (_, number) =>
  service.addJob({ content: ada.requestToken({ scope: 'email', email: `person-${number}@example.org` }) }),
);
workplace.authority.addJobs(jobIds.join('\n'), 'window');

/** What the stand-ins write down for a test is not the authority's growth. */
const forgetWhatWasSeen = () => {
  (service.requests as unknown[]).length = 0;
  workplace?.log.splice(0);
};

// The first reads, so that only watching is left.
let asked = 0;
const pass = async (ms: number) => {
  await workplace?.pass(ms, STEP_MS);
  asked += service.requests.length;
  forgetWhatWasSeen();
};
await pass(5 * MINUTE);
asked = 0;

const points: { readonly minutes: number; readonly kilobytes: number }[] = [];
const weigh = (minutes: number) => {
  collect();
  collect();
  points.push({ minutes, kilobytes: process.memoryUsage().heapUsed / 1024 });
};

say(`\nA soak: ${JOBS} jobs watched for ${MINUTES} simulated minutes`);
weigh(0);
for (let minutes = 0; minutes < MINUTES; minutes += EVERY_MINUTES) {
  // Each time one is confirmed, and one that is ready is looked at: as many as before are watched.
  const jobId = jobIds[minutes / EVERY_MINUTES];
  if (jobId) service.confirm(jobId);
  await pass(EVERY_MINUTES * MINUTE);
  if (jobId) await workplace.authority.review(jobId, FRAME);
  desk.snapshot();
  weigh(minutes + EVERY_MINUTES);
  const { kilobytes } = points.at(-1) ?? { kilobytes: 0 };
  say(
    `  after ${String(minutes + EVERY_MINUTES).padStart(3)} minutes   ${(kilobytes / 1024).toFixed(2).padStart(7)} MB of heap`,
  );
}

// The least squares' line through the points.
const later = points.filter(({ minutes }) => minutes >= WARM_AFTER_MINUTES);
const mean = (of: (point: (typeof later)[number]) => number) =>
  later.reduce((sum, point) => sum + of(point), 0) / later.length;
const [middle, weight] = [mean(({ minutes }) => minutes), mean(({ kilobytes }) => kilobytes)];
const slope =
  later.reduce((sum, { minutes, kilobytes }) => sum + (minutes - middle) * (kilobytes - weight), 0) /
  later.reduce((sum, { minutes }) => sum + (minutes - middle) ** 2, 0);
say(
  `  from minute ${WARM_AFTER_MINUTES} on ${(slope * 60).toFixed(1)} KB an hour; ${asked} requests, ${(asked / (MINUTES * 60)).toFixed(2)} a second; ${notified} notifications`,
);

notifier.stop();
await workplace.stop();
await service.stop();
rmSync(workplace.home, { recursive: true, force: true });
