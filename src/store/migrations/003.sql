-- Small pictures of photos that other phones took, for the tasks of this phone's holder. Apart from
-- `photo`, which tells how far this phone's own evidence has got.
CREATE TABLE others_thumbnail (
    photo BLOB NOT NULL PRIMARY KEY CHECK (length(photo) = 32),
    jpeg  BLOB NOT NULL
) STRICT;
