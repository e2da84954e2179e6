-- Which affairs there are is said by the program alone: a list that was taken in is one more.
ALTER TABLE affair DROP CONSTRAINT affair_kind_check;

-- Lists of names that came as files and are not wholly taken in yet: what the office said of each, and
-- how many of its records are filed; nothing, where it was not asked for yet.
CREATE TABLE name_list (
    lao INTEGER NOT NULL,
    list UUID NOT NULL,
    at BIGINT NOT NULL,
    filed BIGINT,
    said TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (lao, list)
);

-- Their rows, packed and sealed. They go when the list is taken in, or called off, or forgotten.
CREATE TABLE name_sheet (
    lao INTEGER NOT NULL,
    list UUID NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (lao, list)
);
