/** Whose programs a session runs, by the numbers that the system knows. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export interface DesktopOptions {
  /** An X display that is there already, such as `:3`; left out, one is started. */
  readonly display?: string;
  /** Width x height of the screen that is started, such as `1400x1000`. */
  readonly size?: string;
  /**
   * `unlocked` (the default) and `locked`: a keyring with an empty login collection. `none`: a D-Bus session on which
   * no Secret Service answers, or ever will. `no-login`: one that answers, without a login collection. `no-bus`: no
   * D-Bus session at all.
   */
  readonly keyring?: 'unlocked' | 'locked' | 'no-login' | 'none' | 'no-bus';
  /** Somebody else than us, whose folders and programs these are to be; only root can do that. */
  readonly account?: Account;
}

export interface Desktop {
  /** The whole environment for programs of this session: display, bus, and HOME and XDG folders of its own. */
  readonly env: Record<string, string>;
  /** Locks the login collection, as a screen lock would. Rejects where the session has no keyring. */
  readonly lockKeyring: () => Promise<void>;
  readonly unlockKeyring: () => Promise<void>;
  /** Ends what was started, the last first, and removes its folders. */
  readonly stop: () => Promise<void>;
}

/** Starts a desktop session of its own; Linux only. */
export function startDesktop(options?: DesktopOptions): Promise<Desktop>;
