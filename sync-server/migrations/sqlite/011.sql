-- At which door a record's visit was, so that all visits to one house are found by it; nothing where no house
-- number tells the house from another.
ALTER TABLE record ADD COLUMN door TEXT;
CREATE INDEX record_by_door ON record (lao, door, seq) WHERE door IS NOT NULL;
