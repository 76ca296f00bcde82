-- Laws of the data that hold after every transaction. Each statement reads one snapshot, so it may run beside traffic, and
-- answers the rows that break its law: whose they are and what is wrong; at most $1 int. They read everything: slow on
-- a long history.

-- name: a_live_job_is_either_ready_or_leased
SELECT j.tenant_id, format('job %s is %s; ready: %s, leased: %s', j.job_id, j.state, r.job_id IS NOT NULL,
    l.job_id IS NOT NULL) AS what
FROM jobs AS j
LEFT JOIN job_ready AS r USING (tenant_id, job_id)
LEFT JOIN job_lease AS l USING (tenant_id, job_id)
WHERE (j.state = 'pending') <> (r.job_id IS NOT NULL) OR (j.state = 'running') <> (l.job_id IS NOT NULL)
LIMIT $1

-- name: what_is_ready_or_leased_is_a_job
SELECT w.tenant_id, format('%s has job %s, which does not exist', w.place, w.job_id) AS what
FROM (
    SELECT tenant_id, job_id, 'job_ready' AS place FROM job_ready
    UNION ALL
    SELECT tenant_id, job_id, 'job_lease' FROM job_lease
) AS w
WHERE NOT EXISTS (SELECT FROM jobs AS j WHERE j.tenant_id = w.tenant_id AND j.job_id = w.job_id)
LIMIT $1

-- name: counters_count_live_jobs
SELECT tenant_id, format('counted %s live jobs, there are %s', coalesce(c.live, 0), coalesce(j.live, 0)) AS what
FROM (
    SELECT tenant_id, sum(CASE counter WHEN 'jobs_submitted' THEN value ELSE -value END) AS live
    FROM tenant_counters
    WHERE counter IN ('jobs_submitted', 'jobs_ended')
    GROUP BY tenant_id
) AS c
FULL JOIN (
    SELECT tenant_id, count(*) AS live
    FROM jobs
    WHERE end_state IS NULL
    GROUP BY tenant_id
) AS j USING (tenant_id)
WHERE coalesce(c.live, 0) <> coalesce(j.live, 0)
LIMIT $1

-- name: a_job_lane_is_held_by_a_live_job
SELECT l.tenant_id, format('lane %s %s is held by %s', l.action, l.parent, coalesce(l.holder::text, 'nobody')) AS what
FROM job_lanes AS l
WHERE NOT EXISTS (
    SELECT FROM jobs AS j WHERE j.tenant_id = l.tenant_id AND j.job_id = l.holder AND j.end_state IS NULL
)
LIMIT $1

-- name: only_the_holder_of_a_job_lane_runs_or_is_due
SELECT w.tenant_id, format('job %s in lane %s %s, held by %s', w.job_id, w.action, w.parent, l.holder) AS what
FROM (
    SELECT tenant_id, job_id, action, parent, due < 'infinity' AS due FROM job_ready WHERE lane
    UNION ALL
    SELECT tenant_id, job_id, action, parent, true FROM job_lease WHERE lane
) AS w
LEFT JOIN job_lanes AS l USING (tenant_id, action, parent)
WHERE w.due <> (l.holder IS NOT DISTINCT FROM w.job_id) OR l.holder IS NULL
LIMIT $1

-- name: an_ended_job_has_its_history
SELECT j.tenant_id, format('job %s is %s', j.job_id, j.state) AS what
FROM jobs AS j
WHERE j.end_state IS NOT NULL
    AND NOT EXISTS (
        SELECT FROM job_history AS h
        WHERE h.tenant_id = j.tenant_id AND h.job_id = j.job_id AND h.to_state = j.end_state
    )
LIMIT $1

-- name: an_ended_job_has_its_event
SELECT j.tenant_id, format('job %s is %s', j.job_id, j.state) AS what
FROM jobs AS j
WHERE j.end_state IS NOT NULL AND j.action NOT LIKE 'bellhop.%'
    AND j.complete_time >= (SELECT history_time + interval '1 day' FROM retention)
    AND NOT EXISTS (
        SELECT FROM events AS e
        WHERE e.tenant_id = j.tenant_id AND e.job_id = j.job_id AND e.type = 'operation.' || j.end_state
    )
LIMIT $1

-- name: a_pending_delivery_is_either_ready_or_leased
SELECT d.tenant_id, format('delivery %s is %s; ready: %s, leased: %s', d.delivery_id, d.state, count(r.delivery_id),
    count(x.delivery_id)) AS what
FROM deliveries AS d
LEFT JOIN delivery_ready AS r USING (tenant_id, delivery_id)
LEFT JOIN delivery_lease AS x USING (tenant_id, delivery_id)
GROUP BY d.tenant_id, d.delivery_id, d.state
HAVING count(r.delivery_id) + count(x.delivery_id) <> (d.state = 'pending')::integer
LIMIT $1

-- name: what_is_ready_or_leased_is_a_delivery
SELECT w.tenant_id, format('%s has delivery %s, which does not exist', w.place, w.delivery_id) AS what
FROM (
    SELECT tenant_id, delivery_id, 'delivery_ready' AS place FROM delivery_ready
    UNION ALL
    SELECT tenant_id, delivery_id, 'delivery_lease' FROM delivery_lease
) AS w
WHERE NOT EXISTS (SELECT FROM deliveries AS d WHERE d.tenant_id = w.tenant_id AND d.delivery_id = w.delivery_id)
LIMIT $1

-- name: a_waiting_delivery_says_when_it_is_due
SELECT d.tenant_id, format('delivery %s is due %s and says %s', d.delivery_id, r.due, d.next_attempt_time) AS what
FROM deliveries AS d
JOIN delivery_ready AS r USING (tenant_id, delivery_id)
WHERE r.due <> d.next_attempt_time
LIMIT $1

-- name: in_flight_counts_the_leases
SELECT tenant_id, format('subscription %s: in_flight %s, leases %s', subscription_id, coalesce(l.in_flight, 0),
    coalesce(x.leases, 0)) AS what
FROM lanes AS l
FULL JOIN (
    SELECT tenant_id, subscription_id, count(*) AS leases
    FROM delivery_lease
    WHERE grant_holder IS NULL
    GROUP BY tenant_id, subscription_id
) AS x USING (tenant_id, subscription_id)
WHERE coalesce(l.in_flight, 0) <> coalesce(x.leases, 0)
LIMIT $1

-- name: a_lane_knows_what_it_granted
SELECT tenant_id, format('subscription %s: granted %s, grants %s', subscription_id, coalesce(l.granted, 0),
    coalesce(g.slots, 0)) AS what
FROM lanes AS l
FULL JOIN (
    SELECT tenant_id, subscription_id, sum(slots) AS slots
    FROM lane_grants
    GROUP BY tenant_id, subscription_id
) AS g USING (tenant_id, subscription_id)
WHERE coalesce(l.granted, 0) <> coalesce(g.slots, 0)
LIMIT $1

-- name: what_is_sent_in_a_grant_has_one
SELECT tenant_id, format('subscription %s: delivery %s is in a grant of holder %s, who has none', subscription_id,
    delivery_id, grant_holder) AS what
FROM delivery_lease AS x
WHERE grant_holder IS NOT NULL
    AND NOT EXISTS (
        SELECT FROM lane_grants AS g
        WHERE g.tenant_id = x.tenant_id AND g.subscription_id = x.subscription_id AND g.holder = x.grant_holder
    )
LIMIT $1

-- name: a_probe_is_in_flight
SELECT l.tenant_id, format('subscription %s: delivery %s probes and has no lease', l.subscription_id, l.probe_id) AS what
FROM lanes AS l
WHERE l.probe_id IS NOT NULL
    AND NOT EXISTS (
        SELECT FROM delivery_lease AS x
        WHERE x.tenant_id = l.tenant_id AND x.delivery_id = l.probe_id AND x.subscription_id = l.subscription_id
    )
LIMIT $1

-- name: a_subscription_has_a_lane_that_agrees
SELECT s.tenant_id, format('subscription %s is %s%s; its lane is enabled: %s', s.subscription_id, s.state,
    CASE WHEN s.delete_time IS NOT NULL THEN ' and deleted' END, l.enabled OR l.pulled) AS what
FROM subscriptions AS s
LEFT JOIN lanes AS l USING (tenant_id, subscription_id)
WHERE (l.enabled, l.pulled) IS DISTINCT FROM (
    s.state = 'enabled' AND s.delete_time IS NULL AND NOT s.pull
        AND (NOT s.handshake OR (l.handshake_uri IS NOT DISTINCT FROM s.uri AND l.permission_time IS NOT NULL)),
    s.state = 'enabled' AND s.delete_time IS NULL AND s.pull
)
LIMIT $1

-- name: what_waits_has_a_lane
SELECT r.tenant_id, format('delivery %s of subscription %s', r.delivery_id, r.subscription_id) AS what
FROM delivery_ready AS r
WHERE NOT EXISTS (SELECT FROM lanes AS l WHERE l.tenant_id = r.tenant_id AND l.subscription_id = r.subscription_id)
LIMIT $1

-- name: only_the_head_of_a_fifo_key_is_due_or_in_flight
SELECT w.tenant_id, format('delivery %s of key %s, whose head is %s', w.delivery_id, w.fifo_key, k.head) AS what
FROM (
    SELECT tenant_id, subscription_id, fifo_key, delivery_id, due < 'infinity' AS due
    FROM delivery_ready
    WHERE fifo_key IS NOT NULL
    UNION ALL
    SELECT tenant_id, subscription_id, fifo_key, delivery_id, true
    FROM delivery_lease
    WHERE fifo_key IS NOT NULL
) AS w
LEFT JOIN fifo_keys AS k USING (tenant_id, subscription_id, fifo_key)
WHERE k.head IS NULL OR w.due <> (w.delivery_id = k.head AND NOT k.blocked)
LIMIT $1

-- name: the_head_of_a_fifo_key_waits_or_blocks
SELECT k.tenant_id, format('key %s of subscription %s: head %s is %s, blocked: %s', k.fifo_key, k.subscription_id, k.head,
    coalesce(d.state, 'gone'), k.blocked) AS what
FROM fifo_keys AS k
LEFT JOIN deliveries AS d ON d.tenant_id = k.tenant_id AND d.delivery_id = k.head
WHERE d.state IS DISTINCT FROM CASE WHEN k.blocked THEN 'dead' ELSE 'pending' END
LIMIT $1

-- name: a_delivery_has_its_event
-- A replay makes deliveries of old events, so one that has ended may outlive its event: the time in the event's id tells.
SELECT d.tenant_id, format('delivery %s of event %s', d.delivery_id, d.event_id) AS what
FROM deliveries AS d
WHERE NOT EXISTS (SELECT FROM events AS e WHERE e.tenant_id = d.tenant_id AND e.event_id = d.event_id)
    AND (
        d.state = 'pending'
        OR to_timestamp(('x' || left(replace(d.event_id::text, '-', ''), 12))::bit(48)::bigint / 1000.0)
            >= (SELECT history_time + interval '1 day' FROM retention)
    )
LIMIT $1

-- name: an_ended_delivery_arrived_or_says_why_not
SELECT d.tenant_id, format('delivery %s is %s after %s attempts, reason: %s', d.delivery_id, d.state, d.attempts,
    coalesce(d.reason, 'none')) AS what
FROM deliveries AS d
WHERE (d.state = 'delivered' AND d.attempts = 0) OR (d.state IN ('dead', 'skipped') AND d.reason IS NULL)
LIMIT $1

-- name: the_registry_counts_its_subscriptions
SELECT tenant_id, format('counted %s subscriptions, there are %s', coalesce(r.subscriptions, 0), coalesce(s.live, 0)) AS what
FROM registries AS r
FULL JOIN (
    SELECT tenant_id, count(*) AS live
    FROM subscriptions
    WHERE delete_time IS NULL
    GROUP BY tenant_id
) AS s USING (tenant_id)
WHERE coalesce(r.subscriptions, 0) <> coalesce(s.live, 0)
LIMIT $1
