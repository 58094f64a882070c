/** Finds an Electron to run, or fetches one; gives the executable's absolute path. */
export function electronExecutable(): Promise<string>;
/** The folder that ELECTRON_OVERRIDE_DIST_PATH would name for it. */
export function distributionOf(executable: string): string;
