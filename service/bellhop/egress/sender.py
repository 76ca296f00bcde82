"""The way out: one request to an address that was checked, within one deadline, and never an exception for it."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bellhop.clock import monotonic_seconds
from bellhop.domain.address import parse_address
from bellhop.domain.outcome import ErrorClass
from bellhop.domain.url import Url
from bellhop.egress.exchange import Exchange, Phases, Request
from bellhop.egress.guard import Guard, Refusal
from bellhop.egress.multi import Multi
from bellhop.egress.proxy import Proxy
from bellhop.egress.resolver import Resolver
from bellhop.egress.route import Route, Routes
from bellhop.egress.transfer import Transfer
from bellhop.egress.trust import system_ca_file
from bellhop.egress.tunnel import Tunnel
from bellhop.log import get_logger

__all__ = ["Done", "Exchange", "Phases", "Request", "Sender", "Sending"]

_MAX_IDLE_CONNECTIONS = 2048  # twice what may be under way: libcurl counts those in use as well
_MOST_SPOKEN_TO = 32_768
_UNREACHED = frozenset({ErrorClass.CONNECT_REFUSED, ErrorClass.CONNECT_FAILED, ErrorClass.CONNECT_TIMEOUT})
_BAD_HEADER = Refusal(ErrorClass.INTERNAL, "a header has a character that cannot be sent")
_LATE_NAME = Refusal(ErrorClass.DNS_TIMEOUT, "the time was over when the name was resolved")
_CLOSED = Refusal(ErrorClass.INTERNAL, "the sender was closed")
_BROKEN = Refusal(ErrorClass.INTERNAL, "the request broke in our own hands")

Done = Callable[[Exchange], None]

log = get_logger("egress")


class Sending:
    """One request under way. `cancel` takes its connection down with it, and nobody hears of it any more."""

    __slots__ = (
        "began_seconds",
        "cancel_step",
        "dns_seconds",
        "done",
        "request",
        "route",
        "transfer",
        "url",
    )

    def __init__(self, request: Request, done: Done) -> None:
        self.request = request
        self.done: Done | None = done
        self.began_seconds = monotonic_seconds()
        self.dns_seconds = 0.0
        self.url: Url
        self.route: Route
        self.transfer: Transfer
        self.cancel_step: Callable[[], object] | None = None

    def cancel(self) -> None:
        """End it without an answer; once it has ended this does nothing."""
        self.done = None
        if self.cancel_step is not None:
            self.cancel_step()
            self.cancel_step = None


class Sender:
    """Sends requests on the event loop it was made on; connections and TLS sessions are kept and used again.

    A connection belongs to a scheme, host and port, never to a tenant: nothing of a caller sticks to it (no cookies,
    no connection-bound authentication), but for a client certificate: libcurl uses a connection again only for requests
    with the same one, and a handle that had one is used once (docs/decisions/client-certificates.md).
    """

    def __init__(
        self,
        guard: Guard,
        resolver: Resolver,
        *,
        ca_file: Path | None = None,
        http2: bool = False,
        proxy: Proxy | None = None,
        max_idle_connections: int = _MAX_IDLE_CONNECTIONS,
    ) -> None:
        self._guard = guard
        self._ca_file = str(ca_file) if ca_file is not None else system_ca_file()
        self._http2 = http2
        self.proxy = proxy
        self._loop = asyncio.get_running_loop()
        self._multi = Multi(max_idle_connections=max_idle_connections)
        self._idle: dict[str, list[Transfer]] = {"POST": [], "GET": [], "OPTIONS": []}
        self._routes = Routes(guard, resolver, ipv4_first=proxy is not None)
        self._spoken_to: set[str] = set()  # origins to which a kept connection is likely
        self._looking: set[asyncio.Task[None]] = set()
        self._closed = False

    async def close(self) -> None:
        """Close every connection; requests that are still under way end as `internal`."""
        self._closed = True
        self._multi.close()
        for idle in self._idle.values():
            for transfer in idle:
                transfer.handle.close()
            idle.clear()

    async def send(self, request: Request) -> Exchange:
        """Send it and wait for what comes of it; see `start`. A caller that is cancelled takes the connection down."""
        ended: asyncio.Future[Exchange] = self._loop.create_future()

        def done(exchange: Exchange) -> None:
            if not ended.done():  # a caller that was cancelled has not yet said so here
                ended.set_result(exchange)

        sending = self.start(request, done)
        try:
            return await ended
        except asyncio.CancelledError:
            sending.cancel()
            raise

    def start(self, request: Request, done: Done) -> Sending:
        """Begin to send it; `done` hears once, and later than this returns, what came of it.

        Whatever the URL, the network or the receiver do comes back as an exchange. Raises `ValueError` for a method
        other than GET, POST and OPTIONS, and `RuntimeError` after `close`. There is no task for a request: as many as
        5,000 a second are sent, and a task with its future costs a sixth of a request.
        """
        if self._closed:
            raise RuntimeError(_CLOSED.sentence)
        if request.method not in self._idle:
            message = f"requests are GET, POST or OPTIONS, not {request.method}"
            raise ValueError(message)
        sending = Sending(request, done)
        url = self._guard.check_url(request.url)
        if request.refused is not None:
            self._refuse(sending, request.refused)
        elif isinstance(url, Refusal):
            self._refuse(sending, url)
        elif not _can_be_sent(request.header_lines):
            self._refuse(sending, _BAD_HEADER)
        else:
            sending.url = url
            route = self._routes.known(url)
            if route is None or (self.proxy is not None and not self.proxy.addresses):
                self._look_up(sending)
            elif isinstance(route, Refusal):
                self._refuse(sending, route)
            else:
                self._begin(sending, route)
        return sending

    def _refuse(self, sending: Sending, refusal: Refusal) -> None:
        self._loop.call_soon(_finish, sending, _failed(refusal, sending.dns_seconds))

    def _look_up(self, sending: Sending) -> None:
        """Find the route, and go on from there."""
        looking = asyncio.create_task(self._find(sending))
        sending.cancel_step = looking.cancel
        self._looking.add(looking)
        looking.add_done_callback(self._looking.discard)

    async def _find(self, sending: Sending) -> None:
        request = sending.request
        try:
            route = self._routes.known(sending.url)
            if route is None:
                route = await self._routes.find(sending.url, request.tenant_id, request.timeout_seconds)
            if self.proxy is not None and isinstance(route, Route):
                left_seconds = request.timeout_seconds - (monotonic_seconds() - sending.began_seconds)
                route = await self.proxy.find(left_seconds) or route
            sending.dns_seconds = monotonic_seconds() - sending.began_seconds
            if isinstance(route, Refusal):
                _finish(sending, _failed(route, sending.dns_seconds))
            elif self._closed:
                _finish(sending, _failed(_CLOSED, sending.dns_seconds))
            else:
                self._begin(sending, route)
        except Exception:  # as in `_ended`
            log.exception("request.broken")
            _finish(sending, _failed(_BROKEN))

    def _begin(self, sending: Sending, route: Route) -> None:
        """Dial, unless the time is over."""
        request = sending.request
        left_seconds = request.timeout_seconds - (monotonic_seconds() - sending.began_seconds)
        if left_seconds <= 0:
            self._refuse(sending, _LATE_NAME)
            return
        transfer = self._take(request)
        transfer.load(sending.url, request.header_lines, request.body)
        transfer.aim(
            route,
            timeout_seconds=left_seconds,
            longest_body_bytes=request.longest_answer_bytes,
            listens=sending.url.origin not in self._spoken_to,
        )
        sending.route, sending.transfer = route, transfer
        sending.cancel_step = partial(self._abort, transfer)
        before_us = _micros(request.timeout_seconds - left_seconds)
        self._multi.start(transfer.handle, partial(self._ended, sending, before_us))

    def _ended(self, sending: Sending, before_us: int, code: int, message: str) -> None:
        """Finish a request in any case: its waiter must hear of it."""
        try:
            transfer = sending.transfer
            exchange = transfer.verdict(code, message, dns_us=_micros(sending.dns_seconds), before_us=before_us)
            if transfer.tunnel is not None and self._tries_another(sending, transfer.tunnel, exchange):
                self._put_back(transfer)
                return
            if exchange.status is None or transfer.raced:
                self._learn(sending, exchange)
            elif transfer.listens and len(self._spoken_to) < _MOST_SPOKEN_TO:
                self._spoken_to.add(sending.url.origin)
            self._put_back(transfer)
            _finish(sending, exchange)
        except Exception:
            log.exception("request.broken")
            _finish(sending, _failed(_BROKEN))

    def _tries_another(self, sending: Sending, tunnel: Tunnel, exchange: Exchange) -> bool:
        """Ask the proxy for the next address of a host where it cannot reach this one; note how the proxy does."""
        in_time = monotonic_seconds() - sending.began_seconds < sending.request.timeout_seconds
        following = self._routes.after(sending.url, sending.route) if tunnel.cannot_reach and in_time else None
        if following is not None and not self._closed:
            self._begin(sending, following)
            return True
        tunnel.note(exchange)
        return False

    def _learn(self, sending: Sending, exchange: Exchange) -> None:
        """Remember which address to begin with next time."""
        url, route = sending.url, sending.route
        address = None if exchange.address is None else parse_address(exchange.address)
        if exchange.status is None:
            self._spoken_to.discard(url.origin)
            raced_all = exchange.error in _UNREACHED and self.proxy is None  # a proxy was asked for one of them
            self._routes.put_off(url, route, None if raced_all else address)
        elif address is not None and address != route.addresses[0]:
            self._routes.prefer(url, route, address)

    def _abort(self, transfer: Transfer) -> None:
        self._multi.cancel(transfer.handle)
        transfer.handle.close()

    def _take(self, request: Request) -> Transfer:
        idle = self._idle[request.method]
        if idle and request.certificate is None:
            return idle.pop()
        return Transfer(
            request.method,
            self._guard.check_address,
            self._ca_file,
            http2=self._http2,
            proxy=self.proxy,
            certificate=request.certificate,
        )

    def _put_back(self, transfer: Transfer) -> None:
        if self._closed or transfer.certificate is not None:
            transfer.handle.close()
        else:
            self._idle[transfer.method].append(transfer)


def _can_be_sent(header_lines: Sequence[str]) -> bool:
    """Whether no field can inject another."""
    text = "".join(header_lines)
    return text.isascii() and (text.isprintable() or text.replace("\t", " ").isprintable())


def _finish(sending: Sending, exchange: Exchange) -> None:
    done, sending.done, sending.cancel_step = sending.done, None, None
    if done is not None:
        done(exchange)


def _failed(refusal: Refusal, dns_seconds: float = 0.0) -> Exchange:
    """The exchange that never left."""
    spent_us = _micros(dns_seconds)
    return Exchange(None, refusal.error, refusal.sentence, Phases(dns_us=spent_us, total_us=spent_us))


def _micros(seconds: float) -> int:
    return int(seconds * 1_000_000)
