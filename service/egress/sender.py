"""The way out: one request to an address that was checked, within one deadline, and never an exception for it."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from service.clock import monotonic_seconds
from service.domain.outcome import ErrorClass
from service.domain.url import Url
from service.egress.exchange import Exchange, Phases, Request
from service.egress.guard import Guard, Refusal
from service.egress.multi import Multi
from service.egress.resolver import Resolver
from service.egress.route import Route, Routes
from service.egress.transfer import Transfer
from service.egress.trust import system_ca_file

__all__ = ["Exchange", "Phases", "Request", "Sender"]

_MAX_IDLE_CONNECTIONS = 1024
_CONNECT_SECONDS = 3.0  # for one address, when there are others
_UNREACHED = frozenset(
    {
        ErrorClass.CONNECT_REFUSED,
        ErrorClass.CONNECT_FAILED,
        ErrorClass.CONNECT_TIMEOUT,
        ErrorClass.TLS_TIMEOUT,
    }
)
_BAD_HEADER = Refusal(ErrorClass.INTERNAL, "a header has a character that cannot be sent")
_LATE_NAME = Refusal(ErrorClass.DNS_TIMEOUT, "the time was over when the name was resolved")


class Sender:
    """Sends requests on the event loop it was made on; connections and TLS sessions are kept and used again.

    A connection belongs to a scheme, host and port, never to a tenant: nothing of a caller sticks to it (no cookies,
    no connection-bound authentication, no client certificate).
    """

    def __init__(
        self,
        guard: Guard,
        resolver: Resolver,
        *,
        ca_file: Path | None = None,
        http2: bool = False,
        max_idle_connections: int = _MAX_IDLE_CONNECTIONS,
    ) -> None:
        self._guard = guard
        self._ca_file = str(ca_file) if ca_file is not None else system_ca_file()
        self._http2 = http2
        self._multi = Multi(max_idle_connections=max_idle_connections)
        self._idle: dict[str, list[Transfer]] = {"POST": [], "GET": []}
        self._routes = Routes(guard, resolver)
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
        """Send it; whatever the URL, the network or the receiver do comes back as an exchange.

        Raises `ValueError` for a method other than GET and POST, and `RuntimeError` after `close`.
        """
        if self._closed:
            message = "the sender is closed"
            raise RuntimeError(message)
        began = monotonic_seconds()
        url = self._guard.check_url(request.url)
        if isinstance(url, Refusal):
            return _failed(url)
        lines = _header_lines(request.headers)
        if lines is None:
            return _failed(_BAD_HEADER)
        route = self._routes.known(url) or await self._routes.find(url, request.tenant_id, request.timeout_seconds)
        dns_seconds = monotonic_seconds() - began
        if isinstance(route, Refusal):
            return _failed(route, dns_seconds)
        transfer = self._take(request.method)
        transfer.load(url.text, lines, request.body)
        exchange = await self._try_addresses(
            transfer, url, route, began=began, timeout_seconds=request.timeout_seconds, dns_seconds=dns_seconds
        )
        self._put_back(transfer)
        return exchange

    async def _try_addresses(
        self, transfer: Transfer, url: Url, route: Route, *, began: float, timeout_seconds: float, dns_seconds: float
    ) -> Exchange:
        """The exchange with the first address that takes the connection; the last one gets all the time left."""
        exchange = None
        for position, address in enumerate(route.addresses):
            before_seconds = monotonic_seconds() - began
            left_seconds = timeout_seconds - before_seconds
            if left_seconds <= 0:
                break
            candidates = len(route.addresses) - position
            connect_seconds = left_seconds if candidates == 1 else min(_CONNECT_SECONDS, left_seconds / candidates)
            transfer.aim(route.connect_to[position], timeout_seconds=left_seconds, connect_seconds=connect_seconds)
            code, message = await self._run(transfer)
            exchange = transfer.verdict(code, message, dns_us=_micros(dns_seconds), before_us=_micros(before_seconds))
            if exchange.error not in _UNREACHED:
                if position:
                    self._routes.prefer(url, route, address)
                break
        return exchange or _failed(_LATE_NAME, dns_seconds)

    def _take(self, method: str) -> Transfer:
        idle = self._idle.get(method)
        return idle.pop() if idle else Transfer(method, self._guard.check_address, self._ca_file, http2=self._http2)

    def _put_back(self, transfer: Transfer) -> None:
        if self._closed:
            transfer.handle.close()
        else:
            self._idle[transfer.method].append(transfer)

    async def _run(self, transfer: Transfer) -> tuple[int, str]:
        """The code and message of libcurl at the end; a caller that is cancelled takes the connection down with it."""
        ended: asyncio.Future[tuple[int, str]] = asyncio.get_running_loop().create_future()
        self._multi.start(transfer.handle, lambda code, message: ended.set_result((code, message)))
        try:
            return await ended
        except asyncio.CancelledError:
            self._multi.cancel(transfer.handle)
            transfer.handle.close()
            raise


def _header_lines(headers: Sequence[tuple[str, str]]) -> list[str] | None:
    """The header fields as libcurl takes them, or None when one could inject another.

    Without the last one libcurl would wait for a 100 before it sends a large body.
    """
    lines = [f"{name}: {value}" if value else f"{name};" for name, value in headers]
    text = "".join(lines)
    if not (text.isascii() and text.isprintable()):
        return None
    lines.append("Expect:")
    return lines


def _failed(refusal: Refusal, dns_seconds: float = 0.0) -> Exchange:
    """The exchange that never left."""
    spent_us = _micros(dns_seconds)
    return Exchange(None, refusal.error, refusal.sentence, Phases(dns_us=spent_us, total_us=spent_us))


def _micros(seconds: float) -> int:
    return int(seconds * 1_000_000)
