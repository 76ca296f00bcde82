-- scope: cell
-- Subscriptions that are pulled: nothing is sent for them, whoever has the key claims what is due and records what came of it.

ALTER TABLE subscriptions ADD COLUMN pull boolean NOT NULL DEFAULT false;

-- How long nobody may claim before the subscription is deleted; NULL: for ever.
ALTER TABLE subscriptions ADD COLUMN idle_expire interval;

ALTER TABLE subscriptions ADD CONSTRAINT subscriptions_only_pull_expires CHECK (pull OR idle_expire IS NULL);

-- For the loop that deletes what nobody claims from.
CREATE INDEX subscriptions_idle ON subscriptions (tenant_id, subscription_id)
    WHERE idle_expire IS NOT NULL AND delete_time IS NULL;

-- A lane is enabled (the service sends), or pulled (others may claim), or neither. So what sends needs to know nothing
-- of the second: to it such a lane is one that is not enabled.
ALTER TABLE lanes ADD COLUMN pulled boolean NOT NULL DEFAULT false;

-- When somebody last asked for deliveries of a pulled lane, kept to a few seconds.
ALTER TABLE lanes ADD COLUMN claim_time timestamptz;

ALTER TABLE lanes ADD CONSTRAINT lanes_enabled_or_pulled CHECK (NOT (enabled AND pulled));

-- Of deliveries that were pulled: who claimed them, as he calls himself, by which request (the same again gets the same
-- leases), and when: their requests were signed for that moment.
ALTER TABLE delivery_lease ADD COLUMN claimer text;

ALTER TABLE delivery_lease ADD COLUMN claim_id text;

ALTER TABLE delivery_lease ADD COLUMN claim_time timestamptz;

CREATE INDEX delivery_lease_claims ON delivery_lease (tenant_id, subscription_id, claim_id)
    WHERE claim_id IS NOT NULL;
