/**
 * How many tests came out how. A runner that broke, or that ran nothing, counts as one failure: silence is no success.
 * @typedef {{ passed: number, failed: number, skipped: number }} Tally
 */

/** @type {Tally} */
export const brokenRun = { passed: 0, failed: 1, skipped: 0 };

/** @param {boolean} passed @returns {Tally} a check that is one thing as a whole */
export const single = (passed) => (passed ? { passed: 1, failed: 0, skipped: 0 } : brokenRun);

/** @param {readonly Tally[]} tallies @returns {Tally} */
export const sum = (tallies) =>
  tallies.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );

/** @param {Tally} tally @returns {string} the line a suite closes with */
export const closingLine = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;

/**
 * Makes a count fit the runner's own verdict: what it calls failed has at least one failure in it.
 * @param {Tally} tally @param {number} exitCode @returns {Tally}
 */
const honest = (tally, exitCode) => {
  const ranNothing = tally.passed + tally.failed + tally.skipped === 0;
  return tally.failed === 0 && (exitCode !== 0 || ranNothing) ? { ...tally, failed: 1 } : tally;
};

/**
 * @param {any} report vitest's JSON report, or null where it wrote none
 * @param {number} exitCode
 * @returns {Tally}
 */
export const tallyVitest = (report, exitCode) => {
  if (report === null) return brokenRun;
  // A file that could not even be loaded has no tests to count.
  const unloaded = (report.testResults ?? []).filter(
    (/** @type {any} */ file) => file.status === 'failed' && (file.assertionResults ?? []).length === 0,
  ).length;
  return honest(
    {
      passed: report.numPassedTests ?? 0,
      failed: (report.numFailedTests ?? 0) + unloaded,
      skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
    },
    exitCode,
  );
};

/**
 * @param {any} report Playwright's JSON report, or null where it wrote none
 * @param {number} exitCode
 * @returns {Tally}
 */
export const tallyPlaywright = (report, exitCode) => {
  if (report === null) return brokenRun;
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report.stats ?? {};
  const broken = (report.errors ?? []).length > 0 ? 1 : 0;
  // A test that passed only when it was tried again is not a test that passes.
  return honest({ passed: expected, failed: unexpected + flaky + broken, skipped }, exitCode);
};
