import { type Authority, createAuthority } from '../../main/authority.ts';
import { AuthorityError, faultText } from '../../main/errors.ts';
import type { Log } from '../../main/log.ts';
import type { Rules } from '../../main/policy/rules.ts';
import { openVault } from '../../main/signing/provision.ts';
import { type Database, openDatabase } from '../../main/store/database.ts';
import type { Chance } from './chance.ts';
import { type Disk, isEnded } from './disk.ts';
import type { Keychain } from './keychain.ts';
import type { Network } from './network.ts';
import type { Desk } from './operator.ts';
import { beginProcess, type Process } from './process.ts';
import { clockOf, type Time } from './time.ts';
import type { Truths } from './truths.ts';

/** The machine that the app runs on: starts it, and starts it again whenever it has ended. */
export interface Workstation {
  /** The authority at work; null while the app is down, or finds no way to go to work. */
  desk(): Desk | null;
  start(): void;
  /** The app is told to quit, and started again later. */
  quit(): void;
  kill(where: string): void;
  /** The address that the next start is given. */
  address: string;
}

export interface WorkstationParts {
  readonly time: Time;
  readonly chance: Chance;
  readonly crashes: number;
  readonly disk: Disk;
  readonly keychain: Keychain;
  readonly network: Network;
  readonly rules: () => Rules;
  readonly truths: Truths;
  readonly trace: (line: string) => void;
}

const AGAIN_AFTER_MS = 2_000;
/** What stops a start in the world that is simulated here; anything else is a fault of the product. */
const stopsAStart = ['disk', 'keychain', 'store-unreadable'];

export function simulatedWorkstation(parts: WorkstationParts): Workstation {
  const { time, chance, disk, keychain, network, truths, trace } = parts;
  let started = 0;
  let desk: Desk | null = null;
  let current: Process | null = null;

  const log =
    (process: Process): Log =>
    (_level, event, values = {}) => {
      if (!process.alive()) return;
      trace(`log: ${event} ${values.code ?? ''}`);
      if (event === 'engine-fault' && values.code !== 'disk') {
        truths.broken('no fault but the disk’s', `${values.code}: ${values.detail}`);
      }
    };

  const goToWork = async (process: Process): Promise<void> => {
    const secrets = keychain.forProcess(process);
    const vault = await openVault(disk.folder, secrets);
    if (vault.state !== 'open') return process.end(`keychain ${vault.state}`);
    const database: Database = openDatabase(disk.folder, vault.databaseKey, false, disk.connectFor(process));
    const { address } = workstation;
    let authority: Authority | null = null;
    try {
      authority = createAuthority({
        address,
        serviceName: () => null,
        database,
        ring: vault.ring,
        rules: parts.rules,
        clock: clockOf(time, process.alive),
        operator: 'simulated',
        version: '0',
        log: log(process),
        onChange: () => {},
        tell: () => {},
        random: chance.spread,
        openTransport: network.openFor(process),
      });
      const belongsTo = authority.strandedAt();
      if (belongsTo !== null) {
        // Somebody puts the address back that everything unfinished belongs to.
        workstation.address = belongsTo;
        await authority.close();
        return process.end('stranded');
      }
      const view = disk.view();
      if (view) truths.began(view);
      authority.start();
      desk = { process, authority, address };
    } catch (fault) {
      if (authority) await authority.close();
      else database.close();
      throw fault;
    }
  };

  const workstation: Workstation = {
    address: '',
    desk: () => (desk?.process.alive() ? desk : null),
    start: () => {
      started += 1;
      trace(`start ${started}`);
      const process = beginProcess(started, chance, {
        crashes: parts.crashes,
        onEnd: (where) => {
          trace(`end: ${where}`);
          disk.cut(process);
          desk = null;
          time.after(AGAIN_AFTER_MS, workstation.start);
        },
      });
      current = process;
      goToWork(process).catch((thrown: unknown) => {
        if (!process.alive() || isEnded(thrown)) return;
        const code = thrown instanceof AuthorityError ? thrown.code : 'internal';
        if (!stopsAStart.includes(code)) truths.broken('no fault but the disk’s', `start: ${faultText(thrown)}`);
        process.end(`start failed: ${code}: ${faultText(thrown)}`);
      });
    },
    quit: () => {
      const going = workstation.desk();
      if (!going) return;
      desk = null;
      trace('quit');
      going.authority.stop().then(
        () => going.process.end('quit'),
        (thrown: unknown) => {
          const code = thrown instanceof AuthorityError ? thrown.code : 'internal';
          if (going.process.alive() && code !== 'disk') {
            truths.broken('no fault but the disk’s', `stop: ${faultText(thrown)}`);
          }
          going.process.end('quit, with a fault');
        },
      );
    },
    kill: (where) => current?.end(where),
  };
  return workstation;
}
