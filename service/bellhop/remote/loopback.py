"""Addresses of this machine: what a command may forward to without being told that it may leave."""

import ipaddress
import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

_LOCAL_NAME = "localhost"


def is_loopback(host: str) -> bool:
    """Whether a host of a URL is this machine by its spelling alone: `localhost`, 127.0.0.0/8 or ::1."""
    if host.rstrip(".").lower() == _LOCAL_NAME:
        return True
    address = _address(host)
    return address is not None and _is_own(address)


def may_forward_to(host: str) -> bool:
    """Whether a host is this machine, or a name whose addresses `LoopbackResolver` will judge.

    What looks like an address is dialled without being resolved, in spellings that only the system knows as well
    (`2130706433`): those have to be plain.
    """
    looks_like_address = ":" in host or host.replace(".", "").isdigit()
    return is_loopback(host) or not looks_like_address


class LoopbackResolver(AbstractResolver):
    """Resolves names to addresses of this machine and to no others: what it gives is what is dialled."""

    def __init__(self) -> None:
        self._system = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The loopback addresses of a name; raises `OSError` when it has none."""
        found = await self._system.resolve(host, port, family)
        own = [each for each in found if (address := _address(each["host"])) is not None and _is_own(address)]
        if not own:
            message = f"{host} is not an address of this machine; --allow-external forwards to others"
            raise OSError(None, message)
        return own

    async def close(self) -> None:
        """End it."""
        await self._system.close()


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None


def _is_own(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)
