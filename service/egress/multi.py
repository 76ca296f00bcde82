"""libcurl's multi interface driven by the event loop: many transfers, no thread.

libcurl says which sockets it waits for and when it wants to be called (`M_SOCKETFUNCTION`, `M_TIMERFUNCTION`); the
loop calls `socket_action` when one is ready or the time has come, and finished transfers are read out after it.
Callbacks of a transfer run inside `socket_action`, where libcurl may not be called again: so does `done`, which
therefore runs after it, from `_reap`.
"""

import asyncio
from collections.abc import Callable

import pycurl

from service.egress.readiness import Ready, Watch, watch_with

Done = Callable[[int, str], None]


class Multi:
    """Runs curl handles on the loop it was made on, and keeps their connections for the next ones."""

    def __init__(self, *, max_idle_connections: int, watch: Watch = watch_with) -> None:
        self._loop = asyncio.get_running_loop()
        self._done: dict[pycurl.Curl, Done] = {}
        self._readiness = watch(self._loop, self._on_ready)
        self._timer: asyncio.Handle | None = None
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
        if self._timer is not None:
            self._timer.cancel()
        self._readiness.close()

    def _on_socket(self, what: int, fd: int, _multi: object, _data: object) -> None:
        self._readiness.watch(fd, 0 if what == pycurl.POLL_REMOVE else what)

    def _on_timer(self, timeout_ms: int) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if timeout_ms == 0:
            self._timer = self._loop.call_soon(self._on_time)
        elif timeout_ms > 0:
            self._timer = self._loop.call_later(timeout_ms / 1000, self._on_time)

    def _on_time(self) -> None:
        self._timer = None
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
        self._done.pop(handle)(code, message)
