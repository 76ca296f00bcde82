"""What a doctor asks of a database besides its data."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection


async def long_transactions(connection: "Connection", *, longer_than: timedelta) -> int:
    """How many transactions have been open for longer."""
    count: int = await connection.fetchval(load("doctor")["long_transactions"], longer_than)
    return count


async def server_settings(connection: "Connection") -> Mapping[str, str]:
    """The server's settings of durability and vacuum, by name."""
    return {row["name"]: row["setting"] for row in await connection.fetch(load("doctor")["server_settings"])}


async def search_path(connection: "Connection") -> str:
    """Where this role finds tables that are named without a schema."""
    path: str = await connection.fetchval("SELECT current_setting('search_path')")
    return path


async def identity(connection: "Connection") -> tuple[object, ...]:
    """What tells one database of one running server from all others."""
    row = await connection.fetchrow(load("doctor")["identity"])
    return () if row is None else tuple(row.values())
