"""Who waits for a lock: on plain Postgres, and on a Citus, where the lock is on the node of the cell."""

from typing import TYPE_CHECKING

from bellhop.store import citus

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_HERE = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
_ON_ANY_NODE = """
SELECT DISTINCT citus_pid_for_gpid(global_pid) AS pid
FROM citus_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


async def waiting_backends(connection: "Connection") -> list[int]:
    """Those backends of the server that we talk to which wait for a lock, wherever it is."""
    statement = _ON_ANY_NODE if await citus.is_here(connection) else _HERE
    return [row["pid"] for row in await connection.fetch(statement)]
