export function readCommandLine(args: readonly string[]): {
  readonly app: string | null;
  readonly required: readonly string[];
  readonly version: boolean;
};
