import { createHash } from 'node:crypto';
import { type SessionBus, whole64, yesNo } from './session-bus.ts';

const FACE = 'com.canonical.Unity.LauncherEntry';

/**
 * The number on the app's icon in Linux docks (Ubuntu, Plasma, Plank, Dash to Dock): they listen for Unity's signal.
 * Electron sends it on Unity and Plasma only, and only where libunity is installed.
 * @param desktopName of the app's desktop entry
 */
export function launcherCount(bus: SessionBus, desktopName: string): (count: number) => void {
  const uri = `application://${desktopName}`;
  const path = `/com/canonical/unity/launcherentry/${createHash('sha256').update(uri).digest().readUInt32BE(0)}`;
  return (count) =>
    bus.announce(path, [FACE, 'Update'], 'sa{sv}', [uri, { count: whole64(count), 'count-visible': yesNo(count > 0) }]);
}
