-- What a LAO set for its phones. The mark moves with it, so that nobody reads all of it to see
-- whether it did.
CREATE TABLE form (
    lao INTEGER NOT NULL PRIMARY KEY,
    mark TEXT NOT NULL,
    said TEXT NOT NULL
);

-- Facts of a record that a surveyor is to check on site. `seq` is the number in the LAO's feed
-- at which the task was given: there its record comes to that surveyor, wherever it stands itself.
CREATE TABLE task (
    lao INTEGER NOT NULL,
    task UUID NOT NULL,
    record UUID NOT NULL,
    surveyor TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'done', 'closed')),
    said TEXT NOT NULL,
    PRIMARY KEY (lao, task)
);
CREATE INDEX task_by_surveyor ON task (lao, surveyor, state);
CREATE INDEX task_by_record ON task (lao, record);

-- How much each phone still held back, when it last said so.
CREATE TABLE standing (
    lao INTEGER NOT NULL,
    device TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (lao, device)
);

-- Which record a small picture belongs to; nobody wrote it down before.
ALTER TABLE thumbnail ADD COLUMN record UUID;
