"""The engine: claims what is due, sends it, and hands what came of it to the recorder.

One loop claims while slots are free; every delivery is sent on its own, so a slot is free again as soon as its own
attempt is written, never when the slowest of a batch is. Beside it run the recorder, the sweep that finds what
no hint told of, and the keeper of leases: their renewal, and the rescue of what other processes lost.

The way of one delivery, whether it was claimed (`claim_once`) or born leased (`send`):

1. `Preparer.divide` says whether it can be sent; if not, `_give_back` ends its lease without an attempt.
2. `_begin` notes that it is held and under way, and `Attempts.begin` sends it.
3. `_ended` hears what came of it, and hands that to the recorder.
4. `Recorder.run` writes it with others, through `core/endings.py`.
5. `_recorded` hears of the commit: the slot is free, and the agenda learns what follows.
"""

import asyncio
import contextlib
import uuid
from collections import Counter
from collections.abc import Awaitable, Iterable, Sequence
from datetime import datetime

from bellhop.clock import Clock, monotonic_seconds
from bellhop.core.attempts import Outgoing, Report, log_failure, outcome_name
from bellhop.core.disabling import disable
from bellhop.core.endings import Recorded, end_unsent
from bellhop.core.endpoints import Endpoints, OpenCredentials
from bellhop.core.leases import LOCK_WAIT
from bellhop.core.outgoing import LeasedBatch, Preparer
from bellhop.core.registry import RegistryCache
from bellhop.dispatch.agenda import Agenda
from bellhop.dispatch.attempt import Attempts, UnderWay
from bellhop.dispatch.claimer import Claim, Claimer
from bellhop.dispatch.grants import Grants
from bellhop.dispatch.keeper import LEASE, Keeper
from bellhop.dispatch.recorder import Recorder
from bellhop.dispatch.sweeper import Sweeper
from bellhop.domain.delivery import DeliveryLaneKey, DeliveryLease, LaneHint, LeaseKey
from bellhop.domain.delivery_change import DeliveryChange, Ending
from bellhop.domain.event import EventBody
from bellhop.domain.lateness import LateTenant
from bellhop.domain.retry import Disable
from bellhop.domain.subscription import DisabledReason, Subscription
from bellhop.log import get_logger
from bellhop.metrics import DELIVERIES_IN_FLIGHT, DELIVERY_ATTEMPTS, DELIVERY_SECONDS, TENANTS_BEHIND
from bellhop.runtime.loop import Loop
from bellhop.runtime.slots import Born, Slot, Slots
from bellhop.runtime.wakeup import EVERYTHING, Topic, Wakeups
from bellhop.store.database import Database

SLOTS = 1024
_BATCH = 128
_LEAST_BATCH = 32
_GATHER_SECONDS = 0.003
_PAUSE_SECONDS = 1.0
_LATENESS_SECONDS = 0.25
_NARROW = 16  # in flight at most: a claim that brings a few rows may have met this limit, and others may hold its rest

log = get_logger("dispatch")


class Dispatcher:
    """Sends what is due from one cell; `run` until `stop`. `session_url` is a direct connection to it, or None.

    Its parts: the `agenda` says whose turn it is, the `preparer` reads what sending needs, the `keeper` makes leases
    last, `grants` are slots of lanes that it has for itself, the `recorder` writes what came of attempts. `sending` is
    what is under way.
    """

    def __init__(
        self,
        database: Database,
        attempts: Attempts,
        *,
        open_credentials: OpenCredentials,
        registry: RegistryCache,
        wakeups: Wakeups,
        clock: Clock,
        session_url: str | None = None,
        port: Slots | None = None,
        origin: str | None = None,
        slots: int = SLOTS,
        grace_seconds: float = 20.0,
    ) -> None:
        self._database = database
        self._attempts = attempts
        self._registry = registry
        self._wakeups = wakeups
        self._clock = clock
        self._port = port or Slots()
        self._grace_seconds = grace_seconds
        self.agenda = Agenda(slots)
        self.grants = Grants(database)
        self.lease = LEASE
        self.keeper = Keeper(
            database, registry, clock, session_url=session_url, offer=self.offer, divided=self._look_again
        )
        self.preparer = Preparer(database, Endpoints(open_credentials, origin=origin), clock)
        self._claimer = Claimer(database, self.agenda, self.preparer, clock, self.keeper)
        self.recorder = Recorder(database, registry, clock, done=self._recorded)
        self.sending: dict[LeaseKey, UnderWay] = {}
        self._nothing_sent = asyncio.Event()
        self._told_seconds = monotonic_seconds()
        self._aside: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._sweeper = Sweeper(database, self.agenda, self.keeper.shares, clock, found=self._wake.set)

    @property
    def in_flight(self) -> int:
        """Deliveries being sent or recorded by this dispatcher."""
        return self.agenda.in_flight

    async def run(self) -> None:
        """Send until stopped; then finish what is being sent within the grace time, and give back the rest."""
        claiming = Loop("dispatch.claim", self._claim_step, interval_seconds=_PAUSE_SECONDS)
        telling = Loop("dispatch.lateness", self._tell_lateness, interval_seconds=_LATENESS_SECONDS)
        granting = Loop("dispatch.grants", self.grants.end_once, interval_seconds=_PAUSE_SECONDS)
        recording = asyncio.create_task(self.recorder.run())
        self._port.attach(self._database, self)
        await self.keeper.begin()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._listen())
            group.create_task(self._sweeper.run())
            for loop in (claiming, telling, granting, *self.keeper.loops):
                group.create_task(loop.run())
            await self._stopping.wait()
            self._port.detach(self._database)
            for loop in (claiming, telling, granting, *self.keeper.loops):
                loop.stop()
        self._beside(self.keeper.retire())
        await self._drain()
        self.recorder.close()
        await recording
        await asyncio.gather(*self._aside)
        await self.grants.end_all()
        await self.keeper.end()

    def stop(self) -> None:
        """Let `run` claim nothing more and end."""
        self._stopping.set()
        self._wake.set()
        self._sweeper.stop()

    def offer(self, hints: Sequence[LaneHint]) -> None:
        """Take hints of this process, after the commit that they tell of."""
        if self.agenda.hint(hints, now=self._clock.now()):
            self._wake.set()

    async def run_once(self) -> int:
        """Sweep, claim and send one batch, and wait until it is recorded: for tests."""
        await self.sweep_once()
        claim = await self.claim_once()
        await self._sent()
        while await self.recorder.run_once():
            pass
        if self._aside:
            await asyncio.gather(*self._aside)
        return len(claim)

    async def claim_once(self) -> Claim:
        """Claim a batch and begin to send it."""
        claim = await self._claimer.claim(min(_BATCH, self.agenda.free))
        self._begin(claim.batch.outgoing)
        try:
            if claim.batch.unsent:
                await self._give_back(claim.batch.unsent)
        finally:  # also after a failure: a lane stays asked until it is inspected, and would never have its turn again
            if claim.unclear:
                await self._claimer.inspect(claim.unclear)
        return claim

    def reserve(self, lane: DeliveryLaneKey, holder: int | None) -> Slot:
        """Keep a slot for a delivery that another part of this process is about to write (runtime/slots)."""
        if self._stopping.is_set() or self.keeper.shares.is_late_elsewhere(lane):
            return Slot.NONE
        if not self.agenda.reserve(lane, now=self._clock.now()):
            return Slot.NONE
        return Slot.GRANTED if self.grants.cover(lane, holder) else Slot.FREE

    def release(self, lane: DeliveryLaneKey, slot: Slot, *, unborn: bool) -> None:
        """Free a slot that was reserved and is not needed (runtime/slots)."""
        if slot is Slot.GRANTED:
            self.grants.uncover(lane, unborn=unborn)
        self.agenda.release(lane)
        self._wake.set()

    @property
    def holder(self) -> int | None:
        """Who holds what is leased now (runtime/slots)."""
        return self.keeper.holder

    def disown(self, token: uuid.UUID) -> None:
        """End what was born under this token, if it was (runtime/slots)."""
        self.keeper.disown(token)

    def remember(self, bodies: Iterable[EventBody]) -> None:
        """Have these at hand when their deliveries are claimed (runtime/slots)."""
        self.preparer.remember(bodies)

    def send(self, born: Sequence[Born]) -> None:
        """Send what was born leased; at once where the subscriptions are at hand."""
        leases = [each.lease for each in born]
        self.grants.sent(each.lease for each in born if each.granted)
        if self._stopping.is_set():
            self._beside(self._end_unsent(_released(leases, self._clock.now())))
        elif self.preparer.has_endpoints(leases):
            self._send_batch(self._divided(born))
        else:
            self._beside(self._read_and_send(born))

    async def _read_and_send(self, born: Sequence[Born]) -> None:
        """Send what was born leased after reading the subscriptions that are new or changed."""
        try:
            await self.preparer.read_endpoints([each.lease for each in born])
        except Exception:  # nothing may seem to be under way for ever
            log.exception("born.not_sent", deliveries=len(born))
            for each in born:
                self.keeper.disown(each.lease.token)
                self._finished(each.lease)
        else:
            self._send_batch(self._divided(born))

    def _divided(self, born: Sequence[Born]) -> LeasedBatch:
        return self.preparer.divide((each.lease, each.body) for each in born)

    def _send_batch(self, batch: LeasedBatch) -> None:
        """Begin to send; what ends without an attempt is ended beside, as the caller does not wait."""
        self._begin(batch.outgoing)
        if batch.unsent:
            self._beside(self._end_unsent(batch.unsent))

    async def _end_unsent(self, unsent: Sequence[Ending]) -> None:
        try:
            await self._give_back(unsent)
        except Exception:  # they are disowned
            log.exception("leases.not_ended", leases=len(unsent))

    def _begin(self, outgoing: Sequence[Outgoing]) -> None:
        """Begin to send each."""
        self._claimer.lateness.sent(each.lease for each in outgoing)
        for each in outgoing:
            key = each.lease.key
            self.keeper.held[key] = each.lease
            self.sending[key] = self._attempts.begin(each, self._ended)
            if each.endpoint.subscription.delivery.rate_per_second is not None:
                self.agenda.ask_again(each.lease)
        DELIVERIES_IN_FLIGHT.set(self.agenda.in_flight)

    async def sweep_once(self) -> int:
        """Look through a part of the lanes for what waits; returns 0 after the last part."""
        return await self._sweeper.run_once()

    async def _claim_step(self) -> int:
        """Claim where lanes have their turn, or wait until something may be due.

        It returns 1 whatever it did: it waits here, where hints and free slots end the wait, so its loop never rests.
        """
        self._wake.clear()  # first: a hint from here on is heard
        if not self.agenda.has_turns(self._clock.now()) or self.agenda.free <= 0:
            await self._pause()
            return 1
        if self.agenda.free < _LEAST_BATCH:  # a few slots a claim would cost a statement each; but some may hang
            await asyncio.sleep(_GATHER_SECONDS)
        claim = await self.claim_once()
        if not claim.asked:  # no lane may send now; where one was asked, whatever it gave, others may have their turn
            await self._pause()
        return 1

    async def _tell_lateness(self) -> int:
        """Tell the doors of all processes whose deliveries are late (core/backpressure)."""
        seconds, self._told_seconds = monotonic_seconds() - self._told_seconds, monotonic_seconds()
        late = self._claimer.lateness.take(self.agenda.take_starved(), seconds=seconds)
        TENANTS_BEHIND.set(len(late))
        told = [LateTenant(*each).encode() for each in late.items()]
        self._wakeups.publish(Topic.DELIVERIES_LATE, told)
        return 0

    async def _pause(self) -> None:
        """Wait for a hint, a free slot, or the moment at which something becomes due."""
        next_due = self.agenda.next_due()
        seconds = _PAUSE_SECONDS
        if next_due is not None:
            seconds = min(seconds, (next_due - self._clock.now()).total_seconds())
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()

    def _ended(self, report: Report) -> None:
        """An attempt is over: it can be recorded."""
        lease = report.result.lease
        self.sending.pop(lease.key, None)
        if not self.sending:
            self._nothing_sent.set()
        self.recorder.add(report, can_wait=self.grants.answered(lease.delivery_id))

    async def _sent(self) -> None:
        """Wait until nothing is being sent."""
        while self.sending:
            self._nothing_sent.clear()
            await self._nothing_sent.wait()

    def _recorded(self, batch: Sequence[Report], recorded: Recorded) -> None:
        """Free the slots of a batch that is written, and take in what follows from it."""
        outcomes: Counter[str] = Counter()
        for report in batch:
            name = outcome_name(report.outcome)
            outcomes[name] += 1
            DELIVERY_SECONDS.observe(report.seconds)
            self.keeper.held.pop(report.result.lease.key, None)
            self.grants.ended(report.result.lease.delivery_id)
            self.agenda.finished(
                report.result.lease,
                seconds=report.seconds,
                answered=bool(report.result.well),
                narrow=report.subscription.delivery.max_in_flight <= _NARROW,
            )
            if not report.result.well:
                log_failure(report)
            if isinstance(report.decision, Disable):
                self._beside(self._disable(report.subscription))
        DELIVERIES_IN_FLIGHT.set(self.agenda.in_flight)
        for name, count in outcomes.items():
            DELIVERY_ATTEMPTS.labels(name).inc(count)
        self.agenda.hint(recorded.hints, now=self._clock.now())
        self._wake.set()

    async def _disable(self, subscription: Subscription) -> None:
        try:
            hints = await disable(
                self._database, self._registry, subscription, reason=DisabledReason.GONE, now=self._clock.now()
            )
        except Exception:  # the next 410 tries again
            log.exception("subscription.not_disabled", subscription_id=subscription.subscription_id)
        else:
            self.offer(hints)

    def _beside(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    async def _give_back(self, unsent: Sequence[Ending]) -> None:
        """End leases under which nothing is sent; what fails here is tried again."""
        now = self._clock.now()
        try:
            async with self._database.transaction(lock_wait=LOCK_WAIT) as connection:
                hints, _ = await end_unsent(connection, self._registry, unsent, now=now)
        except BaseException:
            for each in unsent:
                self.keeper.disown(each.lease.token)
            raise
        finally:
            for each in unsent:
                self.agenda.ask_again(each.lease)  # what they took of a rate was given back
                self._finished(each.lease)
            DELIVERIES_IN_FLIGHT.set(self.agenda.in_flight)
        self.offer(hints)

    def _finished(self, lease: DeliveryLease) -> None:
        """Nothing was sent under a lease."""
        self.grants.answered(lease.delivery_id)
        self.grants.ended(lease.delivery_id)
        self.agenda.finished(lease, seconds=0, answered=False)

    async def _listen(self) -> None:
        """Take in the hints of other parts and processes, for the lanes that this one looks after."""
        with self._wakeups.watch(Topic.DELIVERIES_READY) as watch:
            while not self._stopping.is_set():
                keys = await watch.wait(_PAUSE_SECONDS)
                if EVERYTHING in keys:
                    self._sweeper.sweep_soon()
                hints = [hint for key in keys if (hint := LaneHint.decode(key)) is not None]
                self.offer([each for each in hints if self.keeper.shares.has((each.tenant_id, each.subscription_id))])

    def _look_again(self) -> None:
        """Others came or went: other lanes are this dispatcher's now, and what waits in them was told to another."""
        self.grants.share_anew()
        self._sweeper.sweep_now()

    async def _drain(self) -> None:
        """Wait for what is being sent, at most the grace time; then give it back."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._grace_seconds):
                await self._sent()
        left, self.sending = self.sending, {}
        for under_way in left.values():
            under_way.cancel()
        if left:
            await self._end_unsent(_released([self.keeper.held[each] for each in left], self._clock.now()))


def _released(leases: Sequence[DeliveryLease], now: datetime) -> list[Ending]:
    return [Ending(each, DeliveryChange.released(each, now)) for each in leases]
