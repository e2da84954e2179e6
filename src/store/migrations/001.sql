-- The phone's store, version 1. Never edited once an app has shipped with it: what is to
-- change gets the next number, and `schema_tests.rs` an unsent piece of work in this version.

-- Small things of which there is one: the clock, the cursor, the lists, the digest.
CREATE TABLE note (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Who this phone is, as its enrolment said. One row, or none before that.
CREATE TABLE identity (
    one         INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    device      TEXT NOT NULL,
    signing_key BLOB NOT NULL CHECK (length(signing_key) = 32),
    token       TEXT NOT NULL,
    server      TEXT NOT NULL,
    server_key  BLOB NOT NULL CHECK (length(server_key) = 32),
    certificate BLOB NOT NULL CHECK (length(certificate) IN (0, 32)),
    recipient   TEXT NOT NULL,
    surveyor    TEXT NOT NULL CHECK (json_valid(surveyor)),
    lao         TEXT NOT NULL CHECK (json_valid(lao))
) STRICT;

-- Records, this phone's and those of its area, as their changes come to.
CREATE TABLE record (
    number    INTEGER PRIMARY KEY,
    id        BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    -- JSON; empty while the change that made the record has not come.
    merged    TEXT NOT NULL DEFAULT '',
    withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1))
) STRICT;

-- Changes as they were signed, in the order in which they came here.
CREATE TABLE change (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id     BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
    record INTEGER NOT NULL REFERENCES record (number),
    json   TEXT NOT NULL
) STRICT;
CREATE INDEX change_of_record ON change (record);

-- This phone's own changes, and how far each has got.
CREATE TABLE outbox (
    change INTEGER NOT NULL PRIMARY KEY REFERENCES change (number),
    record INTEGER NOT NULL REFERENCES record (number),
    state  TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'received', 'rejected')),
    reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX outbox_of_record ON outbox (record, state);
CREATE INDEX outbox_unreceived ON outbox (change) WHERE state IN ('waiting', 'sent');

-- Changes of the area that this version of the app cannot read; a later one may.
CREATE TABLE unread (
    hash   BLOB NOT NULL PRIMARY KEY,
    record BLOB NOT NULL,
    json   TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How people of pulled records stand in the office's register.
CREATE TABLE standing (
    record INTEGER NOT NULL REFERENCES record (number),
    person BLOB NOT NULL CHECK (length(person) = 16),
    state  TEXT NOT NULL CHECK (json_valid(state)),
    PRIMARY KEY (record, person)
) STRICT, WITHOUT ROWID;

-- The people of all records, for search and for `check`.
CREATE TABLE person (
    number      INTEGER PRIMARY KEY,
    record      INTEGER NOT NULL REFERENCES record (number),
    id          BLOB NOT NULL CHECK (length(id) = 16),
    -- Thirteen digits that pass the check, or empty.
    national_id TEXT NOT NULL DEFAULT '',
    name        TEXT NOT NULL DEFAULT '',
    house       TEXT NOT NULL DEFAULT '',
    moo         INTEGER NOT NULL DEFAULT 0,
    -- What is searched, folded.
    sought      TEXT NOT NULL
) STRICT;
CREATE INDEX person_of_record ON person (record);
CREATE INDEX person_by_national_id ON person (national_id) WHERE national_id <> '';
CREATE VIRTUAL TABLE person_search USING fts5 (
    sought, content = '', contentless_delete = 1, tokenize = 'trigram'
);

-- Photos that this phone's work names. Bytes are in a file each, sealed.
CREATE TABLE photo (
    number         INTEGER PRIMARY KEY,
    hash           BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    -- 0 where only the name is here: another phone took it.
    length         INTEGER NOT NULL DEFAULT 0,
    thumbnail      BLOB NOT NULL DEFAULT x'',
    thumbnail_sent INTEGER NOT NULL DEFAULT 0 CHECK (thumbnail_sent IN (0, 1)),
    state          TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'received', 'rejected')),
    reason         TEXT NOT NULL DEFAULT '',
    -- Of a received photo that was lawfully erased, until its file is gone too.
    going          INTEGER NOT NULL DEFAULT 0 CHECK (going IN (0, 1)),
    upload_url     TEXT NOT NULL DEFAULT '',
    upload_offset  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX photo_unreceived ON photo (state) WHERE state <> 'received';
CREATE INDEX photo_going ON photo (going) WHERE going = 1;

-- Which of this phone's records name which photo.
CREATE TABLE named_photo (
    record INTEGER NOT NULL REFERENCES record (number),
    photo  INTEGER NOT NULL REFERENCES photo (number),
    PRIMARY KEY (record, photo)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_naming ON named_photo (photo);

-- Visits being captured.
CREATE TABLE draft (
    id        BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    json      TEXT NOT NULL CHECK (json_valid(json)),
    saved_ms  INTEGER NOT NULL,
    -- Completed, or thrown away by whoever made it: a plain choice, never a consequence.
    closed    TEXT NOT NULL DEFAULT '' CHECK (closed IN ('', 'completed', 'discarded'))
) STRICT;

-- The server's receipts, whole, as it signed them.
CREATE TABLE receipt (
    number INTEGER PRIMARY KEY,
    hash   BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    at_ms  INTEGER NOT NULL,
    json   TEXT NOT NULL
) STRICT;

-- Records that were lawfully erased: the fact, and nothing else of them.
CREATE TABLE erased (
    record BLOB NOT NULL PRIMARY KEY CHECK (length(record) = 16)
) STRICT, WITHOUT ROWID;

-- Sealed bundles that this phone carries for others.
CREATE TABLE carried (
    id            BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 32),
    length        INTEGER NOT NULL,
    state         TEXT NOT NULL DEFAULT 'carried' CHECK (state IN ('carried', 'delivered', 'let-go')),
    upload_url    TEXT NOT NULL DEFAULT '',
    upload_offset INTEGER NOT NULL DEFAULT 0,
    -- What came back for it, for the phone that made it.
    answer        TEXT NOT NULL DEFAULT ''
) STRICT;

-- Nothing that was not received can be deleted, whatever the code above this does.

CREATE TRIGGER an_unreceived_change_stays BEFORE DELETE ON change
WHEN EXISTS (SELECT 1 FROM outbox WHERE change = OLD.number)
BEGIN
    SELECT RAISE(ABORT, 'a change that the server has not confirmed cannot be deleted');
END;

CREATE TRIGGER an_unreceived_change_stays_in_the_outbox BEFORE DELETE ON outbox
WHEN OLD.state <> 'received'
BEGIN
    SELECT RAISE(ABORT, 'a change that the server has not confirmed cannot be deleted');
END;

CREATE TRIGGER a_change_is_never_altered BEFORE UPDATE ON change
BEGIN
    SELECT RAISE(ABORT, 'a change is never altered once it is signed');
END;

CREATE TRIGGER a_record_with_changes_stays BEFORE DELETE ON record
WHEN EXISTS (SELECT 1 FROM change WHERE record = OLD.number)
BEGIN
    SELECT RAISE(ABORT, 'a record that still has changes cannot be deleted');
END;

CREATE TRIGGER an_unreceived_photo_stays BEFORE DELETE ON photo
WHEN OLD.length > 0 AND OLD.state <> 'received'
BEGIN
    SELECT RAISE(ABORT, 'a photo that the server has not confirmed cannot be deleted');
END;

CREATE TRIGGER an_unreceived_photo_is_not_let_go BEFORE UPDATE OF going ON photo
WHEN NEW.going = 1 AND OLD.length > 0 AND OLD.state <> 'received'
BEGIN
    SELECT RAISE(ABORT, 'a photo that the server has not confirmed cannot be deleted');
END;

CREATE TRIGGER a_draft_stays BEFORE DELETE ON draft
WHEN OLD.closed = ''
BEGIN
    SELECT RAISE(ABORT, 'a draft is deleted only when it was completed or discarded by its author');
END;

CREATE TRIGGER a_receipt_stays BEFORE DELETE ON receipt
BEGIN
    SELECT RAISE(ABORT, 'receipts are kept');
END;

CREATE TRIGGER a_carried_bundle_stays BEFORE DELETE ON carried
WHEN OLD.state = 'carried'
BEGIN
    SELECT RAISE(ABORT, 'a carried bundle is deleted only after its receipt or by a plain choice');
END;
