"""The lines that libcurl reports, read as one final answer."""

from collections.abc import Sequence
from typing import NamedTuple

_FIRST_FINAL_STATUS = 200
_STATUS_DIGITS = 3


class Answer(NamedTuple):
    """The final answer as far as it came: `status` None before its status line, `complete` after its empty line."""

    status: int | None
    headers: tuple[tuple[bytes, bytes], ...]
    complete: bool
    http_version: str = ""


_NOTHING = Answer(None, (), complete=False)
_VERSIONS = {b"HTTP/1.0": "1.0", b"HTTP/1.1": "1.1", b"HTTP/2": "2"}


def read_answer(lines: Sequence[bytes]) -> Answer:
    """The answer in lines of any number of interim answers (1xx), then the final one, then trailers (left out)."""
    start = 0
    while start < len(lines):
        status, version = _read_status(lines[start])
        headers: list[tuple[bytes, bytes]] = []
        for position in range(start + 1, len(lines)):
            line = lines[position].rstrip(b"\r\n")
            if not line:
                break
            name, _, value = line.partition(b":")
            headers.append((name, value.strip(b" \t")))
        else:
            return (
                Answer(status, tuple(headers), complete=False, http_version=version)
                if status >= _FIRST_FINAL_STATUS
                else _NOTHING
            )
        if status >= _FIRST_FINAL_STATUS:
            return Answer(status, tuple(headers), complete=True, http_version=version)
        start = position + 1
    return _NOTHING


def _read_status(line: bytes) -> tuple[int, str]:
    """The three digits of a status line and its version; 0 for anything else (libcurl is more generous)."""
    parts = line.split(None, 2)
    if len(parts) > 1 and len(parts[1]) == _STATUS_DIGITS and parts[1].isdigit():
        return int(parts[1]), _VERSIONS.get(parts[0], "")
    return 0, ""
