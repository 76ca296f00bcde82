"""Structured logs: one wide event per unit of work, named `noun.past_tense`, never a secret and never a body."""

import asyncio
import atexit
import logging
import os
import select
import stat
import sys
import threading
import time
import uuid
from collections import deque
from collections.abc import MutableMapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, Literal, TextIO, cast

import orjson
import structlog

from bellhop.clock import unix_seconds
from bellhop.ids import Prefix, encode

_MOST_WAITING = 10_000  # lines, some megabytes
_AGAIN_SECONDS = 0.1
_PATIENCE_MS = 1_000  # where no loop waits meanwhile

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


class _Lines:
    """Writes each event as a line. One that cannot be written is lost: what tells of the work must not stop it.

    Lines of one turn of the event loop are written together, at its end: to write is a call of the system, and the
    answers of many callers come in one turn. What is worse than information is written at once, with those before it.

    The reader of a pipe may stand still, and a write would wait for it, with the whole loop. So no more is written than
    the pipe takes: the rest waits, up to a bound, and how many lines were lost beyond that is told later.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._ready = _poll_of(stream)
        self._waiting: deque[str] = deque()
        self._piece = b""  # the rest of a line that is longer than what is written at once
        self._turn: asyncio.AbstractEventLoop | None = None  # the loop at the end of whose turn they are written
        self._again: asyncio.AbstractEventLoop | None = None  # the loop that looks later whether the reader goes on
        self._lost = 0
        self._writing = threading.Lock()
        atexit.register(self._write)

    def now(self, line: str) -> None:
        """Write one line, behind those that wait."""
        self._add(line)
        self._write()

    def soon(self, line: str) -> None:
        """Write one line at the end of this turn of the loop; at once where none runs."""
        self._add(line)
        loop = _running_loop()
        if loop is None:
            self._write()
        elif loop is not self._turn:
            self._turn = loop
            loop.call_soon(self._write)

    def _add(self, line: str) -> None:
        if len(self._waiting) < _MOST_WAITING:
            self._waiting.append(line)
        else:
            self._lost += 1

    def _write(self) -> None:
        """Write what waits; where a loop runs, as much as can be written without waiting, and the rest later."""
        self._turn = None
        while self._writing.acquire(blocking=False):  # whoever writes already takes the new lines as well
            try:
                is_done = self._write_all() if self._ready is None else self._write_pieces(self._ready)
            finally:
                self._writing.release()
            if not (is_done and self._waiting):
                return

    def _write_pieces(self, ready: "select.poll") -> bool:
        """Write as long as the reader takes it; False where it does not."""
        loop = _running_loop()
        while piece := self._next_piece():
            if not ready.poll(0 if loop else _PATIENCE_MS):
                self._piece = piece
                if loop is not None and loop is not self._again:
                    self._again = loop
                    loop.call_later(_AGAIN_SECONDS, self._write_again)
                return False
            with suppress(OSError, ValueError):  # the second of a stream that is closed
                self._piece = piece[os.write(self._stream.fileno(), piece[: select.PIPE_BUF]) :]
        if self._lost:
            lost, self._lost = self._lost, 0
            get_logger("log").warning("log.lines_lost", lines=lost)
        return True

    def _write_again(self) -> None:
        self._again = None
        self._write()

    def _write_all(self) -> bool:
        lines = [self._waiting.popleft() for _ in range(len(self._waiting))]
        if lines:
            with suppress(OSError, ValueError):
                self._stream.write("\n".join(lines) + "\n")
                self._stream.flush()
        return True

    def _next_piece(self) -> bytes:
        """The next bytes to write: the rest of a line, or as many whole lines as are written at once, at least one."""
        piece, self._piece = self._piece, b""
        while self._waiting and len(piece) < select.PIPE_BUF:
            line = self._waiting[0].encode(errors="backslashreplace") + b"\n"
            if piece and len(piece) + len(line) > select.PIPE_BUF:
                break
            self._waiting.popleft()
            piece += line
        return piece

    msg = debug = info = soon
    warning = error = critical = exception = now


class _ForeignLines(logging.Handler):
    """What the packages say by the standard library, written as our own lines are."""

    def __init__(self, lines: _Lines) -> None:
        super().__init__()
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        try:
            self._lines.now(self.format(record))
        except Exception:  # noqa: BLE001 - as logging's own handlers do
            self.handleError(record)


def _poll_of(stream: TextIO) -> "select.poll | None":
    """Tells whether a pipe, a socket or a terminal takes more now; None for what never lets wait, as a file."""
    try:
        descriptor = stream.fileno()
        mode = os.fstat(descriptor).st_mode
    except (OSError, ValueError):  # no descriptor, or it is closed
        return None
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or stat.S_ISCHR(mode)):
        return None
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT)
    return poll


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def configure(log_format: LogFormat, *, level: int = logging.INFO) -> None:
    """Set up structlog for the process; standard-library loggers of the packages go the same way."""
    renderer: Any = _to_json if log_format == "json" else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    shared: list[Any] = [
        structlog.processors.add_log_level,
        _Stamper(),
        spell_ids,
        redact_secrets,
    ]
    lines = _Lines(sys.stderr)  # one for all rooms: they keep their order
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


def get_logger(room: str) -> structlog.typing.FilteringBoundLogger:
    """The logger of a room, such as `get_logger("dispatch")`."""
    return cast("structlog.typing.FilteringBoundLogger", structlog.get_logger(room=room))
