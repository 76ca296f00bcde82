-- scope: cell
-- A pause that an endpoint asks for (429 or 503 with Retry-After) holds its whole lane: until when, when it was asked for,
-- and by which status. A version that does not know of it goes on as it did: each delivery waits for itself.

ALTER TABLE lanes ADD COLUMN paused_until timestamptz;

ALTER TABLE lanes ADD COLUMN paused_time timestamptz;

ALTER TABLE lanes ADD COLUMN paused_status integer;

ALTER TABLE lanes ADD CONSTRAINT lanes_pause_is_whole CHECK (
    (paused_until IS NULL) = (paused_time IS NULL) AND (paused_until IS NULL) = (paused_status IS NULL)
);

-- The same as it was, and the lanes that pause. What a version before asks of it holds of the wider one too.
CREATE INDEX lanes_kept_back ON lanes (tenant_id, subscription_id)
    WHERE probe_time IS NOT NULL OR NOT enabled OR paused_until IS NOT NULL;

DROP INDEX lanes_held;

ALTER INDEX lanes_kept_back RENAME TO lanes_held;
