-- name: long_transactions
-- How many transactions of this database are open for longer than $1 interval: they hold back vacuum, and the dropping
-- of old days.
SELECT count(*)
FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND now() - xact_start > $1

-- name: server_settings
-- How the server is set where it matters to us.
SELECT name, setting
FROM pg_settings
WHERE name IN ('autovacuum', 'fsync', 'full_page_writes', 'synchronous_commit')

-- name: identity
-- Which database of which running server this is.
SELECT current_database(), pg_postmaster_start_time()

-- name: connected
-- By which names processes of the service are connected to this database: `bellhop` and their role.
SELECT DISTINCT application_name
FROM pg_stat_activity
WHERE datname = current_database() AND application_name LIKE 'bellhop %'

-- name: backends_among
-- Which of the server's processes $1 there are.
SELECT pid
FROM pg_stat_activity
WHERE pid = ANY($1::integer[])
