"""Structured logs: one wide event per unit of work, named `noun.past_tense`, never a secret and never a body."""

import logging
import sys
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any, Literal, cast

import orjson
import structlog

LogFormat = Literal["console", "json"]

_REDACTED = "[redacted]"
_SECRET_WORDS = ("authorization", "secret", "password", "token", "api_key", "admin_key", "master_key", "cookie")
_OPEN_NAMES = frozenset({"page_token", "token_uri"})


def redact_secrets(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A processor: hides the value of every field whose name says that it is secret."""
    for name in event:
        if _is_secret(name):
            event[name] = _REDACTED
    return event


@lru_cache(maxsize=4096)
def _is_secret(name: str) -> bool:
    lowered = name.lower()
    return lowered not in _OPEN_NAMES and any(word in lowered for word in _SECRET_WORDS)


def _to_json(event: object, **_options: object) -> str:
    return orjson.dumps(event, default=repr, option=orjson.OPT_NON_STR_KEYS).decode()


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
        redact_secrets,
    ]
    structlog.configure(
        processors=[
            *shared,
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processor=renderer))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(level, logging.WARNING))


def get_logger(room: str) -> structlog.typing.FilteringBoundLogger:
    """The logger of a room, such as `get_logger("dispatch")`."""
    return cast("structlog.typing.FilteringBoundLogger", structlog.get_logger(room=room))
