"""Whether Citus is there: the cell is then a distributed schema, and may be on another node than the one we talk to.

Every statement is the same text there (docs/scale-out.md). What differs is asked for here.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bellhop.store.database import Connection


async def is_here(connection: "Connection") -> bool:
    """Whether this database has the extension."""
    found: bool = await connection.fetchval("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')")
    return found
