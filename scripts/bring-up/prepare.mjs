import { Fault } from './fault.mjs';
import { bringNodePackages } from './node-packages.mjs';
import { bringSystemPackages } from './system-packages.mjs';

const oldestNode = [20, 19];

const checkNode = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  if (!enough) {
    throw new Fault(
      `Node ${oldestNode.join('.')} or newer is needed; this is ${process.versions.node}. Nothing was changed.`,
      'Install a newer Node, then give the same command again.',
    );
  }
};

/**
 * Brings in whatever a fresh clone lacks, and does next to nothing when all is there.
 * @param {{ system?: boolean, desktop?: boolean }} [needs] `system`: the libraries a window needs (default);
 * `desktop`: those of a desktop session of our own as well
 */
export const prepare = async ({ system = true, desktop = false } = {}) => {
  checkNode();
  if (system) await bringSystemPackages({ desktop });
  await bringNodePackages();
};
