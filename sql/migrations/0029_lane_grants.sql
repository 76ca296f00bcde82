-- scope: cell
-- Slots of a lane that a process has for itself: what is born and ends in them does not touch the row of the lane, which all
-- processes would wait for (docs/decisions/lane-grants.md).

CREATE TABLE lane_grants (
    tenant_id text NOT NULL,
    subscription_id uuid NOT NULL,
    holder integer NOT NULL,
    slots integer NOT NULL,
    CONSTRAINT lane_grants_pkey PRIMARY KEY (tenant_id, subscription_id, holder),
    CONSTRAINT lane_grants_has_slots CHECK (slots > 0)
);

ALTER TABLE lanes ADD COLUMN granted integer NOT NULL DEFAULT 0;
ALTER TABLE lanes ADD CONSTRAINT lanes_granted_not_negative CHECK (granted >= 0);
ALTER TABLE delivery_lease ADD COLUMN grant_holder integer;
