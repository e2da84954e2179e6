-- What the office says besides what it does to requests: postings and closed days, each under its
-- name. The latest decision that says it; all can be made again from the log.
CREATE TABLE affair (
    lao INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('posting', 'holiday')),
    name TEXT NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (lao, kind, name)
) STRICT, WITHOUT ROWID;
