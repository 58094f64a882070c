/**
 * The schema's history: entry N brings a database from version N to N + 1. Entries are never edited once released.
 * Times are milliseconds since the Unix epoch. Everything is text or a number (see database.ts on BLOBs).
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE jobs (
    id            TEXT PRIMARY KEY,
    status        TEXT NOT NULL,
    reason        TEXT,              -- Finding as JSON
    phase         TEXT NOT NULL,     -- what the service last said: unread, waiting, confirmed, signed, gone
    content_kind  TEXT,              -- subject-token, service-statement
    content       TEXT,              -- the compact token or the JSON text, to the letter
    content_at    INTEGER,
    content_first TEXT,              -- digest of the content first read: tells later that it changed
    promise       TEXT,              -- request token that came at intake; proves nothing by itself
    scope         TEXT,              -- these three as JSON texts: claims may hold a NUL character
    subject       TEXT,
    value         TEXT,
    flagged       INTEGER NOT NULL DEFAULT 0,
    added_at      INTEGER NOT NULL,
    changed_at    INTEGER NOT NULL,
    watched_from  INTEGER NOT NULL,
    faults        INTEGER NOT NULL DEFAULT 0,  -- looks in a row that failed
    next_look_at  INTEGER            -- null: not watched
  ) STRICT;
  -- Jobs that were pasted together stay in the order in which they were pasted: the row's number ends every index.
  CREATE INDEX jobs_by_status ON jobs (status, added_at);
  CREATE INDEX jobs_by_next_look ON jobs ((phase = 'unread'), next_look_at) WHERE next_look_at IS NOT NULL;
  -- Counted as jobs move: counting 100,000 rows for every change on screen would cost more than the change.
  CREATE TABLE job_counts (status TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT;
  CREATE TRIGGER job_added AFTER INSERT ON jobs BEGIN
    INSERT INTO job_counts VALUES (new.status, 1) ON CONFLICT (status) DO UPDATE SET n = n + 1;
  END;
  CREATE TRIGGER job_moved AFTER UPDATE OF status ON jobs WHEN old.status <> new.status BEGIN
    UPDATE job_counts SET n = n - 1 WHERE status = old.status;
    INSERT INTO job_counts VALUES (new.status, 1) ON CONFLICT (status) DO UPDATE SET n = n + 1;
  END;
  CREATE INDEX jobs_next_look ON jobs (next_look_at) WHERE next_look_at IS NOT NULL;

  CREATE TABLE approvals (
    id            INTEGER PRIMARY KEY,
    job_id        TEXT NOT NULL REFERENCES jobs (id),
    digest        TEXT NOT NULL,
    header        TEXT NOT NULL,
    payload       TEXT NOT NULL,
    content       TEXT NOT NULL,     -- what was read and shown; compared again before signing
    kid           TEXT NOT NULL,
    approved_at   INTEGER NOT NULL,
    undo_until    INTEGER NOT NULL,
    outcome       TEXT               -- null while pending; undone, void, signed
  ) STRICT;
  CREATE UNIQUE INDEX one_pending_approval ON approvals (job_id) WHERE outcome IS NULL;
  CREATE UNIQUE INDEX one_signed_approval ON approvals (job_id) WHERE outcome = 'signed';

  -- The primary key is the promise: one job, at most one token.
  CREATE TABLE tokens (
    job_id        TEXT PRIMARY KEY REFERENCES jobs (id),
    approval_id   INTEGER NOT NULL UNIQUE REFERENCES approvals (id),
    token         TEXT NOT NULL,
    digest        TEXT NOT NULL,
    kid           TEXT NOT NULL,
    signed_at     INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE deliveries (
    job_id        TEXT PRIMARY KEY REFERENCES tokens (job_id),
    address       TEXT NOT NULL,     -- the service that it was signed for, and may be sent to
    stage         TEXT NOT NULL,     -- unsent, unknown, accepted, unconfirmed, parked, done
    attempts      INTEGER NOT NULL DEFAULT 0,
    faults        INTEGER NOT NULL DEFAULT 0,
    answer_proof  INTEGER NOT NULL DEFAULT 0,
    next_at       INTEGER,
    last_fault    TEXT,
    proof         TEXT               -- read-back, answer
  ) STRICT;
  CREATE INDEX deliveries_due ON deliveries (next_at) WHERE next_at IS NOT NULL;

  CREATE TABLE rejections (
    job_id        TEXT PRIMARY KEY REFERENCES jobs (id),
    reason        TEXT NOT NULL,     -- as a JSON text, for the same cause
    rejected_at   INTEGER NOT NULL,
    deletion      TEXT NOT NULL,     -- pending, deleted, already-gone, refused
    faults        INTEGER NOT NULL DEFAULT 0,
    next_at       INTEGER,
    last_fault    TEXT
  ) STRICT;
  CREATE INDEX rejections_due ON rejections (next_at) WHERE next_at IS NOT NULL;

  -- One row: the service that everything unfinished belongs to.
  CREATE TABLE service (
    only          INTEGER PRIMARY KEY CHECK (only = 1),
    address       TEXT NOT NULL
  ) STRICT;

  CREATE TABLE record (
    number        INTEGER PRIMARY KEY,
    at            INTEGER NOT NULL,
    event         TEXT NOT NULL,
    job_id        TEXT,
    operator      TEXT NOT NULL,
    detail        TEXT NOT NULL,     -- canonical JSON (RFC 8785)
    previous      TEXT NOT NULL,
    hash          TEXT NOT NULL
  ) STRICT;
  CREATE INDEX record_by_job ON record (job_id, number) WHERE job_id IS NOT NULL;
  `,
  `
  -- A job that comes to need a decision is fresh until somebody looks at it, and untold until somebody heard of it.
  ALTER TABLE jobs ADD COLUMN fresh INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE jobs ADD COLUMN untold INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX jobs_untold ON jobs (status, added_at) WHERE untold = 1;
  CREATE INDEX jobs_failing ON jobs (next_look_at) WHERE faults >= 3;
  CREATE INDEX jobs_fresh ON jobs (status) WHERE fresh = 1;

  -- One row while the operator has called off the watching; until is null when it is until they resume it.
  CREATE TABLE pause (
    only          INTEGER PRIMARY KEY CHECK (only = 1),
    since         INTEGER NOT NULL,
    until         INTEGER
  ) STRICT;

  -- What a feed's pages were when their jobs were taken in.
  CREATE TABLE feed_pages (
    url           TEXT PRIMARY KEY,
    etag          TEXT,
    last_modified TEXT,
    next          TEXT               -- URL of the page after it
  ) STRICT;
  `,
  `
  -- What a job's looks are paid from (schedule.ts). Each band's jobs stand in the order in which they fall due, and in the
  -- order of their age.
  ALTER TABLE jobs ADD COLUMN band TEXT NOT NULL DEFAULT 'unread';
  UPDATE jobs SET band = CASE WHEN status <> 'waiting' THEN 'undecided' ELSE 'recent' END WHERE phase <> 'unread';
  DROP INDEX jobs_by_next_look;
  CREATE INDEX jobs_due ON jobs (band, next_look_at) WHERE next_look_at IS NOT NULL;
  CREATE INDEX jobs_by_age ON jobs (band, watched_from) WHERE next_look_at IS NOT NULL;
  CREATE INDEX approvals_due ON approvals (undo_until) WHERE outcome IS NULL;
  `,
  `
  -- What was signed or rejected for whom, and the values that stood there: a later job for the like is shown beside it.
  CREATE TABLE decided (
    job_id        TEXT PRIMARY KEY REFERENCES jobs (id),
    outcome       TEXT NOT NULL,     -- signed, rejected
    at            INTEGER NOT NULL,
    subject       TEXT               -- as a JSON text
  ) STRICT;
  CREATE INDEX decided_by_subject ON decided (subject, at);
  CREATE TABLE known_values (
    id            INTEGER PRIMARY KEY,
    claim         TEXT NOT NULL,     -- these three as JSON texts
    text          TEXT NOT NULL,
    spelling      TEXT NOT NULL,     -- without what makes no difference: case, blanks in a telephone number
    same          TEXT NOT NULL UNIQUE, -- digest of claim and spelling
    skeleton      TEXT               -- digest of claim and skeleton; null for what is too long to be taken in at a glance
  ) STRICT;
  CREATE INDEX known_by_skeleton ON known_values (skeleton) WHERE skeleton IS NOT NULL;
  CREATE TABLE decided_values (
    value_id      INTEGER NOT NULL REFERENCES known_values (id),
    at            INTEGER NOT NULL,  -- as the job's, so that the newest are found first
    job_id        TEXT NOT NULL REFERENCES decided (job_id),
    PRIMARY KEY (value_id, at, job_id)
  ) STRICT;
  CREATE INDEX jobs_by_subject ON jobs (subject, added_at) WHERE subject IS NOT NULL;

  -- Decisions that are still to be remembered: all that were made before there was a memory, and each one from when it is made.
  CREATE TABLE unremembered (job_id TEXT PRIMARY KEY REFERENCES jobs (id)) STRICT;
  INSERT INTO unremembered SELECT job_id FROM tokens UNION SELECT job_id FROM rejections;
  CREATE TRIGGER signed_to_remember AFTER INSERT ON tokens BEGIN
    INSERT INTO unremembered VALUES (new.job_id) ON CONFLICT DO NOTHING;
  END;
  CREATE TRIGGER rejected_to_remember AFTER INSERT ON rejections BEGIN
    INSERT INTO unremembered VALUES (new.job_id) ON CONFLICT DO NOTHING;
  END;
  `,
  `
  -- What the operator noted when putting a job on hold, as a JSON text, and when it comes back by itself.
  ALTER TABLE jobs ADD COLUMN note TEXT;
  ALTER TABLE jobs ADD COLUMN recheck_at INTEGER;
  CREATE INDEX jobs_to_recheck ON jobs (status, recheck_at) WHERE recheck_at IS NOT NULL;
  `,
  `
  -- Approvals that stand, for limits of an hour and a day.
  CREATE INDEX approvals_by_time ON approvals (approved_at);
  `,
  `
  -- What jobs are filtered and sorted by, apart from their content: a hundred thousand jobs are looked through in one go,
  -- and with the content between them that would mean reading and deciphering all of it. A job's number is its rowid,
  -- which stays as long as nobody vacuums the database.
  CREATE TABLE job_facets (
    job           INTEGER PRIMARY KEY,
    status        TEXT NOT NULL,
    scope         TEXT,              -- these two as JSON texts
    subject       TEXT,
    flagged       INTEGER NOT NULL,
    added_at      INTEGER NOT NULL,
    changed_at    INTEGER NOT NULL
  ) STRICT;
  -- Grows with every change that may alter a list of jobs, so that one that is at hand can be told from one that is old.
  CREATE TABLE job_changes (only INTEGER PRIMARY KEY CHECK (only = 1), n INTEGER NOT NULL) STRICT;
  INSERT INTO job_changes VALUES (1, 0);
  INSERT INTO job_facets SELECT rowid, status, scope, subject, flagged, added_at, changed_at FROM jobs;
  CREATE TRIGGER job_facets_added AFTER INSERT ON jobs BEGIN
    INSERT INTO job_facets
    VALUES (new.rowid, new.status, new.scope, new.subject, new.flagged, new.added_at, new.changed_at);
    UPDATE job_changes SET n = n + 1;
  END;
  CREATE TRIGGER job_facets_changed AFTER UPDATE OF status, scope, subject, flagged, changed_at ON jobs BEGIN
    UPDATE job_facets SET status = new.status, scope = new.scope, subject = new.subject, flagged = new.flagged,
      changed_at = new.changed_at WHERE job = new.rowid;
    UPDATE job_changes SET n = n + 1;
  END;

  -- The words that a job is found by (see jobs/search-words.ts), and nothing of where they stand. Only the beginnings of
  -- words are looked for. The index is kept apart from the texts, which lie where they always did.
  CREATE VIRTUAL TABLE job_words USING fts5(
    words, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3', tokenize = 'ascii'
  );
  -- Its parts are merged a little with every slice, and never all at once.
  INSERT INTO job_words (job_words, rank) VALUES ('automerge', 0);
  INSERT INTO job_words (job_words, rank) VALUES ('crisismerge', 200);
  -- Jobs whose words are not in the index as they are now; it takes them in a few at a time.
  CREATE TABLE job_words_due (job INTEGER PRIMARY KEY) STRICT;
  INSERT INTO job_words_due SELECT rowid FROM jobs;
  CREATE TRIGGER job_words_added AFTER INSERT ON jobs BEGIN
    INSERT OR IGNORE INTO job_words_due VALUES (new.rowid);
  END;
  CREATE TRIGGER job_words_changed AFTER UPDATE OF content, note ON jobs BEGIN
    INSERT OR IGNORE INTO job_words_due VALUES (new.rowid);
  END;
  CREATE TRIGGER job_words_rejected AFTER INSERT ON rejections BEGIN
    INSERT OR IGNORE INTO job_words_due SELECT rowid FROM jobs WHERE id = new.job_id;
  END;

  -- Views of the queue that the operator saved. What they search for may be of a claim, so they lie here.
  CREATE TABLE queue_views (
    name          TEXT PRIMARY KEY,  -- as a JSON text
    query         TEXT NOT NULL      -- QueueQuery as JSON
  ) STRICT;
  `,
  `
  -- What was decided in a day or a shift is counted from the record, however long that is.
  CREATE INDEX record_by_event ON record (event, at);
  `,
  `
  -- The operator has stopped all signing.
  CREATE TABLE signing_stop (only INTEGER PRIMARY KEY CHECK (only = 1), since INTEGER NOT NULL) STRICT;
  `,
  `
  -- Entries of the second form say more (audit/chain.ts); those of the first are hashed as they were written.
  ALTER TABLE record ADD COLUMN form INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE record ADD COLUMN monotonic INTEGER;
  ALTER TABLE record ADD COLUMN kid TEXT;
  ALTER TABLE record ADD COLUMN personal TEXT NOT NULL DEFAULT '{}';

  -- What entries say of persons and are only committed to. A value is erased with its salt, and the chain holds.
  CREATE TABLE personal_values (
    number        INTEGER NOT NULL REFERENCES record (number),
    name          TEXT NOT NULL,
    salt          TEXT NOT NULL,     -- base64url
    value         TEXT NOT NULL,     -- canonical JSON
    PRIMARY KEY (number, name)
  ) STRICT;

  -- How far the record has come, said beside it: entries that were cut off its end are missed even where the keychain is silent.
  CREATE TABLE newest_entry (
    only          INTEGER PRIMARY KEY CHECK (only = 1),
    number        INTEGER NOT NULL,
    hash          TEXT NOT NULL
  ) STRICT;
  INSERT INTO newest_entry SELECT 1, number, hash FROM record ORDER BY number DESC LIMIT 1;

  -- Hashes of whole subtrees of the record's Merkle tree (audit/merkle.ts), from 256 entries upward.
  CREATE TABLE tree_nodes (
    level         INTEGER NOT NULL,  -- of 2^level entries
    place         INTEGER NOT NULL,  -- how many subtrees of the level lie before it
    hash          TEXT NOT NULL,
    PRIMARY KEY (level, place)
  ) STRICT;

  CREATE TABLE checkpoints (
    size          INTEGER NOT NULL,  -- entries that it covers
    key           TEXT NOT NULL,     -- ID of the key that signed it
    at            INTEGER NOT NULL,
    note          TEXT NOT NULL,     -- C2SP tlog-checkpoint, signed
    PRIMARY KEY (size, key)
  ) STRICT;
  `,
  `
  -- All that was approved for a job, and what became of it, is shown with the rest of its life.
  CREATE INDEX approvals_by_job ON approvals (job_id, id);
  `,
  `
  -- The key that was in use when all signing was stopped: another one that takes over meanwhile does not resume it.
  ALTER TABLE signing_stop ADD COLUMN kid TEXT;
  `,
];
