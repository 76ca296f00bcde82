"""How lines of the log are written: together, in their order, and never waiting for who reads them."""

import asyncio
import atexit
import os
import select
import stat
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

_MOST_WAITING = 10_000  # lines, some megabytes
_AGAIN_SECONDS = 0.1
_PATIENCE_MS = 1_000  # where no loop waits meanwhile


class Lines:
    """Writes each event as a line. One that cannot be written is lost: what tells of the work must not stop it.

    Lines of one turn of the event loop are written together, at its end: to write is a call of the system, and the
    answers of many callers come in one turn. What is worse than information is written at once, with those before it.

    The reader of a pipe may stand still, and a write would wait for it, with the whole loop. So no more is written than
    the pipe takes: the rest waits, up to a bound, and `lost` is told later how many lines were lost beyond that.
    """

    def __init__(self, stream: TextIO, *, lost: Callable[[int], None]) -> None:
        self._stream = stream
        self._tell_lost = lost
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
            self._tell_lost(lost)
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
