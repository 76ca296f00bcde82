"""The HTTP server: accepts connections, answers by the route table that it is given, and ends without loss."""

import asyncio
import socket
from typing import Any

from aiohttp import web

from bellhop.api.edge.accepting import SharedSite
from bellhop.api.edge.connections import Pace, Server
from bellhop.api.edge.middleware import Edge
from bellhop.api.edge.room import Room
from bellhop.api.edge.routing import RouteTable
from bellhop.api.edge.services import Services
from bellhop.domain.filter import prepare as prepare_filters
from bellhop.runtime.crew import Crew

_BACKLOG = 1024
_KEEPALIVE_SECONDS = 75.0
_LONGEST_HEADER_BYTES = 16 * 1024
_BODY_SECONDS = 1.0
_TO_ANSWER_SECONDS = 1.0


class ApiServer:
    """Listens until it is closed."""

    def __init__(
        self,
        services: Services,
        *,
        table: RouteTable,
        grace_seconds: float = 10.0,
        pace: Pace | None = None,
        room: Room | None = None,
    ) -> None:
        self._grace_seconds = grace_seconds
        self._edge = Edge(table, services, room or Room())
        options: dict[str, Any] = {
            "access_log": None,
            "keepalive_timeout": _KEEPALIVE_SECONDS,
            "max_line_size": _LONGEST_HEADER_BYTES,
            "max_field_size": _LONGEST_HEADER_BYTES,
            "auto_decompress": False,
        }
        self._server = Server(self._edge.handle, pace=pace or Pace(), **options)
        self._runner = web.ServerRunner(
            self._server, handle_signals=False, shutdown_timeout=grace_seconds + _TO_ANSWER_SECONDS
        )
        self._watch: asyncio.Task[None] | None = None
        self._sites: list[web.BaseSite] = []

    async def start(self, listener: socket.socket, *, crew: Crew | None = None) -> None:
        """Accept connections on a bound socket, which other processes of the `crew` share."""
        if not self._sites:
            prepare_filters()
            await self._runner.setup()
            self._watch = asyncio.create_task(self._server.cut_slow_readers())
        if crew is None:
            site = web.SockSite(self._runner, listener, backlog=_BACKLOG)
        else:
            self._server.crew = crew
            site = SharedSite(self._runner, listener, crew, backlog=_BACKLOG)
        await site.start()
        self._sites.append(site)

    async def close(self) -> None:
        """Accept no more, let the requests that are being answered end within the grace time, close.

        Those that only wait (for a job, for an end) are answered now with what there is. One whose body is still coming
        is refused after a second, one that is still at work when the grace time is over is refused then: each hears
        that it may be sent again.
        """
        self._edge.closing = True
        loop = asyncio.get_running_loop()
        cuts = [
            loop.call_later(_BODY_SECONDS, self._edge.cut_readers),
            loop.call_later(self._grace_seconds, self._edge.cut_all),
        ]
        try:
            await self._runner.cleanup()
        finally:
            for each in cuts:
                each.cancel()
        if self._watch is not None:
            self._watch.cancel()
