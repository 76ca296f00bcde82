-- name: insert
-- One change.
-- $1 audit_id uuid, $2 create_time timestamptz, $3 tenant_id text, $4 actor_kind text, $5 key_id uuid, $6 verb text,
-- $7 resource text, $8 changes jsonb, $9 request_id text
INSERT INTO bellhop.audit (
    audit_id, create_time, tenant_id, actor_kind, key_id, verb, resource, changes, request_id
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: list
-- The collection of changes: the list helper adds filter, place and order. Indexes audit_pkey, audit_by_tenant
SELECT audit_id, create_time, tenant_id, actor_kind, key_id, verb, resource, changes, request_id
FROM bellhop.audit
WHERE true
