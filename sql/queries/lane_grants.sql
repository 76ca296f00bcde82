-- Slots of lanes that processes have been granted (docs/decisions/lane-grants.md). They are granted by `writing` of outbox.sql.

-- name: end
-- End grants: $1 tenants text[], $2 subscriptions uuid[], $3 holders int[]. What is being sent in their slots counts as in
-- flight in its lane from here on. Lanes are locked in key order, before leases. Reads the whole table of leases: it holds
-- what is being sent just now. Indexes: lanes_pkey, lane_grants_pkey.
WITH asked AS MATERIALIZED (
    SELECT * FROM unnest($1::text[], $2::uuid[], $3::integer[]) AS a (tenant_id, subscription_id, holder)
),
lane AS MATERIALIZED (
    SELECT locked.tenant_id, locked.subscription_id
    FROM (SELECT DISTINCT tenant_id, subscription_id FROM asked ORDER BY tenant_id, subscription_id) AS a
    CROSS JOIN LATERAL (
        SELECT l.tenant_id, l.subscription_id
        FROM lanes AS l
        WHERE l.tenant_id = a.tenant_id AND l.subscription_id = a.subscription_id
        FOR UPDATE
    ) AS locked
),
gone AS (
    DELETE FROM lane_grants AS g
    USING asked AS a
    WHERE g.tenant_id = a.tenant_id AND g.subscription_id = a.subscription_id AND g.holder = a.holder
        AND (SELECT count(*) FROM lane) >= 0
    RETURNING g.tenant_id, g.subscription_id, g.holder, g.slots
),
kept AS (
    UPDATE delivery_lease AS x
    SET grant_holder = NULL
    FROM gone
    WHERE x.tenant_id = gone.tenant_id AND x.subscription_id = gone.subscription_id AND x.grant_holder = gone.holder
    RETURNING x.tenant_id, x.subscription_id
)
UPDATE lanes AS l
SET granted = l.granted - g.slots, in_flight = l.in_flight + coalesce(k.leases, 0)
FROM (
    SELECT tenant_id, subscription_id, sum(slots)::integer AS slots
    FROM gone
    GROUP BY tenant_id, subscription_id
) AS g
LEFT JOIN (
    SELECT tenant_id, subscription_id, count(*)::integer AS leases
    FROM kept
    GROUP BY tenant_id, subscription_id
) AS k USING (tenant_id, subscription_id)
WHERE l.tenant_id = g.tenant_id AND l.subscription_id = g.subscription_id

-- name: of_holders
-- What the holders $1 int[] have been granted. Reads the whole table: it holds what is busy just now.
SELECT tenant_id, subscription_id, holder FROM lane_grants WHERE holder = ANY ($1::integer[])

-- name: forgotten
-- What holders have been granted that are no more: of those that a process of an earlier version forgot.
SELECT g.tenant_id, g.subscription_id, g.holder
FROM lane_grants AS g
WHERE NOT EXISTS (SELECT FROM holders AS h WHERE h.holder = g.holder)
