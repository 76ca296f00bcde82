"""How much waits and runs: the operator's figures."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection

COUNTED_TO = 100_000


@dataclass(frozen=True, slots=True)
class Depths:
    """The figures of one cell; a count of `COUNTED_TO` means at least as many."""

    jobs_due: int
    jobs_oldest_due: datetime | None
    jobs_scheduled: int
    jobs_running: int
    deliveries_due: int
    deliveries_oldest_due: datetime | None
    deliveries_scheduled: int
    deliveries_in_flight: int
    circuits_open: int


async def read(connection: "Connection", *, now: datetime) -> Depths:
    """How much waits and runs in a cell."""
    row = await connection.fetchrow(load("depths")["depths"], now, COUNTED_TO)
    if row is None:
        message = "counting gave no row"
        raise LookupError(message)
    return Depths(**dict(row))
