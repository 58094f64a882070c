/**
 * What the page may ask of main, and what main answers. The only room that all three processes enter, so it imports
 * nothing. Handlers (main/ipc), the bridge (preload/index.ts) and the page's client are derived from it by types.
 *
 * Times are milliseconds since the Unix epoch unless a name says otherwise; digests are lower-case hexadecimal SHA-256.
 */

export const jobStatuses = [
  'waiting',
  'ready',
  'content-unknown',
  'approved',
  'delivering',
  'delivered',
  'sent-not-proved',
  'rejected',
  'held',
  'signed-elsewhere',
  'expired',
  'gone',
  'attention',
] as const;
export type JobStatus = (typeof jobStatuses)[number];

/** What can no longer need a person; every other status is open. */
export const doneStatuses: readonly JobStatus[] = [
  'delivered',
  'sent-not-proved',
  'rejected',
  'signed-elsewhere',
  'expired',
  'gone',
];

/** Statuses in which a job needs a person's decision. */
export const toDecideStatuses: readonly JobStatus[] = ['attention', 'ready', 'content-unknown'];

export const queueFilters = ['open', 'done', 'all'] as const;
export type QueueFilter = (typeof queueFilters)[number];

/** How long a job has stood where it stands: less or more than an hour, a day, a week. */
export const queueAges = ['any', 'under-hour', 'under-day', 'over-hour', 'over-day', 'over-week'] as const;
export type QueueAge = (typeof queueAges)[number];

/**
 * `urgency`: what needs a decision first, then what is on its way, inside a status the oldest first; `oldest` and `newest` by
 * when a job was added; `changed`: what moved last first; `subject`: the requests of one subject together.
 */
export const queueSorts = ['urgency', 'oldest', 'newest', 'changed', 'subject'] as const;
export type QueueSort = (typeof queueSorts)[number];

/** Which jobs of the service in view are listed, and in what order. */
export interface QueueQuery {
  readonly filter: QueueFilter;
  /** Words that must all be found, in the job's ID, subject, claim values, notes or reasons; empty for no search. */
  readonly search: string;
  /** Only these, of the filter's; empty for all. */
  readonly statuses: readonly JobStatus[];
  /** Only these, to the letter; empty for all. */
  readonly scopes: readonly string[];
  readonly age: QueueAge;
  /** Only those with something to look at, or only those without; null for both. */
  readonly flagged: boolean | null;
  readonly sort: QueueSort;
}

/** What narrows a filter's jobs and orders them. */
export type Narrowing = Omit<QueueQuery, 'filter'>;

/** All of a filter's jobs, the most urgent first. */
export const notNarrowed: Narrowing = {
  search: '',
  statuses: [],
  scopes: [],
  age: 'any',
  flagged: null,
  sort: 'urgency',
};

/** Most characters of a search, and of the scopes that can be filtered by. */
export const searchLength = 200;
export const scopeLength = 500;
/** Most characters of a saved view's name, and most views of one service. */
export const viewNameLength = 60;
export const mostViews = 50;

/** A finding about a job: a stable code, which the page's catalogue puts into words, and the values it speaks of. */
export interface Finding {
  readonly code: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** Where the app stands as a whole. Everything but `ready` is one screen of its own. */
export type Situation =
  | { readonly name: 'starting' }
  | { readonly name: 'setup'; readonly step: 'service' | 'key'; readonly draft: ServiceDraft }
  | { readonly name: 'ready' }
  /** No keyring answers, or only one that keeps secrets unprotected. */
  | { readonly name: 'keychain-unavailable'; readonly detail: string }
  | { readonly name: 'keychain-locked' }
  /** The plain file of public keys says that a key exists; the keychain answers and does not have it. */
  | { readonly name: 'key-missing'; readonly kid: string }
  /** The keychain holds another key, or a damaged one, under the name of the key in use. */
  | { readonly name: 'key-replaced'; readonly kid: string }
  | { readonly name: 'config-invalid'; readonly path: string; readonly problems: readonly Finding[] }
  /** Another running copy holds the database. */
  | { readonly name: 'store-in-use' }
  /** Damaged, or opened by no key that is known; `folder` is where it lies. */
  | { readonly name: 'store-unreadable'; readonly detail: string; readonly folder: string }
  /** The database was made, and is gone or empty now. */
  | { readonly name: 'store-missing'; readonly folder: string }
  /** The database is there, and the plain file that says which keys belong to it is not. */
  | { readonly name: 'keys-file-missing'; readonly folder: string }
  | { readonly name: 'disk-full'; readonly folder: string }
  | { readonly name: 'disk-read-only'; readonly folder: string }
  /** A newer version of the app wrote the database, with a schema that this one does not know. */
  | { readonly name: 'store-newer'; readonly detail: string }
  /** Approvals, tokens or deletions are on their way to another service than the one that is set now. */
  | { readonly name: 'service-moved'; readonly strandedAt: string; readonly to: string; readonly unfinished: number };

/** What setup already knows of the service, and which of it an administrator fixed. */
export interface ServiceDraft {
  readonly name: string;
  readonly address: string;
  readonly issuer: string;
  readonly fixed: readonly ('name' | 'address' | 'issuer')[];
  /** Where damaged settings were put at this start: setup is shown because of them, and nothing else is lost. */
  readonly setAside: string | null;
}

/** Whether the service answers. `unreachable` is never shown as "nothing to do". */
export interface Reach {
  readonly state: 'unknown' | 'reachable' | 'unreachable' | 'rate-limited';
  /** Since when it is so. */
  readonly since: number;
  readonly lastAnswerAt: number | null;
  /** For `rate-limited`: when requests go on. */
  readonly until: number | null;
  readonly fault: Finding | null;
  /** How far the service's clock (its Date header) is ahead of ours, in milliseconds; null until an answer carried one. */
  readonly clockAheadMs: number | null;
}

/**
 * The whole app in a word, decided in one place for the tray, the window and the command line. The first that holds:
 * `starting`, `setup` and `stopped` (a screen of its own says why), `locked` (the keychain is), `fault` (the engine can't
 * work on), `paused` (by the operator), `blind` (the service can't be seen), `signing-stopped` (by the operator), `limited` (it asked us to wait), `decide` (jobs
 * wait for a decision), `trouble` (something else is not well, so there may be work that isn't seen), `asking` (no answer
 * yet), `clear` (nothing to do).
 */
export const glances = [
  'starting',
  'setup',
  'stopped',
  'locked',
  'fault',
  'paused',
  'blind',
  'signing-stopped',
  'limited',
  'decide',
  'trouble',
  'asking',
  'clear',
] as const;
export type GlanceState = (typeof glances)[number];

/** What is told of one service by its name, the gravest first; the other states are nobody's in particular. */
export const graveGlances = [
  'stopped',
  'locked',
  'fault',
  'blind',
  'setup',
  'signing-stopped',
  'limited',
  'paused',
  'trouble',
] as const satisfies readonly GlanceState[];

export interface Glance {
  readonly state: GlanceState;
  /** Jobs that wait for a decision, whatever else holds: ready, content unknown, in need of attention. */
  readonly toDecide: number;
  /** Of them, those in need of attention. */
  readonly attention: number;
  /** Something beside the service's reach is not well, whatever else holds. */
  readonly troubled: boolean;
  /** All signing is stopped, whatever else holds. */
  readonly signingStopped: boolean;
  /** The key in use is locked, whatever else holds: it is watched, and nothing is signed. */
  readonly keyLocked: boolean;
  readonly practice: boolean;
}

/** One of the services that the desk works for, as a line of a list. */
export interface ServiceLine {
  /** As the administrator's file names it; `live` where it names none, `practice` while practising. */
  readonly id: string;
  /** What people call it; empty while practising. */
  readonly name: string;
  readonly glance: Glance;
  readonly paused: Pause | null;
}

/** All signing, stopped by the operator: nothing is signed, and nothing signed is sent, until they resume it. */
export interface SigningStop {
  readonly since: number;
  /** Whether resuming takes the passphrase of the key in use; a word is typed otherwise. */
  readonly passphrase: boolean;
}

/** Watching, called off by the operator: nothing is asked of the service but for what was decided already. */
export interface Pause {
  readonly since: number;
  /** Null: until it is resumed. */
  readonly until: number | null;
}

export const pauseLengths = ['hour', 'tomorrow', 'resumed'] as const;
export type PauseLength = (typeof pauseLengths)[number];

export const sections = ['queue', 'history', 'keys', 'health', 'settings'] as const;
export type Section = (typeof sections)[number];

/** Where the operator is in the window: it closes, is destroyed or ends, and comes back there. */
export interface Place {
  readonly section: Section;
  readonly filter: QueueFilter;
  readonly narrowing: Narrowing;
  readonly jobId: string | null;
}

/** Something that happened outside the page and that a person should know: a link that was not taken, say. */
export interface Message {
  readonly id: number;
  readonly at: number;
  readonly finding: Finding;
  /** Name of the service that it is about, where there are several. */
  readonly service: string | null;
}

/** What it takes to unlock a key: its passphrase, or a press where it has none. */
export interface KeyLock {
  readonly kid: string;
  readonly passphrase: boolean;
}

export interface Snapshot {
  /** Grows with every change; a page that holds an older one asks again. */
  readonly revision: number;
  /** Of the service in view, as is everything below that is one service's own. */
  readonly situation: Situation;
  readonly practice: boolean;
  /** The `id` of the service in view; null while there is none. */
  readonly inView: string | null;
  /** All services that the desk works for, in the administrator's order. */
  readonly services: readonly ServiceLine[];
  readonly version: string;
  /** What is spoken, as a BCP 47 tag: one of our languages, with the person's region where it is known (`de-AT`). */
  readonly locale: string;
  /** Main's clock when the snapshot was made, so that the page's countdowns are not at the mercy of its own. */
  readonly now: number;
  readonly counts: Readonly<Record<JobStatus, number>>;
  /** Jobs that came to need a decision, and that nobody has looked at since. */
  readonly fresh: number;
  readonly service: { readonly name: string; readonly address: string; readonly issuer: string } | null;
  /** Whether single letters and signs are commands. */
  readonly letterKeys: boolean;
  readonly reach: Reach;
  readonly glance: Glance;
  readonly paused: Pause | null;
  readonly signingStop: SigningStop | null;
  /** The key in use is locked; null while it is open. */
  readonly lock: KeyLock | null;
  /** How far the record can be relied on; null while none is at work. */
  readonly record: RecordStanding | null;
  /** What is not well beside the service's reach (clock, disk, keychain, inbox, feed), the worst first; `health` tells more. */
  readonly troubles: readonly Finding[];
  readonly messages: readonly Message[];
  /** `moves` grows when main takes the operator somewhere (a link, a notification, the command line): the page follows. */
  readonly place: Place & { readonly moves: number };
  /** The newest approvals of every service that can still be undone, the newest first. */
  readonly undoable: readonly Undoable[];
  /** How many more than those there are. */
  readonly undoableMore: number;
  /** The batch of the service in view that runs, or that ran last and was not dismissed; null where there is none. */
  readonly batch: BatchProgress | null;
  /** How the operator last chose to approve what they selected. */
  readonly batchWay: BatchWay;
  /** Something that keeps the engine from working (disk full, keychain gone); null when all is well. */
  readonly fault: Finding | null;
}

export interface Undoable {
  /** The `id` of its service. */
  readonly service: string;
  readonly jobId: string;
  readonly undoUntil: number;
  /** As in the job's row. */
  readonly value: Shown | null;
}

export interface QueueRow {
  readonly jobId: string;
  readonly status: JobStatus;
  /** Why it needs attention, or what it waits for. */
  readonly reason: Finding | null;
  readonly scope: string | null;
  /** The subject's public key (`sub`), 43 base64url characters. */
  readonly subject: string | null;
  /** The start (120 code points) of the value to be verified, marks already in it; `length` tells the whole. */
  readonly value: Shown | null;
  readonly flagged: boolean;
  /** It came to need a decision, and nobody has looked at it since. */
  readonly fresh: boolean;
  readonly addedAt: number;
  readonly changedAt: number;
  readonly undoUntil: number | null;
}

export interface QueuePage {
  readonly revision: number;
  readonly total: number;
  readonly offset: number;
  readonly rows: readonly QueueRow[];
  /** Jobs whose words are still being taken into the index: a search may miss them, and says so. */
  readonly unindexed: number;
}

/** A query that the operator gave a name. */
export interface QueueView {
  readonly name: string;
  readonly query: QueueQuery;
}

/** A scope that jobs here have, to the letter, and how many have it. */
export interface ScopeCount {
  readonly scope: string;
  readonly count: number;
}

/** What the character behind a mark does to the text around it. */
export const markKinds = [
  'direction',
  'line',
  'control',
  'tag',
  'variation',
  'space',
  'joiner',
  'unknown',
  'invisible',
] as const;
export type MarkKind = (typeof markKinds)[number];

/** A piece of a shown value: plain text, or the visible mark of a character that would hide or mislead. */
export type Run =
  | { readonly text: string }
  /** `mark` is the code point as `U+202E`; `name` is its Unicode name, or its kind where there are hundreds of it. */
  | { readonly mark: string; readonly name: string; readonly kind: MarkKind };

/** A value exactly as it is, never cut: strings as their text, everything else as its JSON text. */
export interface Shown {
  readonly kind: 'string' | 'json';
  readonly runs: readonly Run[];
  /** Length in Unicode code points, and the digest of its UTF-8 bytes. */
  readonly length: number;
  readonly sha256: string;
  readonly findings: readonly Finding[];
}

export interface ClaimRow {
  readonly name: Shown;
  readonly signed: Shown | null;
  readonly asserted: Shown | null;
  readonly change: 'same' | 'added' | 'dropped' | 'replaced';
}

export interface ReviewContent {
  /** `subject-token`: a JWT the service holds; `service-statement`: JSON that carries no subject signature. */
  readonly source: 'subject-token' | 'service-statement';
  readonly signature: { readonly verdict: 'valid' | 'invalid' | 'none'; readonly reason: Finding | null };
  /** RFC 7638 thumbprint of the subject's key; null where the claims name no usable one. */
  readonly thumbprint: string | null;
  readonly readAt: number;
  /** The bytes as they came: the compact token, or the JSON text; hostile characters as marks. */
  readonly raw: Shown;
}

/** Exactly what would be signed. */
export interface Proposal {
  readonly digest: string;
  /** One-time; null where approval is not possible now. */
  readonly nonce: string | null;
  /** When the shown proposal grows stale and must be built and shown again. */
  readonly staleAt: number;
  readonly header: string;
  readonly payload: string;
  /** The JWS signing input: base64url(header) "." base64url(payload). */
  readonly signingInput: string;
  readonly issuer: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** A job that was signed or rejected at this desk before. */
export interface EarlierDecision {
  readonly jobId: string;
  readonly outcome: 'signed' | 'rejected';
  readonly at: number;
  /** What the operator said when rejecting. */
  readonly reason: string | null;
  /** Whether it was for the subject of the job under review. */
  readonly sameSubject: boolean;
}

/** How often something was decided before, and how it was decided last; the newest first. */
export interface EarlierDecisions {
  readonly signed: number;
  readonly rejected: number;
  readonly latest: readonly EarlierDecision[];
}

/** A value decided before that could be taken for one of this job's. */
export interface Lookalike {
  readonly claim: Shown;
  readonly value: Shown;
  /** `drawn-alike`: other letters that look the same; `nearly-the-same`: one or two letters apart. */
  readonly how: 'drawn-alike' | 'nearly-the-same';
  readonly last: EarlierDecision;
}

/** What this desk decided before that bears on the job under review. */
export interface SeenBefore {
  readonly subject: EarlierDecisions;
  /** Other jobs of the same subject that came in within 24 hours, and within 30 days. */
  readonly jobsInDay: number;
  readonly jobsInMonth: number;
  /** What the newest token for the subject said otherwise (`signed`), beside what is claimed now (`asserted`). */
  readonly changes: { readonly jobId: string; readonly claims: readonly ClaimRow[] } | null;
  /** The job's values that were decided before for another subject. */
  readonly values: readonly ({ readonly claim: Shown } & EarlierDecisions)[];
  readonly lookalikes: readonly Lookalike[];
}

/** `confirm`: post the confirmation with the code that the subject reads out, where the administrator allows it. */
export type JobAction = 'approve' | 'reject' | 'hold' | 'take-off-hold' | 'retry' | 'undo' | 'confirm';

export interface Review {
  readonly jobId: string;
  readonly status: JobStatus;
  readonly reason: Finding | null;
  readonly addedAt: number;
  readonly changedAt: number;
  readonly content: ReviewContent | null;
  /** Claims are listed whenever content could be read at all. */
  readonly claims: readonly ClaimRow[];
  readonly proposal: Proposal | null;
  /** What stands against approval: while there is any, it is refused. */
  readonly obstacles: readonly Finding[];
  /** What the operator should know before approving. */
  readonly warnings: readonly Finding[];
  /** The key is locked: to approve, it is unlocked first, and the job is shown again after that. */
  readonly locked: boolean;
  /** What has to be typed to approve it: a claim's value, or at least so many characters of its end; null for nothing. */
  readonly typing: { readonly claim: Shown; readonly last: number } | null;
  /** Null where nothing is left to decide, or nothing could be read. */
  readonly seenBefore: SeenBefore | null;
  readonly actions: readonly JobAction[];
  readonly undoUntil: number | null;
  /** What was noted when it was put on hold last, and when it comes back by itself; null where neither is set. */
  readonly hold: { readonly note: string | null; readonly recheckAt: number | null } | null;
  /** The signed token, once it exists. */
  readonly token: {
    readonly compact: string;
    readonly kid: string;
    readonly digest: string;
    readonly signedAt: number;
  } | null;
  readonly delivery: Delivery | null;
  readonly rejection: {
    readonly reason: string;
    readonly deletion: 'pending' | 'deleted' | 'already-gone' | 'refused';
    readonly fault: Finding | null;
  } | null;
  /** This job's entries of the record, the oldest first. */
  readonly record: readonly RecordEntry[];
}

export interface Delivery {
  readonly attempts: number;
  readonly nextAttemptAt: number | null;
  readonly lastFault: Finding | null;
  /** How delivery was proved: the token read back, or the answer to the PUT where the service keeps nothing to read. */
  readonly proof: 'read-back' | 'answer' | null;
}

export interface RecordEntry {
  /** How it is written: docs/record-format.md. */
  readonly form: number;
  readonly number: number;
  readonly at: number;
  /** Milliseconds by the machine's steady clock; null in the first form. */
  readonly monotonic: number | null;
  readonly event: string;
  readonly jobId: string | null;
  readonly operator: string;
  /** The key that it is about. */
  readonly kid: string | null;
  /** What the entry carries, as canonical JSON text. */
  readonly detail: string;
  /** What its personal values are committed to, by their names, as canonical JSON text. */
  readonly personal: string;
  /** Those of them that are still there, as canonical JSON text. */
  readonly values: string;
  readonly hash: string;
}

/**
 * `not-checked`: it is being checked, or what it is to be held against can not be had. The others are what the last check came
 * to: `shortened`, entries at its end are gone; `rolled-back`, an older state of it was put back; `altered`, all else.
 */
export const recordStates = ['not-checked', 'intact', 'altered', 'shortened', 'rolled-back'] as const;
export type RecordState = (typeof recordStates)[number];

/** How far the record can be relied on. */
export interface RecordStanding {
  readonly state: RecordState;
  /** What was found, or why it is not checked; the worst first. */
  readonly findings: readonly Finding[];
  /** Names what was found and nobody has read yet: nothing is signed until it is acknowledged. Null where there is nothing. */
  readonly unread: string | null;
  /** The last check: when it ended, and the entries that it looked at; null before the first one. */
  readonly checked: { readonly at: number; readonly from: number; readonly upTo: number } | null;
  /** The check that runs; null where none does. */
  readonly running: { readonly done: number; readonly total: number } | null;
}

/** What entries of the record are about, as they are filtered. */
export const eventGroups = ['decisions', 'keys', 'settings', 'service', 'record'] as const;
export type EventGroup = (typeof eventGroups)[number];

/** Which entries of the record are listed or exported. */
export interface RecordQuery {
  /**
   * Stands in the job's ID, the event, the operator, the key's ID, or in what the entry says, also in what it says of
   * persons and was not erased. Upper and lower case are the same where they are of ASCII. Empty for no search.
   */
  readonly search: string;
  /** Events in whose words on screen the searched text stands; they are found by it as well. */
  readonly spoken: readonly string[];
  /** Only these; empty for all. */
  readonly groups: readonly EventGroup[];
  /** These two to the letter; empty for all. */
  readonly jobId: string;
  readonly operator: string;
  /** From this moment on and before that one, by the clock on the wall. */
  readonly from: number | null;
  readonly until: number | null;
}
export const wholeRecord: RecordQuery = {
  search: '',
  spoken: [],
  groups: [],
  jobId: '',
  operator: '',
  from: null,
  until: null,
};
/** More events than these can't be spoken of. */
export const mostSpoken = 200;
export const operatorLength = 256;

/** Part of a list of the record, the newest entry first. The list goes on with the record: `newer` of its entries came since it began. */
export interface RecordPage {
  /** Another number is another list, in which nothing has the place that it had. */
  readonly list: number;
  /** How many entries are in the list: those that came since it began, and those from before. */
  readonly newer: number;
  readonly older: number;
  /** While it is still being looked for more: how many entries were looked at, and of how many. */
  readonly looked: { readonly done: number; readonly total: number } | null;
  /** Of the first of `numbers`: how many entries from before the list began stand above it; below 0 for one that came since. */
  readonly place: number;
  /** The numbers of the entries asked for, in the list's order. */
  readonly numbers: readonly number[];
  /** Those of them that the file still has. */
  readonly entries: readonly RecordEntry[];
}

export const exportForms = ['jsonl', 'csv'] as const;
export type ExportForm = (typeof exportForms)[number];

/** The export that runs, or ran last. */
export interface ExportStanding {
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
  readonly form: ExportForm;
  readonly path: string;
  /** Entries looked at, and of how many. */
  readonly done: number;
  readonly total: number;
  /** How many of them went into the file. */
  readonly entries: number;
  /** Of the whole file. */
  readonly sha256: string | null;
  /** The file beside it with the record's newest signed checkpoint, and how many entries that covers; null where there is none. */
  readonly checkpoint: { readonly path: string; readonly size: number } | null;
  readonly reason: Finding | null;
}

/** All that is known of one job. */
export interface JobLife {
  readonly jobId: string;
  /** Null for a job that only the record knows. */
  readonly status: JobStatus | null;
  /** What the service or the subject gave, as it was read last. */
  readonly content: { readonly raw: Shown; readonly text: string } | null;
  /** Every approval, the first one first: what was shown and approved, to the byte, and what became of it. */
  readonly approvals: readonly (Proposal & {
    readonly kid: string;
    readonly approvedAt: number;
    readonly outcome: 'pending' | 'signed' | 'undone' | 'void';
  })[];
  readonly token: Review['token'];
  readonly delivery: Delivery | null;
  readonly rejection: Review['rejection'];
  /** Its entries of the record, the oldest first, and how many more there are than can be read on one page. */
  readonly record: readonly RecordEntry[];
  readonly more: number;
}

/** Ed25519 (RFC 8037), and for verifiers that know nothing else P-256 and RSA of 3072 bits and more (RFC 7518). */
export const keyAlgorithms = ['Ed25519', 'ES256', 'RS256', 'PS256'] as const;
export type KeyAlgorithm = (typeof keyAlgorithms)[number];

/** What tokens say under `alg`. Ed25519 has two names: `EdDSA` (RFC 8037) and `Ed25519` (RFC 9864). */
export const headerAlgorithms = ['EdDSA', 'Ed25519', 'ES256', 'RS256', 'PS256'] as const;
export type HeaderAlgorithm = (typeof headerAlgorithms)[number];

export const keyOrigins = ['made', 'imported', 'restored'] as const;
export type KeyOrigin = (typeof keyOrigins)[number];

/**
 * `current`: new approvals are made for it. `waiting`: published, to take over later. `superseded`: another took over; it
 * signs what was approved under it. `lost`: as these two, and its private half is not in the keychain. `retired`: signs
 * nothing, is not published, and only tells its own tokens.
 */
export type KeyStanding = 'current' | 'waiting' | 'superseded' | 'lost' | 'retired';

/** What had the keys locked. */
export const lockCauses = ['operator', 'idle', 'suspend', 'screen-lock'] as const;
export type LockCause = (typeof lockCauses)[number];

/** What takes over: a key that is here and waits, or one that is made for it. */
export type Successor = { readonly kid: string } | { readonly algorithm: KeyAlgorithm };

/** In what form a key is brought in: a JWK (RFC 7517), or PKCS#8 as PEM (RFC 5958, 7468), open or encrypted. */
export type KeyForm = 'jwk' | 'pkcs8' | 'encrypted-pkcs8';

/** What became of the file that a key was read from; `none` where it came from the clipboard. */
export type FileFate = 'none' | 'kept' | 'overwritten' | 'not-overwritten';

/** What main read of a key that a person brings in: never the key. */
export type KeyReading =
  | {
      readonly outcome: 'read';
      readonly form: KeyForm;
      /** It is, or may be, an RSA key that does not say how it signs. */
      readonly mayBeRsa: boolean;
      /** The file's name; null where it came from the clipboard. */
      readonly file: string | null;
    }
  | { readonly outcome: 'called-off' }
  | { readonly outcome: 'refused'; readonly reason: Finding };

export type ImportAnswer =
  | { readonly outcome: 'imported'; readonly kid: string; readonly file: FileFate }
  | { readonly outcome: 'refused'; readonly reason: Finding };

export type BackupAnswer =
  | { readonly outcome: 'made'; readonly file: string; readonly kids: readonly string[] }
  | { readonly outcome: 'called-off' }
  | { readonly outcome: 'refused'; readonly reason: Finding };

export type BackupReading =
  | { readonly outcome: 'read'; readonly file: string }
  | { readonly outcome: 'called-off' }
  | { readonly outcome: 'refused'; readonly reason: Finding };

export type RehearsalAnswer =
  | {
      readonly outcome: 'proved';
      readonly madeAt: number;
      /** Keys that were taken out of the backup and signed. */
      readonly kids: readonly string[];
      /** Keys of this desk that can sign and are not in the backup. */
      readonly missing: readonly string[];
    }
  | { readonly outcome: 'refused'; readonly reason: Finding };

export interface RestoreReceipt {
  readonly madeAt: number;
  readonly service: { readonly name: string; readonly address: string; readonly issuer: string };
  /** Keys whose private halves came from the backup. */
  readonly kids: readonly string[];
  readonly current: string;
  /** Keys whose private halves neither the keychain nor the backup has. */
  readonly lost: readonly string[];
  /** The database is there, and opens again. */
  readonly database: boolean;
}

/** What came of a backup at a desk that is at work: nothing of it took the place of anything. Keys by `kid`. */
export interface BringingReceipt {
  readonly madeAt: number;
  readonly service: { readonly name: string; readonly address: string; readonly issuer: string };
  /** Not here before: they wait to take over. */
  readonly kids: readonly string[];
  /** Here before, and with their private halves again. */
  readonly back: readonly string[];
  /** Here already, and left as they are. */
  readonly here: readonly string[];
}

export type RestoreAnswer =
  | { readonly outcome: 'brought-in'; readonly receipt: BringingReceipt }
  | { readonly outcome: 'restored'; readonly receipt: RestoreReceipt }
  | { readonly outcome: 'refused'; readonly reason: Finding };

/** The public set (RFC 7517, 5) as indented JSON text, and the file that is kept as it; null where none is. */
export interface PublicKeys {
  readonly text: string;
  readonly file: string | null;
}

export interface SigningKey {
  readonly kid: string;
  readonly algorithm: HeaderAlgorithm;
  readonly standing: KeyStanding;
  readonly origin: KeyOrigin;
  readonly createdAt: number;
  readonly retiredAt: number | null;
  readonly signatures: number;
  readonly firstUsedAt: number | null;
  readonly lastUsedAt: number | null;
  /** When it was last put into a backup, and when it was last taken out of one and signed. */
  readonly backedUpAt: number | null;
  readonly provedAt: number | null;
  /** Since when it has a passphrase; null where it has none. */
  readonly passphraseSetAt: number | null;
  /** Its private half is in the keychain and in no memory: it signs again once it is unlocked. */
  readonly locked: boolean;
  /** The public JWK (RFC 7517) with `kid`, `alg` and `use`, as indented JSON text. */
  readonly publicJwk: string;
}

/** What the app can speak; each has a catalogue of words. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** `system`: as the operating system is set, English where that is none of ours. */
export const languageChoices = ['system', ...languages] as const;
export type LanguageChoice = (typeof languageChoices)[number];

export const settingNames = [
  'serviceName',
  'address',
  'issuer',
  'trustedKeys',
  'ca',
  'authHeader',
  'lifetimeDays',
  'undoSeconds',
  'rejectReasons',
  'pollSeconds',
  'feed',
  'inboxFolder',
  'notify',
  'quietFrom',
  'quietUntil',
  'keepRunning',
  'startAtLogin',
  'lockAfterMinutes',
  'lockOnSuspend',
  'lockOnScreenLock',
  'language',
  'letterKeys',
] as const;
export type SettingName = (typeof settingNames)[number];

export interface Settings {
  readonly serviceName: string;
  readonly address: string;
  readonly issuer: string;
  /** A JWK Set (RFC 7517) as JSON text; empty when there is none. */
  readonly trustedKeys: string;
  /** Certificates (PEM) of authorities that the service's own may come from, beside the system's; empty for none. */
  readonly ca: string;
  /** Name of the header that carries the service's secret; empty for none. */
  readonly authHeader: string;
  readonly lifetimeDays: number;
  readonly undoSeconds: number;
  /** Reasons for a rejection to choose from beside the built-in ones, a line each. */
  readonly rejectReasons: string;
  readonly pollSeconds: number;
  /** URL of the service's feed of job IDs; empty for none. */
  readonly feed: string;
  /** Absolute path of the folder whose files are taken in; empty for none. */
  readonly inboxFolder: string;
  readonly notify: boolean;
  /** Local times as `HH:MM` between which no notification is shown, over midnight too; both empty for none. */
  readonly quietFrom: string;
  readonly quietUntil: string;
  /** Closing the window leaves the app at work. */
  readonly keepRunning: boolean;
  readonly startAtLogin: boolean;
  /** Minutes without a key press or the mouse in the window after which the keys are locked; 0 for never. */
  readonly lockAfterMinutes: number;
  readonly lockOnSuspend: boolean;
  readonly lockOnScreenLock: boolean;
  readonly language: LanguageChoice;
  /** Whether single letters and signs are commands in the window (WCAG 2.1.4). */
  readonly letterKeys: boolean;
}

/** What the administrator asks of one claim. */
export interface ClaimRule {
  readonly claim: string;
  readonly required: boolean;
  /** The whole value must match, in RE2's syntax; null: any value will do. */
  readonly pattern: string | null;
}

/** When main itself asks before an approval, in a dialog that no page can draw or press. */
export const systemConfirmations = ['always', 'batches', 'never'] as const;

/** What only the administrator can ask for beyond what always holds; null where it is not limited. */
export interface Policy {
  readonly claimRules: readonly ClaimRule[];
  readonly allowedScopes: readonly string[] | null;
  readonly longestLifetimeDays: number | null;
  readonly approvalsPerHour: number | null;
  readonly approvalsPerDay: number | null;
  /** To approve the first job of a subject, its value has to be typed. */
  readonly typedForFirstTime: boolean;
  readonly systemConfirmation: (typeof systemConfirmations)[number];
}

/**
 * Whether the app learns that the screen is locked: the system tells it; on Linux most desktops do, and some don't; nobody
 * does where there is no session bus.
 */
export type ScreenLockTold = 'by-system' | 'by-desktop' | 'by-nobody';

export interface SettingsPage {
  readonly values: Settings;
  /** Set by the administrator: shown, and not to be edited. */
  readonly fixed: readonly SettingName[];
  /** Where the fixed values come from; null where nothing is fixed. */
  readonly configPath: string | null;
  /** The file that COUNTERSIGN_CONFIG names and that was not read, since the machine's own settings hold. */
  readonly configPassedOver: string | null;
  /** Only an administrator may allow it. */
  readonly acceptServiceStatements: boolean;
  /** Whether this desk may post a subject's confirmation; only an administrator may allow it. */
  readonly mayConfirm: boolean;
  /** What only an administrator can ask for of the service's approvals; practice has no such rules. */
  readonly policy: Policy;
  /** Whether the service's secret is in the keychain; null where there is no service to keep one for. */
  readonly serviceSecret: boolean | null;
  readonly screenLock: ScreenLockTold;
  readonly dataFolder: string;
}

/** A way by which jobs come in by themselves. */
export interface Source {
  /** The folder's path, or the feed's URL. */
  readonly where: string;
  readonly state: 'asking' | 'working' | 'faulty';
  readonly since: number;
  readonly lastReadAt: number | null;
  readonly fault: Finding | null;
}

/** What the desktop offers; null where it can't be told. */
export interface Surroundings {
  readonly tray: boolean | null;
  readonly notifications: boolean | null;
  readonly online: boolean;
}

/**
 * How a version of Electron stands to its project's support: `ends-soon` within 30 days; `below-floor` misses fixes for known
 * faults of its line; `unknown-newer` is a line that this app has no date for.
 */
export type ElectronSupport = 'supported' | 'ends-soon' | 'out-of-support' | 'below-floor' | 'unknown-newer';

export interface ElectronStanding {
  readonly version: string;
  readonly support: ElectronSupport;
  /** When support of its line ends or ended, as an ISO 8601 date; null where that is not known here. */
  readonly until: string | null;
  /** The lowest version of its line without known faults. */
  readonly floor: string | null;
  /** A packaged app is what its users rely on; the runtime of a checkout is its developer's business. */
  readonly packaged: boolean;
}

/**
 * How the app stands to the feed that an administrator gave: `unasked` and `asking`; `newest` (nothing newer), `older` (the
 * feed has only an older version), `later` (staged, and not this desk's turn), `system-too-old`, `announced` (somebody else
 * has to install it), `downloading`, `ready` (put in place when the app ends); `refused` (it must not be believed),
 * `failed` (tried again by itself).
 */
export type UpdateState =
  | 'unasked'
  | 'asking'
  | 'newest'
  | 'older'
  | 'later'
  | 'system-too-old'
  | 'announced'
  | 'downloading'
  | 'ready'
  | 'refused'
  | 'failed';

export interface UpdateStanding {
  readonly feed: string;
  readonly channel: string;
  readonly state: UpdateState;
  /** The version that the feed offers, where that is known. */
  readonly version: string | null;
  /** Why it was refused or failed. */
  readonly fault: Finding | null;
  /** What is put in place when the app ends, whatever came of later checks; null where nothing is. */
  readonly ready: string | null;
  readonly checkedAt: number | null;
}

export interface Health {
  readonly version: string;
  readonly electron: ElectronStanding;
  /** Null where no administrator gave a feed. */
  readonly update: UpdateStanding | null;
  readonly glance: Glance;
  /** What is not well, the worst first; none when all is. */
  readonly troubles: readonly Finding[];
  readonly service: { readonly name: string; readonly address: string; readonly reach: Reach } | null;
  readonly paused: Pause | null;
  readonly feed: Source | null;
  readonly inbox: Source | null;
  readonly keychain: { readonly state: 'available' | 'locked' | 'unavailable'; readonly checkedAt: number } | null;
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number } | null;
  readonly watched: number;
  readonly toDecide: number;
  /** When the oldest job that waits for a decision was added. */
  readonly oldestToDecideAt: number | null;
  /** Approvals, tokens and deletions that the service does not have yet. */
  readonly unfinished: number;
  readonly surroundings: Surroundings;
}

/** Most jobs of one batch: what a person reads in one go, and what is decided before it was shown too long ago. */
export const mostBatched = 1_000;
/** A file of evidence holds no more decisions: it is read whole by whoever checks it. */
export const mostInEvidence = 500;

/** How selected jobs are approved: each in its own review, or all after one list of what each of them asserts. */
export const batchWays = ['one-by-one', 'together'] as const;
export type BatchWay = (typeof batchWays)[number];

export interface Selection {
  /** In the order of the list, `mostBatched` at most. */
  readonly jobIds: readonly string[];
  /** How many the list has. */
  readonly total: number;
}

/** A claim as it would be asserted. */
export interface AssertedClaim {
  readonly name: Shown;
  readonly asserted: Shown;
}

/** Exactly what would be signed for one job of a batch, but for what every token of the batch says alike. */
export interface BatchJob {
  readonly jobId: string;
  /** Of its own signing input, as in the job's review. */
  readonly digest: string;
  readonly claims: readonly AssertedClaim[];
}

/** A job that was selected and that can't be approved together with others. */
export interface LeftOut {
  readonly jobId: string;
  /** The start (120 code points) of the value to be verified; `length` tells the whole. */
  readonly value: Shown | null;
  readonly reasons: readonly Finding[];
}

/** A batch as main has prepared it for this frame. Its jobs are handed out page by page: see `batchJobs`. */
export interface BatchProposal {
  /** One-time; null where no job is left to approve. */
  readonly nonce: string | null;
  /** Over the digests of its jobs, in their order: one a line, without a line end after the last. */
  readonly digest: string;
  /** When the batch grows stale and must be prepared and shown again. */
  readonly staleAt: number;
  readonly count: number;
  /** What every token of the batch asserts alike: issuer, times. */
  readonly common: readonly AssertedClaim[];
  readonly kid: string;
  readonly algorithm: string;
  readonly issuer: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** How many jobs have which scope, the most frequent first. */
  readonly scopes: readonly { readonly scope: Shown | null; readonly count: number }[];
  readonly leftOut: readonly LeftOut[];
  /** Stands for everything shown of the batch but the times of its tokens. */
  readonly content: string;
}

/** `waiting`: its turn has not come; `stopped`: its turn never came, and it is undecided as it was. */
export type BatchOutcome = 'waiting' | 'approved' | 'refused' | 'stopped' | 'left-out';

export interface BatchResult {
  readonly jobId: string;
  /** The start (120 code points) of the value to be verified; `length` tells the whole. */
  readonly value: Shown | null;
  readonly outcome: BatchOutcome;
  readonly reasons: readonly Finding[];
  readonly undoUntil: number | null;
  /** Where the job stands now. */
  readonly status: JobStatus | null;
}

/** How far the approval of a batch has come, without its jobs. */
export interface BatchProgress {
  readonly state: 'running' | 'stopping' | 'ended';
  readonly total: number;
  readonly approved: number;
  readonly refused: number;
  readonly stopped: number;
  readonly leftOut: number;
  /** Why it was stopped; null where it was not. */
  readonly reason: Finding | null;
}

export interface BatchStanding extends BatchProgress {
  readonly results: readonly BatchResult[];
}

/** What came of undoing all that could still be undone. */
export interface UndoneAnswer {
  readonly undone: number;
  /** Their undo time was over by then. */
  readonly late: number;
}

/** How often something was given as the reason: a code, or the operator's own words. */
export interface Tally {
  readonly reason: string;
  readonly count: number;
}

/** A job, where it stands since when, and why, where there is a reason. */
export interface StandingJob {
  readonly jobId: string;
  readonly status: JobStatus;
  readonly reason: Finding | null;
  /** What the operator noted when putting it on hold; whatever hides in it as marks. */
  readonly note: string | null;
  readonly since: number;
}

/** Longest time that one summary is made of. */
export const longestShiftMs = 366 * 24 * 3_600_000;

/** What was decided from one time to another, by the record, and how things stand now. It holds no claims. */
export interface ShiftSummary {
  readonly from: number;
  readonly until: number;
  readonly madeAt: number;
  readonly operator: string;
  /** All that were made, those that were undone or became void among them. */
  readonly approved: number;
  readonly undone: number;
  /** Approvals that came to nothing since the job had changed, by the code of the reason. */
  readonly voided: readonly Tally[];
  /** Approvals that this desk refused, by the code of the reason. */
  readonly refused: readonly Tally[];
  /** By the words that the operator gave. */
  readonly rejected: readonly Tally[];
  /** How often a job was put on hold. */
  readonly held: number;
  readonly signed: number;
  readonly delivered: number;
  readonly batches: readonly { readonly at: number; readonly count: number; readonly digest: string }[];
  /** From when a job was ready until it was approved or rejected, of those of which the record has both. */
  readonly age: { readonly decided: number; readonly medianMs: number | null; readonly longestMs: number | null };
  readonly now: {
    readonly toDecide: number;
    readonly oldestToDecideAt: number | null;
    readonly waiting: number;
    readonly held: number;
    /** Approved and not known to be at the service. */
    readonly undelivered: number;
  };
  /** The first of them. */
  readonly onHold: readonly StandingJob[];
  readonly undelivered: readonly StandingJob[];
}

/** Times at which a shift may have begun. */
export interface ShiftStarts {
  readonly session: number | null;
  /** Where the last summary that was printed or saved ends. */
  readonly lastSummary: number | null;
}

export type PrintAnswer = { readonly outcome: 'done' } | Extract<FileAnswer, { outcome: 'called-off' | 'refused' }>;

export type FileAnswer =
  | { readonly outcome: 'saved'; readonly path: string }
  | { readonly outcome: 'called-off' }
  | { readonly outcome: 'refused'; readonly reason: Finding };

/** `auditKey`: fingerprint of the key that the evidence is held to, to be told by another way to whoever checks it. */
export type EvidenceAnswer =
  | { readonly outcome: 'saved'; readonly path: string; readonly auditKey: string }
  | Exclude<FileAnswer, { outcome: 'saved' }>;

export type ApproveAnswer =
  | { readonly outcome: 'approved'; readonly undoUntil: number }
  /** Nothing was stored or signed. `stale`: show the job again before deciding. */
  | { readonly outcome: 'refused'; readonly reason: Finding };

export type ActionAnswer = { readonly outcome: 'done' } | { readonly outcome: 'refused'; readonly reason: Finding };

export interface AddAnswer {
  readonly added: readonly string[];
  readonly known: readonly string[];
  /** The first of them, with their reasons; `refusedLines` numbers them all, from 1. */
  readonly refused: readonly { readonly line: number; readonly text: string; readonly reason: Finding }[];
  readonly refusedLines: readonly number[];
}

/** A subject's token, read before a request is made of it. */
export interface RequestPreview {
  readonly claims: readonly { readonly name: Shown; readonly value: Shown }[];
  readonly signature: ReviewContent['signature'];
  /** What stands against sending it; while there is any, it is refused. */
  readonly obstacles: readonly Finding[];
  readonly warnings: readonly Finding[];
}

export type RequestAnswer =
  | { readonly outcome: 'made'; readonly jobId: string }
  /** `unknown`: no answer came; the service may have made a job whose ID nobody here knows. */
  | { readonly outcome: 'refused' | 'unknown'; readonly reason: Finding };

export type FolderAnswer = { readonly outcome: 'chosen'; readonly path: string } | { readonly outcome: 'called-off' };

export type ConnectAnswer =
  | { readonly outcome: 'connected' }
  /** `field` names the input that is wrong; `unreachable` may be overridden with `anyway`. */
  | {
      readonly outcome: 'refused';
      readonly field: 'address' | 'issuer' | null;
      readonly reason: Finding;
      readonly canForce: boolean;
    };

export type SaveAnswer =
  | { readonly outcome: 'saved' }
  | { readonly outcome: 'refused'; readonly problems: Readonly<Partial<Record<SettingName, Finding>>> };

/** Pages that the app may open in the person's browser; the addresses are main's. */
export const linkNames = ['keyring-help'] as const;
export type LinkName = (typeof linkNames)[number];

/**
 * Every call, its argument and its answer. With each the page names the service that it means; a call about a service is
 * refused when another one has come into view meanwhile (see `aboutService`).
 */
export interface Requests {
  snapshot: { argument: null; answer: Snapshot };
  queue: { argument: { query: QueueQuery; offset: number; limit: number }; answer: QueuePage };
  /** The scopes of all jobs here, what most of them have first; the longest and the rarest are left out. */
  queueScopes: { argument: null; answer: readonly ScopeCount[] };
  /** The saved views of the queue, by their names. */
  queueViews: { argument: null; answer: readonly QueueView[] };
  /** Under a name that there is already, it takes the place of what was saved under it. */
  saveQueueView: { argument: QueueView; answer: ActionAnswer };
  /** `view` is the name of one. */
  deleteQueueView: { argument: { view: string }; answer: ActionAnswer };
  /** Main builds what would be signed, remembers that it was shown to this frame, and hands out the nonce. */
  review: { argument: { jobId: string }; answer: Review };
  /** `typed`: what the operator typed, where `typing` of the review asks for it. */
  approve: {
    argument: { jobId: string; digest: string; nonce: string; typed?: string | undefined };
    answer: ApproveAnswer;
  };
  /** Jobs of the list that are ready for review. */
  selectReady: { argument: { query: QueueQuery }; answer: Selection };
  /** Main builds what would be signed for each, judges each, and leaves out what has to be looked at by itself. */
  prepareBatch: { argument: { jobIds: readonly string[] }; answer: BatchProposal };
  /** Hands out jobs of the batch; only one whose jobs have all been handed out can be approved. */
  batchJobs: { argument: { nonce: string; offset: number; limit: number }; answer: readonly BatchJob[] };
  /** Begins to approve the batch, each job by itself; `batch` of the snapshot tells how far that has come. */
  approveBatch: { argument: { digest: string; nonce: string }; answer: ActionAnswer };
  /** What is decided stays decided; nothing more is. */
  stopBatch: { argument: null; answer: ActionAnswer };
  /** The batch that runs or ran last; null where there is none, or where it was dismissed. */
  batch: { argument: null; answer: BatchStanding | null };
  /** Undoes what of the batch can still be undone. */
  undoBatch: { argument: null; answer: UndoneAnswer };
  /** The operator has read what came of it. */
  dismissBatch: { argument: null; answer: ActionAnswer };
  /** How the operator chose to approve what they selected: chosen beforehand the next time. */
  keepBatchWay: { argument: { way: BatchWay }; answer: ActionAnswer };
  undo: { argument: { jobId: string }; answer: ActionAnswer };
  reject: { argument: { jobId: string; reason: string }; answer: ActionAnswer };
  /** `recheckAt`: when the job comes back by itself; without it, when it is taken off hold. */
  hold: {
    argument: { jobId: string; note?: string | undefined; recheckAt?: number | null | undefined };
    answer: ActionAnswer;
  };
  takeOffHold: { argument: { jobId: string }; answer: ActionAnswer };
  retry: { argument: { jobId: string }; answer: ActionAnswer };
  addJobs: { argument: { text: string }; answer: AddAnswer };
  /** `from`: how many entries of the list stand above the first one that is asked for. Without `query`, the whole record. */
  history: { argument: { query?: RecordQuery | undefined; from: number; limit: number }; answer: RecordPage };
  jobLife: { argument: { jobId: string }; answer: JobLife };
  /** Asks where to, and begins to write the entries that the query lists there; `exportStanding` tells how far that has come. */
  exportRecord: {
    argument: { form: ExportForm; query: RecordQuery };
    answer: ActionAnswer | { readonly outcome: 'called-off' };
  };
  exportStanding: { argument: null; answer: ExportStanding | null };
  /** Nothing is left of the file. */
  stopExport: { argument: null; answer: ActionAnswer };
  /** The operator has read what came of it. */
  dismissExport: { argument: null; answer: ActionAnswer };
  shiftStarts: { argument: null; answer: ShiftStarts };
  shiftSummary: { argument: { from: number; until: number }; answer: ShiftSummary };
  /** Puts the page on paper, which shows that summary; its rules for print leave nothing else of it. */
  printShift: { argument: { from: number; until: number }; answer: PrintAnswer };
  /** The same as a PDF, where the system's dialog is told to. */
  saveShift: { argument: { from: number; until: number }; answer: FileAnswer };
  /** Evidence of what was decided about these jobs, in one file, where the system's dialog is told to. */
  saveEvidence: { argument: { jobIds: readonly string[] }; answer: EvidenceAnswer };
  keys: { argument: null; answer: readonly SigningKey[] };
  practise: { argument: null; answer: ActionAnswer };
  /** Leaves the practice service: back to the live service, or to setup where there is none yet. */
  leavePractice: { argument: null; answer: ActionAnswer };
  connect: { argument: { address: string; issuer: string; anyway: boolean }; answer: ConnectAnswer };
  /** Makes the first key, in setup. */
  createKey: { argument: { algorithm: KeyAlgorithm }; answer: ActionAnswer };
  /** Makes a key that waits to take over. */
  addKey: { argument: { algorithm: KeyAlgorithm }; answer: ActionAnswer };
  /**
   * Main reads a key from the file that the person chooses in the system's dialog, or from the clipboard, and holds it for
   * `importKey`. The key itself crosses to nobody.
   */
  readKey: { argument: { from: 'file' | 'clipboard' }; answer: KeyReading };
  /**
   * Takes in the key that was read: in setup as the first, else as one that waits to take over. `rsa` is how an RSA key
   * signs that does not say so.
   */
  importKey: { argument: { passphrase: string; rsa: 'RS256' | 'PS256'; overwrite: boolean }; answer: ImportAnswer };
  forgetKey: { argument: null; answer: ActionAnswer };
  /**
   * Asks where to, and writes one encrypted file there with the keys of the service and of its database. `keyPassphrase` is
   * that of the signing keys; empty where they have none.
   */
  makeBackup: { argument: { passphrase: string; keyPassphrase: string }; answer: BackupAnswer };
  /** Has the person choose a backup, and looks at its envelope; it is what the next two are about. */
  readBackup: { argument: null; answer: BackupReading };
  rehearseBackup: { argument: { passphrase: string }; answer: RehearsalAnswer };
  /**
   * `startAgain` then goes to work with what was restored. At a desk that is at work it brings in the keys that are not
   * here, and restores nothing else.
   */
  restoreBackup: { argument: { passphrase: string }; answer: RestoreAnswer };
  publicKeys: { argument: null; answer: PublicKeys };
  /** Asks where to, and writes the public set there; with `keep` again whenever it changes. */
  saveJwks: { argument: { keep: boolean }; answer: ActionAnswer | { readonly outcome: 'called-off' } };
  /** The file is not kept up to date any more, and stays as it is. */
  stopJwks: { argument: null; answer: ActionAnswer };
  /** Sets which of its algorithm's names a key writes into its tokens. */
  nameAlgorithm: { argument: { kid: string; header: HeaderAlgorithm }; answer: ActionAnswer };
  /** From now on new approvals are made for this key. */
  rotate: { argument: { to: Successor }; answer: ActionAnswer };
  /** From now on the key signs nothing and is not published; its private half is removed. */
  retire: { argument: { kid: string }; answer: ActionAnswer };
  /** Lets go of the keys of every service, and of all that was shown to be approved. */
  lock: { argument: null; answer: ActionAnswer };
  /** `passphrase` is empty for a key that has none. */
  unlock: { argument: { kid: string; passphrase: string }; answer: ActionAnswer };
  /** `present` is empty where the key has no passphrase; `next` is null to take it away. */
  setPassphrase: { argument: { kid: string; present: string; next: string | null }; answer: ActionAnswer };
  settings: { argument: null; answer: SettingsPage };
  saveSettings: { argument: { values: Partial<Settings> }; answer: SaveAnswer };
  /** Keeps in the keychain what the header `authHeader` carries; empty takes it away. It is never given back. */
  keepServiceSecret: { argument: { secret: string }; answer: ActionAnswer };
  /** Looks again at what kept the app from starting: the keychain, the configuration, the database. */
  startAgain: { argument: null; answer: ActionAnswer };
  /** The operator has this job before their eyes: it is not fresh any more. */
  seen: { argument: { jobId: string }; answer: ActionAnswer };
  pauseWatching: { argument: { length: PauseLength }; answer: ActionAnswer };
  resumeWatching: { argument: null; answer: ActionAnswer };
  /** Begins to look at the whole record; `record` of the snapshot tells how far that has come. */
  checkRecord: { argument: null; answer: ActionAnswer };
  stopRecordCheck: { argument: null; answer: ActionAnswer };
  /** The operator has read what was found, as `unread` of the snapshot names it. */
  acknowledgeRecord: { argument: { unread: string }; answer: ActionAnswer };
  stopSigning: { argument: null; answer: ActionAnswer };
  /** The passphrase of the key in use, or, where it has none, the word that is asked for in the language that is spoken. */
  resumeSigning: { argument: { typed: string; passphrase: string }; answer: ActionAnswer };
  previewRequest: { argument: { token: string }; answer: RequestPreview };
  /** Makes a job by POST /scope; `test` asks for the service's test issuer. */
  sendRequest: { argument: { token: string; test: boolean }; answer: RequestAnswer };
  /** Posts the subject's confirmation; `code` is empty where the service sent none. */
  confirm: { argument: { jobId: string; code: string }; answer: ActionAnswer };
  health: { argument: null; answer: Health };
  /** Asks the update feed now. */
  checkForUpdate: { argument: null; answer: ActionAnswer };
  /** Ends the app and starts the downloaded version, unless something is unsent or undecided. */
  restartToUpdate: { argument: null; answer: ActionAnswer };
  /**
   * The page tells where it is; `moves` is the newest it has followed, so that what it told before main took it elsewhere
   * is not taken for its wish. `busy` keeps a hidden page alive, because something typed is not stored yet.
   */
  keepPlace: { argument: { place: Place; moves: number; busy: boolean }; answer: ActionAnswer };
  dismiss: { argument: { id: number }; answer: ActionAnswer };
  /** Brings another service into view, by its `id`, in the section that the page is in. */
  showService: { argument: { service: string; section: Section }; answer: ActionAnswer };
  /** Has the system ask for a folder. */
  chooseFolder: { argument: null; answer: FolderAnswer };
  quit: { argument: null; answer: ActionAnswer };
  copyText: { argument: { text: string }; answer: ActionAnswer };
  openLink: { argument: { link: LinkName }; answer: ActionAnswer };
}

export type RequestName = keyof Requests;

export const requestNames = [
  'snapshot',
  'queue',
  'queueScopes',
  'queueViews',
  'saveQueueView',
  'deleteQueueView',
  'review',
  'approve',
  'selectReady',
  'prepareBatch',
  'batchJobs',
  'approveBatch',
  'stopBatch',
  'batch',
  'undoBatch',
  'dismissBatch',
  'keepBatchWay',
  'undo',
  'reject',
  'hold',
  'takeOffHold',
  'retry',
  'addJobs',
  'history',
  'jobLife',
  'exportRecord',
  'exportStanding',
  'stopExport',
  'dismissExport',
  'shiftStarts',
  'shiftSummary',
  'printShift',
  'saveShift',
  'saveEvidence',
  'keys',
  'practise',
  'leavePractice',
  'connect',
  'createKey',
  'addKey',
  'readKey',
  'importKey',
  'forgetKey',
  'publicKeys',
  'saveJwks',
  'stopJwks',
  'makeBackup',
  'readBackup',
  'rehearseBackup',
  'restoreBackup',
  'nameAlgorithm',
  'rotate',
  'retire',
  'lock',
  'unlock',
  'setPassphrase',
  'settings',
  'saveSettings',
  'keepServiceSecret',
  'startAgain',
  'seen',
  'pauseWatching',
  'resumeWatching',
  'checkRecord',
  'stopRecordCheck',
  'acknowledgeRecord',
  'stopSigning',
  'resumeSigning',
  'previewRequest',
  'sendRequest',
  'confirm',
  'health',
  'checkForUpdate',
  'restartToUpdate',
  'keepPlace',
  'dismiss',
  'showService',
  'chooseFolder',
  'quit',
  'copyText',
  'openLink',
] as const satisfies readonly RequestName[];

/** Calls that are about the service in view, and about no other. `undo` is about the service it names, in view or not. */
export const aboutService = [
  'queue',
  'queueScopes',
  'queueViews',
  'saveQueueView',
  'deleteQueueView',
  'review',
  'approve',
  'selectReady',
  'prepareBatch',
  'batchJobs',
  'approveBatch',
  'stopBatch',
  'batch',
  'undoBatch',
  'dismissBatch',
  'reject',
  'hold',
  'takeOffHold',
  'retry',
  'addJobs',
  'history',
  'jobLife',
  'exportRecord',
  'exportStanding',
  'stopExport',
  'dismissExport',
  'shiftStarts',
  'shiftSummary',
  'printShift',
  'saveShift',
  'saveEvidence',
  'keys',
  'connect',
  'createKey',
  'addKey',
  'importKey',
  'publicKeys',
  'saveJwks',
  'stopJwks',
  'makeBackup',
  'rehearseBackup',
  'restoreBackup',
  'nameAlgorithm',
  'rotate',
  'retire',
  'unlock',
  'setPassphrase',
  'settings',
  'saveSettings',
  'keepServiceSecret',
  'startAgain',
  'seen',
  'pauseWatching',
  'resumeWatching',
  'checkRecord',
  'stopRecordCheck',
  'acknowledgeRecord',
  'stopSigning',
  'resumeSigning',
  'previewRequest',
  'sendRequest',
  'confirm',
  'health',
] as const satisfies readonly RequestName[];

/** Calls with which the page has to say which service it means. */
export type ServiceRequestName = (typeof aboutService)[number] | 'undo';

/** A fault or a refused call, as it crosses to the page: a stable code and the values its words need. */
export interface Refusal {
  readonly code: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Refusal };

/** What the page finds at `window.authority`. */
export type Bridge = {
  readonly [Name in RequestName]: (
    argument: Requests[Name]['argument'],
    /** `inView` of the snapshot that the page acts on; may be left out where there is only one service. */
    service?: string | null,
  ) => Promise<Answer<Requests[Name]['answer']>>;
} & {
  /** Calls back with every new snapshot; gives the function that ends it. */
  readonly subscribe: (listener: (snapshot: Snapshot) => void) => () => void;
};

export const requestChannel = (name: RequestName): string => `authority/${name}`;
export const snapshotChannel = 'authority/changed';
