import { runnerImport } from 'vite';
import { Fault } from '../bring-up/fault.mjs';
import { inProject } from '../bring-up/project.mjs';

/** The app's own table and judgement, so that a release and the page Health never say different things. */
const lines = async () =>
  (await runnerImport(inProject('main', 'electron-lines.ts'), { root: inProject(), logLevel: 'error' })).module;

const reasons = {
  'out-of-support': ({ version, until }) =>
    `Electron ${version} gets no more security fixes${until ? ` (its support ended on ${until})` : ''}.`,
  'below-floor': ({ version, floor }) => `Electron ${version} has known faults that ${floor} mends.`,
  'unknown-newer': ({ version }) => `Electron ${version} is of a line that main/electron-lines.ts has no row for.`,
  'ends-soon': ({ version, until }) => `Electron ${version} is supported until ${until} only.`,
};

/**
 * Whether an app built on this Electron may be released (SECURITY 1).
 * @param {string} version of the Electron that is packaged
 * @param {{ now?: number, smoke?: boolean }} [options] a smoke build is told and goes on
 * @returns {Promise<string | null>} what a person should know all the same; null when all is well
 */
export const checkElectronSupport = async (version, { now = Date.now(), smoke = false } = {}) => {
  const { electronStanding } = await lines();
  const standing = electronStanding({ electron: version, packaged: true }, now);
  const reason = reasons[/** @type {keyof typeof reasons} */ (standing.support)]?.(standing) ?? null;
  if (reason === null || standing.support === 'ends-soon' || smoke) return reason;
  throw new Fault(
    `${reason} Nothing was packaged.`,
    'Package with a supported Electron, and give its line a row in main/electron-lines.ts. For a smoke build add --smoke.',
  );
};
