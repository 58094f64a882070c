export const pinnedPackage: {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
  readonly bytes: number;
  readonly zip: string;
  readonly electron: string;
};
/** Where an entry of the zip goes in the runtime's folder; null leaves it out. */
export function placeInRuntime(entry: string): string | null;
