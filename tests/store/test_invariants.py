"""Each law is kept by real traffic, and notices the row that breaks it."""

from collections.abc import AsyncIterator

import pytest

from bellhop.clock import ManualClock
from bellhop.core.completion import Outcome
from bellhop.domain.action import Concurrency
from bellhop.domain.subscription import Ordering
from bellhop.store import invariants
from bellhop.store.store import Store
from tests.cells import home
from tests.invariants import assert_invariants
from tests.jobs_world import action, jobs_world
from tests.world import world

BREAKS = {
    "a live job is either ready or leased": "DELETE FROM job_ready WHERE action = 'parallel'",
    "what is ready or leased is a job": "DELETE FROM jobs WHERE action = 'parallel'",
    "counters count live jobs": "UPDATE tenant_counters SET value = value + 1 WHERE counter = 'jobs_submitted'",
    "a job lane is held by a live job": "UPDATE job_lanes SET holder = NULL",
    "only the holder of a job lane runs or is due": "UPDATE job_ready SET due = now() WHERE lane",
    "an ended job has its history": "DELETE FROM job_history",
    "an ended job has its event": "DELETE FROM events WHERE job_id IS NOT NULL",
    "a pending delivery is either ready or leased": "DELETE FROM delivery_ready",
    "what is ready or leased is a delivery": "DELETE FROM deliveries WHERE fifo_key IS NULL",
    "a waiting delivery says when it is due": "UPDATE delivery_ready SET due = 'epoch' WHERE due < 'infinity'",
    "in flight counts the leases": "UPDATE lanes SET in_flight = 1",
    "a lane knows what it granted": "UPDATE lanes SET granted = 1",
    "what is sent in a grant has one": (
        "WITH waiting AS MATERIALIZED (SELECT * FROM delivery_ready) "  # else Citus leaves out half of a condition
        "INSERT INTO delivery_lease (tenant_id, delivery_id, subscription_id, token, expires, event_id, payload, "
        "attempts, tries, leases_lost, due, give_up_time, probe, subscription_version, grant_holder) "
        "SELECT tenant_id, delivery_id, subscription_id, event_id, now(), event_id, payload, 1, 1, 0, due, now(), "
        "false, 1, 1 FROM waiting"
    ),
    "a probe is in flight": "UPDATE lanes SET open_time = now(), probe_time = now(), probe_id = subscription_id",
    "a subscription has a lane that agrees": "UPDATE lanes SET enabled = false",
    "what waits has a lane": "DELETE FROM lanes",
    "only the head of a fifo key is due or in flight": "UPDATE delivery_ready SET due = now() WHERE due = 'infinity'",
    "the head of a fifo key waits or blocks": "UPDATE fifo_keys SET blocked = true",
    "a delivery has its event": "DELETE FROM events",
    "an ended delivery arrived or says why not": (
        "UPDATE deliveries SET state = 'delivered', end_time = now(), next_attempt_time = NULL WHERE fifo_key IS NULL"
    ),
    "the registry counts its subscriptions": "UPDATE registries SET subscriptions = 0",
}


@pytest.fixture
async def busy(store: Store, clock: ManualClock) -> AsyncIterator[Store]:
    """A store with jobs that wait, run and have ended, a held lane, and deliveries in and out of order."""
    async with world(store, clock) as acme, jobs_world(store, clock) as jobs:
        await acme.subscribe("https://example.com/any")
        await acme.subscribe("https://example.com/fifo", ordering=Ordering.FIFO)
        await acme.publish(2)
        ends = await jobs.put(action("ends"))
        await jobs.run(ends)
        (claimed,) = await jobs.claim("ends")
        await jobs.complete(claimed, Outcome.SUCCEEDED, result={})
        runs = await jobs.put(action("runs"))
        await jobs.run(runs)
        await jobs.claim("runs")
        queue = await jobs.put(action("queue", concurrency=Concurrency.QUEUE))
        for _ in range(3):
            await jobs.run(queue)
        await jobs.run(await jobs.put(action("parallel")))
        yield store


async def test_traffic_keeps_every_law(busy: Store) -> None:
    await assert_invariants(busy)


def test_every_law_has_a_way_to_break_it() -> None:
    assert set(invariants.laws()) == set(BREAKS)


@pytest.mark.parametrize("law", BREAKS)
async def test_a_broken_law_is_noticed(busy: Store, law: str) -> None:
    cell = home(busy)
    await cell.execute(BREAKS[law])
    async with cell.connection() as connection:
        broken = await invariants.check(connection)
    assert law in {each.law for each in broken}
    assert {each.tenant_id for each in broken} == {"acme"}
