-- Who is signed in at the console. The token is a hash: nobody signs in with what stands here.
CREATE TABLE session (
    lao INTEGER NOT NULL,
    token BLOB NOT NULL,
    office_user TEXT NOT NULL,
    since INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    PRIMARY KEY (lao, token)
) STRICT, WITHOUT ROWID;

-- How often somebody's password was tried since it was last right.
CREATE TABLE tries (
    lao INTEGER NOT NULL,
    office_user TEXT NOT NULL,
    many INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (lao, office_user)
) STRICT, WITHOUT ROWID;

-- Who looked at whom, when and why. It names people by their ids and nothing else of them, so
-- that an erasure need not touch it.
CREATE TABLE access (
    lao INTEGER NOT NULL,
    id BLOB NOT NULL,
    at INTEGER NOT NULL,
    office_user TEXT NOT NULL,
    act TEXT NOT NULL,
    record BLOB,
    person BLOB,
    told TEXT,
    why TEXT,
    PRIMARY KEY (lao, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX access_by_person ON access (lao, person, id) WHERE person IS NOT NULL;
CREATE TRIGGER access_is_not_altered BEFORE UPDATE ON access
BEGIN SELECT raise(ABORT, 'who looked is never altered'); END;
CREATE TRIGGER access_is_not_deleted BEFORE DELETE ON access
BEGIN SELECT raise(ABORT, 'who looked is never deleted from'); END;

-- Buttons that were pressed, and where each led: pressed twice, it leads there again.
CREATE TABLE press (
    lao INTEGER NOT NULL,
    press BLOB NOT NULL,
    office_user TEXT NOT NULL,
    at INTEGER NOT NULL,
    led_to TEXT,
    PRIMARY KEY (lao, press)
) STRICT, WITHOUT ROWID;
CREATE INDEX press_by_time ON press (at);
