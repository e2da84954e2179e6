-- Lawful erasure: what was done, by whom and why, and never what stood there.
CREATE TABLE erasure (
    lao INTEGER NOT NULL,
    reference TEXT NOT NULL,
    at INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- 0 until it is in the ledger, and photos and free pages are gone too.
    finished INTEGER NOT NULL CHECK (finished IN (0, 1)),
    PRIMARY KEY (lao, reference)
) STRICT, WITHOUT ROWID;

-- The parts of records that went: people, requests, photos, or (nil) all of a record.
CREATE TABLE erased (
    lao INTEGER NOT NULL,
    record BLOB NOT NULL,
    part BLOB NOT NULL,
    kind TEXT NOT NULL,
    photo BLOB,
    reference TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (lao, record, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX erased_by_seq ON erased (lao, seq);
CREATE INDEX erased_by_reference ON erased (lao, reference);

-- The decision by which a revoked phone's work stays out for good.
ALTER TABLE quarantine ADD COLUMN refused BLOB;
