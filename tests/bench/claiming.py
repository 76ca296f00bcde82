"""What a claim costs beside what waits: a million due rows of one lane, 50,000 lanes, 38 days of partitions.

The claim of eight lanes is measured where they are all there is, and again beside everything else; each is rolled back.
"""

import asyncio
import json
import statistics
import time
import uuid
from collections.abc import Sequence
from datetime import timedelta

from bellhop.ids import TenantId
from bellhop.store import claims, partitions
from bellhop.store.claims import BEGINNING, LaneAsk
from bellhop.store.queries import load
from tests.bench.backlog import add_due, settle
from tests.bench.drain import BODY, fill
from tests.bench.engine import embedded, world_at
from tests.bench.http import Figure
from tests.world import World

_LANES = 8
_ROWS = 16
_WAITING = 200
_TIMES = 300
_REST_SECONDS = 0.01  # spread over slow and fast moments of the machine
_DUE = 1_000_000
_OTHERS = 50_000
_DAYS_BACK = 30
_LEASE = timedelta(seconds=60)

_ADD_LANES = """
WITH lane AS (
    INSERT INTO lanes (tenant_id, subscription_id, enabled, subscription_version, max_in_flight)
    SELECT 'other' || n % 500, gen_random_uuid(), true, 1, 50 FROM generate_series(1, $1::int) AS n
    RETURNING tenant_id, subscription_id
)
INSERT INTO delivery_ready (tenant_id, subscription_id, due, delivery_id, event_id, payload, give_up_time)
SELECT tenant_id, subscription_id, now() - n * interval '1 second', gen_random_uuid(), gen_random_uuid(), 'thin',
    now() + interval '3 days'
FROM lane, generate_series(1, 3) AS n
"""


async def figures(*, share: float = 1.0) -> list[Figure]:
    """Milliseconds and pages of one claim, alone and beside the rest."""
    due, others = int(_DUE * share), int(_OTHERS * share)
    async with embedded() as url, world_at(url) as here:
        tenants = [TenantId(f"few{number}") for number in range(_LANES)]
        asks = []
        for tenant_id in tenants:
            made = await here.subscribe("http://127.0.0.1:9/", tenant_id=tenant_id)
            asks.append(LaneAsk(tenant_id, made.subscription_id, BEGINNING, _ROWS))
        await fill(here, tenants, _WAITING)
        alone_ms, alone_pages = await _claim(here, asks)
        await _add_days(here)
        big = TenantId("big")
        await here.publish(1, tenant_id=big, data=BODY)
        loud = await here.subscribe("http://127.0.0.1:9/", tenant_id=big, max_in_flight=1_000)
        await add_due(here, big, due)
        await here.database.execute(_ADD_LANES, others)
        beside_ms, beside_pages = await _claim(here, asks)
        loud_ms, _ = await _claim(here, [LaneAsk(big, loud.subscription_id, BEGINNING, _LANES * _ROWS)])
    rest = f"beside {due:,} due, {others:,} lanes, 38 days"
    return [
        Figure(f"claim of {_LANES * _ROWS} in {_LANES} lanes, alone", alone_ms, "ms", ""),
        Figure(f"claim of {_LANES * _ROWS} in {_LANES} lanes, {rest}", beside_ms, "ms", ""),
        Figure("the same, to alone", beside_ms / alone_ms, "times", "flat: ≤ 1.5"),
        Figure("pages touched alone", alone_pages, "pages", ""),
        Figure(f"pages touched {rest}", beside_pages, "pages", ""),
        Figure(f"claim of {_LANES * _ROWS} of the lane with {due:,} due", loud_ms, "ms", ""),
    ]


async def _add_days(here: World) -> None:
    """Partitions of the days that a history of a month has, empty."""
    async with here.database.connection() as connection:
        now = here.clock.now()
        for parent in await partitions.parents(connection):
            for back in range(2, _DAYS_BACK + 1):
                await partitions.make_day(connection, parent, partitions.day_of(now - timedelta(days=back)))


async def _claim(here: World, asks: Sequence[LaneAsk]) -> tuple[float, float]:
    """The median of claims that are rolled back, and the pages that one touches."""
    await settle(here)
    spent = []
    async with here.database.connection() as connection:
        for _ in range(_TIMES):
            transaction = connection.transaction()
            await transaction.start()
            began = time.monotonic()
            leases = await claims.claim(connection, asks, token=uuid.uuid4(), lease=_LEASE)
            spent.append((time.monotonic() - began) * 1e3)
            assert len(leases) == sum(ask.most for ask in asks)
            await transaction.rollback()
            await asyncio.sleep(_REST_SECONDS)
        transaction = connection.transaction()
        await transaction.start()
        plan = await connection.fetchval(
            "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + load("claims")["claim"],
            [ask.tenant_id for ask in asks],
            [ask.subscription_id for ask in asks],
            [ask.floor[0] for ask in asks],
            [ask.floor[1] for ask in asks],
            [ask.most for ask in asks],
            uuid.uuid4(),
            _LEASE,
            None,
            None,
        )
        await transaction.rollback()
    top = json.loads(plan)[0]["Plan"]
    return statistics.median(spent), top["Shared Hit Blocks"] + top["Shared Read Blocks"]
