-- The phone's store, version 5: photos know whose draft they were taken for, so that they go with it; and
-- a carried bundle knows that the server would not have it.

-- Which photos a draft has named since it was begun, those too that it names no more. It stays when the
-- draft is completed: a later erasure of its record takes along what was taken for it and not used.
CREATE TABLE draft_photo (
    draft BLOB NOT NULL CHECK (length(draft) = 16),
    photo INTEGER NOT NULL REFERENCES photo (number) ON DELETE CASCADE,
    PRIMARY KEY (draft, photo)
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_naming ON draft_photo (photo);
INSERT INTO draft_photo (draft, photo)
    SELECT DISTINCT draft.id, photo.number
    FROM draft, json_tree(draft.json) AS leaf JOIN photo ON photo.hash = unhex(substr(leaf.value, 4))
    WHERE leaf.type = 'text' AND leaf.value LIKE 'b3:%';

-- Of a photo that no record names: its draft was thrown away by whoever made it, or erased by law.
ALTER TABLE photo ADD COLUMN dropped INTEGER NOT NULL DEFAULT 0 CHECK (dropped IN (0, 1));

CREATE TRIGGER a_photo_that_is_named_is_not_dropped BEFORE UPDATE OF dropped ON photo
WHEN NEW.dropped = 1 AND (
    EXISTS (SELECT 1 FROM named_photo WHERE named_photo.photo = OLD.number)
    OR EXISTS (SELECT 1 FROM draft_photo JOIN draft ON draft.id = draft_photo.draft
               WHERE draft_photo.photo = OLD.number))
BEGIN
    SELECT RAISE(ABORT, 'a photo that a record or a draft names cannot be dropped');
END;

DROP TRIGGER an_unreceived_photo_stays;
CREATE TRIGGER an_unreceived_photo_stays BEFORE DELETE ON photo
WHEN OLD.length > 0 AND OLD.state <> 'received' AND OLD.dropped = 0
BEGIN
    SELECT RAISE(ABORT, 'a photo that the server has not confirmed cannot be deleted');
END;

DROP TRIGGER an_unreceived_photo_is_not_let_go;
CREATE TRIGGER an_unreceived_photo_is_not_let_go BEFORE UPDATE OF going ON photo
WHEN NEW.going = 1 AND OLD.length > 0 AND OLD.state <> 'received' AND OLD.dropped = 0
BEGIN
    SELECT RAISE(ABORT, 'a photo that the server has not confirmed cannot be deleted');
END;

-- Why the server would not have a bundle, or why it cannot be sent; empty where it waits.
ALTER TABLE carried ADD COLUMN refused TEXT NOT NULL DEFAULT '';
