"""Whether Citus is there: the cell is then a distributed schema, and may be on another node than the one we talk to.

Every statement is the same text there (docs/scale-out.md). What differs is asked for here.
"""

from typing import Any, Protocol


class _Asked(Protocol):
    """A connection of whatever kind."""

    async def fetchval(self, query: str) -> Any:
        """The first value of the first row."""


async def is_here(connection: _Asked) -> bool:
    """Whether this database has the extension."""
    found: bool = await connection.fetchval("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')")
    return found
