-- name: keep
-- Note when the certificate of a subscription ends; $1 tenant text, $2 subscription uuid, $3 its end timestamptz, $4 when
-- to tell timestamptz. One that ends as the one before did is told of no second time. The subscription's row is new or
-- locked. Index: client_certificates_pkey.
INSERT INTO client_certificates AS c (tenant_id, subscription_id, expire_time, notice_time)
VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant_id, subscription_id) DO UPDATE
SET expire_time = excluded.expire_time,
    notice_time = excluded.notice_time
WHERE c.expire_time <> excluded.expire_time

-- name: forget
-- A subscription has no certificate any more; $1 tenant text, $2 subscription uuid. Index: client_certificates_pkey.
DELETE FROM client_certificates
WHERE tenant_id = $1
    AND subscription_id = $2

-- name: due
-- Certificates whose end is to be told by $1 now timestamptz, at most $2 int, the longest due first.
-- Index: client_certificates_notices.
SELECT tenant_id, subscription_id, expire_time, notice_time
FROM client_certificates
WHERE notice_time <= $1
ORDER BY notice_time
LIMIT $2

-- name: told
-- Note that a certificate's end is told; $1 tenant text, $2 subscription uuid, $3 the time at which it was to be told
-- timestamptz, $4 the next one timestamptz. No row: somebody else was first, or it is another certificate.
-- Index: client_certificates_pkey.
UPDATE client_certificates
SET notice_time = $4
WHERE tenant_id = $1
    AND subscription_id = $2
    AND notice_time = $3
RETURNING subscription_id
