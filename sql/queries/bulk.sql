-- name: select
-- Ended deliveries of a tenant in the order of their ids, as one operation sees them; the conditions that were asked
-- for are added behind. $1 tenant text, $2 the last id looked at uuid, $3 states text[], $4 timestamptz: only those
-- that ended before the operation was asked for, so that what it sends again is never taken twice.
-- Indexes: deliveries_pkey, or deliveries_dead or deliveries_by_subscription by the conditions added.
SELECT d.delivery_id, d.subscription_id
FROM deliveries AS d
WHERE d.tenant_id = $1 AND d.delivery_id > $2 AND d.state = ANY ($3::text[]) AND d.end_time < $4
