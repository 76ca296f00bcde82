"""From a checked URL to the checked addresses behind it, in the form that libcurl takes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bellhop.clock import monotonic_seconds
from bellhop.domain.address import IpAddress, bracketed
from bellhop.domain.outcome import ErrorClass
from bellhop.domain.url import Url
from bellhop.egress.guard import Guard, Refusal, known_addresses
from bellhop.egress.resolver import Resolution, Resolver

_ROUTES_KEPT = 32_768
_MOST_ADDRESSES = 8  # libcurl has six under way at once; after that it lets go of the oldest


@dataclass(frozen=True, slots=True)
class Route:
    """Addresses that may be dialled for one host and port, the one to begin with first.

    libcurl dials them as RFC 8305 has it: the next one after 200 ms in which none took the connection, or at once when
    all before it refused; the first one that takes it wins, and the whole time that is left is for TLS. (It begins with
    IPv6 whatever the order; see `_led_by`.)

    `connect_to` is for libcurl's `CONNECT_TO`: whatever the URL's host, the connection belongs to the first address, by
    which it is found again. `names` is for its `RESOLVE` where there are others: what that address stands for. Both
    are addresses, so libcurl has no name to look up.
    """

    addresses: tuple[IpAddress, ...]
    connect_to: tuple[str]
    first: str
    names: str | None

    @classmethod
    def of(cls, addresses: Sequence[IpAddress], port: int) -> "Route":
        """The route over these addresses."""
        texts = [bracketed(str(each)) for each in addresses]
        first = f"{texts[0]}:{port}"
        return cls(tuple(addresses), (f"::{first}",), first, f"{first}:{','.join(texts)}" if texts[1:] else None)


class Routes:
    """Finds routes and remembers them as long as the name's addresses are good."""

    def __init__(self, guard: Guard, resolver: Resolver, *, ipv4_first: bool = False) -> None:
        """`ipv4_first`: behind a proxy, of which this machine's own order of addresses says nothing."""
        self._guard = guard
        self._ipv4_first = ipv4_first
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
        """Begin with this address from now on: it took the connection before those that stood before it."""
        self._replace(url, route, _led_by(address, route.addresses))

    def put_off(self, url: Url, route: Route, address: IpAddress | None) -> None:
        """Begin with another address next time: no answer came from this one (None: from none at all).

        Where there is no other, all that the name has are tried anew.
        """
        others = [each for each in route.addresses if each != address]
        if address is not None and others:
            self._replace(url, route, _led_by(others[0], others))
        elif self._is_current(url, route):
            del self._kept[url.host, url.port]

    def after(self, url: Url, route: Route) -> Route | None:
        """The route without its first address, to which the proxy finds no way; None where that was the last."""
        others = route.addresses[1:]
        if not others:
            return None
        following = Route.of(others, url.port)
        if self._is_current(url, route):
            self._keep(url, following, self._kept[url.host, url.port][0])
        return following

    def _replace(self, url: Url, route: Route, addresses: Sequence[IpAddress]) -> None:
        if self._is_current(url, route):
            self._keep(url, Route.of(addresses, url.port), self._kept[url.host, url.port][0])

    def _is_current(self, url: Url, route: Route) -> bool:
        """Whether nobody has learnt anything else since this route was given out."""
        kept = self._kept.get((url.host, url.port))
        return kept is not None and kept[1] is route

    def _conclude(self, url: Url, resolution: Resolution) -> Route | Refusal:
        if not resolution.addresses:
            error = ErrorClass.DNS_TIMEOUT if resolution.timed_out else ErrorClass.DNS_FAILED
            return Refusal(error, resolution.problem)
        return self._keep(url, self._choose(url, resolution.addresses), resolution.expires)

    def _choose(self, url: Url, addresses: Sequence[IpAddress]) -> Route | Refusal:
        """Only addresses that pass are ever dialled; a name that has none but others is blocked."""
        reasons = {address: self._guard.refuse_address(address) for address in addresses}
        passed = _by_turns([address for address, reason in reasons.items() if reason is None])
        if not passed:
            return Refusal(ErrorClass.BLOCKED_ADDRESS, f"{url.host}: {next(iter(reasons.values()))}")
        if self._ipv4_first:
            passed.sort(key=lambda address: address.version)
        _, last = self._kept.get((url.host, url.port), (0.0, None))
        if isinstance(last, Route) and last.addresses[0] in passed:
            passed = _led_by(last.addresses[0], passed)
        return Route.of(passed, url.port)

    def _keep(self, url: Url, route: Route | Refusal, expires: float) -> Route | Refusal:
        if len(self._kept) >= _ROUTES_KEPT:
            self._kept.clear()
        self._kept[url.host, url.port] = (expires, route)
        return route


def _by_turns(addresses: Sequence[IpAddress]) -> list[IpAddress]:
    """As many as are tried, from both families by turns (RFC 8305 §4): one family may not work here at all."""
    ours = [each for each in addresses if each.version == addresses[0].version]
    others = [each for each in addresses if each.version != addresses[0].version]
    return [each for pair in zip_longest(ours, others) for each in pair if each is not None][:_MOST_ADDRESSES]


def _led_by(address: IpAddress, addresses: Sequence[IpAddress]) -> list[IpAddress]:
    """The addresses with this one first; behind IPv4 no IPv6, with which libcurl would begin."""
    others = [each for each in addresses if each != address and (each.version == 4 or address.version != 4)]  # noqa: PLR2004 - IPv4
    return [address, *others]
