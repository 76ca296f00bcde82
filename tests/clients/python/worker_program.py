"""A worker as a program of its own, whose one handler does what its input says. Its output says what happens."""

import asyncio
import hashlib
import os
import sys
import time
from typing import Any

from bellhop_client.worker import Context, Worker


def say(*words: object) -> None:
    print(*words, flush=True)  # noqa: T201 - the test reads it


def busy(seconds: float) -> int:
    """Hold the interpreter, as computations do."""
    until, turns = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        hashlib.sha256(b"x" * 100).digest()
        turns += 1
    return turns


async def wait(data: dict[str, Any], ctx: Context) -> dict[str, Any]:
    say("began", ctx.job.id)
    try:
        await asyncio.sleep(data["n"] / 10)
    except asyncio.CancelledError:
        say("cancelled", ctx.job.id)
        raise
    say("ended", ctx.job.id)
    return {"n": data["n"]}


def compute(data: dict[str, Any], ctx: Context) -> dict[str, Any]:
    say("began", ctx.job.id)
    ctx.progress(message="busy")
    busy(data["n"] / 10)
    ctx.custom({"done": True})
    return {"n": data["n"]}


async def compute_on_the_loop(data: dict[str, Any], ctx: Context) -> dict[str, Any]:
    return compute(data, ctx)


def wait_in_a_process(data: dict[str, Any], ctx: Context) -> dict[str, Any]:
    say("began", ctx.job.id)
    if data.get("name") == "deaf":
        time.sleep(60)
    elif data.get("name") == "die":
        os._exit(3)
    ctx.sleep(data.get("n", 0) / 10)
    return {"n": 1}


MODES: Any = {
    "wait": (wait, None),
    "thread": (compute, None),
    "loop": (compute_on_the_loop, None),
    "process": (compute, "process"),
    "child": (wait_in_a_process, "process"),
}


def main() -> None:
    url, key, kind, lease, grace = sys.argv[1:6]
    worker = Worker(url, key, lease_seconds=int(lease), grace_seconds=float(grace), concurrency=2, cancel_seconds=0.5)
    function, mode = MODES[kind]
    worker.action("echo", mode=mode)(function)
    say("ready")
    worker.run()
    say("over")


if __name__ == "__main__":
    main()
