import type { Finding } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import { readConfigFile } from './config-file.ts';
import { type ManagedConfig, unmanaged } from './managed-config.ts';
import { readFixed } from './reading.ts';
import type { MachineSource, SourceText } from './source-text.ts';

/** What is wrong with what an administrator fixed, and where it comes from. */
export interface InvalidConfig {
  readonly path: string;
  readonly problems: readonly Finding[];
}

/**
 * Reads what an administrator fixed: where the machine has something, that and nothing else, so that who uses it can
 * neither lift it nor add to it; else the file that COUNTERSIGN_CONFIG names.
 * @param named that file; undefined or empty for none
 */
export async function readManagedConfig(
  machine: MachineSource,
  named: string | undefined,
): Promise<ManagedConfig | InvalidConfig> {
  const ofMachine = await machine.read();
  if (ofMachine.state !== 'absent') return configFrom(machine.place, ofMachine, named || null);
  if (!named) return unmanaged;
  return readNamed(named);
}

/** The same of one file, wherever it lies. */
export async function readNamed(path: string): Promise<ManagedConfig | InvalidConfig> {
  const text = await readConfigFile(path, null);
  if (text.state !== 'absent') return configFrom(path, text, null);
  return { path, problems: [finding('config-unreadable', { detail: `ENOENT: there is no ${path}` })] };
}

function configFrom(
  path: string,
  text: Exclude<SourceText, { state: 'absent' }>,
  passedOver: string | null,
): ManagedConfig | InvalidConfig {
  if (text.state === 'refused') return { path, problems: [text.problem] };
  const fixed = readFixed(text.text, text.hasLines);
  return 'problems' in fixed ? { path, problems: fixed.problems } : { path, passedOver, ...fixed };
}
