"""One, two and four processes of the service on one Postgres, by turns: what a delivery costs with each number.

The load grows with the processes, as it does where more of them are needed: each has 64 callers of its own. The machine
stays the same, so rates tell of its cores; what is compared is the CPU of a delivery.

A busy core makes its neighbours slower, whatever runs there. So beside each number of processes stand as many
installations, of one process and one Postgres each: they share the machine, and nothing of Bellhop.
"""

import asyncio
import statistics
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta

from tests.bench.engine import world_at
from tests.bench.flow import Flow, arrivals, flow, publish
from tests.bench.http import Figure
from tests.bench.started import Cost, drain

_COUNTS = (1, 2, 4)
_ROUNDS = 3
_CALLERS = 64
_WARM_SECONDS = 2.0
_SECONDS = 6.0
_BEGINNING = timedelta(seconds=8)


@dataclass(slots=True)
class _Turns:
    """What the turns of one number of processes gave, each for one delivery; `apart`: of as many installations."""

    rates: list[float] = field(default_factory=list)
    micros: list[float] = field(default_factory=list)
    apart: list[float] = field(default_factory=list)
    transactions: list[float] = field(default_factory=list)
    drained_rates: list[float] = field(default_factory=list)
    drained_micros: list[float] = field(default_factory=list)

    def rows(self, count: int, one: "_Turns") -> Iterator[Figure]:
        """Medians, and their ratios to those of one process."""
        name = f"{count} process{'es' if count > 1 else ''}"
        for what, mine, first in (
            ("published and delivered", self.micros, one.micros),
            ("drained", self.drained_micros, one.drained_micros),
        ):
            middle = statistics.median(mine)
            yield Figure(f"{name}, {what}: CPU of service and Postgres", middle, "µs", "")
            if count > 1:
                yield Figure(f"{name}, {what}: CPU beside one", middle / statistics.median(first), "times", "≤ 1.1")
        if count > 1:
            apart = statistics.median(self.apart)
            yield Figure(f"{count} installations that share nothing, published and delivered: CPU", apart, "µs", "")
            yield Figure(f"{name}: CPU beside those", statistics.median(self.micros) / apart, "times", "≤ 1.1")
        yield Figure(f"{name}, published and delivered", statistics.median(self.rates), "/s", "")
        yield Figure(f"{name}, drained", statistics.median(self.drained_rates), "/s", "")
        yield Figure(f"{name}, transactions for 1,000 deliveries", statistics.median(self.transactions) * 1e3, "", "")


async def figures(*, share: float = 1.0) -> list[Figure]:
    """Each number of processes in each of three rounds; fails if anything arrived twice or not at all."""
    turns = {count: _Turns() for count in _COUNTS}
    async with AsyncExitStack() as stack:
        flows = [await stack.enter_async_context(flow("test.*")) for _ in range(max(_COUNTS))]
        for here in flows:
            here.bench.house.service.stop()
        for _ in range(_ROUNDS):
            for count in _COUNTS:
                await _turn(flows[0], count, turns[count], share)
                flows[0].bench.house.service.stop()
                if count > 1:
                    turns[count].apart.append(await _apart(flows[:count], share))
    return [row for count in _COUNTS for row in turns[count].rows(count, turns[1])]


async def _apart(flows: Sequence[Flow], share: float) -> float:
    """What a delivery costs where as many installations work at once, in microseconds."""
    services = [here.bench.house.service for here in flows]
    for each in services:
        each.start()
    await asyncio.gather(*(_published(here, _WARM_SECONDS * share, 1) for here in flows))
    before = [Cost.of(each) for each in services]
    published = await asyncio.gather(*(_published(here, _SECONDS * share, 1) for here in flows))
    costs = [Cost.of(each).since(earlier) for each, earlier in zip(services, before, strict=True)]
    for each in services:
        each.stop()
    return sum(each.service + each.postgres for each in costs) / sum(count for count, _ in published) * 1e6


async def _turn(here: Flow, count: int, into: _Turns, share: float) -> None:
    service = here.bench.house.service
    service.start("--processes", str(count))
    await _published(here, _WARM_SECONDS * share, count)
    before, transactions = Cost.of(service), await _transactions(here)
    deliveries, rate = await _published(here, _SECONDS * share, count)
    cost = Cost.of(service).since(before)
    into.rates.append(rate)
    into.micros.append((cost.service + cost.postgres) / deliveries * 1e6)
    into.transactions.append((await _transactions(here) - transactions) / deliveries)
    service.stop()
    service.start("--role", "api")
    sent_before = set(here.receiver.times())
    await publish(here, seconds=_SECONDS * share)
    service.stop()
    await _pause(here)
    drained = await drain(here, sent_before, "--processes", str(count))
    into.drained_rates.append(drained.per_second)
    into.drained_micros.append((drained.cost.service + drained.cost.postgres) / drained.count * 1e6)


async def _published(here: Flow, seconds: float, count: int) -> tuple[int, float]:
    """How many were published and delivered, and how many in a second."""
    already = here.receiver.counted().requests
    sent = await publish(here, seconds=seconds, callers=_CALLERS * count)
    came = await arrivals(here.receiver, sent)
    assert not sent.refused, sent.refused[0]
    assert not sent.times.keys() - came.keys(), "something never arrived"
    assert here.receiver.counted().requests - already == len(sent.times), "something arrived twice"
    return len(sent.times), len(sent.times) / (max(came[each] for each in sent.times) - sent.began)


async def _pause(here: Flow) -> None:
    """Let nothing leave until all processes of the next start are there: each takes a second of a core to begin."""
    async with world_at(here.database_url) as world:
        await world.database.execute(
            "UPDATE lanes SET paused_until = now() + $1::interval, paused_time = now(), paused_status = 503",
            _BEGINNING,
        )


async def _transactions(here: Flow) -> int:
    async with world_at(here.database_url) as world:
        row = await world.database.fetchrow(
            "SELECT xact_commit + xact_rollback AS count FROM pg_stat_database WHERE datname = current_database()"
        )
    assert row is not None
    return int(row["count"])
