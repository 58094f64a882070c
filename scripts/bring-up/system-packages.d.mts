export const runtimePackages: readonly string[];
export const desktopPackages: readonly string[];
export const librariesNeeded: string;
/** `listing`: dpkg-query lines of package name and its state's abbreviation. */
export function missingPackages(wanted: readonly string[], listing: string): string[];
/** `policy`: what `apt-cache policy` printed in the C locale. */
export function offeredNames(wanted: readonly string[], policy: string): string[];
export function bringSystemPackages(needs: { readonly desktop: boolean }): Promise<void>;
export function bringPackages(wanted: readonly string[]): Promise<void>;
