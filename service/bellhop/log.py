"""Structured logs: one wide event per unit of work, named `noun.past_tense`, never a secret and never a body."""

import logging
import sys
import uuid
from collections.abc import MutableMapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, Literal, TextIO, cast

import orjson
import structlog

from bellhop.ids import Prefix, encode

LogFormat = Literal["console", "json"]

LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}
"""What the names of levels in the settings mean."""

_REDACTED = "[redacted]"
_SECRET_WORDS = ("authorization", "secret", "password", "token", "api_key", "admin_key", "master_key", "cookie")
_OPEN_NAMES = frozenset({"page_token", "token_uri"})
_PREFIXES = {
    "job_id": Prefix.OPERATION,
    "subscription_id": Prefix.SUBSCRIPTION,
    "event_id": Prefix.EVENT,
    "delivery_id": Prefix.DELIVERY,
    "attempt_id": Prefix.ATTEMPT,
    "key_id": Prefix.KEY,
}


def redact_secrets(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A processor: hides the value of every field whose name says that it is secret."""
    for name in event:
        if _is_secret(name):
            event[name] = _REDACTED
    return event


def spell_ids(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A processor: ids are spelled as the API spells them, by the name of their field: what is quoted is found."""
    for name, value in event.items():
        if isinstance(value, uuid.UUID) and name in _PREFIXES:
            event[name] = encode(_PREFIXES[name], value)
    return event


@lru_cache(maxsize=4096)
def _is_secret(name: str) -> bool:
    lowered = name.lower()
    return lowered not in _OPEN_NAMES and any(word in lowered for word in _SECRET_WORDS)


def _to_json(event: object, **_options: object) -> str:
    return orjson.dumps(event, default=repr, option=orjson.OPT_NON_STR_KEYS).decode()


class _Lines:
    """Writes each event as a line. One that cannot be written is lost: a full disk must not stop what it tells of."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def msg(self, line: str) -> None:
        """Write one line."""
        with suppress(OSError, ValueError):  # the second of a stream that is closed
            self._stream.write(f"{line}\n")
            self._stream.flush()

    debug = info = warning = error = critical = exception = msg


def configure(log_format: LogFormat, *, level: int = logging.INFO) -> None:
    """Set up structlog for the process; standard-library loggers of the packages go the same way."""
    renderer: Any = (
        structlog.processors.JSONRenderer(serializer=_to_json)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        spell_ids,
        redact_secrets,
    ]
    structlog.configure(
        processors=[
            *shared,
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: _Lines(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    foreign = [*shared, structlog.stdlib.add_logger_name, structlog.processors.format_exc_info]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=foreign, processor=renderer))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # What a library does at each step is worth reading only to who asks for everything.
    root.setLevel(level if level < logging.INFO else max(level, logging.WARNING))
    # Its pool tells of each try to connect again, with a traceback; that the database is away is one line of ours.
    logging.getLogger("asyncpg").setLevel(logging.ERROR if level > logging.DEBUG else logging.DEBUG)
    logging.raiseExceptions = False
    logging.captureWarnings(capture=True)


def get_logger(room: str) -> structlog.typing.FilteringBoundLogger:
    """The logger of a room, such as `get_logger("dispatch")`."""
    return cast("structlog.typing.FilteringBoundLogger", structlog.get_logger(room=room))
