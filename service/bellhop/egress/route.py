"""From a checked URL to the checked addresses behind it, in the form that libcurl takes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bellhop.clock import monotonic_seconds
from bellhop.domain.address import IpAddress
from bellhop.domain.outcome import ErrorClass
from bellhop.domain.url import Url
from bellhop.egress.guard import Guard, Refusal, known_addresses
from bellhop.egress.resolver import Resolution, Resolver

_ROUTES_KEPT = 32_768
_MOST_ADDRESSES = 8


@dataclass(frozen=True, slots=True)
class Route:
    """Addresses that may be dialled for one host and port, in the order to try them.

    `connect_to` has a line for libcurl's `CONNECT_TO` for each: whatever the URL's host, dial this address. (With
    `RESOLVE` libcurl keeps every host in a table of its own that it walks at the end of each transfer: measured with
    28,000 hosts, 3.0 ms of CPU a request instead of 0.3.)
    """

    addresses: tuple[IpAddress, ...]
    connect_to: tuple[tuple[str], ...]

    @classmethod
    def of(cls, addresses: Sequence[IpAddress], port: int) -> "Route":
        """The route over these addresses."""
        return cls(tuple(addresses), tuple((f"::{_bracketed(str(each))}:{port}",) for each in addresses))


class Routes:
    """Finds routes and remembers them as long as the name's addresses are good."""

    def __init__(self, guard: Guard, resolver: Resolver) -> None:
        self._guard = guard
        self._resolver = resolver
        self._kept: dict[tuple[str, int], tuple[float, Route | Refusal]] = {}

    def known(self, url: Url) -> Route | Refusal | None:
        """The route, when it can be told without waiting for a look-up."""
        kept = self._kept.get((url.host, url.port))
        if kept is not None and kept[0] > monotonic_seconds():
            return kept[1]
        addresses = known_addresses(url)
        if addresses:
            return self._keep(url, self._choose(url, addresses), math.inf)
        resolution = self._resolver.known(url.host)
        return None if resolution is None else self._conclude(url, resolution)

    async def find(self, url: Url, tenant_id: str, timeout_seconds: float) -> Route | Refusal:
        """The route after a look-up, or why there is none."""
        resolution = await self._resolver.resolve(url.host, tenant_id=tenant_id, timeout_seconds=timeout_seconds)
        return self._conclude(url, resolution)

    def prefer(self, url: Url, route: Route, address: IpAddress) -> None:
        """Try this address first from now on: it took the connection after others had not."""
        kept = self._kept.get((url.host, url.port))
        if kept is not None and kept[1] is route:
            self._keep(url, Route.of(_first(address, route.addresses), url.port), kept[0])

    def _conclude(self, url: Url, resolution: Resolution) -> Route | Refusal:
        if not resolution.addresses:
            error = ErrorClass.DNS_TIMEOUT if resolution.timed_out else ErrorClass.DNS_FAILED
            return Refusal(error, resolution.problem)
        return self._keep(url, self._choose(url, resolution.addresses), resolution.expires)

    def _choose(self, url: Url, addresses: Sequence[IpAddress]) -> Route | Refusal:
        """Only addresses that pass are ever dialled; a name that has none but others is blocked."""
        reasons = {address: self._guard.refuse_address(address) for address in addresses}
        passed = [address for address, reason in reasons.items() if reason is None][:_MOST_ADDRESSES]
        if not passed:
            return Refusal(ErrorClass.BLOCKED_ADDRESS, f"{url.host}: {next(iter(reasons.values()))}")
        _, last = self._kept.get((url.host, url.port), (0.0, None))
        if isinstance(last, Route) and last.addresses[0] in passed:
            passed = _first(last.addresses[0], passed)
        return Route.of(passed, url.port)

    def _keep(self, url: Url, route: Route | Refusal, expires: float) -> Route | Refusal:
        if len(self._kept) >= _ROUTES_KEPT:
            self._kept.clear()
        self._kept[url.host, url.port] = (expires, route)
        return route


def _first(address: IpAddress, addresses: Sequence[IpAddress]) -> list[IpAddress]:
    return [address, *(each for each in addresses if each != address)]


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
