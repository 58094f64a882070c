import type { Target } from './lockfile.mjs';
import type { Shipped } from './shipped.mjs';

export function noticesText(
  shipped: readonly Shipped[],
  textOf: (shipped: Shipped) => string,
  electronVersion: string,
): string;
export function writeNotices(options: {
  readonly to: string;
  readonly electronVersion?: string;
  readonly target?: Target;
}): Promise<string>;
