-- Whom an edit took off a visit: what was written of them is still in the log, and goes with them where they are
-- erased. Who they are is asked of the log.
CREATE TABLE parted (
    lao INTEGER NOT NULL,
    record UUID NOT NULL,
    person UUID NOT NULL,
    PRIMARY KEY (lao, record, person)
);
