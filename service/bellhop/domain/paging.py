"""Pages: how large, and the place where the next one begins.

A place is the key of the last row that was seen, in the order of the collection (newest first). It travels as bytes,
which the edge seals into the page token.
"""

from datetime import UTC, datetime
from uuid import UUID

import orjson

from bellhop.errors import BadPageTokenError, BadRequestError

DEFAULT_PAGE_SIZE = 50
LARGEST_PAGE_SIZE = 1000

KeyValue = UUID | datetime | str | int
Place = tuple[KeyValue, ...]


def page_size(asked: int) -> int:
    """How many results a page has at most: 0 is the default, more than the largest is the largest."""
    if asked < 0:
        detail = "`max_page_size` is not negative; 0 asks for the default."
        raise BadRequestError(detail)
    return min(asked, LARGEST_PAGE_SIZE) if asked else DEFAULT_PAGE_SIZE


def pack(place: Place) -> bytes:
    """The bytes of a place."""
    return orjson.dumps([_packed(value) for value in place])


def unpack(packed: bytes) -> Place:
    """The place of bytes that `pack` made; raises `BadPageTokenError` for others."""
    try:
        return tuple(_unpacked(kind, value) for kind, value in orjson.loads(packed))
    except (ValueError, TypeError, KeyError):
        raise BadPageTokenError from None


def _packed(value: KeyValue) -> tuple[str, str | int]:
    if isinstance(value, UUID):
        return "u", value.hex
    if isinstance(value, datetime):
        return "t", value.astimezone(UTC).isoformat()
    return ("s", value) if isinstance(value, str) else ("i", value)


def _unpacked(kind: str, value: str | int) -> KeyValue:
    match kind:
        case "u":
            return UUID(hex=str(value))
        case "t":
            return datetime.fromisoformat(str(value))
        case "s":
            return str(value)
        case "i":
            return int(value)
    raise KeyError(kind)
