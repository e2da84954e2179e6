-- Lawful erasure: what was done, by whom and why, and never what stood there.
CREATE TABLE erasure (
    lao INTEGER NOT NULL,
    reference TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- False until it is in the ledger, and photos and free pages are gone too.
    finished BOOLEAN NOT NULL,
    PRIMARY KEY (lao, reference)
);

-- The parts of records that went: people, requests, photos, or (nil) all of a record.
CREATE TABLE erased (
    lao INTEGER NOT NULL,
    record UUID NOT NULL,
    part UUID NOT NULL,
    kind TEXT NOT NULL,
    photo BYTEA,
    reference TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (lao, record, part)
);
CREATE INDEX erased_by_seq ON erased (lao, seq);
CREATE INDEX erased_by_reference ON erased (lao, reference);

-- The decision by which a revoked phone's work stays out for good.
ALTER TABLE quarantine ADD COLUMN refused BYTEA;
