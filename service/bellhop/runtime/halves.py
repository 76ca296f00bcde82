"""Doing many at once where one of them may be bad: a batch that fails is halved until the bad one stands alone."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from bellhop.runtime.broken import CONNECTION_BROKEN

Item = TypeVar("Item")


def halves(items: Sequence[Item]) -> tuple[Sequence[Item], Sequence[Item]]:
    """The first half and the rest."""
    middle = len(items) // 2
    return items[:middle], items[middle:]


async def by_halves(
    items: Sequence[Item],
    work: Callable[[Sequence[Item]], Awaitable[int]],
    *,
    refused: Callable[[Item, Exception], Awaitable[int]],
    errors: type[Exception] = Exception,
) -> int:
    """Do `work` on all of them, or on the halves if it raises one of `errors`; `refused` hears of one that fails alone.

    Both return how many they did, and so does this. `work` must leave nothing behind when it raises.
    A broken connection is raised at once.
    """
    if not items:
        return 0
    try:
        return await work(items)
    except errors as error:
        if isinstance(error, CONNECTION_BROKEN):  # everybody's trouble, not that of one of them
            raise
        if len(items) == 1:
            return await refused(items[0], error)
    first, second = halves(items)
    done = await by_halves(first, work, refused=refused, errors=errors)
    return done + await by_halves(second, work, refused=refused, errors=errors)
