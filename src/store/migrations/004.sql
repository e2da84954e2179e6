-- When a bundle was taken along: of two that wait, its carrier knows them apart by that, for nothing in
-- them can be read. 0 where it was taken before this was written down.
ALTER TABLE carried ADD COLUMN taken_ms INTEGER NOT NULL DEFAULT 0;
