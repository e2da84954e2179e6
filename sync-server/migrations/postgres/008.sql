-- Who is signed in at the console. The token is a hash: nobody signs in with what stands here.
CREATE TABLE session (
    lao INTEGER NOT NULL,
    token BYTEA NOT NULL,
    office_user TEXT COLLATE "C" NOT NULL,
    since BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    PRIMARY KEY (lao, token)
);

-- How often somebody's password was tried since it was last right.
CREATE TABLE tries (
    lao INTEGER NOT NULL,
    office_user TEXT COLLATE "C" NOT NULL,
    many BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (lao, office_user)
);

-- Who looked at whom, when and why. It names people by their ids and nothing else of them, so
-- that an erasure need not touch it.
CREATE TABLE access (
    lao INTEGER NOT NULL,
    id UUID NOT NULL,
    at BIGINT NOT NULL,
    office_user TEXT COLLATE "C" NOT NULL,
    act TEXT COLLATE "C" NOT NULL,
    record UUID,
    person UUID,
    told TEXT,
    why TEXT,
    PRIMARY KEY (lao, id)
);
CREATE INDEX access_by_person ON access (lao, person, id) WHERE person IS NOT NULL;
CREATE FUNCTION access_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'who looked is never altered or deleted from';
END $$;
CREATE TRIGGER access_is_not_altered BEFORE UPDATE OR DELETE ON access
    FOR EACH ROW EXECUTE FUNCTION access_stays();
CREATE TRIGGER access_is_not_emptied BEFORE TRUNCATE ON access
    FOR EACH STATEMENT EXECUTE FUNCTION access_stays();

-- Buttons that were pressed, and where each led: pressed twice, it leads there again.
CREATE TABLE press (
    lao INTEGER NOT NULL,
    press UUID NOT NULL,
    office_user TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    led_to TEXT,
    PRIMARY KEY (lao, press)
);
CREATE INDEX press_by_time ON press (at);
