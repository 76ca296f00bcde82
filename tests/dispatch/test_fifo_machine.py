"""Two dispatchers on fifo keys, driven at random: whatever fails, crashes, dies or is given up, order holds.

The machine plays the network and the tenant: it holds each request until a rule answers it, takes leases and whole
dispatchers away, lets the time of retries come, sends again, skips. It keeps the place of each delivery in its queue
and watches that what arrives under a live lease never goes back in a queue, and that one key is never sent twice at
once. At the end all failures stop, and everything must end.
"""

import asyncio
import os
import uuid
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bellhop.clock import SystemClock
from bellhop.core.leases import rescue
from bellhop.core.redelivery import Redelivery
from bellhop.dispatch.dispatcher import Dispatcher
from bellhop.domain.delivery import DeliveryState, LaneHint
from bellhop.domain.subscription import OnDeadLetter, Ordering, OrderingKey
from bellhop.egress.exchange import Exchange, Phases, Request
from bellhop.errors import BellhopError
from bellhop.ids import DeliveryId
from bellhop.store.database import Database
from bellhop.store.queries import load
from bellhop.store.store import Store
from tests.invariants import assert_invariants
from tests.world import World, body_of
from tests.world import world as make_world

T = TypeVar("T")
EXAMPLES = int(os.environ.get("BELLHOP_TEST_FIFO_EXAMPLES", "24"))
_PARENTS = ("a", "b")
_CHOICES = st.integers(0, 1000)
_ROUNDS_TO_THE_END = 60
_LAWS = ("only_the_head_of_a_fifo_key_is_due_or_in_flight", "the_head_of_a_fifo_key_waits_or_blocks")


@dataclass(eq=False)
class Flight:
    """A request that waits for its answer; `token` is the lease under which it was sent."""

    delivery_id: DeliveryId
    key: str
    token: uuid.UUID
    answer: "asyncio.Future[int]"


@dataclass(eq=False)
class Sender:
    """One dispatcher and the requests that it has open."""

    dispatcher: Dispatcher
    flights: list[Flight] = field(default_factory=list)


class FifoMachine(RuleBasedStateMachine):
    """Publish, claim, answer, lose, crash, wait, send again, skip, age, in any order, by two dispatchers."""

    def __init__(self, runner: asyncio.Runner, database_url: str) -> None:
        super().__init__()
        self._runner = runner
        self._url = database_url

    @initialize(key=st.sampled_from(OrderingKey), on_dead_letter=st.sampled_from(OnDeadLetter))
    def open(self, key: OrderingKey, on_dead_letter: OnDeadLetter) -> None:
        self.run(self._open(key, on_dead_letter))

    async def _open(self, key: OrderingKey, on_dead_letter: OnDeadLetter) -> None:
        self.database = await Database.connect(self._url, min_size=2, max_size=4)
        await self.database.execute(
            "TRUNCATE registries, subscriptions, lanes, fifo_keys, events, deliveries, delivery_ready,"
            " delivery_lease, attempts"
        )
        self._context = make_world(Store(directory=self.database, cells=(self.database,)), SystemClock())
        self.world: World = await self._context.__aenter__()
        self.redelivery = Redelivery(self.world.store, clock=self.world.clock, wakeups=self.world.wakeups)
        self.whole, self.blocks = key is OrderingKey.SUBSCRIPTION, on_dead_letter is OnDeadLetter.BLOCK
        self.hints: dict[DeliveryId, LaneHint] = {}
        self.keys: dict[DeliveryId, str] = {}
        self.places: dict[DeliveryId, int] = {}
        self.reached: dict[str, int] = {}
        self.published = self.last_place = 0
        await self.world.subscribe(
            "http://127.0.0.1:9/",
            ordering=Ordering.FIFO,
            ordering_key=key,
            on_dead_letter=on_dead_letter,
            schedule=(timedelta(seconds=5),),
        )
        self.senders = [self._sender() for _ in range(2)]

    def teardown(self) -> None:
        if hasattr(self, "senders"):
            try:
                self.run(self._end())
            finally:
                self.run(self._close())

    async def _close(self) -> None:
        for sender in self.senders:
            await self._cancel(sender)
        await self._context.__aexit__(None, None, None)
        await self.database.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    @rule(parent=st.sampled_from(_PARENTS), count=st.integers(1, 2))
    def publish(self, parent: str, count: int) -> None:
        for _ in range(count):
            self.run(self._publish(parent))

    async def _publish(self, parent: str) -> None:
        (hint,) = await self.world.publish(parent=parent, data=self.published)
        self.published += 1
        self.hints[hint.delivery_id] = hint
        self.keys[hint.delivery_id] = "all" if self.whole else parent
        self._to_the_end(hint.delivery_id)

    def _to_the_end(self, delivery_id: DeliveryId) -> None:
        self.last_place += 1
        self.places[delivery_id] = self.last_place

    @rule(which=st.sampled_from([(0,), (1,), (0, 1)]))
    def claim(self, which: tuple[int, ...]) -> None:
        self.run(self._claim(which))

    async def _claim(self, which: tuple[int, ...]) -> None:
        await asyncio.gather(*(self._claim_by(self.senders[each].dispatcher) for each in which))
        await self._settle()

    @staticmethod
    async def _claim_by(dispatcher: Dispatcher) -> None:
        await dispatcher.sweep_once()
        await dispatcher.claim_once()

    @rule(choose=_CHOICES, status=st.sampled_from([200, 200, 500]))
    def answer(self, choose: int, status: int) -> None:
        if flights := self._flights():
            self.run(self._answer(*flights[choose % len(flights)], status))

    async def _answer(self, sender: Sender, flight: Flight, status: int) -> None:
        row = await self.database.fetchrow("SELECT 1 FROM delivery_lease WHERE token = $1", flight.token)
        if status == 200 and row is not None:  # what arrives late, under a lost lease, may arrive when it will
            place = self.places[flight.delivery_id]
            assert place >= self.reached.get(flight.key, 0), "a queue went back"
            self.reached[flight.key] = place
        sender.flights.remove(flight)
        flight.answer.set_result(status)
        await self._settle()
        while await sender.dispatcher.recorder.run_once():
            pass

    @rule(choose=_CHOICES)
    def lose_a_lease(self, choose: int) -> None:
        if flights := self._flights():
            _, flight = flights[choose % len(flights)]
            self.run(self._lose("token = $1", flight.token))

    @rule(which=st.integers(0, 1))
    def crash(self, which: int) -> None:
        self.run(self._crash(which))

    async def _crash(self, which: int) -> None:
        tokens = [flight.token for flight in self.senders[which].flights]
        await self._cancel(self.senders[which])
        self.senders[which] = self._sender()
        await self._lose("token = ANY ($1::uuid[])", tokens)

    async def _lose(self, condition: str, value: object) -> None:
        await self.database.execute(
            f"UPDATE delivery_lease SET expires = now() - interval '1 second' WHERE {condition}",
            value,
        )
        await asyncio.gather(*(rescue(self.database, self.world.registry, now=self.world.clock.now()) for _ in "12"))

    @rule()
    def let_time_pass(self) -> None:
        self.run(self._let_time_pass())

    async def _let_time_pass(self) -> None:
        await self.world.make_due()
        await self.database.execute("UPDATE lanes SET probe_time = now() WHERE probe_time > now()")

    @rule(choose=_CHOICES)
    def age(self, choose: int) -> None:
        if self.hints:
            self.run(self._age(list(self.hints)[choose % len(self.hints)]))

    async def _age(self, delivery_id: DeliveryId) -> None:
        for table in ("delivery_ready", "deliveries"):
            await self.database.execute(
                f"UPDATE {table} SET give_up_time = now() - interval '1 second' WHERE delivery_id = $1",
                delivery_id,
            )

    @rule(choose=_CHOICES)
    def send_again(self, choose: int) -> None:
        if self.hints:
            self.run(self._send_again(list(self.hints)[choose % len(self.hints)]))

    async def _send_again(self, delivery_id: DeliveryId) -> None:
        hint = self.hints[delivery_id]
        before = await self.world.delivery(hint)
        blocking = await self.database.fetchrow("SELECT 1 FROM fifo_keys WHERE head = $1 AND blocked", delivery_id)
        try:
            await self.redelivery.redeliver(hint.tenant_id, delivery_id)
        except BellhopError:
            return
        if before.state is not DeliveryState.PENDING and blocking is None:
            self._to_the_end(delivery_id)

    @rule(choose=_CHOICES)
    def skip(self, choose: int) -> None:
        if self.hints:
            self.run(self._skip(list(self.hints)[choose % len(self.hints)]))

    async def _skip(self, delivery_id: DeliveryId) -> None:
        try:
            await self.redelivery.skip(self.hints[delivery_id].tenant_id, delivery_id)
        except BellhopError:
            return

    @invariant()
    def order_holds(self) -> None:
        if hasattr(self, "senders"):
            self.run(self._check())

    async def _check(self) -> None:
        twice = await self.database.fetch(
            "SELECT fifo_key FROM delivery_lease GROUP BY subscription_id, fifo_key HAVING count(*) > 1"
        )
        assert not twice, "one key is sent twice at once"
        for law in _LAWS:
            broken = await self.database.fetch(load("invariants")[law], 10)
            assert not broken, f"{law}: {broken}"

    async def _end(self) -> None:
        """All failures stop: every request is answered well, and what blocks is sent again."""
        for _ in range(_ROUNDS_TO_THE_END):
            await self._let_time_pass()
            await self._claim((0, 1))
            for sender, flight in self._flights():
                await self._answer(sender, flight, 200)
            for row in await self.database.fetch("SELECT head FROM fifo_keys WHERE blocked"):
                await self._send_again(DeliveryId(row["head"]))
            if await self.database.fetchrow("SELECT 1 FROM deliveries WHERE state = 'pending'") is None:
                break
            for number in range(2):
                self.senders[number] = self._sender()
        await self._check()
        await assert_invariants(self.world.store)
        stuck = [each for each in await self.world.everything() if each.state is DeliveryState.PENDING]
        assert not stuck, "something never ended"
        assert await self.database.fetchrow("SELECT 1 FROM fifo_keys") is None
        if self.blocks:
            assert {each.state for each in await self.world.everything()} <= {
                DeliveryState.DELIVERED,
                DeliveryState.SKIPPED,
            }

    def _sender(self) -> Sender:
        made: Sender

        async def send(request: Request) -> Exchange:
            data = body_of(request.body)
            delivery_id = list(self.hints)[data]
            lease = [each for each in made.dispatcher.keeper.held.values() if each.delivery_id == delivery_id][-1]
            answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
            made.flights.append(Flight(delivery_id, self.keys[delivery_id], lease.token, answer))
            return Exchange(await answer, None, "", Phases(total_us=1_000))

        made = Sender(self.world.dispatcher(send=send))
        return made

    def _flights(self) -> list[tuple[Sender, Flight]]:
        return [(sender, flight) for sender in self.senders for flight in sender.flights]

    @staticmethod
    async def _settle() -> None:
        for _ in range(10):
            await asyncio.sleep(0)

    async def _cancel(self, sender: Sender) -> None:
        for under_way in sender.dispatcher.sending.values():
            under_way.cancel()
        await self._settle()
        sender.flights.clear()


@pytest.mark.timeout(600)
def test_whatever_happens_a_fifo_key_arrives_in_order_and_everything_ends(database_url: str) -> None:
    with asyncio.Runner() as runner:

        class Machine(FifoMachine):
            def __init__(self) -> None:
                super().__init__(runner, database_url)

        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=40,
                deadline=None,
                derandomize="BELLHOP_TEST_FIFO_EXAMPLES" not in os.environ,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
