-- scope: cell
-- Leases are found by their deliveries' ids alone, whatever the planner believes of the size of a table that is empty at
-- one moment and full of dead rows at another; and new ones join at the end of the index.

ALTER TABLE delivery_lease
    DROP CONSTRAINT delivery_lease_pkey,
    ADD CONSTRAINT delivery_lease_pkey PRIMARY KEY (delivery_id, tenant_id);
