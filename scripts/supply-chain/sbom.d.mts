import type { Target } from './lockfile.mjs';
import type { Shipped } from './shipped.mjs';

export function sbomText(parts: {
  readonly shipped: readonly Shipped[];
  readonly target: Target;
  readonly app: { readonly name: string; readonly version: string; readonly licence: string };
  readonly electronVersion: string;
  readonly at: Date | null;
}): string;
export function writeSbom(options: {
  readonly to: string;
  readonly version?: string;
  readonly electronVersion?: string;
  readonly target?: Target;
}): Promise<string>;
