"""What size costs: a drain beside millions of finished deliveries, and the service's memory with a million due."""

import asyncio
import shutil
import statistics
import time

from bellhop.ids import TenantId
from bellhop.store.embedded import EmbeddedPostgres
from tests.bench.backlog import add_due, add_finished, settle
from tests.bench.drain import BODY, bare, drain_again, subscribe
from tests.bench.engine import embedded, world_at
from tests.bench.http import Figure, open_folder
from tests.bench.processes import resident_mib
from tests.bench.sink import sink
from tests.running import Service, house_of

_ENDPOINTS = 200
_DELIVERIES = 10_000
_DRAINS = 3
_DUE = 1_000_000
_WATCH_SECONDS = 15.0


async def history(*, count: int = 1_000_000, share: float = 1.0) -> list[Figure]:
    """Drains with next to nothing in the tables, and with `count` finished deliveries of the same endpoints.

    Minutes lie between the two, in which a machine that others share may become another one; so each drain is compared
    with bare libcurl right before and after it, and of three the median counts.
    """
    count, deliveries = max(1, int(count * share)), max(_ENDPOINTS, int(_DELIVERIES * share))
    async with embedded() as url, world_at(url) as here:
        with sink() as receiver:
            tenants = await subscribe(here, receiver, endpoints=_ENDPOINTS, name="history")

            async def speed() -> tuple[float, float]:
                """Deliveries a second, and as a part of what bare libcurl sends."""
                await settle(here)
                before = await bare(receiver, requests=deliveries)
                drained = await drain_again(here, receiver, tenants, endpoints=_ENDPOINTS, deliveries=deliveries)
                after = await bare(receiver, requests=deliveries)
                return drained.per_second, drained.per_second * 2 / (before + after)

            async def speeds() -> tuple[float, float]:
                rates, parts = zip(*[await speed() for _ in range(_DRAINS)], strict=True)
                return statistics.median(rates), statistics.median(parts)

            await speed()  # warm
            empty, empty_part = await speeds()
            await add_finished(here, count)
            full, full_part = await speeds()
    return [
        Figure("drain with empty tables", empty, "/s", ""),
        Figure("drain with empty tables, beside bare libcurl", empty_part * 100, "%", ""),
        Figure(f"drain beside {count:,} finished deliveries", full, "/s", ""),
        Figure(f"drain beside {count:,} finished deliveries, beside bare libcurl", full_part * 100, "%", ""),
        Figure(f"{count:,} finished deliveries, throughput to empty", full_part / empty_part * 100, "%", "≥ 90"),
    ]


async def memory(*, share: float = 1.0) -> list[Figure]:
    """The whole service, API included, as it works off a million deliveries due to one hanging endpoint."""
    due = max(1, int(_DUE * share))
    folder = open_folder()
    server = await EmbeddedPostgres.start(folder / "data")
    service = Service(None, folder / "bellhop.log", BELLHOP_DATA_DIR=str(folder / "data")).start()
    try:
        with sink(silent=True) as hanging:
            async with house_of(service) as house, world_at(server.url) as here:
                tenant = await house.tenant()
                await here.publish(1, tenant_id=TenantId(tenant.name), data=BODY)  # nobody hears it yet
                await tenant.subscribe(hanging.url(), event_types=["test.*"])
                idle = resident_mib(service.pid)
                service.kill()
                await add_due(here, TenantId(tenant.name), due)
                await here.database.execute("VACUUM ANALYZE")
                service.start()
                peak, until = 0.0, time.monotonic() + _WATCH_SECONDS * max(share, 0.3)
                while time.monotonic() < until:
                    peak = max(peak, resident_mib(service.pid))
                    await asyncio.sleep(0.1)
                tried = hanging.counted().requests
    finally:
        service.stop()
        await server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    assert tried, "nothing was sent: the service did not see what is due"
    return [
        Figure("memory of the service at rest", idle, "MiB", ""),
        Figure(f"memory with {due:,} due, at most", peak, "MiB", "≤ 200"),
    ]
