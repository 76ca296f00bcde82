"""The Python worker with handlers that do nothing, beside bare loops of claim and complete in batches.

As a program it is the worker: URL, key, action, the number of jobs; it prints the seconds that they took.
"""

import asyncio
import statistics
import sys
import time

from bellhop_client import Worker
from tests.bench.http import Bench, Figure, bench, complete, submit, work

_JOBS = 6000
_ROUNDS = 3
_PLACES = 200  # as many as the four bare loops hold at a time


async def figures(*, share: float = 1.0) -> list[Figure]:
    """Jobs a second of both by turns, and the share of the one in the other."""
    count = max(500, int(_JOBS * share))
    bare, ours = [], []
    async with bench() as (house, _):
        await submit(house, 500)  # warm
        await complete(house, at_once=50, callers=4)
        for _ in range(_ROUNDS):
            bare.append(await work(house, count))
            ours.append(await _worker(house, count))
    share_of_bare = statistics.median(one / other for one, other in zip(ours, bare, strict=True))
    return [
        Figure("claim to complete, bare loops in batches of 50", statistics.median(bare), "jobs/s", ""),
        Figure("claim to complete, the Python worker, empty handlers", statistics.median(ours), "jobs/s", ""),
        Figure("the Python worker beside bare loops", share_of_bare * 100, "%", "≥ 70"),
    ]


async def _worker(house: Bench, count: int) -> float:
    """Jobs a second of a worker that is a process of its own; its start does not count."""
    await submit(house, count)
    arguments = [house.house.admin.url, house.worker.key, house.action, str(count)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.python_worker", *arguments, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()
    assert process.returncode == 0
    return count / float(told)


def main() -> None:
    """Work until so many jobs are done and told."""
    url, key, action, count = sys.argv[1:]
    worker = Worker(url, key, concurrency=_PLACES)
    left = int(count)

    @worker.action(action)
    async def nothing() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            worker.stop()

    began = time.monotonic()
    worker.run()
    print(time.monotonic() - began)


if __name__ == "__main__":
    main()
