-- The phone's store, version 6: a fact check that is being made is a draft as well, of its task's id.
-- It is no visit, and stands in no list of visits.
ALTER TABLE draft ADD COLUMN is_check INTEGER NOT NULL DEFAULT 0 CHECK (is_check IN (0, 1));
