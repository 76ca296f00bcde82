"""Secret header fields of a tenant's own choice, such as an API key."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from bellhop.errors import Fault, pointer_part
from bellhop.signing.proof import Fields, Outline, Proof

MOST_HEADERS = 16
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}")  # a token of RFC 9110 §5.6.2
_VALUE = re.compile(r"[!-~](?:[ \t!-~]*[!-~])?")  # a field value of RFC 9110 §5.5, in ASCII
_LONGEST_VALUE_CHARS = 4096
_RESERVED_NAMES = frozenset(
    {
        "accept-encoding", "authorization", "connection", "expect", "host", "keep-alive", "proxy-authenticate",
        "proxy-authorization", "proxy-connection", "te", "trailer", "traceparent", "tracestate", "transfer-encoding",
        "upgrade", "user-agent",
    }
)  # fmt: skip
_RESERVED_PREFIXES = ("content-", "webhook-")


@dataclass(frozen=True, slots=True)
class HeadersOutline(Outline):
    """The names of the fields."""

    names: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.names)

    def to_row(self) -> dict[str, object]:
        return {"headers": list(self.names)}

    @classmethod
    def from_row(cls, members: Mapping[str, Any]) -> Self:
        return cls(tuple(members.get("headers", ())))


@dataclass(frozen=True, slots=True, repr=False)
class SecretHeaders(Proof):
    """Fields by name, at least one; their values are the secrets."""

    sealed_name = "headers"
    outline_type = HeadersOutline

    values: Mapping[str, str]

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Self | None:
        """These fields; None where there are none."""
        return cls(dict(values)) if values else None

    def to_sealed(self) -> object:
        return dict(self.values)

    @classmethod
    def from_sealed(cls, value: Any) -> Self:
        return cls(value)

    def outline(self) -> HeadersOutline:
        return HeadersOutline(tuple(self.values))

    def headers(self) -> Fields:
        return tuple(self.values.items())

    def faults(self) -> Iterator[Fault]:
        if len(self.values) > MOST_HEADERS:
            yield Fault("/auth/headers", "too-many", f"At most {MOST_HEADERS} headers.")
        seen: set[str] = set()
        for name, value in self.values.items():
            pointer = f"/auth/headers/{pointer_part(name)}"
            if name.lower() in seen:
                yield Fault(pointer, "duplicate", "This header is given twice.")
            seen.add(name.lower())
            reason = fault_of_header(name, value)
            if reason is not None:
                yield Fault(pointer, "bad-header", reason[0].upper() + reason[1:] + ".")


def fault_of_header(name: str, value: str) -> str | None:
    """Why a tenant may not have this header field sent, as a sentence, or None when it may."""
    lowered = name.lower()
    if not _NAME.fullmatch(name):
        return "a header name has only the letters, digits and marks of an HTTP token"
    if lowered in _RESERVED_NAMES or lowered.startswith(_RESERVED_PREFIXES):
        return f"the header {lowered} is reserved"
    if len(value) > _LONGEST_VALUE_CHARS:
        return f"a header value has at most {_LONGEST_VALUE_CHARS} characters"
    if not _VALUE.fullmatch(value):
        return "a header value is printable ASCII, not empty, without spaces at its ends and without line breaks"
    return None
