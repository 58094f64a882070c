/** Where updates come from. Only an administrator's file names one; without it the app asks nobody. */
export interface UpdateSource {
  /** URL of the folder that holds manifests, their signatures and the packages: https, or http on loopback. */
  readonly feed: string;
  /** The public Ed25519 JWK (RFC 8037) that manifests are signed with. */
  readonly key: Readonly<Record<string, unknown>>;
  readonly channel: 'latest' | 'beta';
}

/** What would be held up, or would hold up others, if the app restarted just then. */
export interface PendingWork {
  /** Approvals, tokens and deletions that the service does not have yet. */
  readonly unsent: number;
  /** Jobs that wait for a decision. */
  readonly undecided: number;
}
