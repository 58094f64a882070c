import type { Draw } from './chance.ts';
import type { Character } from './character.ts';
import type { Disk } from './disk.ts';
import type { Keychain } from './keychain.ts';
import type { Network } from './network.ts';
import type { Service } from './service.ts';
import type { Time } from './time.ts';
import type { Workstation } from './workstation.ts';

/** Where the services of a run are to be had; the app is told of one of them at a time. */
export const SERVICES = ['https://scope.example.org', 'https://other-scope.example.org'] as const;

export interface World {
  readonly time: Time;
  readonly disk: Disk;
  readonly keychain: Keychain;
  readonly network: Network;
  readonly services: ReadonlyMap<string, Service>;
  readonly workstation: Workstation;
  readonly fed: string[];
  readonly jobIds: readonly string[];
  readonly shiftWall: (ms: number) => void;
  readonly note: (line: string) => void;
}

export const worldTurns = [
  'confirms a job',
  'changes what a job says',
  'withdraws a confirmation',
  'signs elsewhere',
  'forgets a job',
  'has an outage',
  'breaks all connections',
  'fills the disk',
  'locks the keychain',
  'sets the clock ahead',
  'sets the clock back',
  'sleeps',
  'cuts the power',
  'quits the app',
  'moves the service',
  'feeds a job',
] as const;

/** Something happens that neither the app nor its operator does. */
export function turn(world: World, draw: Draw, { worldTurns: possible }: Character): void {
  const { time, disk, keychain, network, workstation, shiftWall, note } = world;
  const [first, ...others] = possible;
  if (!first) return;
  const what = draw.one([first, ...others]);
  const service = world.services.get(workstation.address);
  const job = service?.jobs.get(world.jobIds[draw.below(world.jobIds.length)] ?? '');
  note(`the world ${what} ${/job|confirmation|elsewhere/.test(what) ? (job?.id ?? '') : ''}`);
  switch (what) {
    case 'confirms a job':
      if (job && service) confirmAt(service, job.id);
      break;
    case 'changes what a job says':
      if (job) job.version += 1;
      break;
    case 'withdraws a confirmation':
      if (job?.phase === 'confirmed') job.phase = 'waiting';
      break;
    case 'signs elsewhere':
      if (job) service?.signElsewhere(job, draw.one(['trusted', 'stranger', 'us elsewhere']));
      break;
    case 'forgets a job':
      if (job) job.phase = 'gone';
      break;
    case 'has an outage':
      network.down = draw.one(['refusing', 'silent']);
      if (draw.below(2) === 0) network.breakAll();
      time.after(draw.ms(1_000, 90_000), () => {
        network.down = 'no';
      });
      break;
    case 'breaks all connections':
      network.breakAll();
      break;
    case 'fills the disk':
      disk.full = true;
      time.after(draw.ms(500, 30_000), () => {
        disk.full = false;
      });
      break;
    case 'locks the keychain':
      keychain.state = draw.one(['locked', 'unavailable']);
      time.after(draw.ms(500, 20_000), () => {
        keychain.state = 'available';
      });
      break;
    case 'sets the clock ahead':
      shiftWall(draw.ms(100, 86_400_000));
      break;
    case 'sets the clock back':
      shiftWall(-draw.ms(100, 86_400_000));
      break;
    case 'sleeps':
      shiftWall(draw.ms(1_000, 8 * 3_600_000));
      network.breakAll();
      // The system may or may not tell of it.
      if (draw.below(2) === 0) workstation.desk()?.authority.awake();
      break;
    case 'cuts the power':
      workstation.kill('the power is cut');
      break;
    case 'quits the app':
      workstation.quit();
      break;
    case 'moves the service':
      workstation.address = workstation.address === SERVICES[0] ? SERVICES[1] : SERVICES[0];
      workstation.quit();
      break;
    case 'feeds a job':
      if (job && !world.fed.includes(job.id)) world.fed.push(job.id);
      break;
  }
}

export function confirmAt(service: Service, jobId: string): void {
  const job = service.jobs.get(jobId);
  if (job?.phase === 'waiting') job.phase = 'confirmed';
}
