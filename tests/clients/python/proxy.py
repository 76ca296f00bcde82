"""A way from a worker to the service that remembers what went over it, and that can be cut."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web


@dataclass
class Proxy:
    """`seen` has each request of the worker API that reached the service: its verb and its body."""

    target: str
    url: str = ""
    seen: list[tuple[str, Any]] = field(default_factory=list)
    _way: asyncio.Event = field(default_factory=asyncio.Event)

    def cut(self) -> None:
        """Nothing passes from here on: requests are taken and never answered, as on a dead network."""
        self._way.clear()

    def mend(self) -> None:
        """Everything passes."""
        self._way.set()

    def jobs(self, verb: str) -> list[str]:
        """The ids of the jobs that requests of this verb named, in order."""
        members = {"heartbeat": "leases"}.get(verb, "items")
        return [item["job_id"] for name, body in self.seen if name == verb for item in body[members]]

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        await self._way.wait()
        self.seen.append((request.path.rpartition(":")[2], json.loads(body)))
        headers = {name: request.headers[name] for name in ("Authorization", "Content-Type") if name in request.headers}
        async with self.session.post(self.target + request.path, data=body, headers=headers) as answer:
            return web.Response(status=answer.status, body=await answer.read(), content_type=answer.content_type)

    session: Any = None


@asynccontextmanager
async def proxied(target: str) -> AsyncIterator[Proxy]:
    """A proxy in front of the service at `target`."""
    proxy = Proxy(target)
    proxy.mend()
    app = web.Application(client_max_size=16 << 20)
    app.router.add_post("/{path:.*}", proxy.handle)
    # A claim whose worker has gone must not go on waiting at the service: it would take a job for nobody.
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    async with aiohttp.ClientSession() as proxy.session:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        proxy.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield proxy
        finally:
            proxy.mend()
            await runner.cleanup()
