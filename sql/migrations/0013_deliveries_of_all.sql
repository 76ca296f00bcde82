-- scope: cell
-- For the operator's list of all tenants' deliveries. The condition holds for every row and stands in that query only: a
-- tenant's list must never take this index and walk over everybody else's deliveries. `payload` never changes, so the
-- index stops no HOT update.
CREATE INDEX deliveries_of_all ON deliveries (delivery_id, tenant_id) WHERE payload <> '';
