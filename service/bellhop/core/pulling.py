"""Pulled deliveries: whoever has the key claims what is due, finished and signed, and records what came of it.

Who claims does what the dispatcher does for other subscriptions: the same lanes, limits, leases, retries and records.
A pause that the answer asks for holds its lane too.
Only the circuit never opens, as nobody is called; and there is no lease that a process of ours could lose.
"""

import asyncio
import contextlib
import random as randomness
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from bellhop.clock import Clock, monotonic_seconds
from bellhop.core import disabling, endings, tallies
from bellhop.core.attempts import Outgoing, Report, log_failure, outcome_name, report
from bellhop.core.endpoints import Endpoints, OpenCredentials
from bellhop.core.lane_watches import LaneWatches
from bellhop.core.outgoing import Preparer
from bellhop.core.registry import RegistryCache
from bellhop.core.tallies import Tallies
from bellhop.domain.circuit import Random
from bellhop.domain.content import Content
from bellhop.domain.delivery import Delivery, DeliveryLaneKey, DeliveryLease, LaneHint, LeaseKey, Reason, hint_keys
from bellhop.domain.delivery_change import DeliveryChange, Ending
from bellhop.domain.outcome import ErrorClass
from bellhop.domain.pulling import PullAsk
from bellhop.domain.rate import seconds_to_token
from bellhop.domain.retry import Disable
from bellhop.domain.subscription import DisabledReason, Subscription, SubscriptionState
from bellhop.domain.template import TooLargeError
from bellhop.egress.exchange import Exchange, Phases, Request
from bellhop.egress.prepare import Sent, prepare
from bellhop.errors import ConflictError, NotFoundError
from bellhop.ids import DeliveryId
from bellhop.metrics import DELIVERY_ATTEMPTS
from bellhop.runtime.wakeup import Topic, Wakeups
from bellhop.store import claims, deliveries, pulling, records, subscriptions
from bellhop.store.database import Database
from bellhop.store.pulling import NextPulled, PulledLease
from bellhop.store.store import Store

MOST_BODY_BYTES = 4 << 20
"""Bodies that one claim hands out together."""

_SHORTEST_WAIT_SECONDS = 0.05
_LOOK_SECONDS = 2.0  # also without a wait: through what is given up unsent, for what lies behind it
_WANTED_SECONDS = 1.0  # how often who waits is asked whether anybody still wants it


@dataclass(frozen=True, slots=True)
class Pulled:
    """A delivery that was claimed, and its request as it has to be made."""

    lease: DeliveryLease
    request: Request


@dataclass(frozen=True, slots=True)
class Told:
    """What a holder says of one delivery: the answer that it got, or why there was none.

    token: of the lease.
    status, error: one of the two.
    headers: of the answer, as bytes.
    seconds: how long it took; None when he does not say.
    truncated: the body is the beginning of what there was.
    """

    delivery_id: DeliveryId
    token: uuid.UUID
    status: int | None = None
    error: str | None = None
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""
    truncated: bool = False
    seconds: float | None = None

    @property
    def key(self) -> LeaseKey:
        """The lease that it is about."""
        return self.delivery_id, self.token


class Pulling:
    """Claiming from pulled lanes and recording what became of it; `close` when done."""

    def __init__(
        self,
        databases: Store,
        clock: Clock,
        wakeups: Wakeups,
        *,
        registry: RegistryCache,
        open_credentials: OpenCredentials,
        random: Random = randomness.random,
    ) -> None:
        self._databases = databases
        self._clock = clock
        self._wakeups = wakeups
        self._registry = registry
        self._random = random
        self._watches = LaneWatches(databases, wakeups)
        self._endpoints = Endpoints(open_credentials)
        self._preparers: dict[Database, Preparer] = {}

    async def claim(
        self,
        lane: DeliveryLaneKey,
        ask: PullAsk,
        *,
        wait_seconds: float = 0.0,
        is_wanted: Callable[[], bool] = lambda: True,
        ask_again: Callable[[], Awaitable[object]] | None = None,
    ) -> list[Pulled]:
        """What is due in this lane, as soon as there is anything; none when the wait is over.

        There may be fewer than asked for although more wait: together they have at most `MOST_BODY_BYTES`. Raises
        `NotFoundError`, and `ConflictError` where the subscription is not pulled or is disabled. Nothing is claimed any
        more once `is_wanted` says no; `ask_again` is called after every wait and raises if the key no longer counts.
        """
        cell = self._databases.cell_of(lane[0])
        await self._check(cell, lane)
        begun_seconds = monotonic_seconds()
        until = begun_seconds + wait_seconds
        with self._watches.watch(lane) as woken:
            while is_wanted():
                woken.clear()  # first: what becomes due from here on is heard
                pulled = await self._claim_once(cell, lane, ask)
                if pulled is None and monotonic_seconds() < max(until, begun_seconds + _LOOK_SECONDS):
                    continue
                remaining = until - monotonic_seconds()
                if pulled or remaining <= 0:
                    return pulled or []
                await self._wait(cell, lane, woken, remaining, is_wanted)
                if ask_again is not None:
                    await ask_again()
        return []

    async def release(self, pulled: Sequence[Pulled]) -> None:
        """Give back what was claimed and will not be handed out: the attempts do not count."""
        await self._release([each.lease for each in pulled])

    async def record(self, lane: DeliveryLaneKey, told: Sequence[Told]) -> list[Delivery | None]:
        """Write what came of deliveries, as if we had sent them; each as it now is, None where its lease is lost.

        Of several under one lease the first counts.
        """
        cell = self._databases.cell_of(lane[0])
        first = {each.key: each for each in reversed(told)}
        async with cell.connection() as connection:
            held = await pulling.held(connection, lane, first)
        if not held:
            return [None] * len(told)
        outgoing = await self._prepare(cell, [each.lease for each in held.values()], attempted=True)
        reports = [
            self._report(each, await _rendered(each), held[each.lease.delivery_id], first[each.lease.key])
            for each in outgoing
        ]
        if not reports:
            return [None] * len(told)
        recorded = await endings.end_sent(
            cell,
            self._registry,
            [each.result for each in reports],
            now=self._clock.now(),
            random=self._random,
            opens_circuits=False,
        )
        late = {each.attempt.attempt_id for each in recorded.late}
        written = [each for each in reports if each.result.attempt.attempt_id not in recorded.lost - late]
        hints = [*recorded.hints, *await self._follow(cell, written)]
        self._wakeups.publish(Topic.DELIVERIES_READY, hint_keys(hints))
        self._watches.ring([lane])  # its lane has room again
        ended = {each.result.lease.key for each in written}
        async with cell.connection() as connection:
            found = await deliveries.load(connection, [(lane[0], delivery_id) for delivery_id, _ in ended])
        now = {each.delivery_id: each for each in found}
        return [now.get(each.delivery_id) if each.key in ended and first[each.key] is each else None for each in told]

    async def extend(
        self, lane: DeliveryLaneKey, keys: Sequence[tuple[DeliveryId, uuid.UUID]], *, lease: timedelta
    ) -> list[datetime | None]:
        """Let leases last from now on for as long as `lease`; until when each does, None where it is lost."""
        async with self._databases.cell_of(lane[0]).transaction() as connection:
            held = await pulling.held(connection, lane, keys)
            extended = await claims.renew(connection, [each.lease for each in held.values()], lease=lease)
        return [
            extended.get(delivery_id) if delivery_id in held and held[delivery_id].lease.token == token else None
            for delivery_id, token in keys
        ]

    async def close(self) -> None:
        """Wait for nobody any more."""
        await self._watches.close()

    async def _check(self, cell: Database, lane: DeliveryLaneKey) -> Subscription:
        async with cell.connection() as connection:
            subscription = await subscriptions.get(connection, *lane)
        if subscription is None:
            raise NotFoundError
        if not subscription.pull:
            detail = "This subscription is sent to its `uri`; only one with `pull: true` can be claimed from."
            raise ConflictError(detail)
        if subscription.state is not SubscriptionState.ENABLED:
            detail = "This subscription is disabled; `:enable` lets its deliveries be claimed again."
            raise ConflictError(detail)
        return subscription

    async def _claim_once(self, cell: Database, lane: DeliveryLaneKey, ask: PullAsk) -> list[Pulled] | None:
        """What is due now; None where all of it was given up unsent: more may be due behind it."""
        leases = await self._lease(cell, lane, ask)
        if not leases:
            return []
        try:
            fitting = await self._fitting(cell, leases)
            outgoing = await self._prepare(cell, [each.lease for each in leases[:fitting]])
            made, unsent = await self._make(outgoing, {each.lease.delivery_id: each.claim_time for each in leases})
            await self._end_unsent(cell, unsent)
        except BaseException:  # nobody gets them: they need not wait until their leases end
            await self._release([each.lease for each in leases])
            raise
        await self._release([each.lease for each in leases[fitting:]])
        return made or None

    async def _make(
        self, outgoing: Sequence[Outgoing], claim_times: Mapping[DeliveryId, datetime]
    ) -> tuple[list[Pulled], list[Ending]]:
        """The finished requests, as many as one answer may carry, and how the leases of the others end."""
        made: list[Pulled] = []
        unsent: list[Ending] = []
        room = MOST_BODY_BYTES
        for each in outgoing:
            lease = each.lease
            try:
                content = await _rendered(each)
            except TooLargeError:
                policy = each.endpoint.subscription.delivery
                dead = DeliveryChange.dead(lease, Reason.PAYLOAD_TOO_LARGE, policy, sent=False)
                unsent.append(Ending(lease, dead))
                continue
            room -= len(content.body)
            if room < 0 and made:
                unsent.append(Ending(lease, DeliveryChange.released(lease, self._clock.now())))
            else:
                made.append(Pulled(lease, prepare(each.endpoint, content, claim_times[lease.delivery_id])))
        return made, unsent

    async def _lease(self, cell: Database, lane: DeliveryLaneKey, ask: PullAsk) -> list[PulledLease]:
        now = self._clock.now()
        if ask.claim_id is None:
            async with cell.connection() as connection:
                return await pulling.claim(connection, lane, ask, now=now)
        async with cell.transaction() as connection:  # two requests of one name: the second sees what the first took
            if not await pulling.lock_lane(connection, lane):
                return []
            earlier = await pulling.claimed(connection, lane, ask.claim_id)
            return earlier or await pulling.claim(connection, lane, ask, now=now)

    async def _fitting(self, cell: Database, leases: Sequence[PulledLease]) -> int:
        """How many of these, from the first, one answer may carry; at least one."""
        if len(leases) == 1:
            return 1
        events = [each.lease.event_id for each in leases]
        async with cell.connection() as connection:
            sizes = await pulling.body_bytes(connection, leases[0].lease.tenant_id, events)
        totals = accumulate(sizes.get(each, 0) for each in events)
        return max(1, sum(total <= MOST_BODY_BYTES for total in totals))

    async def _prepare(
        self, cell: Database, leases: Sequence[DeliveryLease], *, attempted: bool = False
    ) -> list[Outgoing]:
        """Those that can be sent, or were, with all that it needs; the others are ended here."""
        preparer = self._preparers.get(cell)
        if preparer is None:
            preparer = self._preparers[cell] = Preparer(cell, self._endpoints, self._clock, random=self._random)
        bodies = await preparer.read_bodies(leases)
        await preparer.read_endpoints(leases)
        leased = [(lease, bodies.get(lease.event_id)) for lease in leases]
        batch = preparer.divide(leased, pulled=True, attempted=attempted)
        await self._end_unsent(cell, batch.unsent)
        return batch.outgoing

    async def _release(self, leases: Sequence[DeliveryLease]) -> None:
        if leases:
            now = self._clock.now()
            cell = self._databases.cell_of(leases[0].tenant_id)
            await self._end_unsent(cell, [Ending(each, DeliveryChange.released(each, now)) for each in leases])

    async def _end_unsent(self, cell: Database, unsent: Sequence[Ending]) -> None:
        if not unsent:
            return
        async with cell.transaction() as connection:
            hints, _ = await endings.end_unsent(connection, self._registry, unsent, now=self._clock.now())
        self._wakeups.publish(Topic.DELIVERIES_READY, hint_keys(hints))

    async def _wait(
        self,
        cell: Database,
        lane: DeliveryLaneKey,
        woken: asyncio.Event,
        most_seconds: float,
        is_wanted: Callable[[], bool],
    ) -> None:
        """Wait until something may be due, as far as is known, or nobody wants it any more."""
        async with cell.connection() as connection:
            coming = await pulling.next_pulled(connection, lane)
        seconds = most_seconds
        if coming is not None:
            seconds = min(seconds, _seconds_until(coming, self._clock.now()))
        ends = monotonic_seconds() + seconds
        while is_wanted() and not woken.is_set() and (left := ends - monotonic_seconds()) > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(left, _WANTED_SECONDS)):
                    await woken.wait()

    def _report(self, outgoing: Outgoing, content: Content, held: PulledLease, told: Told) -> Report:
        """The attempt that the holder made, its request as it was handed out."""
        now = self._clock.now()
        seconds = (now - held.claim_time).total_seconds() if told.seconds is None else told.seconds
        exchange = Exchange(
            status=told.status,
            error=None if told.error is None else ErrorClass.HOLDER_FAILED,
            error_detail=told.error or "",
            phases=Phases(total_us=int(seconds * 1_000_000)),
            headers=told.headers,
            body=told.body,
            truncated=told.truncated,
            address=held.claimer,
        )
        request = prepare(outgoing.endpoint, content, held.claim_time)
        sent = Sent(request, exchange, outgoing.endpoint.secrets)
        return report(outgoing, sent, start=held.claim_time, now=now, random=self._random)

    async def _follow(self, cell: Database, written: Sequence[Report]) -> list[LaneHint]:
        """Count attempts that are written, and disable a subscription whose receiver is gone; returns hints."""
        hints: list[LaneHint] = []
        counts: Tallies = {}
        for each in written:
            tallies.add(counts, each.result)
            DELIVERY_ATTEMPTS.labels(outcome_name(each.outcome)).inc()
            if not each.result.well:
                log_failure(each)
        if counts:
            async with cell.connection() as connection:
                await records.count(connection, counts)
        gone = next((each.subscription for each in written if isinstance(each.decision, Disable)), None)
        if gone is not None:
            hints = await disabling.disable(
                cell, self._registry, gone, reason=DisabledReason.GONE, now=self._clock.now()
            )
        return hints


async def _rendered(outgoing: Outgoing) -> Content:
    """What its request carries; raises `TooLargeError`."""
    if outgoing.template is not None:
        await asyncio.sleep(0)  # to render is work: others go on in between
    return outgoing.content


def _seconds_until(coming: NextPulled, now: datetime) -> float:
    """When what is next can be claimed, as far as time decides that; infinite where something else does."""
    if coming.due is None or coming.room <= 0:
        return float("inf")
    seconds = (max(coming.due, coming.paused_until or coming.due) - now).total_seconds()
    if coming.rate_per_second is not None:
        wait = seconds_to_token(
            now, per_second=coming.rate_per_second, tokens=coming.rate_tokens, rate_time=coming.rate_time
        )
        seconds = max(seconds, wait)
    return max(_SHORTEST_WAIT_SECONDS, seconds)
