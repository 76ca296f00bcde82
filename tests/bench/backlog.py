"""Rows by the hundred thousand, made by the database itself: deliveries that are due, and finished ones."""

from bellhop.ids import TenantId
from tests.world import World

_AT_ONCE = 100_000

# A UUIDv7 of the moment that lies `{n}` milliseconds back; the same `{n}` gives another one each time.
_ID = """(
    lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint - {n}), 12, '0') || '7' || substr(md5(random()::text), 1, 3)
    || '8' || substr(md5(random()::text), 1, 15)
)::uuid"""

_DUE = f"""
WITH record AS (
    INSERT INTO deliveries (tenant_id, delivery_id, subscription_id, event_id, event_type, payload, create_time,
        update_time, next_attempt_time, give_up_time)
    SELECT l.tenant_id, {_ID.format(n="n")}, l.subscription_id, e.event_id, e.type, 'full', now(), now(),
        now() - n * interval '1 millisecond', now() + interval '3 days'
    FROM lanes AS l
    CROSS JOIN generate_series($2::bigint, $3::bigint, -1) AS n
    CROSS JOIN (SELECT event_id, type FROM events WHERE tenant_id = $1 LIMIT 1) AS e
    WHERE l.tenant_id = $1
    RETURNING *
)
INSERT INTO delivery_ready (tenant_id, subscription_id, due, delivery_id, event_id, payload, give_up_time)
SELECT tenant_id, subscription_id, next_attempt_time, delivery_id, event_id, payload, give_up_time FROM record
"""

_FINISHED = f"""
WITH example AS MATERIALIZED (
    SELECT row_number() OVER () - 1 AS place, count(*) OVER () AS places, d.*
    FROM (SELECT * FROM deliveries WHERE state = 'delivered' LIMIT 1000) AS d
), record AS (
    INSERT INTO deliveries (tenant_id, delivery_id, subscription_id, event_id, event_type, payload, state, attempts,
        tries, last_status, create_time, update_time, give_up_time, end_time)
    SELECT tenant_id, {_ID.format(n="n")}, subscription_id, event_id, event_type, payload, state, attempts,
        tries, last_status, create_time, update_time, give_up_time, end_time
    FROM generate_series($1::bigint, $2::bigint, -1) AS n JOIN example ON place = n % places
    RETURNING *
)
INSERT INTO attempts (tenant_id, delivery_id, attempt_id, subscription_id, number, start_time, outcome, status,
    total_us, address, http_version, method, uri, request_headers, response_headers, response_body)
SELECT r.tenant_id, r.delivery_id, {_ID.format(n="0")}, r.subscription_id, 1, r.create_time, a.outcome, a.status,
    a.total_us, a.address, a.http_version, a.method, a.uri, a.request_headers, a.response_headers, a.response_body
FROM record AS r CROSS JOIN (SELECT * FROM attempts LIMIT 1) AS a
"""


async def add_due(world: World, tenant_id: TenantId, each: int) -> None:
    """For each of the tenant's endpoints this many deliveries of an event of the tenant, due since a little while."""
    for first in range(each, 0, -_AT_ONCE):
        await world.database.execute(_DUE, tenant_id, first, max(1, first - _AT_ONCE + 1))


async def add_finished(world: World, count: int) -> None:
    """This many delivered deliveries with their attempts, of the endpoints that have some."""
    for first in range(count, 0, -_AT_ONCE):
        await world.database.execute(_FINISHED, first, max(1, first - _AT_ONCE + 1))


async def settle(world: World) -> None:
    """Leave nothing of the making for a measurement to pay: no statistics to gather, no checkpoint that is near."""
    await world.database.execute("VACUUM ANALYZE")
    await world.database.execute("CHECKPOINT")
