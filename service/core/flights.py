"""How failures of a flight of many callers are judged, and how long a flight waits for a lock."""

from typing import TYPE_CHECKING

import asyncpg

from service.runtime.broken import CONNECTION_BROKEN
from service.runtime.coalescer import Verdict

if TYPE_CHECKING:
    from service.store.database import Connection

_SHARED_LOCK_MS = 250
_LONE_LOCK_MS = 5000

# Something else holds what one of them needs.
_HELD_ELSEWHERE = (asyncpg.LockNotAvailableError, asyncpg.TransactionRollbackError)

# The connection went away, perhaps after the commit; or a first try is still committing what the second repeats.
_UNKNOWN: tuple[type[Exception], ...] = (*CONNECTION_BROKEN, asyncpg.UniqueViolationError)


def judge(error: Exception) -> Verdict:
    """What the failure of a flight means for those who shared it."""
    if isinstance(error, _HELD_ELSEWHERE):
        return Verdict.ALONE
    if isinstance(error, _UNKNOWN):
        return Verdict.AGAIN
    if isinstance(error, asyncpg.InsufficientResourcesError | asyncpg.CannotConnectNowError):
        return Verdict.FAIL
    return Verdict.SPLIT


async def wait_briefly(connection: "Connection", *, alone: bool) -> None:
    """Let the transaction wait for a lock only so long that its neighbours do not notice; longer if it has none."""
    milliseconds = _LONE_LOCK_MS if alone else _SHARED_LOCK_MS
    await connection.execute(f"SET LOCAL lock_timeout = {milliseconds}")
