"""Identifiers: UUIDv7 inside, TypeID outside.

Inside the house an id is a `uuid.UUID` of version 7 (RFC 9562 §5.7), so the order of ids is the order of
time and a day of ids is one range of a partitioned table. On the wire it is a TypeID
(github.com/jetify-com/typeid): a prefix, `_`, and the 128 bits as 26 characters of Crockford's base 32.

New ids are of the subclass that asyncpg also reads ids into: it is written in C, and to make one, to hash it and to
send it to the database takes a fraction of what `uuid.UUID` takes.
"""

import os
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NewType

from asyncpg.pgproto.pgproto import UUID

TenantId = NewType("TenantId", str)
JobId = NewType("JobId", uuid.UUID)
SubscriptionId = NewType("SubscriptionId", uuid.UUID)
EventId = NewType("EventId", uuid.UUID)
DeliveryId = NewType("DeliveryId", uuid.UUID)
AttemptId = NewType("AttemptId", uuid.UUID)
KeyId = NewType("KeyId", uuid.UUID)


class Prefix(StrEnum):
    """What an id names; the part of a TypeID before the underscore."""

    OPERATION = "op"
    SUBSCRIPTION = "sub"
    EVENT = "evt"
    DELIVERY = "dlv"
    ATTEMPT = "att"
    KEY = "key"


_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [a + b for a in _ALPHABET for b in _ALPHABET]
_TRIPLES = [pair + char for pair in _PAIRS for char in _ALPHABET]
_VALUES = {char: value for value, char in enumerate(_ALPHABET)}
_ENCODED_CHARS = 26
_HIGHEST_FIRST_CHAR = "7"  # 26 characters carry 130 bits; the two surplus bits must be zero
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_RANDOM_BYTES = 8
_RANDOM_KEPT_BYTES = 4096  # asking the system for them one id at a time costs more than the rest of the id


def encode(prefix: Prefix, value: uuid.UUID) -> str:
    """The TypeID of `value`, such as `op_01h455vb4pex5vsknk084sn02q`."""
    bits, three = value.int, _TRIPLES
    return "".join(
        (
            prefix,
            "_",
            _PAIRS[bits >> 120],
            three[bits >> 105 & 32767],
            three[bits >> 90 & 32767],
            three[bits >> 75 & 32767],
            three[bits >> 60 & 32767],
            three[bits >> 45 & 32767],
            three[bits >> 30 & 32767],
            three[bits >> 15 & 32767],
            three[bits & 32767],
        )
    )


def decode(prefix: Prefix, text: str) -> uuid.UUID | None:
    """The UUID behind a TypeID, or None when `text` is not a TypeID with this prefix.

    Strict: lower case only, exactly 26 characters, no bits beyond 128, so that each id has one spelling.
    """
    head, _, tail = text.partition("_")
    if head != prefix.value or len(tail) != _ENCODED_CHARS or tail[0] > _HIGHEST_FIRST_CHAR:
        return None
    bits = 0
    for char in tail:
        value = _VALUES.get(char)
        if value is None:
            return None
        bits = bits << 5 | value
    return _uuid(bits)


class _Randomness:
    """Random bytes of the operating system, fetched many at a time; a forked process begins with none."""

    def __init__(self) -> None:
        self.forget()
        os.register_at_fork(after_in_child=self.forget)

    def forget(self) -> None:
        """Keep none of what was fetched."""
        self._kept, self._used = b"", 0

    def take(self, count: int) -> bytes:
        """This many bytes that nobody had before."""
        start, self._used = self._used, self._used + count
        if self._used > len(self._kept):
            self._kept, start, self._used = os.urandom(_RANDOM_KEPT_BYTES), 0, count
        return self._kept[start : self._used]


_randomness = _Randomness()


def uuid7(now: datetime, *, random: Callable[[int], bytes] = _randomness.take) -> uuid.UUID:
    """A new UUIDv7 for the moment `now` (aware).

    48 bits of milliseconds, then 12 bits of the fraction below (RFC 9562 §6.2, method 3: about 0.24 µs a step),
    then 62 random bits: ids of one process sort as its clock ran.
    """
    micros = (now - _EPOCH) // _MICROSECOND
    millis, below = divmod(micros, 1000)
    fraction = (below << 12) // 1000
    tail = int.from_bytes(random(_RANDOM_BYTES), "big") & ((1 << 62) - 1)
    return _uuid(millis << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | tail)


def uuid7_floor(moment: datetime) -> uuid.UUID:
    """The smallest UUIDv7 of the millisecond of `moment`: a lower bound for ids made then or later.

    Before 1970 it is that of 1970: no id is older.
    """
    millis = max(0, (moment - _EPOCH) // timedelta(milliseconds=1))
    return _uuid(millis << 80 | 0x7 << 76 | 0b10 << 62)


def uuid7_time(value: uuid.UUID) -> datetime:
    """When a UUIDv7 was made, to the millisecond."""
    return _EPOCH + timedelta(milliseconds=value.int >> 80)


def from_bytes(raw: bytes) -> uuid.UUID:
    """The UUID of these 16 bytes; raises `ValueError` for more or less of them."""
    return UUID(raw)


def _uuid(bits: int) -> uuid.UUID:
    return UUID(bits.to_bytes(16, "big"))
