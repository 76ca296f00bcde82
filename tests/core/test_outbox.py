import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from bellhop.api.edge.services import Services
from bellhop.clock import ManualClock
from bellhop.core import outbox
from bellhop.core.registry import RegistryCache
from bellhop.domain.audit import SYSTEM
from bellhop.domain.event import EventType, NewEvent
from bellhop.domain.event_filter import parse_filter
from bellhop.domain.ledger import Verdict, unpack
from bellhop.domain.matching import Condition
from bellhop.domain.subscription import DeliveryPolicy, Ordering, OrderingKey, Payload, Subscription
from bellhop.domain.subscription_spec import SubscriptionSpec
from bellhop.domain.tenant import GivenLimits, Tenant
from bellhop.ids import EventId, JobId, SubscriptionId, TenantId, uuid7
from bellhop.store import events as events_store
from bellhop.store import subscriptions as subscriptions_store
from bellhop.store.database import Database
from bellhop.store.store import Store
from tests.cells import home
from tests.serving import open_services

ACME = TenantId("acme")
SPEC = SubscriptionSpec(event_types=("operation.*",), uri="https://hooks.example.com/")


@dataclass
class World:
    """A cell with tenants, and a process that publishes into it."""

    services: Services
    cell: Database
    clock: ManualClock
    registry: RegistryCache

    async def tenant(self, name: str) -> Tenant:
        return await self.services.tenants.create(
            TenantId(name), display_name="", given=GivenLimits(), actor=SYSTEM, cell=self.cell.cell
        )

    async def subscribe(self, tenant: Tenant, **fields: Any) -> Subscription:
        written = await self.services.subscriptions.create(tenant, replace(SPEC, **fields), actor=SYSTEM)
        return written.subscription

    def happen(self, tenant_id: str = "acme", **fields: Any) -> NewEvent:
        event = NewEvent(
            event_id=EventId(uuid7(self.clock.now())),
            tenant_id=TenantId(tenant_id),
            type=EventType.OPERATION_SUCCEEDED.value,
            create_time=self.clock.now(),
            full=b'{"type":"operation.succeeded"}',
            action="layout",
            status="succeeded",
            parent="designs/a",
        )
        return event._replace(**fields)

    async def publish(self, *events: NewEvent) -> int:
        """How many deliveries were made."""
        async with self.cell.transaction() as connection:
            return len(await outbox.publish(connection, self.registry, events, now=self.clock.now()))

    async def ledger_of(self, event: NewEvent) -> dict[SubscriptionId, Verdict]:
        async with self.cell.connection() as connection:
            found = await events_store.load(connection, [(event.tenant_id, event.event_id)])
        return {entry.subscription_id: entry.verdict for entry in unpack(found[event.event_id].ledger)}

    async def deliveries(self) -> list[Any]:
        return list(await self.cell.fetch("SELECT * FROM deliveries ORDER BY delivery_id"))


@pytest.fixture
async def world(store: Store, clock: ManualClock) -> AsyncIterator[World]:
    async with open_services(store, clock) as services:
        yield World(services, home(store), clock, RegistryCache(parse_filter))


@pytest.fixture
async def acme(world: World) -> Tenant:
    return await world.tenant("acme")


@pytest.mark.requirement("A10")
async def test_events_of_many_tenants_are_written_with_a_delivery_for_each_that_listens(world: World) -> None:
    listening = {}
    for name in ("acme", "bravo", "charlie"):
        tenant = await world.tenant(name)
        if name != "charlie":
            listening[name] = (await world.subscribe(tenant)).subscription_id
    events = [world.happen(name) for name in ("acme", "bravo", "charlie", "acme", "nobody")]

    assert await world.publish(*events) == 3

    made = [(row["tenant_id"], row["subscription_id"]) for row in await world.deliveries()]
    assert sorted(made) == sorted([("acme", listening["acme"])] * 2 + [("bravo", listening["bravo"])])
    assert await world.ledger_of(events[2]) == {}


async def test_what_is_rolled_back_was_never_published(world: World, acme: Tenant) -> None:
    await world.subscribe(acme)
    async with world.cell.connection() as connection:
        transaction = connection.transaction()
        await transaction.start()
        assert await outbox.publish(connection, world.registry, [world.happen()], now=world.clock.now())
        await transaction.rollback()

    assert await world.deliveries() == []
    assert await world.cell.fetch("SELECT FROM events") == []


async def test_no_attempt_is_made_after_what_it_tells_of_has_expired(world: World, acme: Tenant) -> None:
    await world.subscribe(acme, delivery=DeliveryPolicy(max_age=timedelta(days=5)))
    now = world.clock.now()

    await world.publish(
        world.happen(read_until=now + timedelta(days=1)),
        world.happen(read_until=now + timedelta(days=7)),
        world.happen(),
    )

    limits = sorted(row["give_up_time"] - now for row in await world.deliveries())
    assert limits == [timedelta(days=1), timedelta(days=5), timedelta(days=5)]


async def test_a_queue_is_kept_for_the_subscription_or_for_each_parent(world: World, acme: Tenant) -> None:
    policies = {
        "none": DeliveryPolicy(),
        "all": DeliveryPolicy(ordering=Ordering.FIFO),
        "each": DeliveryPolicy(ordering=Ordering.FIFO, ordering_key=OrderingKey.PARENT),
    }
    ids = {
        (await world.subscribe(acme, delivery=policy, payload=Payload.FULL)).subscription_id: name
        for name, policy in policies.items()
    }

    await world.publish(world.happen(), world.happen(parent=""), world.happen(type="operation.failed"))

    keys: dict[str, list[str | None]] = {name: [] for name in policies}
    for row in await world.deliveries():
        assert row["payload"] == "full"
        keys[ids[row["subscription_id"]]].append(row["fifo_key"])
    assert {name: sorted(found, key=str) for name, found in keys.items()} == {
        "none": [None] * 3,
        "all": ["*"] * 3,
        "each": ["/", "/designs/a", "/designs/a"],
    }


async def test_a_tenant_that_lost_its_entitlement_has_events_but_no_deliveries(world: World, acme: Tenant) -> None:
    subscription = await world.subscribe(acme)
    await world.publish(world.happen())
    poor = replace(acme, limits=replace(acme.limits, subscriptions=0))
    await world.services.subscriptions.set_entitled(poor)

    event = world.happen()
    assert await world.publish(event) == 0
    assert await world.ledger_of(event) == {subscription.subscription_id: Verdict.NOT_ENTITLED}

    await world.services.subscriptions.set_entitled(acme)
    assert await world.publish(world.happen()) == 1


async def test_a_change_of_the_registry_counts_from_its_commit_on(world: World, acme: Tenant) -> None:
    states = world.services.subscription_states
    assert await world.publish(world.happen()) == 0

    first = await world.subscribe(acme)
    assert await world.publish(world.happen()) == 1

    await states.set(ACME, first.subscription_id, enabled=False, actor=SYSTEM)
    off = world.happen()
    assert await world.publish(off) == 0
    assert await world.ledger_of(off) == {first.subscription_id: Verdict.DISABLED}

    await states.set(ACME, first.subscription_id, enabled=True, actor=SYSTEM)
    assert await world.publish(world.happen()) == 1

    await world.services.subscriptions.delete(ACME, first.subscription_id, actor=SYSTEM)
    gone = world.happen()
    assert await world.publish(gone) == 0
    assert await world.ledger_of(gone) == {}


async def test_a_change_that_is_rolled_back_does_not_stay_in_the_cache(world: World, acme: Tenant) -> None:
    first = await world.subscribe(acme)
    async with world.cell.connection() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await subscriptions_store.touch_registry(connection, ACME, version=uuid.uuid4(), gained=-1)
        await connection.execute("UPDATE subscriptions SET delete_time = now()")
        assert await outbox.publish(connection, world.registry, [world.happen()], now=world.clock.now()) == []
        await transaction.rollback()

    assert await world.publish(world.happen()) == 1
    await world.services.subscriptions.delete(ACME, first.subscription_id, actor=SYSTEM)
    assert await world.publish(world.happen()) == 0


async def test_an_event_beside_a_concurrent_change_sees_it_whole_or_not_at_all(world: World, acme: Tenant) -> None:
    stays = (await world.subscribe(acme)).subscription_id

    async def come_and_go() -> None:
        for _ in range(8):
            passing = await world.subscribe(acme)
            await world.services.subscription_states.set(ACME, passing.subscription_id, enabled=False, actor=SYSTEM)
            await world.services.subscriptions.delete(ACME, passing.subscription_id, actor=SYSTEM)

    async def publish_many() -> list[NewEvent]:
        events = [world.happen() for _ in range(60)]
        for event in events:
            await world.publish(event)
        return events

    _, events, more = await asyncio.gather(come_and_go(), publish_many(), publish_many())

    made = {(row["event_id"], row["subscription_id"]) for row in await world.deliveries()}
    for event in events + more:
        ledger = await world.ledger_of(event)
        assert ledger[stays] is Verdict.DELIVERED
        assert len(ledger) <= 2
        delivered = {key for key, verdict in ledger.items() if verdict is Verdict.DELIVERED}
        assert {subscription for event_id, subscription in made if event_id == event.event_id} == delivered


async def test_the_cache_forgets_the_least_lately_used(world: World) -> None:
    world.registry = RegistryCache(parse_filter, most_tenants=2, most_bytes=10_000)
    for name in ("acme", "bravo", "charlie"):
        tenant = await world.tenant(name)
        for _ in range(2):
            await world.subscribe(tenant)

    for name in ("acme", "bravo", "charlie", "acme", "charlie"):
        assert await world.publish(world.happen(name)) == 2
    assert await world.publish(world.happen("acme"), world.happen("bravo"), world.happen("charlie")) == 6


async def test_what_a_filter_compiles_to_is_kept_as_long_as_a_registry_that_has_it(world: World) -> None:
    parsed: list[str] = []

    def parse(text: str) -> Condition:
        parsed.append(text)
        return parse_filter(text)

    world.registry = RegistryCache(parse, most_tenants=2)
    tenants = [await world.tenant(name) for name in ("acme", "bravo", "charlie")]
    for tenant in tenants:
        await world.subscribe(tenant, filter='labels.site == "oslo"')
    for tenant in (*tenants, *tenants):  # one is always forgotten, and two keep the filter
        assert await world.publish(world.happen(tenant.tenant_id, labels={"site": "oslo"})) == 1

    await world.subscribe(tenants[2])
    assert await world.publish(world.happen("charlie", labels={"site": "oslo"})) == 2
    assert len(parsed) == 1


async def test_bodies_are_given_back_byte_for_byte(world: World) -> None:
    job_id = JobId(uuid7(world.clock.now()))
    event = world.happen(full=b'{"n": 1.50, "x":"\xc3\xa9"}', thin=b"{}", job_id=job_id, labels={"site": "oslo"})
    await world.publish(event)

    async with world.cell.connection() as connection:
        body = (await events_store.bodies(connection, [(ACME, event.event_id)]))[event.event_id]

    assert (body.full, body.thin) == (event.full, event.thin)
    assert (body.job_id, body.labels, body.status) == (job_id, {"site": "oslo"}, "succeeded")
