-- What is asked of a read replica, and of the server that it follows (service/bellhop/store/replica.py).

-- name: position
-- How far a replica must be to have all that can be read here now, and on which timeline that is. A commit that is
-- waited for is flushed before anybody sees it; where it is not waited for, only what is inserted has it for certain.
SELECT
    CASE
        WHEN current_setting('synchronous_commit') = 'off' THEN pg_current_wal_insert_lsn()
        ELSE pg_current_wal_flush_lsn()
    END::text AS lsn,
    left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) AS timeline

-- fragment: its_timeline
-- The latest timeline that a standby is known to follow: as of its last restartpoint, so a new one shows some minutes
-- later.
upper(lpad(to_hex(greatest(c.timeline_id, r.min_recovery_end_timeline)), 8, '0')) AS timeline

-- name: standing
-- Whether this server is a standby, where its user finds tables, whether it has replayed all up to $1, and how many
-- bytes of that are missing.
SELECT
    {so_far}

-- name: standing_and_timeline
-- The same with its timeline, for a user who may know that.
SELECT
    {so_far},
    {its_timeline}
FROM pg_control_checkpoint() AS c, pg_control_recovery() AS r

-- fragment: so_far
pg_is_in_recovery() AS is_standby,
    current_schema()::text AS schema,
    coalesce(pg_last_wal_replay_lsn() >= $1::text::pg_lsn, false) AS has_all,
    greatest(pg_wal_lsn_diff($1::text::pg_lsn, pg_last_wal_replay_lsn()), 0)::bigint AS bytes_behind

-- name: lineage
-- Which database of which system this is, whoever serves it; and whether the user may know the timeline, too.
SELECT current_database()::text AS database, s.system_identifier
FROM pg_control_system() AS s, pg_control_checkpoint() AS c, pg_control_recovery() AS r
