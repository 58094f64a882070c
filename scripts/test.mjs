// Runs the whole suite, or the parts that are named: npm test -- typecheck lint unit integration simulation package e2e
import { Fault, faultText, runCommand } from './bring-up/fault.mjs';
import { prepare } from './bring-up/prepare.mjs';
import { say } from './bring-up/progress.mjs';
import { parts } from './suite/parts.mjs';
import { brokenRun, closingLine, sum } from './suite/tally.mjs';

const choose = (/** @type {string[]} */ names) => {
  const unknown = names.filter((name) => !parts.some((part) => part.name === name));
  if (unknown.length > 0) {
    throw new Fault(
      `There is no part of the suite called ${unknown.join(', ')}; nothing was run.`,
      `Its parts: ${parts.map(({ name }) => name).join(', ')}`,
    );
  }
  return names.length === 0 ? parts : parts.filter((part) => names.includes(part.name));
};

/** One part's count; a part that throws is one failure, and the others still run. */
const runPart = async (/** @type {(typeof parts)[number]} */ part) => {
  say(`\n── ${part.name}`);
  const started = Date.now();
  const tally = await part.run().catch((error) => {
    say(faultText(error));
    return brokenRun;
  });
  say(`── ${part.name}: ${closingLine(tally)} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  return tally;
};

await runCommand(async () => {
  /** @type {import('./suite/tally.mjs').Tally[]} */
  const tallies = [];
  try {
    const chosen = choose(process.argv.slice(2));
    await prepare({ desktop: chosen.some(({ desktop }) => desktop) });
    for (const part of chosen) tallies.push(await runPart(part));
  } catch (error) {
    say(faultText(error));
    tallies.push(brokenRun);
  }
  const total = sum(tallies);
  process.stdout.write(`\n${closingLine(total)}\n`);
  return total.failed === 0 ? 0 : 1;
});
