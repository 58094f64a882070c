import { readConfigFile } from './config-file.ts';
import { macPreferences } from './mac-preferences.ts';
import type { MachineSource } from './source-text.ts';
import { runTool } from './system-tool.ts';
import { systemFolderFrom, windowsPolicy } from './windows-policy.ts';

export const LINUX_FILE = '/etc/countersign/config.json';

/** A file of the machine's that only its owner may change. */
export const machineFile = (path: string, owner: number | null): MachineSource => ({
  place: path,
  file: path,
  read: () => readConfigFile(path, owner),
});

/**
 * Where the administrator of this machine fixes settings.
 * @param packaged whether this is the installed app, in which nothing of the environment may move that place. Elsewhere
 *   COUNTERSIGN_MACHINE_CONFIG names a file of one's own that stands in for it, so that it can be tried without being root.
 */
export function machineSource(
  platform: NodeJS.Platform,
  packaged: boolean,
  environment: NodeJS.ProcessEnv = process.env,
): MachineSource {
  const standIn = packaged ? undefined : environment.COUNTERSIGN_MACHINE_CONFIG;
  if (standIn) return machineFile(standIn, process.getuid?.() ?? null);
  if (platform === 'darwin') return macPreferences(runTool);
  if (platform === 'win32') return windowsPolicy(runTool, () => systemFolderFrom(loadedModules()));
  return machineFile(LINUX_FILE, 0);
}

function loadedModules(): readonly string[] {
  const report = process.report?.getReport() as { readonly sharedObjects?: readonly string[] } | undefined;
  return report?.sharedObjects ?? [];
}
