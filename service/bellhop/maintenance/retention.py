"""Retention: days are made ahead, and dropped whole when nothing in them is needed any more.

A day of jobs goes when each of them has ended and expired. A day of deliveries, and of attempts, goes when it lies
below the line of history (raised first, so that no redelivery can revive what is about to go) and none of its
deliveries waits, is being sent, or blocks a fifo queue. A day of events goes when the deliveries of its day and of the
next are gone (they are what its events were fanned out to), and no later delivery, made by a replay, is on its way.
"""

from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from bellhop.clock import Clock
from bellhop.domain.action import SHORTEST_RETENTION
from bellhop.log import get_logger
from bellhop.store import events, moving, partitions, portal_sessions, retention, templates
from bellhop.store.database import Database
from bellhop.store.partitions import Parent
from bellhop.store.store import Store

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_DAY = timedelta(days=1)
_PUBLISH_ID_LIFE = timedelta(hours=24)
_STATS_LIFE = timedelta(days=90)
_LONGEST_AGE = timedelta(days=7)
_KEY_AFTERLIFE = timedelta(days=90)
_SESSION_AFTERLIFE = timedelta(days=7)
_BATCH = 1000
_SUBSCRIPTIONS_AT_ONCE = 100

log = get_logger("maintenance")


class Retention:
    """Makes room; several may run at once, and each step may be interrupted."""

    def __init__(self, store: Store, clock: Clock, *, history: timedelta) -> None:
        self._store = store
        self._clock = clock
        self._history = history

    async def run_once(self) -> int:
        """How many partitions were made or dropped and how many rows were removed."""
        now = self._clock.now()
        handled = sum(await self._store.over_cells(partial(self._make_room, now=now)))
        async with self._store.directory.transaction() as connection:
            handled += await retention.forget_keys(connection, before=now - _KEY_AFTERLIFE, limit=_BATCH)
            return handled + await portal_sessions.forget(connection, before=now - _SESSION_AFTERLIFE, limit=_BATCH)

    async def _make_room(self, cell: Database, *, now: datetime) -> int:
        async with cell.connection() as connection:
            handled = await partitions.make_ahead(connection, now=now)
            handled += await self._drop_days(connection, now)
        await moving.unfence(cell)
        return handled + await self._clean(cell, now)

    async def _drop_days(self, connection: "Connection", now: datetime) -> int:
        parents = {each.table: each for each in await partitions.parents(connection)}
        handled = 0
        for parent in parents.values():
            handled += await partitions.finish_interrupted(connection, parent)
        of_jobs = [await partitions.days(connection, parents[table]) for table in ("jobs", "job_history")]
        for day in sorted(set().union(*of_jobs)):
            handled += await _drop_jobs(connection, parents, day, now)
        line = await retention.raise_line(connection, now - self._history)
        for day in await _before(connection, parents["deliveries"], line):
            if await retention.deliveries_are_needed(connection, partitions.day_span(day)):
                log.info("partition.kept", table="deliveries", day=str(day))
            else:
                handled += await _drop(connection, parents["deliveries"], day)
        for day in await _before(connection, parents["attempts"], line):
            handled += await _drop(connection, parents["attempts"], day)
        delivered = set(await partitions.days(connection, parents["deliveries"]))
        for day in await _before(connection, parents["events"], line):
            if not delivered.isdisjoint((day, day + _DAY)):
                continue
            if not await retention.events_are_needed(connection, partitions.day_span(day)):
                handled += await _drop(connection, parents["events"], day)
        return handled

    async def _clean(self, cell: Database, now: datetime) -> int:
        async with cell.transaction() as connection:
            handled = await events.forget_publish_ids(connection, older_than=now - _PUBLISH_ID_LIFE, limit=_BATCH)
        async with cell.transaction() as connection:
            handled += await retention.forget_stats(connection, before=now - _STATS_LIFE, limit=_BATCH)
        async with cell.transaction() as connection:
            before = now - self._history - _LONGEST_AGE  # a redelivery at the last moment may take so long
            handled += await templates.forget(connection, before=before, most=_BATCH)
        async with cell.transaction() as connection:
            before = now - max(self._history, _DAY)
            return handled + await retention.purge_subscriptions(
                connection, before=before, limit=_SUBSCRIPTIONS_AT_ONCE
            )


async def _drop_jobs(connection: "Connection", parents: dict[str, Parent], day: date, now: datetime) -> int:
    """Drop a day of jobs, and before it of what was said about them."""
    if partitions.day_of(now - SHORTEST_RETENTION) <= day:
        return 0  # none of its jobs can have expired
    if await retention.jobs_are_needed(connection, partitions.day_span(day), now=now):
        return 0
    gone = 0
    for parent in (parents["job_history"], parents["jobs"]):
        if day in await partitions.days(connection, parent):
            if not await _drop(connection, parent, day):
                return gone
            gone += 1
    return gone


async def _before(connection: "Connection", parent: Parent, line: datetime) -> list[date]:
    """The days that end below the line."""
    return [day for day in await partitions.days(connection, parent) if day < partitions.day_of(line)]


async def _drop(connection: "Connection", parent: Parent, day: date) -> int:
    dropped = await partitions.drop_day(connection, parent, day)
    if dropped:
        log.info("partition.dropped", table=parent.table, day=str(day))
    return int(dropped)
