"""How much memory all large answers may take together, while they are made and while slow clients read them.

A handler takes room before it makes a large answer. If there is none, it waits for a few seconds, and its caller is
told to ask again. So a hundred clients that ask for large pages and do not read them cost as much as a few pages.
"""

import asyncio
from dataclasses import dataclass
from typing import Protocol

from bellhop.errors import UnavailableError

ROOM_BYTES = 64 << 20
SHARE_BYTES = 24 << 20
"""What one tenant (or one key that is no tenant's) may have of the room, so that others always find some."""

LARGE_BYTES = 64 * 1024
"""An answer up to this size is not counted: the system's buffers take it."""

_PATIENCE_SECONDS = 5.0
_RETRY_SOON = {"Retry-After": "2"}
_FULL = "Too many large answers are waiting to be read by their clients; ask again, or for smaller pages."


@dataclass(slots=True)
class _Waiter:
    owner: str
    wanted: int
    turn: "asyncio.Future[None]"


class Room:
    """A number of bytes for answers. One owner (a tenant, or a key without one) has at most a share of them.

    Used from one event loop.
    """

    def __init__(
        self,
        room_bytes: int = ROOM_BYTES,
        *,
        share_bytes: int = SHARE_BYTES,
        patience_seconds: float = _PATIENCE_SECONDS,
    ) -> None:
        self._free = room_bytes
        self._share_bytes = share_bytes
        self._patience_seconds = patience_seconds
        self._taken: dict[str, int] = {}
        self._waiting: list[_Waiter] = []

    @property
    def taken_bytes(self) -> int:
        """How much is taken at this moment."""
        return sum(self._taken.values())

    async def take(self, owner: str, wanted: int) -> None:
        """Wait for room and take it; raises `UnavailableError` when none becomes free in time."""
        if not self._waiting and self._fits(owner, wanted):
            self._grant(owner, wanted)
            return
        waiter = _Waiter(owner, wanted, asyncio.get_running_loop().create_future())
        self._waiting.append(waiter)
        self._let_in()
        try:
            async with asyncio.timeout(self._patience_seconds):
                await waiter.turn
        except BaseException as error:
            if waiter.turn.done() and not waiter.turn.cancelled():
                self.give_back(owner, wanted)  # it was let in at the moment when it gave up
            elif waiter in self._waiting:
                self._waiting.remove(waiter)
            if isinstance(error, TimeoutError):
                raise UnavailableError(_FULL, headers=_RETRY_SOON) from None
            raise

    def give_back(self, owner: str, taken: int) -> None:
        """What was taken is free again."""
        self._free += taken
        left = self._taken[owner] - taken
        if left:
            self._taken[owner] = left
        else:
            del self._taken[owner]
        if self._waiting:
            self._let_in()

    def _let_in(self) -> None:
        """Let in who waits, in order. One whose owner has its share already stays behind, and others pass it."""
        still: list[_Waiter] = []
        for index, waiter in enumerate(self._waiting):
            if waiter.turn.done():
                continue
            if self._taken and waiter.wanted > self._free:
                # Nobody behind it is let in before it, or small answers would keep a large one waiting for ever.
                still += self._waiting[index:]
                break
            if self._fits(waiter.owner, waiter.wanted):
                self._grant(waiter.owner, waiter.wanted)
                waiter.turn.set_result(None)
            else:
                still.append(waiter)
        self._waiting = still

    def _fits(self, owner: str, wanted: int) -> bool:
        if not self._taken:  # alone, an answer may be larger than all of it
            return True
        taken = self._taken.get(owner, 0)
        # An owner's first answer is let in whatever its size: it may be larger than a share.
        return wanted <= self._free and (taken == 0 or taken + wanted <= self._share_bytes)

    def _grant(self, owner: str, wanted: int) -> None:
        self._free -= wanted
        self._taken[owner] = self._taken.get(owner, 0) + wanted


class Place:
    """The room of one answer: taken before it is made, shrunk to its size, given back when it was sent."""

    __slots__ = ("_owner", "_room", "_taken")

    def __init__(self, room: Room, owner: str) -> None:
        self._room = room
        self._owner = owner
        self._taken = 0

    async def take(self, wanted: int) -> None:
        """Have at least so much; raises `UnavailableError` when it does not become free in time."""
        if wanted > self._taken:
            await self._room.take(self._owner, wanted - self._taken)
            self._taken = wanted

    def shrink(self, needed: int) -> None:
        """Have no more than this."""
        if self._taken > needed:
            self._room.give_back(self._owner, self._taken - needed)
            self._taken = needed

    def leave(self) -> None:
        """Have nothing any more."""
        self.shrink(0)


class HasPlace(Protocol):
    """A connection: when its answer was sent it gives the answer's room back."""

    place: Place | None
