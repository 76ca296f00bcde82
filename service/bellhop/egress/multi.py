"""libcurl's multi interface driven by the event loop: many transfers, no thread.

libcurl says which sockets it waits for and when it wants to be called (`M_SOCKETFUNCTION`, `M_TIMERFUNCTION`); the
loop calls `socket_action` when one is ready or the time has come, and finished transfers are read out after it.
Callbacks of a transfer run inside `socket_action`, where libcurl may not be called again; `done` runs after it, from
`_reap`.

libcurl changes its mind about the time several times in each transfer, mostly to one that is later. So a timer that
is set stays as it is, and looks when it rings whether it is time.
"""

import asyncio
import math
from collections.abc import Callable

import pycurl

from bellhop.clock import monotonic_seconds
from bellhop.egress.readiness import Ready, Watch, watch_with
from bellhop.log import get_logger

Done = Callable[[int, str], None]

log = get_logger("egress")


class Multi:
    """Runs curl handles on the loop it was made on, and keeps their connections for the next ones."""

    def __init__(self, *, max_idle_connections: int, watch: Watch = watch_with) -> None:
        self._loop = asyncio.get_running_loop()
        self._done: dict[pycurl.Curl, Done] = {}
        self._readiness = watch(self._loop, self._on_ready)
        self._due_seconds = math.inf
        self._soon: asyncio.Handle | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._timer_seconds = math.inf
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._on_socket)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._on_timer)
        self._multi.setopt(pycurl.M_MAXCONNECTS, max_idle_connections)

    def start(self, handle: pycurl.Curl, done: Done) -> None:
        """Run a handle; `done` is called once, with libcurl's code (0: success) and its message, unless cancelled."""
        self._done[handle] = done
        self._multi.add_handle(handle)

    def cancel(self, handle: pycurl.Curl) -> None:
        """Stop a handle that is running: its connection is closed, `done` is not called."""
        if self._done.pop(handle, None) is not None:
            self._multi.remove_handle(handle)

    def close(self) -> None:
        """End what is running (`done` is told so) and close all connections."""
        for handle in list(self._done):
            self._finish(handle, pycurl.E_ABORTED_BY_CALLBACK, "the sender was closed")
        self._multi.close()
        for timer in (self._soon, self._timer):
            if timer is not None:
                timer.cancel()
        self._readiness.close()

    def _on_socket(self, what: int, fd: int, _multi: object, _data: object) -> None:
        self._readiness.watch(fd, 0 if what == pycurl.POLL_REMOVE else what)

    def _on_timer(self, timeout_ms: int) -> None:
        if timeout_ms < 0:
            self._due_seconds = math.inf
            return
        now = monotonic_seconds()
        self._due_seconds = now + timeout_ms / 1000
        if timeout_ms == 0:
            if self._soon is None:
                self._soon = self._loop.call_soon(self._on_soon)
        elif self._due_seconds < self._timer_seconds:
            self._set_timer(now)

    def _set_timer(self, now: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer_seconds = self._due_seconds
        self._timer = self._loop.call_later(self._due_seconds - now, self._on_time)

    def _on_soon(self) -> None:
        self._soon = None
        if self._due_seconds <= monotonic_seconds():
            self._act()

    def _on_time(self) -> None:
        self._timer, self._timer_seconds = None, math.inf
        now = monotonic_seconds()
        if self._due_seconds <= now:
            self._act()
        elif self._due_seconds < math.inf:
            self._set_timer(now)

    def _act(self) -> None:
        """Let libcurl do what it is time for; it then says when it wants to be called next."""
        self._due_seconds = math.inf
        self._multi.socket_action(pycurl.SOCKET_TIMEOUT, 0)
        self._reap()

    def _on_ready(self, ready: Ready) -> None:
        for fd, what in ready:
            self._multi.socket_action(fd, what)
        self._reap()

    def _reap(self) -> None:
        queued = 1
        while queued:
            queued, succeeded, failed = self._multi.info_read()
            for handle in succeeded:
                self._finish(handle, 0, "")
            for handle, code, message in failed:
                self._finish(handle, code, message)

    def _finish(self, handle: pycurl.Curl, code: int, message: str) -> None:
        self._multi.remove_handle(handle)
        try:
            self._done.pop(handle)(code, message)
        except Exception:  # the others that have ended must hear of it
            log.exception("transfer.not_finished")
