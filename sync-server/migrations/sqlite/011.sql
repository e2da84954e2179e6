-- At which door a record's visit was, so that all visits to one house are found by it; nothing where no house
-- number tells the house from another.
ALTER TABLE record ADD COLUMN door TEXT;
CREATE INDEX record_by_door ON record (lao, door, seq) WHERE door IS NOT NULL;

-- Who of a month was typed into INFO, by whom, when, and what it was then, so that what changes after it is seen.
-- Whose it is and what it was are marks under a key of the office's.
CREATE TABLE typed (
    lao INTEGER NOT NULL,
    round TEXT NOT NULL,
    whom BLOB NOT NULL,
    office_user TEXT NOT NULL,
    at INTEGER NOT NULL,
    mark BLOB NOT NULL,
    PRIMARY KEY (lao, round, whom)
) STRICT, WITHOUT ROWID;
CREATE INDEX typed_by_whom ON typed (lao, whom);
