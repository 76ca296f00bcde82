"""What is written, by whom, and what happens when it cannot be."""

import asyncio
from datetime import timedelta
from typing import Any
from unittest.mock import AsyncMock

import asyncpg
import pytest
from structlog.testing import capture_logs

from bellhop.core.leases import rescue
from bellhop.dispatch.agenda import Agenda
from bellhop.dispatch.claimer import Claimer
from bellhop.domain.delivery import DeliveryState
from bellhop.domain.outcome import ErrorClass
from bellhop.domain.subscription import SubscriptionState
from bellhop.egress.exchange import Exchange, Phases, Request
from bellhop.metrics import REGISTRY
from bellhop.signing.credentials import Credentials
from bellhop.signing.oauth2 import OAuth2Client
from bellhop.store import attempts, events, records, subscriptions
from tests.receiver import GONE, Answer, Receiver, busy
from tests.running import eventually
from tests.world import World, someone_waits

FOREVER = timedelta(days=1)


async def tries_of(world: World, hint: object) -> list[tuple[int, str, bool]]:
    async with world.database.connection() as connection:
        found = await attempts.of_delivery(connection, hint.tenant_id, hint.delivery_id)  # type: ignore[attr-defined]
    return [(each.number, each.outcome, each.lease_lost) for each in found]


def lost_leases() -> float:
    """What this process has counted in `bellhop_leases_lost_total`."""
    return REGISTRY.get_sample_value("bellhop_leases_lost_total", {"kind": "delivery"}) or 0.0


class Gate:
    """A sender that answers when it is told to."""

    def __init__(self, answer: Exchange) -> None:
        self.answer = answer
        self.opened = asyncio.Event()
        self.entered = asyncio.Event()
        self.sent = 0

    async def send(self, request: Request) -> Exchange:
        del request
        self.sent += 1
        self.entered.set()
        await self.opened.wait()
        return self.answer


def answered(status: int) -> Exchange:
    return Exchange(status, None, "", Phases(total_us=1_000))


async def test_a_lost_lease_returns_the_delivery_and_its_late_success_finishes_it(world: World) -> None:
    await world.subscribe("http://127.0.0.1:9/")
    (hint,) = await world.publish()
    gate = Gate(answered(200))
    slow = world.dispatcher(send=gate.send)
    running = asyncio.create_task(slow.run_once())
    await gate.entered.wait()
    lost_before = lost_leases()

    await world.database.execute("UPDATE delivery_lease SET expires = now() - interval '1 second'")
    hints = await rescue(world.database, world.registry, now=world.clock.now())
    waiting = await world.delivery(hint)
    gate.opened.set()
    await running

    assert [each.delivery_id for each in hints] == [hint.delivery_id]
    assert (waiting.state, waiting.reason) == (DeliveryState.PENDING, "lease_lost")
    assert (await world.delivery(hint)).state is DeliveryState.DELIVERED
    assert sorted(await tries_of(world, hint)) == [(1, "delivered", True), (1, "lease_lost", True)]
    assert lost_leases() == lost_before + 1
    await slow.recorder.count()
    (counted,) = await world.database.fetch("SELECT delivered, failed, dead, latency FROM stats_hourly")
    assert (counted["delivered"], counted["failed"], counted["dead"], sum(counted["latency"])) == (1, 0, 0, 1)
    await world.check_invariants()


async def test_a_late_failure_changes_nothing_but_is_written(world: World, endpoint: Receiver) -> None:
    await world.subscribe(endpoint.url())
    (hint,) = await world.publish()
    gate = Gate(answered(500))
    running = asyncio.create_task(world.dispatcher(send=gate.send).run_once())
    await gate.entered.wait()
    await world.database.execute("UPDATE delivery_lease SET expires = now() - interval '1 second'")
    await rescue(world.database, world.registry, now=world.clock.now())
    await world.dispatcher().run_once()

    gate.opened.set()
    await running

    delivery = await world.delivery(hint)
    assert (delivery.state, delivery.last_status) == (DeliveryState.DELIVERED, 200)
    assert (1, "refused", True) in await tries_of(world, hint)
    await world.check_invariants()


async def test_a_lease_lost_six_times_in_a_row_rests(world: World) -> None:
    await world.subscribe("http://127.0.0.1:9/")
    (hint,) = await world.publish()
    agenda = Agenda(8)
    other = world.dispatcher()
    claimer = Claimer(world.database, agenda, other.preparer, world.clock, other.keeper)
    waits = []
    for _ in range(6):
        await world.make_due()
        agenda.hint([hint], now=world.clock.now() + FOREVER)
        claim = await claimer.claim(1)
        for work in claim.batch.outgoing:
            agenda.finished(work.lease, seconds=0, answered=False)
        await world.database.execute("UPDATE delivery_lease SET expires = now() - interval '1 second'")
        now = world.clock.now()
        (back,) = await rescue(world.database, world.registry, now=now, random=lambda: 0.5)
        waits.append(back.due - now)
    assert waits == [timedelta(0)] * 5 + [timedelta(seconds=5)]
    assert (await world.delivery(hint)).tries == 0
    await world.check_invariants()


async def test_gone_disables_the_subscription_that_was_called(world: World, endpoint: Receiver) -> None:
    subscription = await world.subscribe(endpoint.url())
    listener = await world.subscribe(endpoint.url("/about"), event_types=("subscription.disabled",))
    endpoint.always("/hook", GONE)
    (hint,) = await world.publish()
    dispatcher = world.dispatcher()

    await dispatcher.run_once()
    await dispatcher.run_once()

    delivery = await world.delivery(hint)
    assert (delivery.state, delivery.reason) == (DeliveryState.DEAD, "gone")
    async with world.database.connection() as connection:
        found = await subscriptions.get(connection, subscription.tenant_id, subscription.subscription_id)
    assert found is not None
    assert (found.state, found.disabled_reason) == (SubscriptionState.DISABLED, "gone")
    (told,) = await endpoint.expect(1, path="/about")
    assert told.json()["type"] == "subscription.disabled"
    assert listener.state is SubscriptionState.ENABLED


async def test_gone_disables_nothing_when_the_subscription_has_changed_meanwhile(world: World) -> None:
    subscription = await world.subscribe("http://127.0.0.1:9/")
    await world.publish()
    gate = Gate(answered(410))
    running = asyncio.create_task(world.dispatcher(send=gate.send).run_once())
    await gate.entered.wait()
    await world.database.execute("UPDATE subscriptions SET version = version + 1")

    gate.opened.set()
    await running

    async with world.database.connection() as connection:
        found = await subscriptions.get(connection, subscription.tenant_id, subscription.subscription_id)
    assert found is not None
    assert found.state is SubscriptionState.ENABLED


async def test_the_death_of_a_delivery_is_told_once_and_never_feeds_on_itself(world: World, endpoint: Receiver) -> None:
    await world.subscribe(endpoint.url("/dies"), schedule=())
    await world.subscribe(endpoint.url("/hears"), event_types=("test.*", "delivery.dead_lettered"), schedule=())
    endpoint.always("/dies", Answer(500))
    endpoint.script("/hears", Answer(200), Answer(500))
    await world.publish()
    dispatcher = world.dispatcher()

    for _ in range(4):
        await dispatcher.run_once()

    told = [each for each in endpoint.requests if each.json()["type"] == "delivery.dead_lettered"]
    assert len(told) == 1
    assert told[0].json()["data"]["delivery"]["reason"] == "attempts_exhausted"
    states = sorted((each.event_type, each.state.value) for each in await world.everything())
    assert states == [
        ("delivery.dead_lettered", "dead"),
        ("test.happened", "dead"),
        ("test.happened", "delivered"),
    ]


async def test_one_row_that_the_database_refuses_stops_nobody_else(world: World) -> None:
    await world.subscribe("http://127.0.0.1:9/")
    hints = await world.publish(9)
    poison = hints[4].delivery_id
    await world.database.execute(f"ALTER TABLE attempts ADD CONSTRAINT poison CHECK (delivery_id <> '{poison}')")

    async def send(request: Request) -> Exchange:
        del request
        return Exchange(200, None, "", Phases(total_us=1_000), ((b"x", b"\x00"),), b"\x00\xff")

    await world.dispatcher(send=send).run_once()

    states = {each.delivery_id: each.state for each in await world.everything()}
    assert states.pop(poison) is DeliveryState.IN_FLIGHT
    assert set(states.values()) == {DeliveryState.DELIVERED}


async def test_no_token_defers_and_burns_no_attempt(world: World, endpoint: Receiver) -> None:
    client = OAuth2Client(endpoint.url("/token"), "me", "secret-of-the-client")
    endpoint.always("/token", Answer(500))
    await world.subscribe("http://127.0.0.1:9/", credentials=Credentials(oauth2=client))
    (hint,) = await world.publish()

    dispatcher = world.dispatcher()
    for _ in range(3):
        await world.make_due()
        await dispatcher.run_once()

    delivery = await world.delivery(hint)
    assert (delivery.state, delivery.reason, delivery.tries, delivery.attempts) == (
        DeliveryState.PENDING,
        "deferred",
        0,
        3,
    )
    async with world.database.connection() as connection:
        tries = await attempts.of_delivery(connection, hint.tenant_id, hint.delivery_id)
    assert {each.error for each in tries} == {ErrorClass.TOKEN_FAILED.value}


@pytest.mark.parametrize("status", [500, 429])
async def test_the_circuit_is_durable_and_shared(world: World, endpoint: Receiver, status: int) -> None:
    subscription = await world.subscribe(endpoint.url())
    endpoint.always("/hook", Answer(status))
    await world.publish(12)

    await world.dispatcher().run_once()
    await world.make_due()
    await world.dispatcher().run_once()
    lane = await world.lane(subscription)

    assert lane["open_time"] is not None
    assert lane["probe_id"] is None
    assert len(endpoint.requests) == 12
    assert all(each.tries == 1 for each in await world.everything())

    await world.database.execute("UPDATE lanes SET probe_time = now()")
    await asyncio.gather(world.dispatcher().run_once(), world.dispatcher().run_once())
    assert len(endpoint.requests) == 13
    assert (await world.lane(subscription))["probe_wait"] == timedelta(seconds=60)

    endpoint.always("/hook", Answer(200))
    await world.database.execute("UPDATE lanes SET probe_time = now()")
    await world.dispatcher().run_once()
    lane = await world.lane(subscription)
    assert (lane["open_time"], lane["probe_time"], lane["failures"]) == (None, None, 0)
    await world.make_due()
    await world.dispatcher().run_once()
    assert {each.state for each in await world.everything()} == {DeliveryState.DELIVERED}
    await world.check_invariants()


async def test_what_is_too_old_dies_unsent(world: World, endpoint: Receiver) -> None:
    await world.subscribe(endpoint.url(), max_age=timedelta(microseconds=1))
    (hint,) = await world.publish()

    await world.dispatcher().run_once()

    delivery = await world.delivery(hint)
    assert (delivery.state, delivery.reason, delivery.attempts) == (DeliveryState.DEAD, "too_old", 0)
    assert endpoint.requests == []
    (counted,) = await world.database.fetch("SELECT delivered, failed, dead FROM stats_hourly")
    assert tuple(counted) == (0, 0, 1)
    await world.check_invariants()


async def test_hours_are_counted_with_their_latencies(world: World, endpoint: Receiver) -> None:
    subscription = await world.subscribe(endpoint.url())
    endpoint.script("/hook", busy(), Answer(200))
    await world.publish(3)
    dispatcher = world.dispatcher()
    await dispatcher.run_once()
    await dispatcher.recorder.count()
    await world.make_due()
    await dispatcher.run_once()
    await dispatcher.recorder.count()

    rows = await world.database.fetch(
        "SELECT * FROM stats_hourly WHERE subscription_id = $1", subscription.subscription_id
    )
    assert sum(row["delivered"] for row in rows) == 3
    assert sum(row["failed"] for row in rows) == 1
    assert sum(sum(row["latency"]) for row in rows) == 4


async def test_stopping_finishes_what_is_sent_and_gives_the_rest_back(world: World) -> None:
    await world.subscribe("http://127.0.0.1:9/")
    (hint,) = await world.publish()
    gate = Gate(answered(200))
    dispatcher = world.dispatcher(send=gate.send, grace_seconds=0.05)
    running = asyncio.create_task(dispatcher.run())
    await gate.entered.wait()

    dispatcher.stop()
    await running

    delivery = await world.delivery(hint)
    assert (delivery.state, delivery.reason, delivery.attempts) == (DeliveryState.PENDING, "released", 0)
    await world.check_invariants()


async def test_recording_waits_for_a_lane_that_changes_meanwhile(world: World) -> None:
    """Where a crowd met a fault of PostgreSQL 18: docs/decisions/partition-pruning.md."""
    for number in range(10):
        await world.subscribe(f"http://127.0.0.1:9/{number}")
    hints = [hint for _ in range(10) for hint in await world.publish()]
    await world.database.execute("ANALYZE")
    gate = Gate(answered(200))
    running = asyncio.create_task(world.dispatcher(send=gate.send).run_once())
    await gate.entered.wait()

    async with world.database.transaction() as connection:
        await connection.execute("UPDATE lanes SET last_success_time = now()")
        gate.opened.set()
        await eventually(lambda: someone_waits(world.database))
    await running

    assert {(await world.delivery(hint)).state for hint in hints} == {DeliveryState.DELIVERED}
    await world.check_invariants()


@pytest.mark.parametrize("error", [asyncpg.InternalClientError("another operation is in progress"), KeyError("why")])
async def test_recording_outlives_any_error(
    world: World, endpoint: Receiver, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    await world.subscribe(endpoint.url())
    dispatcher = world.dispatcher()
    running = asyncio.create_task(dispatcher.run())
    with monkeypatch.context() as broken:
        refusing = AsyncMock(side_effect=error)
        broken.setattr(records, "record", refusing)
        (first,) = await world.publish()
        await endpoint.expect(1)

        async def refused() -> bool:
            """It was set aside, or is written again and again."""
            return refusing.await_count > 1 or (refusing.await_count == 1 and dispatcher.in_flight == 0)

        await eventually(refused)
    (second,) = await world.publish()

    async def sent() -> bool:
        return (await world.delivery(second)).state is DeliveryState.DELIVERED

    await eventually(sent)
    dispatcher.stop()
    await running
    delivered = (await world.delivery(first)).state is DeliveryState.DELIVERED
    assert delivered is isinstance(error, asyncpg.InternalClientError)  # what is set aside waits for its lease's end


async def test_a_claim_whose_events_cannot_be_read_holds_no_slot(
    world: World, endpoint: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.subscribe(endpoint.url())
    await world.publish()
    dispatcher = world.dispatcher()
    with monkeypatch.context() as broken:
        broken.setattr(events, "bodies", AsyncMock(side_effect=OSError("gone")))
        with pytest.raises(OSError, match="gone"):
            await dispatcher.run_once()
    assert dispatcher.in_flight == 0
    (later,) = await world.publish()
    await dispatcher.run_once()
    assert (await world.delivery(later)).state is DeliveryState.DELIVERED


async def test_a_record_whose_answer_was_lost_is_neither_doubled_nor_set_aside(
    world: World, endpoint: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.subscribe(endpoint.url())
    (hint,) = await world.publish()
    dispatcher = world.dispatcher()
    write, lost = records.record, asyncpg.ConnectionDoesNotExistError("connection was closed")

    async def write_and_lose_the_answer(*arguments: Any, **options: Any) -> None:
        await write(*arguments, **options)
        monkeypatch.undo()
        raise lost

    monkeypatch.setattr(records, "record", write_and_lose_the_answer)
    with capture_logs() as logs:
        await dispatcher.run_once()

    assert [each["event"] for each in logs] == ["record.delayed"]
    assert await tries_of(world, hint) == [(1, "delivered", False)]
    assert dispatcher.in_flight == 0
    (tally,) = dispatcher.recorder._tallies.values()
    assert tally.delivered == 1
    await world.check_invariants()
