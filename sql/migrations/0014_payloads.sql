-- scope: cell
-- formerly: 2f21f904c4c1eed66e88e85e24a3b8aea8c7064f2ce366f96b0c170ddb8fc2c3
-- What a delivery carries: CloudEvents, and templates.

ALTER TABLE subscriptions DROP CONSTRAINT subscriptions_payload_known;

ALTER TABLE subscriptions ADD CONSTRAINT subscriptions_payload_known
    CHECK (payload IN ('thin', 'full', 'cloudevents', 'cloudevents-binary', 'template'));

-- The template as it is now, and the version of the subscription that wrote it.
ALTER TABLE subscriptions ADD COLUMN template bytea;

ALTER TABLE subscriptions ADD COLUMN template_version bigint;

ALTER TABLE subscriptions ADD CONSTRAINT subscriptions_template_is_of_a_version
    CHECK ((template IS NULL) = (template_version IS NULL));

ALTER TABLE subscriptions ADD CONSTRAINT subscriptions_template_is_for_its_payload
    CHECK ((payload = 'template') = (template IS NOT NULL));

-- Templates that deliveries were made with: `payload` of a delivery names the version, as `template/7`. `retire_time`:
-- since when no delivery is made with it.
CREATE TABLE templates (
    tenant_id text NOT NULL,
    subscription_id uuid NOT NULL,
    version bigint NOT NULL,
    template bytea NOT NULL,
    retire_time timestamptz,
    CONSTRAINT templates_pkey PRIMARY KEY (tenant_id, subscription_id, version)
);

-- For the end of those that no delivery can name any more.
CREATE INDEX templates_retired ON templates (retire_time) WHERE retire_time IS NOT NULL;
