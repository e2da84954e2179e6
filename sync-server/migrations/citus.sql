-- Spreads the server's database over many machines by Citus. Run once, by the database's
-- owner on the coordinator, after the server has made its tables (any command does) and
-- before it serves:
--
--     psql postgres://… -v ON_ERROR_STOP=1 -f citus.sql
--
-- A backup is restored (`restore --database-url`) before this is run, into plain tables; what is
-- in them is spread then.
--
-- Written against Citus 12's documentation and not yet run on it; plain PostgreSQL is what
-- the tests run. What it rests on, and the server keeps to:
-- * every unique key of a spread table holds the column it is spread by; no foreign keys, no
--   sequences, no advisory locks, no deferred constraints;
-- * rows are locked (FOR UPDATE) one LAO at a time, in order; numbers are locked by writing them;
-- * what is read of several LAOs is asked LAO by LAO, each of one shard; so are the cards that
--   searching reads, once a process and then what each LAO's feed has brought since.
-- Two things cost more here than on one machine: whom a command names by a surveyor's name alone
-- is looked for on every shard (a phone's holder is not); and a deadlock between machines ends by
-- Citus' detector, upon which the server tries again.

BEGIN;
CREATE EXTENSION IF NOT EXISTS citus;

-- Installation-wide and small: on every machine.
SELECT create_reference_table('samruat_form');
SELECT create_reference_table('setting');
SELECT create_reference_table('counter');

-- The log, and who looked, stay as they are by right and no longer by trigger: Citus has none on spread tables.
DROP TRIGGER log_is_not_altered ON log;
DROP TRIGGER log_is_not_emptied ON log;
DROP TRIGGER access_is_not_altered ON access;
DROP TRIGGER access_is_not_emptied ON access;

-- Everything of a LAO lies together.
SELECT create_distributed_table('lao', 'lao');
SELECT create_distributed_table('surveyor', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('office_user', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('enrolment', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('device', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('log', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('log_keys', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('record', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('person', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('parted', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('ruling', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('quarantine', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('upload', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('piece', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('photo', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('thumbnail', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('delivered', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('receipt', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('erasure', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('erased', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('form', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('task', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('standing', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('session', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('tries', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('access', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('press', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('typed', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('handed', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('step', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('course', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('running', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('meeting', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('affair', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('name_list', 'lao', colocate_with => 'lao');
SELECT create_distributed_table('name_sheet', 'lao', colocate_with => 'lao');

-- National IDs lie by their own hash: two LAOs that hold one person meet there.
SELECT create_distributed_table('number', 'number', colocate_with => 'none');
SELECT create_distributed_table('number_lock', 'number', colocate_with => 'number');

-- A province's published digests lie together; nobody asks for them beside anything else.
SELECT create_distributed_table('digest', 'province', colocate_with => 'none');
SELECT create_distributed_table('digest_step', 'province', colocate_with => 'digest');

REVOKE UPDATE, DELETE, TRUNCATE ON log, access FROM PUBLIC, CURRENT_USER;
COMMIT;
