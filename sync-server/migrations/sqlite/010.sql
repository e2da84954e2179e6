-- Which affairs there are is the program's to know: disasters and advice join postings and closed days.
CREATE TABLE affair_010 (
    lao INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (lao, kind, name)
) STRICT, WITHOUT ROWID;
INSERT INTO affair_010 SELECT lao, kind, name, said FROM affair;
DROP TABLE affair;
ALTER TABLE affair_010 RENAME TO affair;
