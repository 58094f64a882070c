import type { LockedPackages, Target } from './lockfile.mjs';

export interface Shipped {
  readonly place: string;
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly integrity: string;
  readonly how: 'bundled' | 'installed' | 'runtime';
}
export function shippedPackages(parts: {
  readonly packages: LockedPackages;
  readonly bundled: readonly string[];
  readonly target: Target;
}): Shipped[];
export function thisMachine(): Target;
export function licenceText(shipped: Shipped): string;
