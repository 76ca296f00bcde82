"""What is special about a connection of the pool."""

import asyncio
import itertools
import secrets
import socket
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import asyncpg

_NAMES = itertools.count()
_MINE = secrets.token_hex(6)
_PROBES = (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3))  # where the system has them: tcp(7)


class _NotAsked(NamedTuple):
    """Stands for the statement that would have asked; a name means that no other statement was lost by it."""

    name: str = "kept"


class KnownTypes:
    """The types that the connections of one pool have read from the catalog, by their oid, with all they are made of.

    Each new connection would read those of each statement again, by a query of 5 ms: six times before it has written
    one event, and many connections are opened just when there is much to do.
    """

    def __init__(self) -> None:
        self._known: dict[int, Sequence[Any]] = {}

    def find(self, oids: Iterable[int]) -> list[Any] | None:
        """What makes up these types, parts first; None where one of them is new."""
        found: dict[int, Any] = {}
        for oid in oids:
            if oid not in self._known:
                return None
            found |= {each["oid"]: each for each in self._known[oid] if each["oid"] not in found}
        return list(found.values())

    def keep(self, oids: Iterable[int], types: Sequence[Any]) -> None:
        """Remember what makes up these types."""
        self._known |= dict.fromkeys(oids, types)

    def forget(self) -> None:
        """Another server, or another version of the schema, may answer from here on."""
        self._known.clear()


def connection_class(types: KnownTypes) -> "type[asyncpg.Connection[asyncpg.Record]]":
    """Connections of one pool, which share what they know of its types.

    Their prepared statements have names that no other process gives. Should a bouncer that nobody knew of mix
    connections up, a name is then missing or the right statement, never another one: asyncpg counts from 1 in every
    process.
    """

    class Connection(asyncpg.Connection):
        def __init__(self, protocol: Any, transport: asyncio.Transport, *rest: Any) -> None:
            super().__init__(protocol, transport, *rest)
            _keep_alive(transport)

        def _get_unique_id(self, prefix: str) -> str:
            return f"bellhop_{prefix}_{_MINE}_{next(_NAMES):x}"

        async def _introspect_types(self, typeoids: Iterable[int], *options: Any) -> Any:
            oids = list(typeoids)
            known = types.find(oids)
            if known is not None:
                return known, _NotAsked()
            found, statement = await super()._introspect_types(oids, *options)  # type: ignore[misc]
            types.keep(oids, found)
            return found, statement

        async def reload_schema_state(self) -> None:
            types.forget()
            await super().reload_schema_state()

    return Connection


def _keep_alive(transport: asyncio.Transport) -> None:
    """Let the kernel ask after a minute of rest whether the server is there: what stands between forgets who is quiet.

    A statement on a connection that was forgotten would wait until its time is over.
    """
    made: socket.socket | None = transport.get_extra_info("socket")
    if made is None or made.family not in (socket.AF_INET, socket.AF_INET6):
        return
    made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _PROBES:
        if hasattr(socket, name):
            made.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
