import type { Manifest } from './manifest.ts';

/** What fetches a package and puts it in place: electron-updater, behind the few things that are asked of it. */
export interface Installer {
  /** Whether a rightly signed, newer version is meant for this very desk. */
  offers(feed: string, manifest: Manifest): Promise<'yes' | 'later' | 'system-too-old'>;
  /**
   * Downloads the version last offered and checks its SHA-512.
   * @throws AuthorityError with one of the `update-` codes
   */
  download(): Promise<void>;
  /** What becomes of the download when the app ends: nothing, put in place, or put in place and started. */
  atEnd(does: 'nothing' | 'replace' | 'restart'): void;
  /** Ends a download that is under way. */
  stop(): void;
}
