-- The phone's store, version 8: which visits a survey team made. What a list of names or the office's counter made known
-- was visited by nobody.
ALTER TABLE visit ADD COLUMN is_survey INTEGER NOT NULL DEFAULT 1 CHECK (is_survey IN (0, 1));
UPDATE visit SET is_survey = 0 WHERE record IN (
    SELECT number FROM record WHERE merged <> '' AND (
        merged ->> '$.from_list' IS NOT NULL
        OR (json_array_length(merged, '$.requests') > 0 AND NOT EXISTS (
            SELECT 1 FROM json_each(merged, '$.requests')
            WHERE coalesce(value ->> '$.channel', 'survey-team') = 'survey-team'))));
