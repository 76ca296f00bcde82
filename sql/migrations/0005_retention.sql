-- scope: cell
-- How long history is kept.

-- One row: deliveries made before `history_time` may be dropped at any moment. Whoever lets one that has ended wait again
-- locks the row in share mode first; raising the line waits for them, and then sees what they wrote.
CREATE TABLE retention (
    one boolean NOT NULL DEFAULT true,
    history_time timestamptz NOT NULL,
    CONSTRAINT retention_pkey PRIMARY KEY (one),
    CONSTRAINT retention_is_one_row CHECK (one)
);
INSERT INTO retention (history_time) VALUES ('epoch');

-- For the end of the hourly figures.
CREATE INDEX stats_hourly_by_age ON stats_hourly (hour);

-- For the end of what was deleted.
CREATE INDEX subscriptions_deleted ON subscriptions (delete_time) WHERE delete_time IS NOT NULL;
