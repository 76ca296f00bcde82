-- scope: cell
-- formerly: 31355f33282a4a5eb06eb79f1863d4dc25839096f7892d69b67c1fa0315c74aa
-- Leases are found by their deliveries' ids alone, whatever the planner believes of the size of a table that is empty at
-- one moment and full of dead rows at another; and new ones join at the end of the index.

ALTER TABLE delivery_lease DROP CONSTRAINT delivery_lease_pkey;

ALTER TABLE delivery_lease ADD CONSTRAINT delivery_lease_pkey PRIMARY KEY (delivery_id, tenant_id);
