-- scope: cell
-- Key pairs (Ed25519) that sign a tenant's webhooks beside, or in place of, the secret of each subscription.

-- One key pair of one tenant; the row of `registries` is locked before any is made or changed. `sealed` is the private
-- half, `sealed_by` the label of the master key that sealed it.
CREATE TABLE signing_keys (
    tenant_id text NOT NULL,
    signing_key_id uuid NOT NULL,
    public_key bytea NOT NULL,
    sealed bytea NOT NULL,
    sealed_by text NOT NULL,
    create_time timestamptz NOT NULL,
    expire_time timestamptz,      -- of an older one: until then it signs, too
    CONSTRAINT signing_keys_pkey PRIMARY KEY (tenant_id, signing_key_id),
    CONSTRAINT signing_keys_public_key_has_32_bytes CHECK (octet_length(public_key) = 32)
);

-- A tenant has one that stays.
CREATE UNIQUE INDEX signing_keys_current ON signing_keys (tenant_id) WHERE expire_time IS NULL;

-- For re-encryption: what a master key still seals.
CREATE INDEX signing_keys_by_key ON signing_keys (sealed_by, tenant_id, signing_key_id);
