-- name: insert
-- A new session; neither the code nor, later, the key is ever stored.
-- $1 session_id uuid, $2 tenant_id text, $3 capabilities text[], $4 code_hash bytea, $5 code_expire_time timestamptz,
-- $6 return_uri text, $7 theme jsonb, $8 create_time timestamptz, $9 expire_time timestamptz
INSERT INTO bellhop.portal_sessions (
    session_id, tenant_id, capabilities, code_hash, code_expire_time, return_uri, theme, create_time, expire_time, version
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)

-- name: exchange
-- Gives the session of a code its key, once: of two that come together the second waits for the row and finds the code
-- used. No row: there is no such code, or it was used, has expired, was revoked, or its tenant is being erased.
-- $1 code_hash bytea, $2 key_hash bytea, $3 key_prefix text, $4 now timestamptz; indexes portal_sessions_code, tenants_pkey
UPDATE bellhop.portal_sessions AS s
SET key_hash = $2,
    key_prefix = $3,
    exchange_time = $4
FROM bellhop.tenants AS t
WHERE s.code_hash = $1
    AND s.key_hash IS NULL
    AND s.revoke_time IS NULL
    AND s.code_expire_time > $4
    AND t.tenant_id = s.tenant_id
    AND t.delete_time IS NULL
RETURNING s.session_id, s.tenant_id, s.capabilities, s.key_prefix, s.return_uri, s.theme, s.create_time,
    s.code_expire_time, s.exchange_time, s.expire_time, s.last_use_time

-- name: by_key
-- The session whose key has this SHA-256, unless it is revoked or its tenant is being erased. It may have expired.
-- $1 key_hash bytea; indexes portal_sessions_key, tenants_pkey
SELECT s.session_id, s.tenant_id, s.capabilities, s.key_prefix, s.return_uri, s.theme, s.create_time,
    s.code_expire_time, s.exchange_time, s.expire_time, s.last_use_time
FROM bellhop.portal_sessions AS s
JOIN bellhop.tenants AS t USING (tenant_id)
WHERE s.key_hash = $1
    AND s.revoke_time IS NULL
    AND t.delete_time IS NULL

-- name: get
-- One session of a tenant that is not revoked. $1 tenant_id text, $2 session_id uuid; index portal_sessions_pkey
SELECT s.session_id, s.tenant_id, s.capabilities, s.key_prefix, s.return_uri, s.theme, s.create_time,
    s.code_expire_time, s.exchange_time, s.expire_time, s.last_use_time
FROM bellhop.portal_sessions AS s
WHERE s.session_id = $2
    AND s.tenant_id = $1
    AND s.revoke_time IS NULL

-- name: list
-- The sessions of a tenant that are not revoked: the list helper adds filter, place and order. $1 tenant_id text; index
-- portal_sessions_by_tenant
SELECT s.session_id, s.tenant_id, s.capabilities, s.key_prefix, s.return_uri, s.theme, s.create_time,
    s.code_expire_time, s.exchange_time, s.expire_time, s.last_use_time
FROM bellhop.portal_sessions AS s
WHERE s.tenant_id = $1
    AND s.revoke_time IS NULL

-- name: revoke
-- Ends a session; answers the hash of its key as processes remember it, NULL before the exchange.
-- $1 tenant_id text, $2 session_id uuid, $3 now timestamptz, $4 version bigint; index portal_sessions_pkey
UPDATE bellhop.portal_sessions
SET revoke_time = $3,
    version = $4
WHERE session_id = $2
    AND tenant_id = $1
    AND revoke_time IS NULL
RETURNING encode(key_hash, 'hex') AS hash

-- name: revoke_of_tenant
-- Ends all sessions of a tenant that have not ended by themselves. $1 tenant_id text, $2 now timestamptz,
-- $3 version bigint; index portal_sessions_by_tenant
UPDATE bellhop.portal_sessions
SET revoke_time = $2,
    version = $3
WHERE tenant_id = $1
    AND revoke_time IS NULL
    AND expire_time > $2
RETURNING encode(key_hash, 'hex') AS hash

-- name: erase_of_tenant
-- Removes the sessions of a tenant that is being erased. $1 tenant_id text
DELETE FROM bellhop.portal_sessions
WHERE tenant_id = $1

-- name: used
-- Notes when the keys of sessions were last used. $1 session_ids uuid[], $2 times timestamptz[]; index portal_sessions_pkey
WITH used AS MATERIALIZED (
    SELECT s.session_id, u.last_use_time
    FROM unnest($1::uuid[], $2::timestamptz[]) AS u (session_id, last_use_time)
    JOIN bellhop.portal_sessions AS s USING (session_id)
    ORDER BY s.session_id
    FOR UPDATE OF s SKIP LOCKED
)
UPDATE bellhop.portal_sessions AS s
SET last_use_time = greatest(s.last_use_time, used.last_use_time)
FROM used
WHERE s.session_id = used.session_id

-- name: forget
-- Removes sessions that ended before $1 timestamptz, at most $2 int. Index portal_sessions_by_end
DELETE FROM bellhop.portal_sessions AS s
USING (
    SELECT session_id
    FROM bellhop.portal_sessions
    WHERE expire_time < $1
    ORDER BY expire_time
    LIMIT $2
    FOR UPDATE SKIP LOCKED
) AS old
WHERE s.session_id = old.session_id
