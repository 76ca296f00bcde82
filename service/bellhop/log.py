"""Structured logs: one wide event per unit of work, named `noun.past_tense`, never a secret and never a body."""

import logging
import sys
import time
import uuid
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any, Literal, cast

import orjson
import structlog

from bellhop.clock import unix_seconds
from bellhop.ids import Prefix, encode
from bellhop.log_lines import Lines

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
    for name in _secrets_among(tuple(event)):
        event[name] = _REDACTED
    return event


def spell_ids(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A processor: ids are spelled as the API spells them, by the name of their field: what is quoted is found."""
    for name, prefix in _ids_among(tuple(event)):
        value = event[name]
        if isinstance(value, uuid.UUID):
            event[name] = _spelled_key(value) if prefix is Prefix.KEY else encode(prefix, value)
    return event


@lru_cache(maxsize=4096)  # the same few in every line about a request
def _spelled_key(key_id: uuid.UUID) -> str:
    return encode(Prefix.KEY, key_id)


@lru_cache(maxsize=4096)  # there are as many as kinds of events: to look at each name of each line costs more
def _secrets_among(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if _is_secret(name))


@lru_cache(maxsize=4096)
def _ids_among(names: tuple[str, ...]) -> tuple[tuple[str, Prefix], ...]:
    return tuple((name, _PREFIXES[name]) for name in names if name in _PREFIXES)


def _is_secret(name: str) -> bool:
    lowered = name.lower()
    return lowered not in _OPEN_NAMES and any(word in lowered for word in _SECRET_WORDS)


class _Stamper:
    """A processor: says when, in UTC to the microsecond. The second is spelled once: structlog's own takes 3 µs."""

    def __init__(self) -> None:
        self._second, self._spelled = -1, ""

    def __call__(self, _logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """Add `timestamp`."""
        now = unix_seconds()
        second = int(now)
        if second != self._second:
            self._second, self._spelled = second, time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
        event["timestamp"] = f"{self._spelled}.{int((now - second) * 1e6):06d}Z"
        return event


def _to_json(_logger: object, _method: str, event: MutableMapping[str, Any]) -> str:
    """A processor, the last: the line."""
    return orjson.dumps(event, default=repr, option=orjson.OPT_NON_STR_KEYS).decode()


class _ForeignLines(logging.Handler):
    """What the packages say by the standard library, written as our own lines are."""

    def __init__(self, lines: Lines) -> None:
        super().__init__()
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        try:
            self._lines.now(self.format(record))
        except Exception:  # noqa: BLE001 - as logging's own handlers do
            self.handleError(record)


def configure(log_format: LogFormat, *, level: int = logging.INFO) -> None:
    """Set up structlog for the process; standard-library loggers of the packages go the same way."""
    renderer: Any = _to_json if log_format == "json" else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    shared: list[Any] = [
        structlog.processors.add_log_level,
        _Stamper(),
        spell_ids,
        redact_secrets,
    ]
    lines = Lines(sys.stderr, lost=_tell_lost)  # one for all rooms: they keep their order
    structlog.configure(
        processors=[
            *shared,
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: lines,
        cache_logger_on_first_use=True,
    )
    handler = _ForeignLines(lines)
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


def _tell_lost(lines: int) -> None:
    get_logger("log").warning("log.lines_lost", lines=lines)


def get_logger(room: str) -> structlog.typing.FilteringBoundLogger:
    """The logger of a room, such as `get_logger("dispatch")`."""
    return cast("structlog.typing.FilteringBoundLogger", structlog.get_logger(room=room))
