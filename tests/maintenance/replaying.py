"""What tests of bulk operations stand on: the verbs of jobs, and replayers that work on them."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import orjson

from bellhop.core.catalog import Catalog
from bellhop.core.completion import Completions
from bellhop.core.directory import Directory
from bellhop.core.jobs import Jobs
from bellhop.core.work import Work
from bellhop.domain.bulk import REDELIVER_ACTION, Selection, pack
from bellhop.domain.job import Job, JobState
from bellhop.domain.subscription import DisabledReason, Subscription, SubscriptionState
from bellhop.maintenance.replayer import Replayer
from bellhop.store import lanes, subscriptions
from tests.world import ACME, World


class House:
    """The parts around the replayer."""

    def __init__(self, world: World) -> None:
        catalog = Catalog(Directory(world.store), world.clock)
        shared: dict[str, Any] = {"catalog": catalog, "registry": world.registry}
        self.jobs = Jobs(world.store, world.clock, world.wakeups, **shared)
        self.completions = Completions(world.store, world.clock, world.wakeups, **shared)
        self._world = world

    def replayer(self) -> Replayer:
        """One that works on operations; several may at once."""
        work = Work(self._world.store, self._world.clock, self._world.wakeups)
        return Replayer(
            self._world.store,
            clock=self._world.clock,
            wakeups=self._world.wakeups,
            registry=self._world.registry,
            work=work,
            completions=self.completions,
        )

    async def ask(self, selection: Selection, action: str = REDELIVER_ACTION) -> Job:
        """An operation as the API asks for it."""
        return (await self.jobs.submit_system(ACME, action, pack(selection))).job

    async def finish(self, job: Job, *replayers: Replayer) -> dict[str, Any]:
        """What an operation answers once these (else one) have worked it to its end."""
        at_work = replayers or (self.replayer(),)
        while not (ended := await self.jobs.get(ACME, job.job_id)).state.done:
            for each in at_work:
                await each.run_once()
        assert ended.state is JobState.SUCCEEDED
        result: dict[str, Any] = orjson.loads(ended.result or b"")
        return result


@asynccontextmanager
async def house_of(world: World) -> AsyncIterator[House]:
    """A house around a world."""
    made = House(world)
    yield made
    await made.jobs.close()
    await made.completions.close()


async def change(world: World, subscription: Subscription, **fields: Any) -> Subscription:
    """The subscription as it is once these fields were changed."""
    now = world.clock.now()
    changed = replace(subscription, version=subscription.version + 1, update_time=now, **fields)
    async with world.database.transaction() as connection:
        await subscriptions.touch_registry(connection, subscription.tenant_id, version=uuid.uuid4())
        assert await subscriptions.update(connection, changed)
        await lanes.sync(connection, changed)
    return changed


async def disable(world: World, subscription: Subscription) -> Subscription:
    """The subscription once it was disabled by hand."""
    return await change(
        world,
        subscription,
        state=SubscriptionState.DISABLED,
        disabled_reason=DisabledReason.BY_REQUEST,
        disabled_time=world.clock.now(),
    )


async def enable(world: World, subscription: Subscription, **fields: Any) -> Subscription:
    """The subscription once it was enabled, and these fields were changed."""
    enabled = {"state": SubscriptionState.ENABLED, "disabled_reason": None, "disabled_time": None}
    return await change(world, subscription, **{**enabled, **fields})


async def miss(world: World, uri: str, count: int, **policy: Any) -> Subscription:
    """A subscription that missed this many events while it was disabled."""
    off = await disable(world, await world.subscribe(uri, **policy))
    assert await world.publish(count) == []
    return await enable(world, off)
