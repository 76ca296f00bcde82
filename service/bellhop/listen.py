"""A receiver for the terminal: prints each callback that arrives and says whether its signature holds.

It is what a tenant runs while writing a receiver. The signature is checked over the bytes that came, within five
minutes of its timestamp, as Standard Webhooks asks of every receiver.
"""

import asyncio
import hmac
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aiohttp import web

from bellhop.clock import SystemClock
from bellhop.errors import ConfigurationError
from bellhop.signing import standard_webhooks

_TOLERANCE_SECONDS = 300
_BODY_LIMIT_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Listener:
    """Answers a request with `status`, or 401 when its signature does not hold, and tells `show` what came.

    Without a secret nothing is verified.
    """

    secret: bytes | None
    status: int
    show: Callable[[str], None]

    async def handle(self, request: web.Request) -> web.Response:
        """Print one callback and answer it."""
        body = await request.read()
        reason = self._refusal(request.headers, body)
        self.show(f"{request.method} {request.path_qs}  {self._verdict(reason)}")
        for name in ("webhook-id", "webhook-timestamp", "content-type"):
            if name in request.headers:
                self.show(f"  {name}: {request.headers[name]}")
        self.show("\n".join(f"  {line}" for line in _pretty(body).splitlines()))
        return web.Response(status=self.status if reason is None else web.HTTPUnauthorized.status_code)

    def application(self) -> web.Application:
        """What serves it: every path and method."""
        app = web.Application(client_max_size=_BODY_LIMIT_BYTES)
        app.router.add_route("*", "/{path:.*}", self.handle)
        return app

    def _refusal(self, headers: Mapping[str, str], body: bytes) -> str | None:
        if self.secret is None:
            return None
        return check_signature(self.secret, headers, body, now_seconds=int(SystemClock().now().timestamp()))

    def _verdict(self, reason: str | None) -> str:
        if self.secret is None:
            return "signature not checked (no --secret)"
        return "signature verified" if reason is None else f"SIGNATURE REFUSED: {reason}, answered 401"


def check_signature(secret: bytes, headers: Mapping[str, str], body: bytes, *, now_seconds: int) -> str | None:
    """Why a receiver must refuse this callback, or None when its signature holds (Standard Webhooks, "Verifying")."""
    message_id, timestamp, signatures = (
        headers.get(name, "") for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
    )
    if not (message_id and timestamp and signatures):
        return "a webhook-… header is missing"
    if not (timestamp.isascii() and timestamp.isdigit()):
        return "webhook-timestamp is not a number"
    if abs(now_seconds - int(timestamp)) > _TOLERANCE_SECONDS:
        return "webhook-timestamp is more than five minutes off"
    expected = standard_webhooks.sign([secret], message_id, int(timestamp), body)
    if any(hmac.compare_digest(expected.encode(), each.encode()) for each in signatures.split()):
        return None
    return "no signature matches this secret"


async def listen(listener: Listener, host: str, port: int) -> None:
    """Serve until cancelled."""
    runner = web.AppRunner(listener.application(), access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
            sentence = f"--host and --port: {host} port {port} cannot be used: {reason}."
            raise ConfigurationError(sentence) from None
        listener.show(f"Listening on http://{host}:{port} — register this address, Ctrl-C ends.")
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


def _pretty(body: bytes) -> str:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (UnicodeDecodeError, ValueError):
        return body.decode("utf-8", "backslashreplace")
