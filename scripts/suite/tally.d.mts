export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const brokenRun: Tally;
export function single(passed: boolean): Tally;
export function sum(tallies: readonly Tally[]): Tally;
export function closingLine(tally: Tally): string;
/** `report`: the runner's JSON report, or null where it wrote none. */
export function tallyVitest(report: unknown, exitCode: number): Tally;
export function tallyPlaywright(report: unknown, exitCode: number): Tally;
