"""A receiver of Bellhop's callbacks: what a tenant writes. The library of `clients/python` checks the signature.

    receiver = Receiver()
    endpoint = receiver.add("/crm", Endpoint(secret="whsec_…", basic=("bell", "pass")))
    await receiver.start()             # receiver.url("/crm") is what to subscribe
    callback = await endpoint.callbacks.get()

The order matters: verify over the bytes that came, before reading them as JSON; remember `webhook-id`, because a
callback may come twice; answer 2xx fast and do the work afterwards. The ids are remembered in memory here; a receiver
that is restarted keeps them in its database, written in the same transaction as what it does. `examples/receivers` has
the same for web frameworks, in a few lines each.
"""

import asyncio
import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bellhop_client import numbers, webhooks


@dataclass(frozen=True, slots=True)
class Callback:
    """One request as it arrived, whether its proofs held, and what was answered.

    `repeated`: it was taken before, so it is answered 200 again and nothing more is to be done.
    """

    headers: Mapping[str, str]
    body: bytes
    signed: bool
    proven: bool
    answered: int
    data: Mapping[str, Any] = field(default_factory=dict)
    repeated: bool = False

    @property
    def message_id(self) -> str:
        """The same for every retry of one callback: what to remember against duplicates."""
        return self.headers["webhook-id"]


class Endpoint:
    """One path: which secret signs, what else proves the sender, and how many requests are answered 503 first.

    `callbacks` gets every request but those that repeat one that was taken.
    """

    def __init__(
        self,
        *,
        secret: str = "",
        basic: tuple[str, str] | None = None,
        header: tuple[str, str] | None = None,
        unavailable_first: int = 0,
    ) -> None:
        self.secret = secret
        self.callbacks: asyncio.Queue[Callback] = asyncio.Queue()
        self._basic = basic
        self._header = header
        self._unavailable = unavailable_first
        self._taken = webhooks.MemoryGuard()

    def receive(self, headers: Mapping[str, str], body: bytes) -> Callback:
        """Judge one request: 401 without proof, 422 without `data`, 503 while unavailable, else 200, taken once."""
        message = verified(self.secret, headers, body)
        signed, proven = message is not None, self._is_proven(headers)
        data = message.get("data") if message else None
        status = 401 if not (signed and proven) else 200 if isinstance(data, dict) else 422
        if status == web.HTTPOk.status_code and self._unavailable:
            self._unavailable -= 1
            status = 503
        repeated = status == web.HTTPOk.status_code and not self._taken.add(headers["webhook-id"])
        callback = Callback(headers, body, signed, proven, status, data if isinstance(data, dict) else {}, repeated)
        if not repeated:
            self.callbacks.put_nowait(callback)
        return callback

    def _is_proven(self, headers: Mapping[str, str]) -> bool:
        expected = {}
        if self._basic:
            pair = base64.b64encode(":".join(self._basic).encode()).decode()
            expected["authorization"] = f"Basic {pair}"
        if self._header:
            expected[self._header[0]] = self._header[1]
        return all(
            hmac.compare_digest(_bytes(headers.get(name, "")), _bytes(value)) for name, value in expected.items()
        )


def _bytes(value: str) -> bytes:
    """A header's value as it came: of a str that is no ASCII, `compare_digest` raises `TypeError`."""
    return value.encode("utf-8", "surrogateescape")


def verified(secret: str, headers: Mapping[str, str], body: bytes) -> dict[str, Any] | None:
    """The message when the signature is that of `secret`, else None. A body that is no object gives an empty one."""
    try:
        webhooks.verify(body, headers, secret)
    except webhooks.WebhookError:
        return None
    try:
        message = numbers.loads(body)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}


class Receiver:
    """A small server on 127.0.0.1 with an endpoint for each path."""

    def __init__(self) -> None:
        self._endpoints: dict[str, Endpoint] = {}
        self._runner: web.AppRunner | None = None
        self._port = 0

    def add(self, path: str, endpoint: Endpoint) -> Endpoint:
        """Serve a path from here on."""
        self._endpoints[path] = endpoint
        return endpoint

    async def start(self) -> None:
        """Listen on a free port of 127.0.0.1."""
        app = web.Application()
        app.router.add_post("/{path}", self._handle)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner:
            await self._runner.cleanup()

    def url(self, path: str) -> str:
        """What to register as the `uri` of a subscription."""
        return f"http://127.0.0.1:{self._port}{path}"

    async def _handle(self, request: web.Request) -> web.Response:
        endpoint = self._endpoints.get(request.path)
        if endpoint is None:
            return web.Response(status=404)
        callback = endpoint.receive(request.headers, await request.read())
        return web.Response(status=callback.answered)
