"""A command whose reader goes away ends, though it may have nothing to print for long."""

import asyncio
import functools
import select
import sys

from bellhop.commands.parsing import Run

_LOOK_SECONDS = 0.5


def ends_with_reader(command: Run) -> Run:
    """The command, which raises `BrokenPipeError` soon after nobody reads what it prints any more.

    Without this it would notice with its next line: `bellhop listen | head -1` would wait for a callback.
    """

    @functools.wraps(command)
    async def run(*arguments: object) -> int:
        watching = asyncio.create_task(_cancel_without_reader(asyncio.current_task()))
        try:
            return await command(*arguments)
        except asyncio.CancelledError:
            if watching.done():
                raise BrokenPipeError from None
            raise
        finally:
            watching.cancel()

    return run


async def _cancel_without_reader(task: "asyncio.Task[object] | None") -> None:
    """Cancel the task once the other end of standard output is closed."""
    output = select.poll()
    output.register(sys.stdout, 0)  # nothing is asked for: what has no reader is told all the same (POLLERR)
    while not output.poll(0):  # noqa: ASYNC110 - loops cannot watch what is written to for errors alone
        await asyncio.sleep(_LOOK_SECONDS)
    if task is not None:
        task.cancel()
