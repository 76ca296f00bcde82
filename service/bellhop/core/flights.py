"""How failures of a flight of many callers are judged, and how long a flight waits for a lock."""

from datetime import timedelta

import asyncpg

from bellhop.runtime.broken import CONNECTION_BROKEN
from bellhop.runtime.coalescer import Remedy

ENOUGH = 32
"""So many are worth a second flight beside the first, of those that end with a commit."""

_SHARED_LOCK_WAIT = timedelta(milliseconds=250)
_LONE_LOCK_WAIT = timedelta(seconds=5)

# Something else holds what one of them needs.
_HELD_ELSEWHERE = (asyncpg.LockNotAvailableError, asyncpg.TransactionRollbackError)

# The connection went away, perhaps after the commit; or a first try is still committing what the second repeats.
_UNKNOWN: tuple[type[Exception], ...] = (*CONNECTION_BROKEN, asyncpg.UniqueViolationError)


def judge(error: Exception) -> Remedy:
    """What the failure of a flight means for those who shared it."""
    if isinstance(error, _HELD_ELSEWHERE):
        return Remedy.ALONE
    if isinstance(error, _UNKNOWN):
        return Remedy.AGAIN
    if isinstance(error, asyncpg.InsufficientResourcesError | asyncpg.CannotConnectNowError):
        return Remedy.FAIL
    return Remedy.SPLIT


def lock_wait(*, alone: bool) -> timedelta:
    """How long a flight waits for a lock: so briefly that its neighbours do not notice; longer if it has none."""
    return _LONE_LOCK_WAIT if alone else _SHARED_LOCK_WAIT
