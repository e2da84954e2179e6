-- The server's own database: one file beside the photos.
-- Every table of a LAO begins its key with that LAO. Never edit this file: add 002.sql.

CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE counter (
    kind TEXT NOT NULL PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- `seq`, `length` and `chain` move under the lock of their row only.
CREATE TABLE lao (
    lao INTEGER NOT NULL PRIMARY KEY,
    said TEXT NOT NULL,
    seq INTEGER NOT NULL DEFAULT 0,
    length INTEGER NOT NULL DEFAULT 0,
    chain BLOB NOT NULL
) STRICT;

CREATE TABLE surveyor (
    lao INTEGER NOT NULL,
    surveyor TEXT NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (lao, surveyor)
) STRICT, WITHOUT ROWID;
CREATE INDEX surveyor_by_name ON surveyor (surveyor);

CREATE TABLE office_user (
    lao INTEGER NOT NULL,
    office_user TEXT NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (lao, office_user)
) STRICT, WITHOUT ROWID;
CREATE INDEX office_user_by_name ON office_user (office_user);

CREATE TABLE enrolment (
    lao INTEGER NOT NULL,
    code BLOB NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (lao, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
    lao INTEGER NOT NULL,
    device TEXT NOT NULL,
    token BLOB NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (lao, device)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX device_by_token ON device (lao, token);

-- Append-only: the two triggers below hold whoever forgets.
CREATE TABLE log (
    lao INTEGER NOT NULL,
    place INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    id BLOB NOT NULL,
    record BLOB,
    sent_by TEXT NOT NULL,
    at INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    chain BLOB NOT NULL,
    PRIMARY KEY (lao, place)
) STRICT;
CREATE UNIQUE INDEX log_by_id ON log (lao, id);
CREATE INDEX log_by_record ON log (lao, record) WHERE record IS NOT NULL;
CREATE TRIGGER log_is_not_altered BEFORE UPDATE ON log
BEGIN SELECT raise(ABORT, 'the log is never altered'); END;
CREATE TRIGGER log_is_not_deleted BEFORE DELETE ON log
BEGIN SELECT raise(ABORT, 'the log is never deleted from'); END;

-- Apart from the log, because an erasure destroys keys and nothing else.
CREATE TABLE log_keys (
    lao INTEGER NOT NULL,
    place INTEGER NOT NULL,
    keys BLOB NOT NULL,
    PRIMARY KEY (lao, place)
) STRICT, WITHOUT ROWID;

-- From here on: what the log comes to. All of it can be made again from the log.
CREATE TABLE record (
    lao INTEGER NOT NULL,
    record BLOB NOT NULL,
    seq INTEGER NOT NULL,
    here_since INTEGER NOT NULL,
    moo INTEGER,
    surveyor TEXT,
    changes INTEGER NOT NULL,
    visit TEXT NOT NULL,
    PRIMARY KEY (lao, record)
) STRICT;
CREATE INDEX record_by_seq ON record (lao, seq, moo);

CREATE TABLE person (
    lao INTEGER NOT NULL,
    record BLOB NOT NULL,
    person BLOB NOT NULL,
    number INTEGER,
    found_by TEXT NOT NULL,
    -- The entry that this appearance belongs to: its person, as the export names it.
    entry BLOB,
    standing TEXT,
    PRIMARY KEY (lao, record, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_by_entry ON person (lao, entry) WHERE entry IS NOT NULL;

-- Keyed and spread by the number: two LAOs that hold one person meet here.
CREATE TABLE number (
    number INTEGER NOT NULL,
    lao INTEGER NOT NULL,
    record BLOB NOT NULL,
    person BLOB NOT NULL,
    PRIMARY KEY (number, lao, record, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE ruling (
    lao INTEGER NOT NULL,
    record BLOB NOT NULL,
    id BLOB NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (lao, record, id)
) STRICT;

-- Work of revoked phones, until a supervisor judges it.
CREATE TABLE quarantine (
    lao INTEGER NOT NULL,
    id BLOB NOT NULL,
    record BLOB NOT NULL,
    device TEXT NOT NULL,
    at INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    keys BLOB NOT NULL,
    PRIMARY KEY (lao, id)
) STRICT;

CREATE TABLE upload (
    lao INTEGER NOT NULL,
    upload BLOB NOT NULL,
    device TEXT NOT NULL,
    hash BLOB NOT NULL,
    record BLOB NOT NULL,
    length INTEGER NOT NULL,
    arrived INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (lao, upload)
) STRICT, WITHOUT ROWID;

CREATE TABLE piece (
    lao INTEGER NOT NULL,
    upload BLOB NOT NULL,
    starts INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (lao, upload, starts)
) STRICT;

CREATE TABLE photo (
    lao INTEGER NOT NULL,
    hash BLOB NOT NULL,
    length INTEGER NOT NULL,
    key BLOB NOT NULL,
    device TEXT NOT NULL,
    record BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (lao, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE thumbnail (
    lao INTEGER NOT NULL,
    photo BLOB NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (lao, photo)
) STRICT;

CREATE TABLE receipt (
    lao INTEGER NOT NULL,
    place INTEGER NOT NULL,
    at INTEGER NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (lao, place)
) STRICT;
