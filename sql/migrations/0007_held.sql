-- scope: cell
-- What waits behind a dead letter that blocks grows old too.

-- For the rescuer: deliveries held behind a head, which nobody claims, by the end of their age. Only fifo queues with more
-- than one waiting have any; built under a lock that keeps writers out for as long as one read of the table takes.
CREATE INDEX delivery_ready_held ON delivery_ready (give_up_time) WHERE due = 'infinity';
