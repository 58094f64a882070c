import { existsSync } from 'node:fs';
import { FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses';
import { Fault } from '../bring-up/fault.mjs';

/**
 * What Electron may not do any more once it is Countersign; see Electron's documentation, "Electron Fuses".
 * @type {Readonly<Record<string, boolean>>}
 */
export const fuses = {
  // The executable is no Node for other people's scripts, neither by the environment nor by flags.
  RunAsNode: false,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  // What the page's session stores on disk is encrypted with a key of the system's keychain.
  EnableCookieEncryption: true,
  // The app's code is the archive that was built, and nothing that lies beside it. On Linux the archive itself is as
  // safe as the folder that root installed it to: Electron checks its content on macOS and Windows only.
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  // There is no such snapshot in what is shipped.
  LoadBrowserProcessSpecificV8Snapshot: false,
  // The page comes over app://; file:// has no special rights.
  GrantFileProtocolExtraPrivileges: false,
};

const states = /** @type {Record<number, string>} */ ({ 48: 'off', 49: 'on', 114: 'removed' });

/**
 * Reads the fuses from a built executable.
 * @param {string} executable on macOS the .app
 * @returns {Promise<Record<string, string>>} `on`, `off` or `removed` by the fuse's name
 */
export const readFuses = async (executable) => {
  const wire = /** @type {Record<string, number>} */ (await getCurrentFuseWire(executable));
  return Object.fromEntries(
    Object.keys(fuses).map((name) => [
      name,
      states[wire[FuseV1Options[/** @type {keyof typeof FuseV1Options} */ (name)]] ?? -1] ?? 'unknown',
    ]),
  );
};

/**
 * Sets the fuses and reads them back.
 * @param {string} executable on macOS the .app
 * @throws {Fault} where one is not as it was set
 */
export const setFuses = async (executable) => {
  if (!existsSync(executable)) throw new Fault(`There is no ${executable} to set the fuses of.`);
  await flipFuses(executable, {
    version: FuseVersion.V1,
    ...Object.fromEntries(
      Object.entries(fuses).map(([name, on]) => [FuseV1Options[/** @type {keyof typeof FuseV1Options} */ (name)], on]),
    ),
  });
  const read = await readFuses(executable);
  for (const [name, on] of Object.entries(fuses)) {
    if (read[name] !== (on ? 'on' : 'off')) throw new Fault(`The fuse ${name} is ${read[name]} after it was set.`);
  }
};
