-- name: depths
-- How much waits and runs in a cell. Counting stops at a bound, so the figures cost the same however much there is; past
-- it they say "at least", and the oldest is the oldest of those that were counted.
-- $1 now timestamptz, $2 bound int; primary keys of job_ready, job_lease, delivery_ready, delivery_lease; lanes_held
SELECT
    jobs.due AS jobs_due,
    jobs.oldest AS jobs_oldest_due,
    jobs_later.waiting AS jobs_scheduled,
    running.held AS jobs_running,
    deliveries.due AS deliveries_due,
    deliveries.oldest AS deliveries_oldest_due,
    deliveries_later.waiting AS deliveries_scheduled,
    sending.held AS deliveries_in_flight,
    circuits.open AS circuits_open,
    pauses.pausing AS paused
FROM
    (SELECT count(*) AS due, min(r.due) AS oldest
        FROM (SELECT due FROM job_ready WHERE due <= $1::timestamptz LIMIT $2::int) AS r) AS jobs,
    (SELECT count(*) AS waiting
        FROM (SELECT 1 FROM job_ready WHERE due > $1::timestamptz LIMIT $2::int) AS r) AS jobs_later,
    (SELECT count(*) AS held FROM (SELECT 1 FROM job_lease LIMIT $2::int) AS l) AS running,
    (SELECT count(*) AS due, min(r.due) AS oldest
        FROM (SELECT due FROM delivery_ready WHERE due <= $1::timestamptz LIMIT $2::int) AS r) AS deliveries,
    (SELECT count(*) AS waiting
        FROM (SELECT 1 FROM delivery_ready WHERE due > $1::timestamptz LIMIT $2::int) AS r) AS deliveries_later,
    (SELECT count(*) AS held FROM (SELECT 1 FROM delivery_lease LIMIT $2::int) AS l) AS sending,
    (SELECT count(*) AS open FROM (SELECT 1 FROM lanes WHERE probe_time IS NOT NULL LIMIT $2::int) AS l) AS circuits,
    (SELECT count(*) AS pausing FROM (SELECT 1 FROM lanes WHERE paused_until > $1::timestamptz LIMIT $2::int) AS l) AS pauses;
