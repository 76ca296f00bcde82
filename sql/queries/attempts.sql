-- name: insert_lost
-- Write an attempt of which only is known that its lease was lost; arrays: $1 tenants text[], $2 deliveries uuid[],
-- $3 attempts uuid[], $4 subscriptions uuid[], $5 numbers int[], $6 start times timestamptz[],
-- $7 next attempt times timestamptz[].
INSERT INTO attempts
    (tenant_id, delivery_id, attempt_id, subscription_id, number, start_time, outcome, error, lease_lost, total_us,
     method, uri, request_headers, next_attempt_time)
SELECT n.tenant_id, n.delivery_id, n.attempt_id, n.subscription_id, n.number, n.start_time, 'lease_lost', 'lease_lost',
    TRUE, 0, '', '', '', n.next_attempt_time
FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::uuid[], $5::integer[], $6::timestamptz[], $7::timestamptz[])
    AS n (tenant_id, delivery_id, attempt_id, subscription_id, number, start_time, next_attempt_time)

-- name: of_delivery
-- The latest attempts of one delivery, latest first; $1 tenant text, $2 delivery uuid, $3 most int. Index: attempts_pkey.
SELECT *
FROM attempts
WHERE tenant_id = $1 AND delivery_id = $2
ORDER BY attempt_id DESC
LIMIT $3
