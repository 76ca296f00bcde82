-- scope: cell
-- Client certificates of live subscriptions, so that their ends are told in time. Their keys are among the sealed secrets.

-- `notice_time`: when to tell next that it ends; NULL: nothing more is told.
CREATE TABLE client_certificates (
    tenant_id text NOT NULL,
    subscription_id uuid NOT NULL,
    expire_time timestamptz NOT NULL,
    notice_time timestamptz,
    CONSTRAINT client_certificates_pkey PRIMARY KEY (tenant_id, subscription_id)
);

-- For the loop that tells.
CREATE INDEX client_certificates_notices ON client_certificates (notice_time) WHERE notice_time IS NOT NULL;
