-- scope: cell
-- Subscriptions whose endpoint is asked for permission before anything is sent (CloudEvents' web hooks, section 4).

ALTER TABLE subscriptions ADD COLUMN handshake boolean NOT NULL DEFAULT false;

ALTER TABLE subscriptions ADD CONSTRAINT subscriptions_pulled_have_no_handshake CHECK (NOT (pull AND handshake));

-- Whose permission a lane needs; NULL: nobody's. Without it the lane is not enabled, so what sends needs to know nothing
-- of all this; and its rate is the smaller of the subscription's and the one that is allowed.
ALTER TABLE lanes ADD COLUMN handshake_uri text;

-- Since when that endpoint permits, to whom, and how many requests a minute; NULL there: as many as we like.
ALTER TABLE lanes ADD COLUMN permission_time timestamptz;

ALTER TABLE lanes ADD COLUMN permission_origin text;

ALTER TABLE lanes ADD COLUMN allowed_per_minute integer;

-- When it was last asked, how often in vain since it last permitted, and what it said instead, in our words.
ALTER TABLE lanes ADD COLUMN asked_time timestamptz;

ALTER TABLE lanes ADD COLUMN refusals integer NOT NULL DEFAULT 0;

ALTER TABLE lanes ADD COLUMN refusal text;

-- When it is asked next; NULL: it permits, or nothing may leave anyway.
ALTER TABLE lanes ADD COLUMN ask_time timestamptz;

ALTER TABLE lanes ADD CONSTRAINT lanes_permission_is_of_an_endpoint
    CHECK (handshake_uri IS NOT NULL OR (permission_time IS NULL AND ask_time IS NULL));

-- For the loop that asks.
CREATE INDEX lanes_asking ON lanes (ask_time) WHERE ask_time IS NOT NULL;

-- For its look at the permissions that were given to another name of this service.
CREATE INDEX lanes_permitted ON lanes (permission_origin) WHERE permission_time IS NOT NULL;
