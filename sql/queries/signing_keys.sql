-- Key pairs that sign a tenant's webhooks. Whoever writes one has locked the row of `registries`.

-- fragment: with_signing_keys
-- Beside each subscription `s` that wants them the key pairs of its tenant until they end, the one that stays first;
-- NULL beside the others. Index: signing_keys_pkey.
LEFT JOIN LATERAL (
    SELECT array_agg(k.signing_key_id ORDER BY k.expire_time DESC NULLS FIRST) AS signing_key_ids,
        array_agg(k.public_key ORDER BY k.expire_time DESC NULLS FIRST) AS signing_public_keys,
        array_agg(k.sealed ORDER BY k.expire_time DESC NULLS FIRST) AS signing_sealed,
        array_agg(k.sealed_by ORDER BY k.expire_time DESC NULLS FIRST) AS signing_sealed_by,
        array_agg(k.expire_time ORDER BY k.expire_time DESC NULLS FIRST) AS signing_expire_times
    FROM signing_keys k
    WHERE k.tenant_id = s.tenant_id
        AND s.auth ? 'ed25519'
        AND (k.expire_time IS NULL OR k.expire_time > now())
) AS pairs ON true

-- name: of_tenants
-- The key pairs of tenants that have not ended at a moment, of each the one that stays first; $1 tenants text[], $2 the
-- moment timestamptz. Index: signing_keys_pkey.
SELECT tenant_id, signing_key_id, public_key, sealed, sealed_by, expire_time
FROM signing_keys
WHERE tenant_id = ANY ($1::text[])
    AND (expire_time IS NULL OR expire_time > $2::timestamptz)
ORDER BY expire_time DESC NULLS FIRST

-- name: hold
-- Lock the key pairs of a tenant until the commit; $1 tenant text. Index: signing_keys_pkey.
SELECT signing_key_id
FROM signing_keys
WHERE tenant_id = $1
ORDER BY signing_key_id
FOR UPDATE

-- name: insert
-- Write a new key pair; $1 tenant text, $2 its id uuid, $3 public key bytea, $4 private key, sealed, bytea, $5 the label
-- of the master key text, $6 the moment timestamptz.
INSERT INTO signing_keys (tenant_id, signing_key_id, public_key, sealed, sealed_by, create_time)
VALUES ($1, $2, $3, $4, $5, $6)

-- name: end
-- Let key pairs end, at the earliest end that they were ever given; $1 tenant text, $2 key pairs uuid[], $3 when
-- timestamptz. Index: signing_keys_pkey.
UPDATE signing_keys
SET expire_time = least(expire_time, $3::timestamptz)
WHERE tenant_id = $1
    AND signing_key_id = ANY ($2::uuid[])

-- name: forget
-- Remove the key pairs of a tenant that have ended; $1 tenant text, $2 the moment timestamptz. Index: signing_keys_pkey.
DELETE FROM signing_keys
WHERE tenant_id = $1
    AND expire_time <= $2::timestamptz
