/** Tables of the job store in the embedded file. Columns of `jobs` carry the names of JobRecord's fields. */
export const JOB_TABLES: readonly string[] = [
  `CREATE TABLE jobs (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, type TEXT NOT NULL, queue TEXT NOT NULL, state TEXT NOT NULL,
    token INTEGER NOT NULL, attempts INTEGER NOT NULL, failedAttempts INTEGER NOT NULL,
    maximumAttempts INTEGER NOT NULL, losses INTEGER NOT NULL, round INTEGER NOT NULL, sequence INTEGER NOT NULL,
    urgent INTEGER NOT NULL, events INTEGER NOT NULL, progress TEXT, createdAt INTEGER NOT NULL,
    queuedAt INTEGER NOT NULL, updatedAt INTEGER NOT NULL, claimedAt INTEGER, startedAt INTEGER, finishedAt INTEGER,
    dueAt INTEGER, expiresAt INTEGER, reviewAt INTEGER, worker TEXT, failureClass TEXT, error TEXT,
    cancelledFrom TEXT, stoppedBy TEXT, stoppedInMs INTEGER, requestId TEXT, input TEXT NOT NULL,
    resultBlob TEXT, keyHash TEXT
  ) WITHOUT ROWID`,
  'CREATE INDEX jobs_by_state ON jobs (owner, type, state, id)',
  'CREATE INDEX jobs_by_review ON jobs (reviewAt) WHERE reviewAt IS NOT NULL',
  'CREATE INDEX jobs_by_expiry ON jobs (expiresAt) WHERE expiresAt IS NOT NULL',
  "CREATE INDEX jobs_to_stop ON jobs (id) WHERE state = 'cancelled' AND worker IS NOT NULL",
  'CREATE TABLE results (id TEXT PRIMARY KEY, result TEXT NOT NULL) WITHOUT ROWID',
  `CREATE TABLE timeline (
    id TEXT NOT NULL, n INTEGER NOT NULL, at INTEGER NOT NULL, event TEXT NOT NULL, state TEXT NOT NULL, details TEXT,
    PRIMARY KEY (id, n)
  ) WITHOUT ROWID`,
  `CREATE TABLE job_blobs (
    id TEXT NOT NULL, name TEXT NOT NULL, reference TEXT NOT NULL, PRIMARY KEY (id, name)
  ) WITHOUT ROWID`,
  `CREATE TABLE state_counts (
    owner TEXT NOT NULL, type TEXT NOT NULL, state TEXT NOT NULL, current INTEGER NOT NULL, total INTEGER NOT NULL,
    PRIMARY KEY (owner, type, state)
  ) WITHOUT ROWID`,
  `CREATE TABLE queue_tallies (
    queue TEXT PRIMARY KEY, waiting INTEGER NOT NULL, tail INTEGER NOT NULL, "left" INTEGER NOT NULL
  ) WITHOUT ROWID`,
  `CREATE TABLE samples (
    minute INTEGER NOT NULL, type TEXT NOT NULL, kind TEXT NOT NULL, bucket INTEGER NOT NULL, n INTEGER NOT NULL,
    PRIMARY KEY (minute, type, kind, bucket)
  ) WITHOUT ROWID`,
  `CREATE TABLE idempotency_keys (
    hash TEXT PRIMARY KEY, fingerprint TEXT, jobId TEXT, expiresAt INTEGER NOT NULL
  ) WITHOUT ROWID`,
  'CREATE INDEX keys_by_expiry ON idempotency_keys (expiresAt)',
  'CREATE TABLE workers (name TEXT PRIMARY KEY, beatAt INTEGER NOT NULL, presence TEXT NOT NULL) WITHOUT ROWID',
  'CREATE TABLE agreed (topic TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID',
];
