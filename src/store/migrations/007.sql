-- The phone's store, version 7: a server that was restored from a backup may have lost what it gave a
-- receipt for. What was received in a life of it that is over is in doubt: handed over, and no word for it
-- in this life. It does not count as received, and it is not sent again before it was asked after.
ALTER TABLE outbox ADD COLUMN doubted INTEGER NOT NULL DEFAULT 0 CHECK (doubted IN (0, 1));
ALTER TABLE photo ADD COLUMN doubted INTEGER NOT NULL DEFAULT 0 CHECK (doubted IN (0, 1));
CREATE INDEX outbox_doubted ON outbox (change) WHERE doubted = 1;
CREATE INDEX photo_doubted ON photo (number) WHERE doubted = 1;
