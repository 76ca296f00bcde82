"""Operations, followed to their end."""

import asyncio
from collections.abc import Callable

from bellhop.remote.client import Answer, Remote, segment
from bellhop.remote.documents import Operation

_WAIT_SECONDS = 20
_PAUSE_SECONDS = 0.2  # between two looks: progress may change faster than a person reads
_UNCHANGED = 304


async def follow(remote: Remote, started: Answer, show: Callable[[Operation], None]) -> Answer:
    """The operation when it is done; `show` is told each change. Waits as long as it takes."""
    answer, operation = started, started.read(Operation)
    path = await remote.tenant_path(f"/operations/{segment(operation.id)}")
    tag: str | None = None
    while not operation.done:
        show(operation)
        headers = {} if tag is None else {"Prefer": f"wait={_WAIT_SECONDS}", "If-None-Match": tag}
        seen = await remote.get(path, headers=headers, waits_seconds=_WAIT_SECONDS)
        if seen.status != _UNCHANGED:
            answer, operation = seen, seen.read(Operation)
        tag = seen.headers.get("ETag", tag)
        await asyncio.sleep(0 if operation.done else _PAUSE_SECONDS)
    return answer
