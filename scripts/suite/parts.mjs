import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildApp } from '../bring-up/bundles.mjs';
import { follow } from '../bring-up/child.mjs';
import { npm } from '../bring-up/npm.mjs';
import { inProject, projectRoot } from '../bring-up/project.mjs';
import { startDesktop } from '../desktop.mjs';
import { distributionOf, electronExecutable } from '../electron/runtime.mjs';
import { single, sum, tallyPlaywright, tallyVitest } from './tally.mjs';

/** @typedef {import('./tally.mjs').Tally} Tally */

const scriptPart = (/** @type {string} */ script) => async () => {
  const ended = await npm(['run', '--silent', script], { cwd: projectRoot });
  if (ended.code !== 0) process.stdout.write(`${ended.stdout}${ended.stderr}`);
  return single(ended.code === 0);
};

/**
 * Runs a test runner in the open, its JSON report going to a file of its own.
 * @param {(report: string) => { args: string[], env: NodeJS.ProcessEnv }} command
 * @param {(report: any, exitCode: number) => Tally} tally
 */
const runnerPart = async (command, tally) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-report-'));
  try {
    const file = path.join(folder, 'report.json');
    const { args, env } = command(file);
    const exitCode = await follow(process.execPath, args, { cwd: projectRoot, env });
    const report = await readFile(file, 'utf8')
      .then(JSON.parse)
      .catch(() => null);
    return tally(report, exitCode);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const vitestPart = (/** @type {string} */ folder) => () =>
  runnerPart(
    (report) => ({
      args: [
        inProject('node_modules', 'vitest', 'vitest.mjs'),
        'run',
        `test/${folder}/`,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ],
      env: process.env,
    }),
    tallyVitest,
  );

const endToEndPart = async () => {
  const executable = await electronExecutable();
  await buildApp();
  const desktop = process.platform === 'linux' ? await startDesktop() : null;
  try {
    return await runnerPart(
      (report) => ({
        args: [inProject('node_modules', 'playwright', 'cli.js'), 'test', '--reporter=list,json'],
        env: {
          ...(desktop?.env ?? process.env),
          PLAYWRIGHT_JSON_OUTPUT_FILE: report,
          // The desktop has a home of its own, in which no cached runtime would be found.
          ELECTRON_OVERRIDE_DIST_PATH: distributionOf(executable),
        },
      }),
      tallyPlaywright,
    );
  } finally {
    await desktop?.stop();
  }
};

/** From the same seed on each time, so that what is red stays red; on a busy machine fewer of them run. */
const SEEDS_FOR = ['--seconds', '35'];
/** Faults put in on purpose that are caught within a few seeds: they show that the run above can fail. */
const SOME_MUTATIONS = [
  '--mutations',
  'digest check',
  'nonce of another frame',
  'stores after',
  'begun',
  'loses the undo',
];

/** Two checks: seeds of the simulation, and that it finds what is wrong. */
const simulationPart = async () => {
  const simulate = async (/** @type {readonly string[]} */ args) => {
    const exitCode = await follow(process.execPath, [inProject('scripts', 'simulate.mjs'), ...args], {
      cwd: projectRoot,
    });
    return single(exitCode === 0);
  };
  return sum([await simulate(SEEDS_FOR), await simulate(SOME_MUTATIONS)]);
};

/** The suite's parts in the order they run: the cheap ones first. */
export const parts = [
  { name: 'typecheck', desktop: false, run: scriptPart('typecheck') },
  { name: 'lint', desktop: false, run: scriptPart('lint') },
  { name: 'unit', desktop: false, run: vitestPart('unit') },
  { name: 'integration', desktop: false, run: vitestPart('integration') },
  { name: 'simulation', desktop: false, run: simulationPart },
  { name: 'package', desktop: true, run: vitestPart('package') },
  { name: 'e2e', desktop: true, run: endToEndPart },
];
