-- Whoever was handed out to be entered into INFO, in a workbook or to be typed, month by month: how they stood then, as a mark under a
-- key of the office's, and under which name, so that it is seen who of an earlier month is to be entered still,
-- who reads otherwise since, and who is to be taken out of INFO.
CREATE TABLE handed (
    lao INTEGER NOT NULL,
    whom BYTEA NOT NULL,
    round TEXT NOT NULL,
    at BIGINT NOT NULL,
    mark BYTEA NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (lao, whom, round)
);
