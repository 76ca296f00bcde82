"""How often a caller without a key may be wrong.

Each network has a purse of tries that fills again by and by; a wrong try costs one. Who has none left is refused
before anything is looked up. A right try costs nothing. Each process counts for itself: however many there are, their
tries together are nothing against 256 random bits.
"""

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from bellhop.clock import Clock
from bellhop.errors import RateLimitedError

_MOST_NETWORKS = 10_000
_IPV6_NETWORK_BITS = 64  # what one customer of a provider has at least


@dataclass(slots=True)
class _Purse:
    tries: float
    filled: float  # seconds since the epoch


class Guesses:
    """Counts wrong tries by network: `burst` at once, and `per_minute` more each minute."""

    def __init__(self, clock: Clock, *, burst: int = 60, per_minute: int = 60) -> None:
        self._clock = clock
        self._burst = burst
        self._per_second = per_minute / 60
        self._purses: OrderedDict[str, _Purse] = OrderedDict()

    def take(self, address: str | None) -> None:
        """Count a try before it is known to be right; raises `RateLimitedError` where too many were wrong."""
        purse = self._purse(address)
        if purse.tries < 1:
            wait = max(1, ceil((1 - purse.tries) / self._per_second))
            detail = f"Too many wrong tries from your network; wait {wait} s."
            raise RateLimitedError(detail, headers={"Retry-After": str(wait)})
        purse.tries -= 1

    def give_back(self, address: str | None) -> None:
        """Take back what a right try cost."""
        purse = self._purse(address)
        purse.tries = min(self._burst, purse.tries + 1)

    def _purse(self, address: str | None) -> _Purse:
        network, now = _network(address), self._clock.now().timestamp()
        purse = self._purses.get(network)
        if purse is None:
            purse = self._purses[network] = _Purse(self._burst, now)
            if len(self._purses) > _MOST_NETWORKS:
                self._purses.popitem(last=False)  # whoever has been quiet for longest
        self._purses.move_to_end(network)
        purse.tries = min(self._burst, purse.tries + max(0.0, now - purse.filled) * self._per_second)
        purse.filled = now
        return purse


def _network(address: str | None) -> str:
    """Who counts as one: an IPv4 address, the /64 of an IPv6 address, everybody whose address is not known."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ip_network((parsed.packed, _IPV6_NETWORK_BITS), strict=False))
    return str(parsed)
