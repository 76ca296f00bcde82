"""One request to a receiver and what came of it.

Named tuples, not dataclasses: three are made for each delivery, and a frozen dataclass takes five times as long.
"""

from collections.abc import Iterable
from typing import NamedTuple

from bellhop.domain.outcome import ErrorClass
from bellhop.egress.guard import Refusal
from bellhop.signing.mtls import ClientCertificate

LONGEST_BODY_BYTES = 16 * 1024


class Request(NamedTuple):
    """What to send.

    header_lines: made by `header_line`.
    timeout_seconds: one deadline for everything from DNS on.
    tenant_id: whose turn a DNS look-up takes.
    written: the header fields as a record keeps them, without secrets.
    certificate: what its connection shows; it goes by no connection that was opened with another one, or with none.
    refused: why it may not leave at all.
    longest_answer_bytes: how much of the answer's body is kept.
    """

    method: str
    url: str
    header_lines: tuple[str, ...]
    body: bytes
    timeout_seconds: float
    tenant_id: str = ""
    written: bytes = b""
    certificate: ClientCertificate | None = None
    refused: Refusal | None = None
    longest_answer_bytes: int = LONGEST_BODY_BYTES


class Phases(NamedTuple):
    """How long each part took, in microseconds; 0 for a part that did not happen (a reused connection has no TLS)."""

    dns_us: int = 0
    connect_us: int = 0
    tls_us: int = 0
    first_byte_us: int = 0
    total_us: int = 0


class Exchange(NamedTuple):
    """What came of a request.

    status: set when the status line and all headers arrived in time.
    error: why there is no status, or beside one, what became of the body.
    error_detail: the same as a sentence.
    phases: how long each part took.
    headers: those of the answer, as they came.
    body: as many bytes as the request asked for, as they came; nothing is inflated.
    truncated: there was, or may have been, more of it.
    address: the one that was dialled.
    url: the URL as it left; empty if nothing was dialled.
    asked: the server asked for a client certificate; unknown of a connection that was used before.
    """

    status: int | None
    error: ErrorClass | None
    error_detail: str
    phases: Phases
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""
    truncated: bool = False
    address: str | None = None
    http_version: str = ""
    url: str = ""
    asked: bool = False


def header_line(name: str, value: str) -> str:
    """A field as libcurl takes it; one with an empty value is left out unless it is spelled with a semicolon."""
    return f"{name}: {value}" if value else f"{name};"


def header_lines(fields: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The lines of these fields."""
    return tuple([header_line(name, value) for name, value in fields])
