-- The server's database on PostgreSQL: the twin of ../sqlite/001.sql.
-- Every table of a LAO begins its key with that LAO, and no key leaves that out, so that
-- ../citus.sql can spread them. No sequences, no foreign keys, no advisory locks: Citus
-- refuses them across shards. Never edit this file: add 002.sql.

CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE counter (
    kind TEXT NOT NULL PRIMARY KEY,
    last BIGINT NOT NULL
);

-- `seq`, `length`, `chain` and `receipts` move under the lock of their row only. Pages are left
-- with room, so that a move touches no index.
CREATE TABLE lao (
    lao INTEGER NOT NULL PRIMARY KEY,
    said TEXT NOT NULL,
    seq BIGINT NOT NULL DEFAULT 0,
    length BIGINT NOT NULL DEFAULT 0,
    chain BYTEA NOT NULL,
    receipts BIGINT NOT NULL DEFAULT 0
) WITH (fillfactor = 20);

CREATE TABLE surveyor (
    lao INTEGER NOT NULL,
    surveyor TEXT COLLATE "C" NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (lao, surveyor)
);
CREATE INDEX surveyor_by_name ON surveyor (surveyor);

CREATE TABLE office_user (
    lao INTEGER NOT NULL,
    office_user TEXT COLLATE "C" NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (lao, office_user)
);
CREATE INDEX office_user_by_name ON office_user (office_user);

CREATE TABLE enrolment (
    lao INTEGER NOT NULL,
    code BYTEA NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (lao, code)
);

CREATE TABLE device (
    lao INTEGER NOT NULL,
    device TEXT COLLATE "C" NOT NULL,
    token BYTEA NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (lao, device)
);
CREATE UNIQUE INDEX device_by_token ON device (lao, token);

-- Append-only: the triggers below hold whoever forgets. (../citus.sql takes them off, for Citus
-- has no triggers on spread tables, and takes the right to alter away instead.)
CREATE TABLE log (
    lao INTEGER NOT NULL,
    place BIGINT NOT NULL,
    kind SMALLINT NOT NULL,
    id BYTEA NOT NULL,
    record UUID,
    sent_by TEXT NOT NULL,
    at BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    chain BYTEA NOT NULL,
    PRIMARY KEY (lao, place)
) WITH (toast_tuple_target = 8160);
-- Sealed bytes do not get smaller; a household's stay in the row.
ALTER TABLE log ALTER COLUMN sealed SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX log_by_id ON log (lao, id);
CREATE INDEX log_by_record ON log (lao, record) WHERE record IS NOT NULL;
CREATE FUNCTION the_log_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the log is never altered and never deleted from'; END;
$$;
CREATE TRIGGER log_is_not_altered BEFORE UPDATE OR DELETE ON log
FOR EACH ROW EXECUTE FUNCTION the_log_stays();
CREATE TRIGGER log_is_not_emptied BEFORE TRUNCATE ON log
FOR EACH STATEMENT EXECUTE FUNCTION the_log_stays();

-- Apart from the log, because an erasure destroys keys and nothing else.
CREATE TABLE log_keys (
    lao INTEGER NOT NULL,
    place BIGINT NOT NULL,
    keys BYTEA NOT NULL,
    PRIMARY KEY (lao, place)
);
ALTER TABLE log_keys ALTER COLUMN keys SET STORAGE EXTERNAL;

-- From here on: what the log comes to. All of it can be made again from the log.
CREATE TABLE record (
    lao INTEGER NOT NULL,
    record UUID NOT NULL,
    seq BIGINT NOT NULL,
    here_since BIGINT NOT NULL,
    moo BIGINT,
    surveyor TEXT,
    changes BIGINT NOT NULL,
    visit TEXT NOT NULL,
    PRIMARY KEY (lao, record)
);
CREATE INDEX record_by_seq ON record (lao, seq, moo);

CREATE TABLE person (
    lao INTEGER NOT NULL,
    record UUID NOT NULL,
    person UUID NOT NULL,
    number BIGINT,
    found_by TEXT COLLATE "C" NOT NULL,
    -- The entry that this appearance belongs to: its person, as the export names it.
    entry UUID,
    standing TEXT,
    PRIMARY KEY (lao, record, person)
);
CREATE INDEX person_by_entry ON person (lao, entry) WHERE entry IS NOT NULL;

-- Search by any part of a name, where the extension can be had (Debian's postgresql package
-- holds it). Without it a search reads the LAO's people one by one.
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX person_by_words ON person USING gin (found_by gin_trgm_ops);
EXCEPTION WHEN undefined_file OR insufficient_privilege OR feature_not_supported OR undefined_object THEN
    RAISE NOTICE 'pg_trgm cannot be had; searching reads all people of a LAO';
END;
$$;

-- Where this PostgreSQL was built with it: a third of the time.
DO $$
BEGIN
    ALTER TABLE record ALTER COLUMN visit SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN NULL;
END;
$$;

-- Keyed and spread by the number: two LAOs that hold one person meet here.
CREATE TABLE number (
    number BIGINT NOT NULL,
    lao INTEGER NOT NULL,
    record UUID NOT NULL,
    person UUID NOT NULL,
    PRIMARY KEY (number, lao, record, person)
);

-- One row for each number that was ever met: whoever files somebody under it holds this row.
CREATE TABLE number_lock (
    number BIGINT NOT NULL PRIMARY KEY
);

CREATE TABLE ruling (
    lao INTEGER NOT NULL,
    record UUID NOT NULL,
    id BYTEA NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (lao, record, id)
);

-- Work of revoked phones, until a supervisor judges it.
CREATE TABLE quarantine (
    lao INTEGER NOT NULL,
    id BYTEA NOT NULL,
    record UUID NOT NULL,
    device TEXT NOT NULL,
    at BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    keys BYTEA NOT NULL,
    PRIMARY KEY (lao, id)
);

CREATE TABLE upload (
    lao INTEGER NOT NULL,
    upload UUID NOT NULL,
    device TEXT NOT NULL,
    hash BYTEA NOT NULL,
    record UUID NOT NULL,
    length BIGINT NOT NULL,
    arrived BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (lao, upload)
);

CREATE TABLE piece (
    lao INTEGER NOT NULL,
    upload UUID NOT NULL,
    starts BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (lao, upload, starts)
);
ALTER TABLE piece ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE photo (
    lao INTEGER NOT NULL,
    hash BYTEA NOT NULL,
    length BIGINT NOT NULL,
    key BYTEA NOT NULL,
    device TEXT NOT NULL,
    record UUID NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (lao, hash)
);

CREATE TABLE thumbnail (
    lao INTEGER NOT NULL,
    photo BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (lao, photo)
);
ALTER TABLE thumbnail ALTER COLUMN sealed SET STORAGE EXTERNAL;

CREATE TABLE receipt (
    lao INTEGER NOT NULL,
    place BIGINT NOT NULL,
    at BIGINT NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (lao, place)
);
