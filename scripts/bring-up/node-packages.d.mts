/** Whether what npm says it installed (node_modules/.package-lock.json) is what package-lock.json asks for. */
export function matchesLockfile(lockfile: unknown, installed: unknown): boolean;
export function bringNodePackages(): Promise<void>;
