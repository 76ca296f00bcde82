"""What a doctor asks of a database besides its data."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection, Database


async def long_transactions(connection: "Connection", *, longer_than: timedelta) -> int:
    """How many transactions have been open for longer."""
    count: int = await connection.fetchval(load("doctor")["long_transactions"], longer_than)
    return count


async def connected_roles(connection: "Connection") -> set[str]:
    """The roles of the processes that are connected to this database now, commands such as `doctor` included."""
    rows = await connection.fetch(load("doctor")["connected"])
    return {row["application_name"].partition(" ")[2] for row in rows}


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


async def now(connection: "Connection") -> datetime:
    """What the database's clock says."""
    moment: datetime = await connection.fetchval("SELECT clock_timestamp()")
    return moment


async def backend(connection: "Connection") -> int:
    """The process id of the server behind this connection, as the server itself tells it: a bouncer may be between."""
    pid: int = await connection.fetchval("SELECT pg_backend_pid()")
    return pid


async def backends_among(connection: "Connection", pids: Collection[int]) -> set[int]:
    """Which of these processes the server has."""
    return {row["pid"] for row in await connection.fetch(load("doctor")["backends_among"], list(pids))}


async def moment_and_version(database: "Database") -> tuple[datetime, str]:
    """What the database's clock says, and which version it is."""
    row = await database.fetchrow("SELECT clock_timestamp(), current_setting('server_version')")
    if row is None:
        message = "asking for the time gave no row"
        raise LookupError(message)
    return row[0], row[1]
