-- At which door a record's visit was, so that all visits to one house are found by it; nothing where no house
-- number tells the house from another.
ALTER TABLE record ADD COLUMN door TEXT COLLATE "C";
CREATE INDEX record_by_door ON record (lao, door, seq) WHERE door IS NOT NULL;

-- Who of a month was typed into INFO, by whom, when, and what it was then, so that what changes after it is seen.
-- Whose it is and what it was are marks under a key of the office's.
CREATE TABLE typed (
    lao INTEGER NOT NULL,
    round TEXT COLLATE "C" NOT NULL,
    whom BYTEA NOT NULL,
    office_user TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    mark BYTEA NOT NULL,
    PRIMARY KEY (lao, round, whom)
);
CREATE INDEX typed_by_whom ON typed (lao, whom);
