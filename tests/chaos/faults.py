"""Connections to Postgres that break at the statement that a test names: before it, or after it and before its answer.

To the database a process that is killed between two statements is the same: a transaction that was open is rolled
back, a statement alone or a commit has happened or not, and nobody learns which.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg

from bellhop.store.database import Database, _prepare


class KilledError(BaseException):
    """Stands for SIGKILL: nobody catches it."""


@dataclass
class Fault:
    """Breaks the statement number `at` (from 0), with this error; `seen` counts all statements."""

    at: int | None = None
    after: bool = False
    kill: bool = False
    seen: int = 0

    def arm(self, at: int | None, *, after: bool = False, kill: bool = False) -> None:
        """Count from 0 again and break there; None breaks nothing."""
        self.at, self.after, self.kill, self.seen = at, after, kill, 0

    def strikes(self) -> bool:
        """Whether this statement is the one."""
        self.seen += 1
        return self.at == self.seen - 1


def _connection_class(fault: Fault) -> type:
    class Breaking(asyncpg.Connection):
        async def _break(self, work: Any) -> Any:
            if not fault.strikes():
                return await work
            if fault.after:
                await work
            else:
                work.close()
            if fault.kill:  # what was open is rolled back, as by the server when its client is gone
                raise KilledError
            self.terminate()
            message = "connection was closed in the middle of operation"
            raise asyncpg.ConnectionDoesNotExistError(message)

        async def execute(self, *args: Any, **options: Any) -> Any:
            return await self._break(super().execute(*args, **options))

        async def fetch(self, *args: Any, **options: Any) -> Any:
            return await self._break(super().fetch(*args, **options))

        async def fetchval(self, *args: Any, **options: Any) -> Any:
            return await self._break(super().fetchval(*args, **options))

        async def fetchrow(self, *args: Any, **options: Any) -> Any:
            return await self._break(super().fetchrow(*args, **options))

    return Breaking


@asynccontextmanager
async def breaking_database(url: str, fault: Fault) -> AsyncIterator[Database]:
    """A pool of such connections; those that the pool makes for itself do not count."""
    pool = await asyncpg.create_pool(
        url, min_size=1, max_size=4, init=_prepare, connection_class=_connection_class(fault), reset=_leave
    )
    try:
        yield Database(pool)
    finally:
        await pool.close()


async def _leave(_connection: object) -> None:
    """As the service's own pool."""
