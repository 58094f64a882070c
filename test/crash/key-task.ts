/** What is done to the keys of a folder in a process that dies of it. */
export interface KeyTask {
  readonly folder: string;
  readonly keychain: string;
  readonly what: 'import' | 'rotate' | 'retire' | 'restore' | 'set passphrase' | 'remove passphrase';
  /** A file with the content of a backup, opened before: what opens it changes nothing, and takes long. */
  readonly backup: string;
  /** A file with a key that was made before, for the same reason. */
  readonly key: string;
  /** The so-manieth step, at which it dies. */
  readonly step: number;
}

export const PASSPHRASE = 'correct horse battery staple';
