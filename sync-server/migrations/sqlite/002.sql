-- What the server answered to a bundle that somebody carried here.
CREATE TABLE delivered (
    lao INTEGER NOT NULL,
    bundle BLOB NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (lao, bundle)
) STRICT;
