/** Finds an Electron to run, or fetches one; gives the executable's absolute path. */
export function electronExecutable(): Promise<string>;
