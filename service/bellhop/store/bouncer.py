"""What stands between us and Postgres: nothing, or a bouncer that lends one server connection to many clients.

A bouncer in transaction mode (pgbouncer, Odyssey, PgCat and their kin) gives each transaction whichever server
connection is free. Three things that belong to a connection do not hold there:

- **Prepared statements.** One that was prepared on one server connection is missing on the next, or is another one of
  that name. Bouncers that follow them (pgbouncer since 1.21 with `max_prepared_statements`) give them names of their
  own; behind others every statement is sent without a name.
- **LISTEN.** What is heard reaches nobody, so it needs a direct connection (`BELLHOP_LISTEN_URL`).
- **The search path of the role**, on server connections that are older than the migration that set it.

Locks, settings and cursors are used inside of transactions only, everywhere in this program.
"""

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import asyncpg

from bellhop.store.connecting import CANNOT_CONNECT, CONNECT_SECONDS, connect

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_ROUNDS = 4
_PROBE = "bellhop_probe"


@dataclass(frozen=True, slots=True)
class Path:
    """How statements reach Postgres.

    `shared`: a server connection serves several clients by turns, so nothing that belongs to a connection holds.
    `keeps_statements`: a statement that was prepared under a name can be run by it later.
    """

    shared: bool
    keeps_statements: bool


DIRECT = Path(shared=False, keeps_statements=True)
BOUNCED = Path(shared=True, keeps_statements=False)


async def look(url: str) -> Path:
    """What stands between; raises as `connect` does. A bouncer is told by the process id that a server has.

    Of one that shares, and where it cannot be seen (a single server connection that is taken), the worse is believed.
    """
    first = await connect(url, name="bellhop probe")
    try:
        if await _process(first) == first.get_server_pid():
            return DIRECT
        if not await _is_shared(first, url):
            return DIRECT
        return Path(shared=True, keeps_statements=await _follows_statements(first))
    finally:
        await close(first)


async def _process(connection: "Connection") -> int:
    pid: int = await connection.fetchval("SELECT pg_backend_pid()")
    return pid


async def _is_shared(first: "Connection", url: str) -> bool:
    """Whether two clients, both connected, are served by the same server connection, or one by several."""
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            second = await connect(url, name="bellhop probe")
            try:
                mine, others = set(), set()
                for _ in range(_ROUNDS):
                    mine.add(await _process(first))
                    others.add(await _process(second))
                return len(mine) > 1 or len(others) > 1 or bool(mine & others)
            finally:
                await close(second)
    except CANNOT_CONNECT:
        return True


async def _follows_statements(connection: "Connection") -> bool:
    """Whether the bouncer gives prepared statements names of its own, as all that follow them must."""
    try:
        async with connection.transaction():  # one server connection, while it lasts
            await connection.prepare("SELECT 1", name=_PROBE)
            names = await connection.fetch("SELECT name FROM pg_prepared_statements")
            if any(row["name"] == _PROBE for row in names):
                await connection.execute(f"DEALLOCATE {_PROBE}")
                return False
            return bool(names)
    except asyncpg.PostgresError:
        return False


async def close(connection: "Connection") -> None:
    """Close a connection, though its server may be silent."""
    with contextlib.suppress(*CANNOT_CONNECT):
        await connection.close(timeout=1)
