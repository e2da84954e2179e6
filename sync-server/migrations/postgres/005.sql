-- Searching reads cards that the server keeps in memory (src/cards.rs): no part of a name is too
-- short for it, and what arrives needs no index of words written.
DROP INDEX IF EXISTS person_by_words;
