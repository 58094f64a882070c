export interface NamedTest {
  readonly file: string;
  readonly lines: readonly number[];
  readonly name: string;
  readonly group: boolean;
}
/** The tests of one source whose names begin with lines of the checklist. */
export function namedTestsIn(file: string, source: string): NamedTest[];
export function namedTests(root: string): NamedTest[];
