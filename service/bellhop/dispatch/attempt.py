"""Makes attempts: prepare → send → classify → decide. What it reports is what the recorder writes.

No step knows the database.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Protocol

from bellhop.clock import Clock
from bellhop.core.attempts import Outgoing, Report, report
from bellhop.domain.circuit import Random
from bellhop.domain.event import EventBody
from bellhop.domain.outcome import ErrorClass
from bellhop.domain.subscription import Subscription
from bellhop.domain.template import TooLargeError
from bellhop.egress.exchange import Exchange, Phases, Request
from bellhop.egress.oauth2 import TokenCache
from bellhop.egress.prepare import Sent, prepare, send_prepared
from bellhop.log import get_logger

RenderUri = Callable[[Subscription, EventBody], Awaitable[str]]

log = get_logger("dispatch")


class UnderWay(Protocol):
    """Something begun that can be given up: nobody hears of it any more."""

    def cancel(self) -> object:
        """Give it up."""


class Wire(Protocol):
    """What carries requests: the sender, or a test's own."""

    def start(self, request: Request, done: Callable[[Exchange], None]) -> UnderWay:
        """Begin to send; `done` hears what came of it once, later than this returns."""

    async def send(self, request: Request) -> Exchange:
        """Send, and wait for what comes of it."""


Done = Callable[[Report], None]


class Attempts:
    """Makes attempts over a wire, and with tokens where a subscription wants them."""

    def __init__(
        self,
        wire: Wire,
        *,
        clock: Clock,
        tokens: TokenCache,
        render_uri: RenderUri,
        random: Random = random.random,
    ) -> None:
        self._wire = wire
        self._clock = clock
        self._tokens = tokens
        self._render_uri = render_uri
        self._random = random

    def begin(self, outgoing: Outgoing, done: Done) -> UnderWay:
        """Begin to send one delivery; `done` hears what becomes of it once, and later than this returns.

        An attempt that breaks in our own hands is reported too: it must not stop the others.
        """
        if outgoing.endpoint.waits or outgoing.template is not None:  # to render is work: others go on in between
            return asyncio.create_task(self._send_when_ready(outgoing, done))
        try:
            start = self._clock.now()
            request = prepare(outgoing.endpoint, outgoing.content, start)
            return self._wire.start(request, partial(self._end, outgoing, request, start, done))
        except Exception:
            log.exception("attempt.broken", delivery_id=outgoing.lease.delivery_id)
            return asyncio.get_running_loop().call_soon(done, self._broken(outgoing))

    async def _send_when_ready(self, outgoing: Outgoing, done: Done) -> None:
        """Make an attempt that needs a URL, a rendered body or an access token first."""
        try:
            start = self._clock.now()
            endpoint = outgoing.endpoint
            uri = None
            if endpoint.subscription.uri_template is not None:
                uri = await self._render_uri(endpoint.subscription, outgoing.body)
            request = prepare(endpoint, outgoing.content, start, uri=uri)
            sent = await send_prepared(self._wire.send, self._tokens, endpoint, request)
            came = self._report(outgoing, sent, start)
        except TooLargeError:
            came = self._unsent(outgoing, ErrorClass.PAYLOAD_TOO_LARGE)
        except Exception:
            log.exception("attempt.broken", delivery_id=outgoing.lease.delivery_id)
            came = self._broken(outgoing)
        done(came)

    def _end(self, outgoing: Outgoing, request: Request, start: datetime, done: Done, exchange: Exchange) -> None:
        try:
            came = self._report(outgoing, Sent(request, exchange, outgoing.endpoint.secrets), start)
        except Exception:
            log.exception("attempt.broken", delivery_id=outgoing.lease.delivery_id)
            came = self._broken(outgoing)
        done(came)

    def _broken(self, outgoing: Outgoing) -> Report:
        """The report of an attempt that failed in our own hands: it burns nothing."""
        return self._unsent(outgoing, ErrorClass.INTERNAL)

    def _unsent(self, outgoing: Outgoing, error: ErrorClass) -> Report:
        """The report of an attempt of which nothing left."""
        request = Request(outgoing.endpoint.method, outgoing.endpoint.subscription.uri, (), b"", 0)
        exchange = Exchange(None, error, "", Phases())
        return self._report(outgoing, Sent(request, exchange, ()), self._clock.now())

    def _report(self, outgoing: Outgoing, sent: Sent, start: datetime) -> Report:
        return report(outgoing, sent, start=start, now=self._clock.now(), random=self._random)
