export interface LockedPackage {
  readonly name?: string;
  readonly version: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}
export type LockedPackages = Readonly<Record<string, LockedPackage>>;
/** As Node names platform and architecture; `libc` on Linux, glibc unless given. */
export interface Target {
  readonly platform: string;
  readonly arch: string;
  readonly libc?: string;
}
export function lockedPackages(): LockedPackages;
export function nameAt(packages: LockedPackages, place: string): string;
/** Where Node finds a package that is asked for at a place; null where it is not installed. */
export function placeOf(packages: LockedPackages, from: string, name: string): string | null;
/** Places of everything that comes along when these are installed for a target, sorted. */
export function closure(packages: LockedPackages, names: readonly string[], target: Target): string[];
