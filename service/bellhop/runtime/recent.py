"""A memory of what was used lately, within a bound of bytes as well as of entries.

Entries differ by a hundred times in size (a subscription with a template beside one without), so a number of them
bounds nothing. Sizes are estimates, told by whoever keeps an entry.
"""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """Values by key, the least lately used forgotten first; the one that was kept last stays, however large it is."""

    def __init__(self, *, most: int, most_bytes: int) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._kept: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    def peek(self, key: Key) -> Value | None:
        """The value as it is kept, or None; that it was asked for does not count as use."""
        kept = self._kept.get(key)
        return None if kept is None else kept[0]

    def use(self, key: Key) -> Value | None:
        """The value as it is kept, or None; it is forgotten later than all others now."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        self._kept.move_to_end(key)
        return kept[0]

    def keep(self, key: Key, value: Value, size: int) -> None:
        """Keep a value of about so many bytes in the place of the one before."""
        self.forget(key)
        self._kept[key] = (value, size)
        self._bytes += size
        while len(self._kept) > 1 and (len(self._kept) > self._most or self._bytes > self._most_bytes):
            _, (_, forgotten) = self._kept.popitem(last=False)
            self._bytes -= forgotten

    def forget(self, key: Key) -> None:
        """Keep no value under this key."""
        kept = self._kept.pop(key, None)
        if kept is not None:
            self._bytes -= kept[1]
