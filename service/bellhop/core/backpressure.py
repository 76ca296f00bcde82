"""Backpressure: a tenant publishes no faster than its events are delivered, where this machine cannot keep up.

Engines tell which tenants' deliveries are late (`Topic.DELIVERIES_LATE`), and how many events of each they send a
second. For each of them the door takes a rate. It falls by a third for as long as that is told, not below four fifths
of what is sent, and rises again when it is not (by a quarter: at thousands a second to add a little would take
minutes). Requests over the rate wait for their turn: a caller that waits for its answers is slowed down, and no
request is lost. Where too many wait, or one would wait for too long, it is refused with 429 and `Retry-After`.
Tenants whose deliveries are on time notice nothing, nor does one that publishes less than is sent: what is late was
published before.

Each process does so for what it takes itself, as TCP's senders do: nobody has to know how many there are.
"""

import asyncio
import contextlib
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import ceil

from bellhop.clock import monotonic_seconds
from bellhop.domain.lateness import LateTenant
from bellhop.errors import DeliveriesBehindError
from bellhop.ids import TenantId
from bellhop.metrics import PUBLISHES_WAITING
from bellhop.runtime.wakeup import Topic, Wakeups

_STEP_SECONDS = 0.25
_QUIET_SECONDS = 0.75  # without being told that it is late, a tenant is on time
_FALL = 2 / 3
_RISE = 1.25
_LEAST_RATE = 10.0
_SHARE_OF_SENT = 0.8  # of what is delivered, so that what waits grows less
_BURST_SECONDS = 0.1
_LONGEST_WAIT_SECONDS = 5.0
_MOST_WAITING = 1024
_MOST_WAITING_OF_ONE = 256


@dataclass(slots=True)
class _Door:
    """What one tenant may publish: events a second, and those who wait for their turn; moments of the monotonic clock.

    first: the rate at which it began; twice of it the door stands open again.
    tokens: events that may pass now; below zero after a request that carried many.
    """

    rate: float
    first: float
    changed: float
    told: float
    tokens: float = 0.0
    filled: float = 0.0
    waiting: "deque[asyncio.Future[None]]" = field(default_factory=deque)
    timer: asyncio.TimerHandle | None = None


class Backpressure:
    """Slows down publishing; `run` until `stop`."""

    def __init__(self, wakeups: Wakeups, *, seconds: Callable[[], float] = monotonic_seconds) -> None:
        self._wakeups = wakeups
        self._seconds = seconds
        self._doors: dict[TenantId, _Door] = {}
        self._waiting = 0
        self._now_taken: Counter[TenantId] = Counter()  # events of the second that runs, and of the one before
        self._taken: Counter[TenantId] = Counter()
        self._counted_since = seconds()
        self._stopping = asyncio.Event()

    async def admit(self, tenant_id: TenantId) -> None:
        """Wait until the tenant may publish; raises `DeliveriesBehindError` where that would take too long."""
        door = self._doors.get(tenant_id)
        if door is None:
            return
        self._fill(door)
        if door.tokens > 0 and not door.waiting:
            door.tokens -= 1
            return
        expected = (len(door.waiting) + 1 - door.tokens) / door.rate
        if (
            expected > _LONGEST_WAIT_SECONDS
            or len(door.waiting) >= _MOST_WAITING_OF_ONE
            or self._waiting >= _MOST_WAITING
        ):
            raise _refusal(expected)
        await self._wait(door, expected)

    def took(self, tenant_id: TenantId, events: int) -> None:
        """So many events came in one request that was admitted: they count instead of one."""
        self._now_taken[tenant_id] += events
        door = self._doors.get(tenant_id)
        if door is not None:
            door.tokens -= events - 1

    async def run(self) -> None:
        """Hear whose deliveries are late, until stopped."""
        with self._wakeups.watch(Topic.DELIVERIES_LATE) as watch:
            while not self._stopping.is_set():
                self.step(await watch.wait(_STEP_SECONDS))
        for tenant_id in list(self._doors):
            self._open(tenant_id)

    def stop(self) -> None:
        """Let `run` end; whoever waits passes, and whoever comes later."""
        self._stopping.set()

    def step(self, late: Iterable[str]) -> None:
        """Take in whose deliveries are late, and let rates fall and rise."""
        now = self._seconds()
        if now - self._counted_since >= 1.0:
            self._taken, self._now_taken, self._counted_since = self._now_taken, Counter(), now
        for key in late:
            told = LateTenant.decode(key)
            if told is not None:  # else a silence ended: that says nothing about anybody
                self._fall(told, now)
        for tenant_id, door in list(self._doors.items()):
            if now - door.told >= _QUIET_SECONDS and now - door.changed >= _STEP_SECONDS:
                door.rate, door.changed = door.rate * _RISE, now
                if door.rate >= 2 * door.first:
                    self._open(tenant_id)

    def _fall(self, told: LateTenant, now: float) -> None:
        tenant_id = told.tenant_id
        taken = max(self._taken[tenant_id], self._now_taken[tenant_id])
        least = max(_LEAST_RATE, told.sent_per_second * _SHARE_OF_SENT)
        door = self._doors.get(tenant_id)
        if door is None:
            if taken <= least:  # what is late was published before: it comes no faster than it goes
                return
            door = self._doors[tenant_id] = _Door(taken, taken, now - _STEP_SECONDS, now, filled=now)
        door.told = now
        if now - door.changed >= _STEP_SECONDS:
            door.rate, door.changed = max(least, min(door.rate, taken) * _FALL), now

    async def _wait(self, door: _Door, expected: float) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        door.waiting.append(turn)
        self._note_waiting(1)
        self._set_timer(door)
        try:
            async with asyncio.timeout(_LONGEST_WAIT_SECONDS):
                await turn
        except TimeoutError:
            raise _refusal(expected) from None
        finally:
            self._note_waiting(-1)
            with contextlib.suppress(ValueError):
                door.waiting.remove(turn)

    def _note_waiting(self, change: int) -> None:
        self._waiting += change
        PUBLISHES_WAITING.set(self._waiting)

    def _set_timer(self, door: _Door) -> None:
        if door.timer is None and door.waiting:
            seconds = max(0.001, (1 - door.tokens) / door.rate)
            door.timer = asyncio.get_running_loop().call_later(seconds, self._pass_on, door)

    def _pass_on(self, door: _Door) -> None:
        """Let those pass who come first, as far as tokens go."""
        door.timer = None
        self._fill(door)
        while door.waiting and door.tokens > 0:
            turn = door.waiting.popleft()
            if not turn.done():
                door.tokens -= 1
                turn.set_result(None)
        self._set_timer(door)

    def _fill(self, door: _Door) -> None:
        now = self._seconds()
        most = max(1.0, door.rate * _BURST_SECONDS)
        door.tokens, door.filled = min(most, door.tokens + (now - door.filled) * door.rate), now

    def _open(self, tenant_id: TenantId) -> None:
        """Take the door away: all pass who wait."""
        door = self._doors.pop(tenant_id)
        if door.timer is not None:
            door.timer.cancel()
        while door.waiting:
            turn = door.waiting.popleft()
            if not turn.done():
                turn.set_result(None)


def _refusal(expected: float) -> DeliveriesBehindError:
    return DeliveriesBehindError(headers={"Retry-After": str(min(60, max(1, ceil(expected))))})
