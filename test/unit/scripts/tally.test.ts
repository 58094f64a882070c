import { describe, expect, it } from 'vitest';
import { closingLine, single, sum, tallyPlaywright, tallyVitest } from '../../../scripts/suite/tally.mjs';

const vitestReport = (changes: object) => ({
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
  ...changes,
});

describe('counting what vitest reports', () => {
  it('takes passed, failed and skipped tests over', () => {
    const report = vitestReport({ numPassedTests: 7, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 });
    expect(tallyVitest(report, 1)).toEqual({ passed: 7, failed: 2, skipped: 2 });
  });

  it('counts a file that could not be loaded', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'passed', assertionResults: [{}] },
    ];
    expect(tallyVitest(vitestReport({ numPassedTests: 1, testResults }), 1)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
    });
  });

  it('calls a runner failed that wrote no report, ran nothing, or ended in an error after passing tests', () => {
    expect(tallyVitest(null, 0).failed).toBe(1);
    expect(tallyVitest(vitestReport({}), 0).failed).toBe(1);
    expect(tallyVitest(vitestReport({ numPassedTests: 3 }), 1)).toEqual({ passed: 3, failed: 1, skipped: 0 });
  });
});

describe('counting what Playwright reports', () => {
  it('takes its stats over and counts a flaky test as failed', () => {
    const report = { stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }, errors: [] };
    expect(tallyPlaywright(report, 1)).toEqual({ passed: 5, failed: 2, skipped: 2 });
  });

  it('calls a run failed that broke outside of its tests, or ran none', () => {
    expect(tallyPlaywright({ stats: { expected: 2 }, errors: [{ message: 'no config' }] }, 1).failed).toBe(1);
    expect(tallyPlaywright({ stats: {}, errors: [] }, 0).failed).toBe(1);
    expect(tallyPlaywright(null, 1).failed).toBe(1);
  });
});

it('closes with one line over all parts', () => {
  const total = sum([single(true), single(false), { passed: 10, failed: 0, skipped: 3 }]);
  expect(closingLine(total)).toBe('11 passed, 1 failed, 3 skipped');
});
