"""A Bellhop that knows nothing but pull subscriptions, to say to a listener what a real one says rarely."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

TENANT = "aurora"


@dataclass(slots=True)
class PullService:
    """`made`, `deleted`, `recorded` and `extended` are what a listener asked; `gone` subscriptions are 404."""

    port: int = 0
    made: list[Any] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    recorded: asyncio.Queue[Any] = field(default_factory=asyncio.Queue)
    claims: list[Any] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    record_status: str = "recorded"
    due: asyncio.Queue[Any] = field(default_factory=asyncio.Queue)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def deliver(self, number: int, *, body: str, headers: dict[str, str]) -> None:
        """Let a delivery be due."""
        self.due.put_nowait(
            {
                "delivery_id": f"dlv_{number}",
                "event_id": f"evt_{number}",
                "lease_token": f"token-{number}",
                "lease_expire_time": "2026-11-29T12:00:00.000000Z",
                "attempt": 1,
                "request": {"method": "POST", "headers": headers, "body": body},
            }
        )

    async def handle(self, request: web.Request) -> web.Response:
        path = request.path.removeprefix(f"/v2/tenants/{TENANT}/subscriptions")
        body = json.loads(await request.text() or "{}")
        if path == "":
            self.made.append(body)
            name = f"sub_{len(self.made)}"
            return self._json({"id": name, "pull": True, "event_types": body["event_types"], "state": "enabled"}, 201)
        name = path.split("/")[1]
        if name in self.gone:
            return self._json({"type": "/problems/not-found", "status": 404, "detail": "It is gone."}, 404)
        if request.method == "DELETE":
            self.deleted.append(name)
            return web.Response(status=204)
        return await {"claim": self._claim, "record": self._record}[path.rpartition(":")[2]](body)

    async def _claim(self, body: Any) -> web.Response:
        self.claims.append(body)
        try:
            async with asyncio.timeout(0.3):
                return self._json({"deliveries": [await self.due.get()]})
        except TimeoutError:
            return self._json({"deliveries": []})

    async def _record(self, body: Any) -> web.Response:
        for item in body["items"]:
            self.recorded.put_nowait(item)
        items = [{"delivery_id": each["delivery_id"], "status": self.record_status} for each in body["items"]]
        return self._json({"items": items})

    def _json(self, document: Any, status: int = 200) -> web.Response:
        kind = "application/json" if status < 300 else "application/problem+json"
        return web.Response(status=status, text=json.dumps(document), content_type=kind)


@asynccontextmanager
async def pull_service() -> AsyncIterator[PullService]:
    """It, for as long as the block lasts."""
    service = PullService()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", service.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    service.port = runner.addresses[0][1]
    try:
        yield service
    finally:
        await runner.cleanup()
