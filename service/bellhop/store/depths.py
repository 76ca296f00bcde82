"""How much waits and runs in a cell."""

from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.domain.depths import COUNTED_TO, Depths
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection


async def read(connection: "Connection", *, now: datetime) -> Depths:
    """How much waits and runs in a cell."""
    row = await connection.fetchrow(load("depths")["depths"], now, COUNTED_TO)
    if row is None:
        message = "counting gave no row"
        raise LookupError(message)
    return Depths(**dict(row))
