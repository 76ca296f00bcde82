"""Locks on files of the data folder: the kernel lets go of them when their holder ends, however that happens."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bellhop.clock import monotonic_seconds
from bellhop.errors import StoreError
from bellhop.log import get_logger

PATIENCE_SECONDS = 600.0  # recovery after a crash replays the log since the last checkpoint
SAY_FIRST_SECONDS = 2.0
_POLL_SECONDS = 0.05

log = get_logger("store")


def open_lock(path: Path) -> int:
    """The descriptor of a file to lock, made if need be; whoever gets it closes it."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def try_exclusive(descriptor: int) -> bool:
    """Take the exclusive lock if nobody holds any; returns whether it was taken."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@asynccontextmanager
async def holding(descriptor: int, path: Path) -> AsyncIterator[None]:
    """Hold the exclusive lock on an open file; waits for who has it as patiently as for a recovery."""
    began = monotonic_seconds()
    said = False
    while not try_exclusive(descriptor):
        if not said and monotonic_seconds() - began > SAY_FIRST_SECONDS:
            said = True
            holder = os.pread(descriptor, 32, 0).decode(errors="replace")
            log.warning("postgres.awaited", reason="another process starts or stops it", pid=holder, data_dir=str(path))
        if monotonic_seconds() - began > PATIENCE_SECONDS:
            holder = os.pread(descriptor, 32, 0).decode(errors="replace") or "unknown"
            message = f"Process {holder} has been starting or stopping the database in {path} for too long; look at it."
            raise StoreError(message)
        await asyncio.sleep(_POLL_SECONDS)
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
