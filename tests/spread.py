"""Databases on a Citus: a coordinator and its workers, with each cell as a distributed schema.

A database of Citus is one of the same name on every node. A copy of a template is therefore one on every node: what
Citus knows of its tables stands in tables of the database, and goes along.
"""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from bellhop.store import migrate

T = TypeVar("T")

_PREFIX = "bellhop_test"
_KNOWN: dict[str, list["Node"]] = {}


class Node(NamedTuple):
    """One server of a Citus; group 0 is the coordinator."""

    url: str
    host: str
    port: int
    group: int


def run_apart(work: Callable[[], Awaitable[T]]) -> T:
    """Run a coroutine to its end in a loop of its own, whatever loop the test has."""

    async def call() -> T:
        return await work()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(call())).result()


def with_database(url: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@contextmanager
def database(server: str) -> Iterator[str]:
    """A migrated database on the Citus whose coordinator is named, for as long as the block lasts."""
    name = f"{_PREFIX}_{int(time.time())}_{secrets.token_hex(4)}"
    nodes = run_apart(lambda: nodes_of(server))
    run_apart(lambda: make(nodes, name))
    yield with_database(server, name)
    run_apart(lambda: drop(nodes, name))


async def nodes_of(server: str) -> list[Node]:
    """The nodes of a Citus by a database of its coordinator, which comes first; none where Postgres is alone."""
    if server not in _KNOWN:
        connection = await asyncpg.connect(server)
        try:
            spreads = await connection.fetchval("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')")
            statement = "SELECT nodename, nodeport, groupid FROM pg_dist_node ORDER BY groupid"
            rows = await connection.fetch(statement) if spreads else []
        finally:
            await connection.close()
        _KNOWN[server] = [
            Node(_at(server, host, port) if group else server, host, port, group) for host, port, group in rows
        ]
    return _KNOWN[server]


async def make(nodes: list[Node], name: str) -> None:
    """Make a database on every node, join the nodes, and migrate: a cell is distributed as it is made."""
    for node in nodes:
        await _run(node.url, f"CREATE DATABASE {name} TEMPLATE template0")
        await _run(with_database(node.url, name), "CREATE EXTENSION citus")
    coordinator = with_database(nodes[0].url, name)
    await _run(
        coordinator,
        f"SELECT citus_set_coordinator_host('{nodes[0].host}', {nodes[0].port})",
        *(f"SELECT citus_add_node('{each.host}', {each.port})" for each in nodes[1:]),
        _distribute_in(name),
    )
    await _migrate(coordinator)


async def copy(nodes: list[Node], name: str, template: str) -> None:
    """Make a copy of a database on every node, with what is set for it and for the role in it, which a copy lacks."""
    made = f"CREATE DATABASE {name} TEMPLATE {template}"
    await asyncio.gather(*(_unless_in_use(node, made, template) for node in nodes))
    coordinator = with_database(nodes[0].url, name)
    await _run(coordinator, _distribute_in(name))
    await _migrate(coordinator)


async def drop(nodes: list[Node], name: str) -> None:
    """Drop a database on every node."""
    await asyncio.gather(
        *(_unless_in_use(node, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", name) for node in nodes)
    )


async def _unless_in_use(node: Node, statement: str, used: str) -> None:
    """Run it as soon as nobody uses this database."""
    connection = await asyncpg.connect(node.url)
    try:
        for _ in range(100):
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", used
            )  # its daemon, which begins again by itself
            try:
                await connection.execute(statement)
            except asyncpg.ObjectInUseError:
                await asyncio.sleep(0.1)
            else:
                return
        message = f"{used} is always in use on {node.host}:{node.port}"
        raise AssertionError(message)
    finally:
        await connection.close()


async def _end_prepared(node: Node, name: str) -> None:
    """Roll back what a killed service left prepared: Citus would do so within a minute, where its daemon may live."""
    connection = await asyncpg.connect(with_database(node.url, name))
    try:
        for prepared in await connection.fetch("SELECT gid FROM pg_prepared_xacts WHERE database = $1", name):
            await connection.execute(f"ROLLBACK PREPARED '{prepared['gid']}'")
    finally:
        await connection.close()


def _distribute_in(name: str) -> str:
    """Let every schema that is made in a database be a distributed one."""
    return f"ALTER DATABASE {name} SET citus.enable_schema_based_sharding = on"


async def _migrate(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await migrate.migrate(connection)
    finally:
        await connection.close()


async def _run(url: str, *texts: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for text in texts:
            await connection.execute(text)
    finally:
        await connection.close()


def _at(server: str, host: str, port: int) -> str:
    parts = urlsplit(server)
    user, at, _ = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user}{at}{host}:{port}"))
