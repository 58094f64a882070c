/** The folders whose keys are to be locked when they are opened, for as long as the app runs. */
export interface LockedFolders {
  has(folder: string): boolean;
  /** How the keys of this folder stood when it was closed. */
  note(folder: string, locked: boolean): void;
  /** All of them, those too that are not open now, and that nobody knows by name. */
  every(): void;
}

export function lockedFolders(): LockedFolders {
  let everyOther = false;
  const known = new Map<string, boolean>();
  return {
    has: (folder) => known.get(folder) ?? everyOther,
    note: (folder, locked) => {
      known.set(folder, locked);
    },
    every: () => {
      everyOther = true;
      known.clear();
    },
  };
}
