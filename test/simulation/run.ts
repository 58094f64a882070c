import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chanceOf } from './chance.ts';
import { characterOf } from './character.ts';
import { makeTemplate, simulatedDisk } from './disk.ts';
import { simulatedKeychain } from './keychain.ts';
import { simulatedNetwork } from './network.ts';
import { type Operator, simulatedOperator } from './operator.ts';
import { jobIdOf, simulatedService } from './service.ts';
import { ourKey, ourKeyBytes, ourSecret } from './subjects.ts';
import { everythingRun, timeFrom } from './time.ts';
import { type Breach, watchTruths } from './truths.ts';
import { type WebCrypto, webCrypto } from './web-crypto.ts';
import { simulatedWorkstation } from './workstation.ts';
import { confirmAt, SERVICES, turn, type World } from './world.ts';

/** What a run came to. The same seed and the same events give the same, to the letter. */
export interface Outcome {
  readonly seed: number;
  readonly breach: Breach | null;
  /** What happened, a line each, with the running time in front. */
  readonly trace: readonly string[];
  readonly traceHash: string;
  /** Everything out of the ordinary that happened, by name. */
  readonly events: readonly string[];
  readonly simulatedMs: number;
}

/** Where runs have their disks: a folder, best of all in memory. */
export interface Ground {
  run(seed: number, only?: ReadonlySet<string> | null): Promise<Outcome>;
  leave(): void;
}

const MINUTE = 60_000;
/** Time enough for everything to come to an end in a world where nothing goes wrong any more. */
const CALM_MS = 3 * 60 * MINUTE;
const CALM_LOOK_MS = 5_000;
const OPERATOR_EVERY_MS = 1_000;
const WORLD_EVERY_MS = 2_000;
const UNDO_UNDER_THE_KEY = 0.2;
/** Time enough to quit, to start, and to send what must not be sent. */
const MOVE_MS = 15_000;

const START = Date.parse('2026-11-02T09:00:00Z');
const INSTALLATION = 'simulated';

export function layGround(parentFolder: string): Ground {
  const ground = mkdtempSync(join(parentFolder, 'countersign-simulation-'));
  const template = join(ground, 'template');
  mkdirSync(template);
  const database = makeTemplate(template);
  const crypto = webCrypto();
  const putBack = crypto.install();
  return {
    run: async (seed, only = null) => {
      const folder = join(ground, 'run');
      mkdirSync(folder);
      try {
        return await live(seed, only, folder, database, crypto);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    leave: () => {
      putBack();
      rmSync(ground, { recursive: true, force: true });
    },
  };
}

async function live(
  seed: number,
  only: ReadonlySet<string> | null,
  folder: string,
  template: string,
  crypto: WebCrypto,
): Promise<Outcome> {
  const chance = chanceOf(seed, only);
  const time = timeFrom(START, () => truths.broken('whatever has nothing to do rests', 'no time passes any more'));
  const character = characterOf(chance);
  const trace: string[] = [];
  const note = (line: string) => {
    trace.push(`${(time.elapsed() / 1000).toFixed(3).padStart(9)}  ${line}`);
  };
  let setBack = 0;
  const truths = watchTruths(time, () => setBack);

  writeFileSync(join(folder, 'keys.json'), keysFile);
  const disk = simulatedDisk({
    folder,
    template,
    chance,
    faults: character.diskFaults,
    trace: note,
    onCommit: truths.committed,
  });
  const keychain = simulatedKeychain(chance, character.keychainFaults, (callback) => time.after(10, callback));
  keychain.entries.set(`${INSTALLATION}/signing/${ourKey.kid}`, ourSecret);
  keychain.entries.set(`${INSTALLATION}/database`, '00'.repeat(32));

  const services = new Map(SERVICES.map((origin) => [origin as string, simulatedService(chance, origin)]));
  const jobIds: string[] = [];
  const fed: string[] = [];
  const network = simulatedNetwork({
    time,
    chance,
    faults: character.networkFaults,
    faultRate: character.networkFaultRate,
    services,
    feed: () => fed,
    trace: note,
    onSend: (sent) => truths.sending(sent, disk.view()),
    onAnswer: truths.answered,
  });

  const workstation = simulatedWorkstation({
    time,
    chance,
    crashes: character.crashes,
    disk,
    keychain,
    network,
    rules: () => character.rules,
    truths,
    trace: note,
  });
  workstation.address = SERVICES[0];
  const operator = simulatedOperator({
    time,
    truths,
    view: disk.view,
    jobIds: () => jobIds,
    setBack: () => setBack,
    trace: note,
  });

  crypto.onSign = (ready) => {
    const desk = workstation.desk();
    if (desk && chance.event('undo under the key', UNDO_UNDER_THE_KEY)) {
      time.after(character.signingMs / 2, () => desk.process.alive() && operator.undoUnderTheKey(desk));
    }
    time.after(character.signingMs, ready);
  };

  const shiftWall = (ms: number) => {
    if (ms < 0) setBack -= ms;
    time.shiftWall(ms);
  };
  const world: World = { time, disk, keychain, network, services, workstation, fed, jobIds, shiftWall, note };

  for (let number = 1; number <= character.jobs; number++) {
    const event = chance.event(`job ${number}`, 1);
    if (!event) continue;
    for (const service of services.values()) service.add(number, event.below(12) === 0);
    jobIds.push(jobIdOf(number));
    const share = event.fraction();
    const broughtAt = (character.together ? 0.05 : 0.7 * share) * character.troubleMs;
    bring(world, operator, jobIdOf(number), broughtAt);
    time.after(broughtAt + event.ms(500, 20_000), () => {
      for (const service of services.values()) confirmAt(service, jobIdOf(number));
      note(`${jobIdOf(number)} is confirmed`);
    });
  }
  every(world, OPERATOR_EVERY_MS, () => {
    const desk = workstation.desk();
    const draw = chance.event('action', character.busy);
    if (desk && draw) operator.act(desk, draw);
  });
  every(world, WORLD_EVERY_MS, () => {
    const draw = chance.event('turn of the world', character.turns);
    if (draw) turn(world, draw, character);
  });

  const settled = () => {
    const desk = workstation.desk();
    if (desk) truths.stepped(desk.process, desk.authority.reach());
  };
  const broken = () => truths.breach() !== null;
  workstation.start();
  await time.passUntil(character.troubleMs, settled, broken);

  if (!broken()) {
    note('calm');
    chance.calm();
    network.heal();
    disk.full = false;
    keychain.state = 'available';
    for (const service of services.values()) for (const jobId of service.jobs.keys()) confirmAt(service, jobId);
    const end = time.elapsed() + CALM_MS;
    while (!broken() && time.elapsed() < end) {
      await time.passUntil(time.elapsed() + CALM_LOOK_MS, settled, broken);
      const desk = workstation.desk();
      if (desk?.authority.paused()) desk.authority.resumeWatching();
      if (desk?.authority.signingStop()) desk.authority.resumeSigning();
      if (desk && desk.authority.unfinished() === 0) break;
    }
    const view = disk.view();
    if (!view) truths.broken('nothing approved is forgotten', 'the app never comes to work again');
    else if (!broken()) {
      truths.began(view);
      truths.atEnd(view);
    }
    if (!broken()) {
      // With nothing unfinished another service may be gone to; what was put aside belongs to the one it was signed for.
      note('the service moves, and everything put aside is tried again');
      const next = workstation.address === SERVICES[0] ? SERVICES[1] : SERVICES[0];
      workstation.address = next;
      workstation.quit();
      await time.passUntil(time.elapsed() + MOVE_MS, settled, broken);
      const desk = workstation.desk();
      if (desk) operator.retryAll(desk);
      await time.passUntil(time.elapsed() + MOVE_MS, settled, broken);
    }
    const files = disk.filesWith(ourKeyBytes);
    if (files.length > 0) truths.broken('the key is in the keychain alone', `it lies in ${files.join(', ')}`);
  }
  const breach = truths.breach();
  if (breach) note(`BROKEN: ${breach.truth}: ${breach.what}`);
  workstation.kill('the run is over');
  await everythingRun();
  const traceHash = createHash('sha256').update(trace.join('\n')).digest('hex');
  return { seed, breach, trace, traceHash, events: chance.happened(), simulatedMs: time.elapsed() };
}

/** Brings a job in as soon as there is somebody to take it. */
function bring(world: World, operator: Operator, jobId: string, afterMs: number): void {
  world.time.after(afterMs, () => {
    const desk = world.workstation.desk();
    if (desk) operator.add(desk, jobId);
    const [known] = world.disk.view()?.all('SELECT id FROM jobs WHERE id = ?', jobId) ?? [];
    if (!known) bring(world, operator, jobId, 1_000);
  });
}

function every({ time }: World, ms: number, what: () => void): void {
  time.after(ms, () => {
    what();
    every({ time } as World, ms, what);
  });
}

const keysFile = JSON.stringify({
  version: 1,
  installation: INSTALLATION,
  keys: [
    {
      kid: ourKey.kid,
      algorithm: 'EdDSA',
      publicJwk: { ...ourKey.publicJwk, alg: 'EdDSA', use: 'sig' },
      createdAt: START,
    },
  ],
});
