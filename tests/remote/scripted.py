"""A Bellhop that answers what it is told, or breaks off: what a client has to live with."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from bellhop.remote.client import Remote
from bellhop.remote.target import Target

KEY = "bh_tenant_" + "k" * 43


@dataclass(frozen=True, slots=True)
class Sent:
    """One request as it arrived."""

    method: str
    target: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Script:
    """Answers, one after another; the last one stays. `requests` are what came, `pauses` what the client waited."""

    answers: Sequence[Mapping[str, Any]]
    requests: list[Sent] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        answer = self.answers[min(len(self.requests), len(self.answers) - 1)]
        sent = Sent(request.method, request.raw_path, dict(request.query), dict(request.headers), await request.read())
        self.requests.append(sent)
        if fault := answer.get("fault"):
            return await self._break_off(request, fault)
        status = int(answer["status"])
        headers = dict(answer.get("headers", {}))
        body = answer.get("body", "" if status == 204 else "{}")
        if code := answer.get("code"):
            body = json.dumps(
                {"type": f"/problems/{code}", "title": code, "status": status, "detail": f"It is {code}."}
            )
            headers.setdefault("Content-Type", "application/problem+json")
        headers.setdefault("Content-Type", answer.get("content_type", "application/json"))
        return web.Response(status=status, headers=headers, body=body.encode())

    async def _break_off(self, request: web.Request, fault: str) -> web.StreamResponse:
        assert request.transport is not None
        if fault == "closed_in_the_body":
            response = web.StreamResponse(headers={"Content-Length": "100", "Content-Type": "application/json"})
            await response.prepare(request)
            await response.write(b'{"id"')
            request.transport.close()
            return response
        if fault == "reset_before_the_answer":
            request.transport.abort()
        else:
            request.transport.close()
        return web.Response()


@asynccontextmanager
async def scripted(*answers: Mapping[str, Any], tenant: str | None = "aurora") -> AsyncIterator[tuple[Remote, Script]]:
    """A client of a Bellhop that gives these answers; it does not really pause."""
    script = Script(answers)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", script.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]

    def pause(seconds: float) -> "asyncio.Future[None]":
        script.pauses.append(seconds)
        return asyncio.ensure_future(asyncio.sleep(0))

    try:
        async with aiohttp.ClientSession() as session:
            yield Remote(session, Target(f"http://127.0.0.1:{port}", KEY, tenant), pause=pause), script
    finally:
        await runner.cleanup()
