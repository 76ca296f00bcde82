"""Answers as exceptions: a problem document becomes the class of its type, anything else that of its status."""

from collections.abc import Mapping
from typing import Any

from bellhop_client import numbers
from bellhop_client.errors import Fault, ProblemError
from bellhop_client.problems import BY_CODE, BY_STATUS, SERVER_ERROR
from bellhop_client.retries import read_retry_after

_STANDARD = frozenset({"type", "title", "status", "detail", "instance", "request_id", "errors"})
_LONGEST_QUOTE = 200


def problem_of(status: int, headers: Mapping[str, str], body: bytes) -> ProblemError:
    """The exception for an answer that is no success."""
    document = _document(headers, body)
    code = _text(document.get("type"))
    code = code.rpartition("/")[2] if code else None
    detail = _text(document.get("detail")) or _text(document.get("title")) or _quoted(status, body)
    return _class_of(status, code)(
        detail,
        status=status,
        code=code,
        title=_text(document.get("title")),
        errors=_faults(document.get("errors")),
        request_id=_text(document.get("request_id")) or headers.get("x-request-id"),
        retry_after_seconds=read_retry_after(headers.get("retry-after")),
        members={name: value for name, value in document.items() if name not in _STANDARD},
    )


def _document(headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    if "json" not in headers.get("content-type", ""):
        return {}
    try:
        value = numbers.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _class_of(status: int, code: str | None) -> type[ProblemError]:
    """That of the code where it is the same kind of refusal, else that of the status."""
    if code is not None and code in BY_CODE:
        return BY_CODE[code]
    return BY_STATUS.get(status) or (SERVER_ERROR if status >= 500 else ProblemError)  # noqa: PLR2004 - RFC 9110 §15.6


def _faults(errors: Any) -> tuple[Fault, ...]:
    if not isinstance(errors, list):
        return ()
    return tuple(
        Fault(str(each.get("pointer", "")), str(each.get("code", "")), str(each.get("message", "")))
        for each in errors
        if isinstance(each, dict)
    )


def _quoted(status: int, body: bytes) -> str:
    text = " ".join(body.decode(errors="replace").split())
    return f"Answered {status} without saying why: {text[:_LONGEST_QUOTE]!r}" if text else f"Answered {status}."


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
