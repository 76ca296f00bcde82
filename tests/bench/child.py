"""A part of a bench in a process of its own, whose CPU is not counted with that of what is measured."""

import contextlib
import multiprocessing
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection


@contextlib.contextmanager
def serving(serve: Callable[..., None], *args: object) -> Iterator[tuple[int, Connection]]:
    """Run `serve(pipe, *args)` for the time of the block; gives the port that it sends first, and our end of its pipe.

    It is asked to end by None.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, *args), daemon=True)
    process.start()
    try:
        yield ours.recv(), ours
    finally:
        ours.send(None)
        process.join(5)
