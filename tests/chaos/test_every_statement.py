"""The process dies, or its connection is cut, at every single statement: before it, and after it without an answer.

The same short story is told again and again, each time broken at the next statement; then others take over. However
it was broken, the end is the one that was promised.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import asyncpg
import pytest

from bellhop.clock import SystemClock
from bellhop.core.leases import rescue
from bellhop.core.redelivery import Redelivery
from bellhop.core.repeats import IdempotencyKey
from bellhop.domain.delivery import DeliveryState, LaneHint
from bellhop.domain.job import JobState
from bellhop.domain.subscription import Ordering, Subscription
from bellhop.errors import BellhopError
from bellhop.ids import Prefix, encode
from bellhop.store.database import Database
from bellhop.store.store import Store
from tests.cells import home
from tests.chaos.faults import Fault, KilledError, breaking_database
from tests.invariants import assert_invariants
from tests.jobs_world import action, jobs_world
from tests.receiver import Answer, Receiver
from tests.world import World
from tests.world import world as make_world

T = TypeVar("T")
_AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, BellhopError)
_MOST_STATEMENTS = 200


@pytest.fixture
async def world(store: Store) -> AsyncIterator[World]:
    async with make_world(store, SystemClock()) as made:
        yield made


class Story:
    """One event for four subscriptions: it arrives, is refused and tried again, dies, and arrives in order."""

    def __init__(self, world: World, endpoint: Receiver, broken: Database) -> None:
        self.world = world
        self.endpoint = endpoint
        self.broken = broken
        self.told = 0

    async def prepare(self) -> list[Subscription]:
        kinds: list[dict[str, Any]] = [
            {},
            {"schedule": (timedelta(seconds=5),) * 3},
            {"schedule": ()},
            {"ordering": Ordering.FIFO},
        ]
        uris = [self.endpoint.url(f"/{name}") for name in ("arrives", "again", "dies", "in-order")]
        self.endpoint.always("/dies", Answer(500))
        return [
            await self.world.subscribe(uri, event_types=("test.*",), **kind)
            for uri, kind in zip(uris, kinds, strict=True)
        ]

    async def tell(self) -> None:
        """What the process that will be broken does; an unbroken one would go on."""
        self.endpoint.script("/again", Answer(503))
        dispatcher = World(self._broken_store(), self.world.clock, self.world.sender, self.world.vault).dispatcher()
        for _ in range(3):
            await self.world.make_due()
            await dispatcher.run_once()

    def _broken_store(self) -> Store:
        return Store(directory=self.broken, cells=(self.broken,))

    async def take_over(self) -> None:
        """What others do when the leases of the dead have ended."""
        await self.world.database.execute("UPDATE delivery_lease SET expires = now() - interval '1 second'")
        await rescue(self.world.database, self.world.registry, now=self.world.clock.now())
        for _ in range(6):
            await self.world.make_due()
            await self.world.dispatcher().run_once()


@pytest.mark.chaos
@pytest.mark.timeout(300)
@pytest.mark.parametrize("kill", [True, False], ids=["killed", "cut"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_dispatcher_broken_at_any_statement_loses_nothing(
    world: World, endpoint: Receiver, home_url: str, kill: bool, after: bool
) -> None:
    fault = Fault()
    async with breaking_database(home_url, fault) as broken:
        story = Story(world, endpoint, broken)
        await story.prepare()
        for at in range(_MOST_STATEMENTS):
            hints = await world.publish() + await world.publish()
            await world.database.execute("UPDATE lanes SET failures = 0, failed_deliveries = '{}'")  # no circuit opens
            fault.arm(at, after=after, kill=kill)
            with contextlib.suppress(KilledError, *_AWAY):
                await story.tell()
            reached = fault.seen > at
            fault.arm(None)
            await story.take_over()
            await _judge(world, hints)
            if not reached:
                break
        else:
            pytest.fail("the story never ended")
    assert at > 10


async def _judge(world: World, hints: list[LaneHint]) -> None:
    states = sorted([(await world.delivery(hint)).state.value for hint in hints])
    assert states == ["dead"] * 2 + ["delivered"] * 6
    dead = [hint for hint in hints if (await world.delivery(hint)).state is DeliveryState.DEAD]
    for hint in dead:
        told = await world.database.fetchrow(
            "SELECT count(*) AS times FROM events"
            " WHERE type = 'delivery.dead_lettered' AND position($1 IN convert_from(body, 'UTF8')) > 0",
            encode(Prefix.DELIVERY, hint.delivery_id),
        )
        assert told is not None
        assert told["times"] == 1
    await assert_invariants(world.store)


async def persist(call: Callable[[], Awaitable[T]]) -> T:
    """The answer of a call that is repeated until there is one, as callers and workers do."""
    while True:
        try:
            return await call()
        except _AWAY:
            await asyncio.sleep(0)


@pytest.mark.chaos
@pytest.mark.timeout(300)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_job_whose_connections_are_cut_at_any_statement_ends_once_and_is_told_of_once(
    store: Store, home_url: str, after: bool
) -> None:
    """The caller repeats with its key, the worker with its claim id and its token."""
    fault, clock = Fault(), SystemClock()
    async with (
        make_world(store, clock) as world,
        breaking_database(home_url, fault) as broken,
        jobs_world(Store(directory=broken, cells=(broken,)), clock) as jobs,
    ):
        echo = await jobs.put(action())
        await world.subscribe("http://127.0.0.1:9/", event_types=("operation.*",))
        for at in range(_MOST_STATEMENTS):
            fault.arm(at, after=after)
            started = await persist(partial(jobs.run, echo, key=IdempotencyKey(f"key-{at}", b"asked")))
            (held,) = await persist(partial(jobs.claim, echo.name, max_jobs=1, claim_id=f"claim-{at}"))
            completed = await persist(partial(jobs.complete, held))
            reached = fault.seen > at
            fault.arm(None)
            assert held.job.job_id == started.job.job_id
            assert completed.job is not None
            assert completed.job.state is JobState.SUCCEEDED
            told = await home(store).fetchrow(
                "SELECT (SELECT count(*) FROM events WHERE job_id = $1) AS events,"
                " (SELECT count(*) FROM deliveries WHERE job_id = $1) AS deliveries",
                started.job.job_id,
            )
            assert told is not None
            assert (told["events"], told["deliveries"]) == (1, 1)
            await assert_invariants(store)
            if not reached:
                break
        else:
            pytest.fail("the story never ended")
    assert at > 5


@pytest.mark.chaos
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_sending_again_and_skipping_broken_at_any_statement_happen_whole_or_not_at_all(
    world: World, home_url: str, after: bool
) -> None:
    fault = Fault()
    await world.subscribe("http://127.0.0.1:9/", ordering=Ordering.FIFO, schedule=())
    async with breaking_database(home_url, fault) as broken:
        verbs = Redelivery(Store(directory=broken, cells=(broken,)), clock=world.clock, wakeups=world.wakeups)
        for verb in (verbs.redeliver, verbs.skip):
            for at in range(_MOST_STATEMENTS):
                first, _ = [(await world.publish())[0] for _ in range(2)]
                await world.dispatcher().run_once()  # the first of them dies, as nobody listens, and blocks the other
                fault.arm(at, after=after, kill=True)
                with contextlib.suppress(KilledError):
                    await verb(first.tenant_id, first.delivery_id)
                reached = fault.seen > at
                fault.arm(None)
                await assert_invariants(world.store)
                healthy = Redelivery(world.store, clock=world.clock, wakeups=world.wakeups)
                for each in await world.everything():
                    if each.state not in {DeliveryState.SKIPPED, DeliveryState.DELIVERED}:
                        await healthy.skip(each.tenant_id, each.delivery_id)
                if not reached:
                    break
            assert at > 3
