-- name: put
-- Keep a template that deliveries are made with from now on; $1 tenant text, $2 subscription uuid, $3 version of the
-- subscription bigint, $4 template bytea. The subscription's row is new or locked.
INSERT INTO templates (tenant_id, subscription_id, version, template)
VALUES ($1, $2, $3, $4)

-- name: retire
-- From now on no delivery is made with the templates of a subscription; $1 tenant text, $2 subscription uuid,
-- $3 now timestamptz. Index: templates_pkey.
UPDATE templates
SET retire_time = $3
WHERE tenant_id = $1
    AND subscription_id = $2
    AND retire_time IS NULL

-- name: count
-- How many templates of a subscription are kept; $1 tenant text, $2 subscription uuid. Index: templates_pkey.
SELECT count(*)::integer AS kept
FROM templates
WHERE tenant_id = $1
    AND subscription_id = $2

-- name: load
-- Templates by subscription and version; $1 tenants text[], $2 subscriptions uuid[], $3 versions bigint[], one element
-- each. Index: templates_pkey.
SELECT t.tenant_id, t.subscription_id, t.version, t.template
FROM unnest($1::text[], $2::uuid[], $3::bigint[]) AS w (tenant_id, subscription_id, version)
JOIN templates AS t USING (tenant_id, subscription_id, version)

-- name: forget
-- Remove templates that no delivery is made with since before $1 timestamptz, at most $2 int. Index: templates_retired.
DELETE FROM templates AS t
USING (
    SELECT tenant_id, subscription_id, version
    FROM templates
    WHERE retire_time < $1
    ORDER BY retire_time
    LIMIT $2
    FOR UPDATE SKIP LOCKED
) AS old
WHERE t.tenant_id = old.tenant_id
    AND t.subscription_id = old.subscription_id
    AND t.version = old.version
