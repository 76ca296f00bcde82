"""Names to addresses: c-ares on its own thread, never a pool of threads that a dead name server can fill.

(libcurl's resolver is twenty threads for the process: ten names whose servers never answer stop every new host.)
Answers are kept for their time to live, within bounds; requests for one name share one look-up; and one tenant has
only so many look-ups under way, so that its dead names wait for each other and for nobody else.

A name is absolute, as if it ended with a dot: the search list of the machine (`search`, `domain`, `ndots` of
resolv.conf, `LOCALDOMAIN`, `RES_OPTIONS`) and `HOSTALIASES` are for people at this machine. Applied to a tenant's
host, they would lead its requests to another host. /etc/hosts gives addresses to whole names and is read.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import aiodns
import pycares

from bellhop.clock import monotonic_seconds
from bellhop.domain.address import IpAddress, parse_address

_SHORTEST_TTL_SECONDS = 5.0
_LONGEST_TTL_SECONDS = 300.0
_UNKNOWN_NAME_SECONDS = 5.0
_TRY_SECONDS = 2.0
_TRIES = 3
# Giving flags takes c-ares' own default away, which is EDNS: without it long answers would come over TCP.
_FLAGS = pycares.ARES_FLAG_NOSEARCH | pycares.ARES_FLAG_NOALIASES | pycares.ARES_FLAG_EDNS
_NO_SUCH_NAME = frozenset({pycares.errno.ARES_ENOTFOUND, pycares.errno.ARES_ENODATA, pycares.errno.ARES_EBADNAME})
_NO_ANSWER = frozenset({pycares.errno.ARES_ETIMEOUT, pycares.errno.ARES_ECANCELLED})


@dataclass(frozen=True, slots=True, eq=False)
class Resolution:
    """What a look-up found: addresses, or none and why.

    `timed_out` tells silence from an answer that says no; `expires` is when to ask again (`monotonic_seconds`).
    """

    addresses: tuple[IpAddress, ...]
    problem: str = ""
    timed_out: bool = False
    expires: float = 0.0


@dataclass(slots=True)
class _Lane:
    """One tenant's turn at looking up."""

    turns: asyncio.Semaphore
    users: int = 0


class Resolver:
    """Looks names up; made and used on one event loop."""

    def __init__(
        self,
        nameservers: Sequence[str] | None = None,
        *,
        max_names: int = 32_768,
        max_lookups_per_tenant: int = 16,
        try_seconds: float = _TRY_SECONDS,
        tries: int = _TRIES,
    ) -> None:
        """`nameservers` are `address` or `address:port`; None: those of the system."""
        self._channel = aiodns.DNSResolver(
            nameservers, asyncio.get_running_loop(), flags=_FLAGS, timeout=try_seconds, tries=tries
        )
        self._max_names = max_names
        self._max_lookups_per_tenant = max_lookups_per_tenant
        self._kept: OrderedDict[str, Resolution] = OrderedDict()
        self._lookups: dict[str, asyncio.Task[Resolution]] = {}
        self._lanes: dict[str, _Lane] = {}

    async def close(self) -> None:
        """End the look-ups under way; their waiters get an answer without addresses."""
        await self._channel.close()
        if self._lookups:
            await asyncio.wait(self._lookups.values())

    def known(self, name: str) -> Resolution | None:
        """What is still fresh about a name, without asking anybody."""
        kept = self._kept.get(name)
        return kept if kept is not None and kept.expires > monotonic_seconds() else None

    async def resolve(self, name: str, *, tenant_id: str, timeout_seconds: float) -> Resolution:
        """The addresses of `name`, in the order to try them; waits for at most `timeout_seconds`."""
        try:
            async with asyncio.timeout(timeout_seconds):
                return await self._wait(name, tenant_id)
        except TimeoutError:
            return Resolution((), f"no name server answered for {name} in time", timed_out=True)

    async def _wait(self, name: str, tenant_id: str) -> Resolution:
        lane = self._lanes.setdefault(tenant_id, _Lane(asyncio.Semaphore(self._max_lookups_per_tenant)))
        lane.users += 1
        try:
            async with lane.turns:
                known = self.known(name)
                return known if known is not None else await asyncio.shield(self._lookup(name))
        finally:
            lane.users -= 1
            if not lane.users:
                self._lanes.pop(tenant_id, None)

    def _lookup(self, name: str) -> "asyncio.Task[Resolution]":
        task = self._lookups.get(name)
        if task is None:
            task = self._lookups[name] = asyncio.create_task(self._ask(name))
            task.add_done_callback(lambda _task: self._lookups.pop(name, None))
        return task

    async def _ask(self, name: str) -> Resolution:
        try:
            found = await self._channel.getaddrinfo(name, type=1)
        except aiodns.error.DNSError as error:
            return self._failed(name, error)
        except asyncio.CancelledError:
            return Resolution((), f"the look-up of {name} was ended", timed_out=True)
        addresses = tuple(dict.fromkeys(each for node in found.nodes if (each := parse_address(_text(node.addr[0])))))
        ttl = min((node.ttl for node in found.nodes), default=0)
        return self._keep(name, addresses, min(max(ttl, _SHORTEST_TTL_SECONDS), _LONGEST_TTL_SECONDS))

    def _failed(self, name: str, error: aiodns.error.DNSError) -> Resolution:
        number = error.args[0] if error.args else None
        if number in _NO_SUCH_NAME:
            return self._keep(name, (), _UNKNOWN_NAME_SECONDS)
        if number in _NO_ANSWER:
            return Resolution((), f"no name server answered for {name}", timed_out=True)
        return Resolution((), f"the name server could not resolve {name} ({error.args[-1] if error.args else error})")

    def _keep(self, name: str, addresses: tuple[IpAddress, ...], seconds: float) -> Resolution:
        problem = "" if addresses else f"there is no host {name}"
        resolution = self._kept[name] = Resolution(addresses, problem, expires=monotonic_seconds() + seconds)
        self._kept.move_to_end(name)
        while len(self._kept) > self._max_names:
            self._kept.popitem(last=False)
        return resolution


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
