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
_MOST_DIGITS = 20  # more are further off than any clock, and Python reads no more than 4,300 as a number
_BODY_LIMIT_BYTES = 4 * 1024 * 1024
_SHOWN_HEADERS = ("webhook-id", "webhook-timestamp", "content-type")


@dataclass(frozen=True, slots=True)
class Callback:
    """One request as it arrived, why it was refused if it was, and what it was answered."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: str
    is_checked: bool
    refusal: str | None
    answer: int

    def lines(self) -> list[str]:
        """It for a person, not yet made printable."""
        shown = [f"  {name}: {self.headers[name]}" for name in _SHOWN_HEADERS if name in self.headers]
        return [
            f"{self.method} {self.target}  {self._verdict()}",
            *shown,
            *(f"  {each}" for each in _pretty(self.body)),
        ]

    def record(self) -> dict[str, object]:
        """It for a program; `refusal` is absent where there was none."""
        members = {
            "method": self.method,
            "target": self.target,
            "headers": dict(self.headers),
            "body": self.body,
            "status_code": self.answer,
            "is_checked": self.is_checked,
            "refusal": self.refusal,
        }
        return {name: value for name, value in members.items() if value is not None}

    def _verdict(self) -> str:
        if not self.is_checked:
            return "signature not checked (no --secret)"
        if self.refusal is None:
            return "signature verified"
        return f"SIGNATURE REFUSED: {self.refusal}, answered {self.answer}"


@dataclass(frozen=True, slots=True)
class Listener:
    """Answers a request with `status`, or 401 when its signature does not hold, and tells `show` what came.

    Without a secret nothing is verified.
    """

    secret: bytes | None
    status: int
    show: Callable[[Callback], None]

    async def handle(self, request: web.Request) -> web.Response:
        """Tell of one callback and answer it."""
        body = await request.read()
        refusal = self._refusal(request.headers, body)
        answer = self.status if refusal is None else web.HTTPUnauthorized.status_code
        self.show(
            Callback(
                method=request.method,
                target=request.path_qs,
                headers={name.lower(): _printable(value) for name, value in request.headers.items()},
                body=body.decode("utf-8", "backslashreplace"),
                is_checked=self.secret is not None,
                refusal=refusal,
                answer=answer,
            )
        )
        return web.Response(status=answer)

    def application(self) -> web.Application:
        """What serves it: every path and method."""
        app = web.Application(client_max_size=_BODY_LIMIT_BYTES)
        app.router.add_route("*", "/{path:.*}", self.handle)
        return app

    def _refusal(self, headers: Mapping[str, str], body: bytes) -> str | None:
        if self.secret is None:
            return None
        return check_signature(self.secret, headers, body, now_seconds=int(SystemClock().now().timestamp()))


def _printable(value: str) -> str:
    """A header's value as text that every stream takes: bytes that are no UTF-8 come as marks (PEP 383)."""
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def check_signature(secret: bytes, headers: Mapping[str, str], body: bytes, *, now_seconds: int) -> str | None:
    """Why a receiver must refuse this callback, or None when its signature holds (Standard Webhooks, "Verifying")."""
    message_id, timestamp, signatures = (
        headers.get(name, "") for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
    )
    if not (message_id and timestamp and signatures):
        return "a webhook-… header is missing"
    if not (timestamp.isascii() and timestamp.isdigit()):
        return "webhook-timestamp is not a number"
    if len(timestamp) > _MOST_DIGITS or abs(now_seconds - int(timestamp)) > _TOLERANCE_SECONDS:
        return "webhook-timestamp is more than five minutes off"
    if message_id.isascii():  # what nobody can have signed may have marks in it that no encoding takes
        expected = standard_webhooks.sign([secret], message_id, int(timestamp), body).encode()
        if any(each.isascii() and hmac.compare_digest(expected, each.encode()) for each in signatures.split()):
            return None
    return "no signature matches this secret"


async def listen(listener: Listener, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until cancelled; `ready` is told the address."""
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
        ready(f"http://{host}:{runner.addresses[0][1]}")
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


def _pretty(body: str) -> list[str]:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False).split("\n")
    except (ValueError, RecursionError):
        return body.split("\n")
