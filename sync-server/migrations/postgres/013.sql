-- Which duplicate digests were published of a province: one whole, the newest's version, and step by step what led
-- from one to the next, so that a phone is led on by whichever process it asks, and after a restart. Nobody reads
-- a number out of them who has not the province's key, and that is not in this database; still they tell whoever
-- has it of numbers that were held once, so they are kept for a while only.
CREATE TABLE digest (
    province TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    at BIGINT NOT NULL,
    newest BIGINT NOT NULL
);
CREATE TABLE digest_step (
    province TEXT NOT NULL,
    leads_from BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (province, leads_from)
);
