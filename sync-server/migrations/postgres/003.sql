-- How often the national IDs that a LAO holds have changed: what a duplicate digest is a version
-- of. Most edits change none, and then no phone need fetch anything of it.
ALTER TABLE lao ADD COLUMN numbers BIGINT NOT NULL DEFAULT 0;
