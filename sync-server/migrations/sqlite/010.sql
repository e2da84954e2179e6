-- Which affairs there are is said by the program alone: a list that was taken in is one more.
ALTER TABLE affair RENAME TO affair_before;
CREATE TABLE affair (
    lao INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (lao, kind, name)
) STRICT, WITHOUT ROWID;
INSERT INTO affair (lao, kind, name, said) SELECT lao, kind, name, said FROM affair_before;
DROP TABLE affair_before;

-- Lists of names that came as files and are not wholly taken in yet: what the office said of each, and
-- how many of its records are filed; nothing, where it was not asked for yet.
CREATE TABLE name_list (
    lao INTEGER NOT NULL,
    list BLOB NOT NULL,
    at INTEGER NOT NULL,
    filed INTEGER,
    said TEXT NOT NULL,
    PRIMARY KEY (lao, list)
) STRICT, WITHOUT ROWID;

-- Their rows, packed and sealed. They go when the list is taken in, or called off, or forgotten.
CREATE TABLE name_sheet (
    lao INTEGER NOT NULL,
    list BLOB NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (lao, list)
) STRICT;
