"""What a bad neighbour costs: healthy tenants beside endpoints that hang, and a transaction that is held open.

Each is compared with the same load without the neighbour, right before and right after it: a machine that others share
is at times twice as fast as at others. For the same reason the p99 is taken in slices, of which the median counts: over
the whole it is the worst few moments. The endpoints hang from the first moment, so what is measured is the time before
their circuits open. `python -m tests.bench neighbours held` prints these rows.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bellhop.clock import monotonic_seconds
from bellhop.dispatch.claimer import Claim
from bellhop.dispatch.dispatcher import Dispatcher
from bellhop.ids import TenantId
from tests.bench.backlog import add_due, settle
from tests.bench.drain import drain_again, fill, subscribe
from tests.bench.engine import dispatching, embedded, offer, world_at
from tests.bench.http import Figure
from tests.bench.sink import Sink, sink
from tests.world import World

_TENANTS = 90
_PER_SECOND = 250
_OFFER_SECONDS = 12.0
_SLICE_SECONDS = 2.0
_DELIVERIES = 6_300
_PATIENCE_SECONDS = 30.0
_ENDPOINTS = 200
_DRAINED_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Tenants whose endpoints hang, and how much is due to each endpoint."""

    name: str
    tenants: int
    endpoints: int
    due: int


_NEIGHBOURS = (
    Neighbour("100,000 due to a hanging endpoint", 1, 1, 100_000),
    Neighbour("10 % of all endpoints hang", _TENANTS // 9, _TENANTS // 9, 1_000),
    Neighbour("one tenant with 1,000 hanging endpoints", 1, 1_000, 10),
)


@dataclass(frozen=True, slots=True)
class Health:
    """How the healthy tenants fare: latency at an offered rate, and how fast what waits for them leaves."""

    p99_ms: float
    per_second: float


async def figures(*, share: float = 1.0) -> list[Figure]:
    """The healthy tenants alone, then beside each kind of neighbour."""
    rows: list[Figure] = []
    async with embedded() as url, world_at(url) as here:
        with sink(note=True) as receiver:
            healthy = await subscribe(here, receiver, endpoints=_TENANTS, tenants=_TENANTS, name="healthy")
            await _fare(here, receiver, healthy, share / 3)  # warm
            before = await _fare(here, receiver, healthy, share)
            rows.append(Figure("healthy tenants alone, p99", before.p99_ms, "ms", ""))
            rows.append(Figure("healthy tenants alone, throughput", before.per_second, "/s", ""))
            for number, neighbour in enumerate(_NEIGHBOURS):
                async with _beside(here, neighbour, f"noisy{number}-", share):
                    beside = await _fare(here, receiver, healthy, share)
                after = await _fare(here, receiver, healthy, share)
                p99_ms = (before.p99_ms + after.p99_ms) / 2
                per_second = (before.per_second + after.per_second) / 2
                name = neighbour.name
                rows.append(Figure(f"{name}, healthy p99", beside.p99_ms, "ms", ""))
                rows.append(Figure(f"{name}, healthy p99 to quiet", beside.p99_ms / p99_ms, "times", "≤ 1.5"))
                part = beside.per_second / per_second * 100
                rows.append(Figure(f"{name}, healthy throughput", part, "%", "≥ 80"))
                before = after
    return rows


@asynccontextmanager
async def _beside(here: World, neighbour: Neighbour, name: str, share: float) -> AsyncIterator[None]:
    """The neighbour, with everything due, until the block ends."""
    with sink(silent=True) as hanging:
        tenants = [TenantId(f"{name}{number}") for number in range(neighbour.tenants)]
        for tenant_id in tenants:
            await here.publish(1, tenant_id=tenant_id)  # nobody hears it yet; it is what will be due
        endpoints = max(neighbour.tenants, int(neighbour.endpoints * share))
        await subscribe(here, hanging, endpoints=endpoints, tenants=neighbour.tenants, name=name)
        for tenant_id in tenants:
            await add_due(here, tenant_id, max(1, int(neighbour.due * share)))
        yield
        for table in ("delivery_ready", "lanes"):
            await here.database.execute(f"DELETE FROM {table} WHERE tenant_id = ANY($1)", tenants)


async def _fare(here: World, receiver: Sink, healthy: list[TenantId], share: float) -> Health:
    """Offer the healthy tenants events at a steady rate; then let what was held back for them leave at once."""
    await settle(here)
    async with dispatching(here, grace_seconds=0.5) as dispatcher:
        spent = await offer(here, receiver, healthy, per_second=_PER_SECOND, seconds=max(4.0, _OFFER_SECONDS * share))
        each = max(1, int(_DELIVERIES * share) // len(healthy))
        await _open(here, healthy, enabled=False)
        await fill(here, healthy, each)
        received = receiver.counted().requests
        await _open(here, healthy, enabled=True)
        began = time.monotonic()
        await dispatcher.sweep_once()
        came, seconds = 0, 0.0
        while came < each * len(healthy) and seconds < _PATIENCE_SECONDS:
            await asyncio.sleep(0.02)
            came, seconds = receiver.counted().requests - received, time.monotonic() - began
    each_slice = int(_PER_SECOND * _SLICE_SECONDS)
    slices = [spent[at : at + each_slice] for at in range(0, len(spent) - each_slice + 1, each_slice)]
    return Health(statistics.median(statistics.quantiles(each, n=100)[98] for each in slices), came / seconds)


async def _open(here: World, tenants: list[TenantId], *, enabled: bool) -> None:
    await here.database.execute("UPDATE lanes SET enabled = $2 WHERE tenant_id = ANY($1)", tenants, enabled)


@dataclass
class _Claims:
    """Milliseconds of each claim that brought something, its reading of the events included."""

    spent: list[float] = field(default_factory=list)

    def watched(self) -> type[Dispatcher]:
        """A dispatcher that notes them here."""
        spent = self.spent

        class Watched(Dispatcher):
            async def claim_once(self) -> Claim:
                began = monotonic_seconds()
                claim = await super().claim_once()
                if claim:
                    spent.append((monotonic_seconds() - began) * 1e3)
                return claim

        return Watched


async def held(*, seconds: float = 30.0, share: float = 1.0) -> list[Figure]:
    """Drain after drain while another transaction keeps its snapshot, beside one without it."""
    deliveries = max(_ENDPOINTS, int(_DRAINED_AT_ONCE * share))
    async with embedded() as url, world_at(url) as here:
        with sink() as receiver:
            tenants = await subscribe(here, receiver, endpoints=_ENDPOINTS, name="held")

            async def once() -> tuple[float, float]:
                claims = _Claims()
                drained = await drain_again(
                    here, receiver, tenants, endpoints=_ENDPOINTS, deliveries=deliveries, kind=claims.watched()
                )
                return drained.per_second, statistics.median(claims.spent)

            await once()  # warm
            quiet, quiet_claim = await once()
            async with here.database.connection() as other, other.transaction(isolation="repeatable_read"):
                await other.fetchrow("SELECT pg_current_xact_id()")
                began = time.monotonic()
                runs = [await once()]
                while time.monotonic() - began < seconds:
                    runs.append(await once())
                lasted = time.monotonic() - began
    speeds, claims = zip(*runs, strict=True)
    return [
        Figure("drain before a transaction is held open", quiet, "/s", ""),
        Figure(
            f"held open for {lasted:.0f} s, throughput on average", statistics.mean(speeds) / quiet * 100, "%", "≥ 80"
        ),
        Figure(f"held open for {lasted:.0f} s, throughput in the end", speeds[-1] / quiet * 100, "%", "≥ 80"),
        Figure("one claim before", quiet_claim, "ms", ""),
        Figure("one claim in the end, to before", claims[-1] / quiet_claim, "times", "flat: ≤ 1.5"),
    ]
