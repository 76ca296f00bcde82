"""Lanes of jobs in the database: locked, taken, passed on."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.domain.job import AGEING, MAX_PRIORITY, JobLane, JobLaneKey
from bellhop.ids import JobId
from bellhop.store.jobs import JobKey
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_QUERIES = load("job_lanes")


def _columns(keys: Sequence[JobLaneKey]) -> tuple[list[str], list[str], list[str]]:
    return [key.tenant_id for key in keys], [key.action for key in keys], [key.parent for key in keys]


async def lock(connection: "Connection", keys: Iterable[JobLaneKey]) -> dict[JobLaneKey, JobLane]:
    """Lock lanes, in one order everywhere, and say who holds them."""
    rows = await connection.fetch(_QUERIES["lock"], *_columns(list(set(keys))))
    return {JobLaneKey(row[0], row[1], row[2]): JobLane(row[3], row[4]) for row in rows}


async def take(connection: "Connection", lanes: Mapping[JobLaneKey, JobLane]) -> None:
    """Give locked lanes to new holders."""
    values = list(lanes.values())
    await connection.execute(
        _QUERIES["take"],
        *_columns(list(lanes)),
        [lane.holder for lane in values],
        [lane.holder_due for lane in values],
    )


async def scheduled(connection: "Connection", keys: Sequence[JobKey], *, now: datetime) -> set[JobId]:
    """Those of these jobs that still wait for their time, locked so that nobody claims them meanwhile."""
    rows = await connection.fetch(_QUERIES["scheduled"], [key[0] for key in keys], [key[1] for key in keys], now)
    return {JobId(row[0]) for row in rows}


async def hold_back(connection: "Connection", keys: Sequence[JobKey]) -> None:
    """Put scheduled jobs, which held a locked lane, behind an earlier one."""
    await connection.execute(_QUERIES["hold_back"], [key[0] for key in keys], [key[1] for key in keys])


async def pass_on(connection: "Connection", keys: Sequence[JobLaneKey], *, now: datetime) -> set[str]:
    """Give locked lanes to the next in line, and remove those that nobody waits for; returns the woken actions."""
    columns = _columns(keys)
    rows = await connection.fetch(_QUERIES["pass_on"], *columns, now, MAX_PRIORITY, AGEING)
    if any(row[1] is None for row in rows):
        await connection.execute(_QUERIES["remove"], *columns)
    return {row[0] for row in rows if row[1] is not None}
