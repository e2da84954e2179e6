-- The phone's store, version 2: drafts know where they were left and what they were begun
-- upon, a photo is expected before the camera opens, and visits have a narrow row each.

-- The page on which a draft was left; the screens' own word, empty at first.
ALTER TABLE draft ADD COLUMN page TEXT NOT NULL DEFAULT '';
-- Of a draft that edits a record: the newest change of it that was here when the draft was
-- begun, or 0. What came later was not seen, and so is not replaced.
ALTER TABLE draft ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
UPDATE draft SET seen = coalesce(
    (SELECT max(change.number) FROM change JOIN record ON record.number = change.record
     WHERE record.id = draft.id), 0);

-- Photos that a draft waits for while the camera is open: this process may die meanwhile.
CREATE TABLE pending_photo (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    draft    BLOB NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    answer   TEXT NOT NULL,
    asked_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX pending_photo_of_draft ON pending_photo (draft);

-- What a list of households shows of a visit. Apart from `record`, whose rows hold whole
-- visits: a list of ten thousand would read all of them. None for a record that is withdrawn.
CREATE TABLE visit (
    record      INTEGER NOT NULL PRIMARY KEY REFERENCES record (number),
    id          BLOB NOT NULL CHECK (length(id) = 16),
    -- The household's key; empty where no house number tells it from others.
    household   TEXT NOT NULL,
    round       TEXT NOT NULL,
    captured_ms INTEGER NOT NULL,
    refused     INTEGER NOT NULL CHECK (refused IN (0, 1)),
    surveyor    TEXT NOT NULL,
    tambon      TEXT NOT NULL,
    moo         INTEGER NOT NULL,
    community   TEXT NOT NULL,
    house       TEXT NOT NULL,
    householder TEXT NOT NULL,
    people      INTEGER NOT NULL,
    requests    INTEGER NOT NULL,
    -- Sent back by a supervisor, and not answered.
    sent_back   INTEGER NOT NULL CHECK (sent_back IN (0, 1)),
    lat         REAL,
    lon         REAL
) STRICT;

-- What tells people apart, in the form in which it is compared.
ALTER TABLE person ADD COLUMN given TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN family TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN born TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN sex TEXT NOT NULL DEFAULT '' CHECK (sex IN ('', 'male', 'female'));
-- A mark of the person's signs in the table below; 0 where there are none yet.
ALTER TABLE person ADD COLUMN signed INTEGER NOT NULL DEFAULT 0;
-- By which signs somebody is found who may be another: each is a word. A table of (sign,
-- person) would be written all over for every page that is pulled; this is written in order.
CREATE VIRTUAL TABLE person_alike USING fts5 (
    signs, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
