-- What the office did to requests, and where each stands. Both can be made again from the log and
-- the records.
CREATE TABLE step (
    lao INTEGER NOT NULL,
    record BLOB NOT NULL,
    request BLOB NOT NULL,
    -- Its place among the request's steps, from 1.
    nth INTEGER NOT NULL,
    id BLOB NOT NULL,
    -- The sheet it was made on: sent twice, it is one step.
    sheet BLOB NOT NULL,
    meeting BLOB,
    -- The decision, as it was signed.
    said TEXT NOT NULL,
    PRIMARY KEY (lao, record, request, nth)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX step_by_sheet ON step (lao, sheet);
CREATE INDEX step_by_meeting ON step (lao, meeting) WHERE meeting IS NOT NULL;

CREATE TABLE course (
    lao INTEGER NOT NULL,
    record BLOB NOT NULL,
    request BLOB NOT NULL,
    state TEXT NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (lao, record, request)
) STRICT, WITHOUT ROWID;
CREATE INDEX course_by_state ON course (lao, state);

-- The last number of each fiscal year's request register. A number is given once, whatever becomes
-- of its request.
CREATE TABLE running (
    lao INTEGER NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (lao, year)
) STRICT, WITHOUT ROWID;

-- Meetings of the committee: the latest decision that says each.
CREATE TABLE meeting (
    lao INTEGER NOT NULL,
    meeting BLOB NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (lao, meeting)
) STRICT, WITHOUT ROWID;
