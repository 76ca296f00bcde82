"""A real, migrated database for every test.

The server: `BELLHOP_TEST_DATABASE_URL`, else what `--pg` names: `embedded` (PostgreSQL 18 of the wheel, the default),
`embedded16`, or `container` (needs a Docker engine). One template database is migrated per run of the suite, each
test gets a copy.
"""

import asyncio
import os
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from service.clock import ManualClock
from service.store import migrate
from service.store.database import Database, Store

T = TypeVar("T")

_PREFIX = "bellhop_test"
_LEFTOVER_AFTER_SECONDS = 3600
_LOCK_KEY = 0x74657374
_RUN = pytest.StashKey[str]()


def run_apart(work: Callable[[], Awaitable[T]]) -> T:
    """Run a coroutine to its end in a loop of its own, whatever loop the test has."""

    async def call() -> T:
        return await work()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(call())).result()


def with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


async def _sweep(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Drop what killed runs left behind: the name tells when the run began."""
    for row in await connection.fetch("SELECT datname FROM pg_database WHERE datname LIKE $1", f"{_PREFIX}_%"):
        began = row["datname"].split("_")[2]
        if began.isdigit() and time.time() - int(began) > _LEFTOVER_AFTER_SECONDS:
            await connection.execute(f"DROP DATABASE IF EXISTS {row['datname']} WITH (FORCE)")


async def _make_template(server: str, template: str) -> None:
    """Migrate the template of this run, once, whichever worker comes first."""
    connection = await asyncpg.connect(server)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", _LOCK_KEY)
        if await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", template):
            return
        await _sweep(connection)
        building = f"{template}_building"
        await connection.execute(f"CREATE DATABASE {building}")
        fresh = await asyncpg.connect(with_database(server, building))
        try:
            await migrate.migrate(fresh)
        finally:
            await fresh.close()
        await connection.execute(f"ALTER DATABASE {building} RENAME TO {template}")
    finally:
        await connection.close()


async def _copy(server: str, template: str, name: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        await connection.execute(f"ALTER ROLE CURRENT_USER IN DATABASE {name} SET search_path = {migrate.CELLS[0]}")
    finally:
        await connection.close()


async def _drop(server: str, name: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    finally:
        await connection.close()


def pytest_configure(config: pytest.Config) -> None:
    """Name the run: the same name in every xdist worker, which the controller hands to them."""
    given = getattr(config, "workerinput", {}).get("bellhop_run")
    config.stash[_RUN] = given or f"{int(time.time())}_{secrets.token_hex(4)}"


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["bellhop_run"] = node.config.stash[_RUN]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Drop the template, in the process that outlives all others."""
    url = os.environ.get("BELLHOP_TEST_DATABASE_URL")
    if url and not hasattr(session.config, "workerinput"):
        run_apart(lambda: _drop(url, _template_name(session.config)))


def _template_name(config: pytest.Config) -> str:
    return f"{_PREFIX}_{config.stash[_RUN]}_template"


@pytest.fixture(scope="session")
def server_url() -> str:
    """A database of the test server from which others can be created."""
    return os.environ["BELLHOP_TEST_DATABASE_URL"]


@pytest.fixture(scope="session")
def template_database(server_url: str, pytestconfig: pytest.Config) -> str:
    """The name of this run's migrated template."""
    template = _template_name(pytestconfig)
    run_apart(lambda: _make_template(server_url, template))
    return template


@pytest.fixture(scope="session")
def make_database(
    server_url: str, pytestconfig: pytest.Config, template_database: str
) -> Callable[[], AbstractContextManager[str]]:
    """Makes fresh, migrated databases, each for as long as its block lasts."""

    @contextmanager
    def make() -> Iterator[str]:
        name = f"{_PREFIX}_{pytestconfig.stash[_RUN]}_{secrets.token_hex(4)}"
        run_apart(lambda: _copy(server_url, template_database, name))
        yield with_database(server_url, name)
        run_apart(lambda: _drop(server_url, name))

    return make


@pytest.fixture
def database_url(make_database: Callable[[], AbstractContextManager[str]]) -> Iterator[str]:
    """A fresh, migrated database of the test's own, dropped afterwards."""
    with make_database() as url:
        yield url


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """A `Store` on the test's database; directory and cell share it."""
    database = await Database.connect(database_url, min_size=1, max_size=8)
    yield Store(directory=database, cells=(database,))
    await database.close()


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands at the moment the test began."""
    return ManualClock(datetime.now(UTC))
