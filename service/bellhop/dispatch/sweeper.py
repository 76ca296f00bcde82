"""Finds what no hint told of: looks through all lanes at least once a second, more rarely where that is expensive."""

import asyncio
import contextlib
import random
from collections.abc import Callable

from bellhop.clock import Clock, monotonic_seconds
from bellhop.dispatch.agenda import Agenda
from bellhop.dispatch.shares import Shares
from bellhop.ids import SubscriptionId, TenantId
from bellhop.metrics import LOOP_FAILURES
from bellhop.runtime.outages import OUTAGE
from bellhop.runtime.pace import Pace
from bellhop.runtime.pulse import Pulse
from bellhop.store import claims
from bellhop.store.database import Database

_LANES = 250  # a statement: taking in more at once would hold up the loop for longer than a callback may wait
_REST_SECONDS = 1.0
_LONGEST_REST_SECONDS = 30.0


class Sweeper:
    """Tells an agenda of its lanes in which something waits; `found` is called when something may leave now."""

    def __init__(
        self, database: Database, agenda: Agenda, shares: Shares, clock: Clock, *, found: Callable[[], None]
    ) -> None:
        self._database = database
        self._agenda = agenda
        self._shares = shares
        self._clock = clock
        self._found = found
        self._after: tuple[TenantId, SubscriptionId] | None = None
        self._soon = asyncio.Event()
        self._is_expensive = False
        self._stopping = False

    def sweep_soon(self) -> None:
        """Let the next sweep begin now, as hints were lost; not where sweeps are expensive."""
        if not self._is_expensive:
            self._soon.set()

    def sweep_now(self) -> None:
        """Let the next sweep begin now, whatever it costs: hints of lanes were left to somebody who is no more."""
        self._soon.set()

    def stop(self) -> None:
        """Let `run` end after the part that it is at."""
        self._stopping = True
        self._soon.set()

    async def run(self) -> None:
        """Sweep and rest, until stopped."""
        pace = Pace(longest_seconds=_LONGEST_REST_SECONDS)
        pulse = Pulse("dispatch.sweep", interval_seconds=_LONGEST_REST_SECONDS)
        pulse.begin()
        failures = 0
        while not self._stopping:
            spent, more = 0.0, 1
            self._soon.clear()
            try:
                while more and not self._stopping:
                    began = monotonic_seconds()
                    more = await self.run_once()
                    part = monotonic_seconds() - began
                    spent += part
                    await asyncio.sleep(part if more else 0)  # others want the cores too
            except Exception as error:  # noqa: BLE001 - the loop goes on: the sweep is what finds the rest
                failures += 1
                LOOP_FAILURES.labels("dispatch.sweep").inc()
                OUTAGE.note("dispatch.sweep", error, failures)
            else:
                pulse.well()
                if failures:
                    OUTAGE.note_well("dispatch.sweep", failures)
                failures = 0
            rest = max(_REST_SECONDS, pace.rest_after(spent))
            self._is_expensive = rest > _REST_SECONDS
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(rest * random.uniform(0.9, 1.1)):  # noqa: S311 - spreads load
                    await self._soon.wait()

    async def run_once(self) -> int:
        """Look through the next lanes in key order; returns 0 after the last, and then begins again."""
        async with self._database.connection() as connection:
            found = await claims.sweep(connection, self._after, limit=_LANES)
        now = self._clock.now()
        is_idle = not self._agenda.has_turns(now) and self._agenda.free > 0
        for each in found:
            if not self._shares.takes(each, now=now, is_idle=is_idle):
                continue
            key, floor = (each.tenant_id, each.subscription_id), (each.due, each.delivery_id)
            if each.leaves is not None and self._agenda.take_up(key, floor, each.leaves, now=now):
                self._found()
        whole = len(found) < _LANES
        if whole:
            self._shares.swept()
        self._after = None if whole else (found[-1].tenant_id, found[-1].subscription_id)
        return 0 if whole else len(found)
