"""A real, migrated database for every test.

The server: `BELLHOP_TEST_DATABASE_URL`, else what `--pg` names: `embedded` (PostgreSQL 18 of the wheel, the default),
`embedded16` (the wheel's other server), or `container` (needs a Docker engine). It is started once per run of the suite
and shared by the workers. One template database is migrated per run; each test gets a copy. Where the URL is that of a
Citus, the cell of each is a distributed schema (tests/spread.py). `--cells`, else `BELLHOP_TEST_CELLS`, is how many
cells there are in each (tests/cells.py).
"""

import fcntl
import gc
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from bellhop.clock import ManualClock
from bellhop.store import migrate
from bellhop.store.embedded import EmbeddedPostgres
from bellhop.store.store import Store
from tests import cells, chromium, spread
from tests.receiver import Receiver, receiver
from tests.spread import run_apart, with_database

_PREFIX = "bellhop_test"
_IN_USE = "in-use.lock"
_FOLDERS = "bellhop-test-"
_CONTAINER_IMAGE = "postgres:15"
_CONTAINER_CONNECTIONS = 1000  # as the embedded server of the tests: each worker keeps several services
_MEMORY = Path("/dev/shm")  # noqa: S108 - the run's folder in it is private
_DISK = Path(tempfile.gettempdir())
_MEMORY_BYTES = 2 << 30
_LEFTOVER_AFTER_SECONDS = 3600
_LOCK_KEY = 0x74657374
_RUN = pytest.StashKey[str]()
_URL = pytest.StashKey[str]()
_FOLDER = pytest.StashKey[Path]()
_HELD = pytest.StashKey[int]()
_CONTAINER = pytest.StashKey[Any]()
_INSTALLS = {"embedded": "pginstall18", "embedded16": "pginstall"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pg", choices=(*_INSTALLS, "container"), default="embedded", help="the Postgres to test against")
    several = int(os.environ.get("BELLHOP_TEST_CELLS", "1"))
    parser.addoption("--cells", type=int, default=several, help="how many cells the database of each test has")


@pytest.hookimpl(tryfirst=True)  # before pytest looks where temporary files go
def pytest_configure(config: pytest.Config) -> None:
    """Name the run and, in the process that controls it, find the server that all workers share."""
    given = getattr(config, "workerinput", None)
    if given is not None:
        config.stash[_RUN], config.stash[_URL] = given["bellhop_run"], given["bellhop_url"]
        config.stash[_FOLDER] = Path(given["bellhop_folder"])
        return
    config.stash[_RUN] = f"{int(time.time())}_{secrets.token_hex(4)}"
    config.stash[_FOLDER] = _place() / f"{_FOLDERS}{config.stash[_RUN]}"
    config.stash[_HELD] = _make_folder(config.stash[_FOLDER])
    config.stash[_URL] = os.environ.get("BELLHOP_TEST_DATABASE_URL", "")
    if not config.stash[_URL] and config.getoption("--pg") == "container":
        config.stash[_CONTAINER] = container = _start_container()
        config.stash[_URL] = container.get_connection_url(driver=None)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["bellhop_run"] = node.config.stash[_RUN]
    node.workerinput["bellhop_url"] = node.config.stash[_URL]
    node.workerinput["bellhop_folder"] = str(node.config.stash[_FOLDER])


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage in what is imported to the end of the run: not now, and not again during each test."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest begin first; all others keep their order."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Remove what the run shared, in the process that outlives all others."""
    config = session.config
    if hasattr(config, "workerinput"):
        return
    if (container := config.stash.get(_CONTAINER, None)) is not None:
        container.stop()
    elif url := config.stash[_URL]:
        run_apart(lambda: _drop(url, _template_name(config)))
    shutil.rmtree(config.stash[_FOLDER], ignore_errors=True)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say loudly that the console was not tested, where that is so."""
    skipped = terminalreporter.stats.get("skipped", [])
    if chromium.find() is None and any("tests/console" in each.nodeid for each in skipped):
        terminalreporter.write_line(chromium.INSTALL, red=True, bold=True)


def _start_container() -> Any:
    from docker.errors import DockerException  # noqa: PLC0415 - only who asks for a container needs it
    from testcontainers.community.postgres import PostgresContainer  # noqa: PLC0415

    try:
        return PostgresContainer(_CONTAINER_IMAGE).with_command(f"-c max_connections={_CONTAINER_CONNECTIONS}").start()
    except (DockerException, OSError) as error:
        message = f"--pg=container needs a Docker engine that answers, and there is none: {error}"
        raise pytest.UsageError(message) from error


def _place() -> Path:
    """Where the run's folder lies: in memory where there is room, since a copy of the template is many files."""
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK):
        runs_programs = not os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC
        if runs_programs and shutil.disk_usage(_MEMORY).free > _MEMORY_BYTES:
            return _MEMORY
    return _DISK


def _make_folder(folder: Path) -> int:
    """Make the folder of this run, of its server and of whatever its tests and their programs put in temporary files.

    Returns a descriptor that tells other runs, while it is open, that this one goes on.
    """
    folder.mkdir(mode=0o711)  # the server's user passes through it
    temporary = folder / "tmp"
    temporary.mkdir()
    temporary.chmod(0o1777)  # as /tmp: some tests start servers in it, which run as another user
    os.environ["TMPDIR"] = str(temporary)
    tempfile.tempdir = None  # it is looked up anew
    descriptor = os.open(folder / _IN_USE, os.O_CREAT | os.O_RDWR)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def _template_name(config: pytest.Config) -> str:
    return f"{_PREFIX}_{config.stash[_RUN]}_template"


def _sweep_folders() -> None:
    """Remove the folders of killed runs; a server that still runs in one ends by itself when it is gone."""
    for folder in (*_MEMORY.glob(f"{_FOLDERS}*"), *_DISK.glob(f"{_FOLDERS}*")):
        try:
            descriptor = os.open(folder / _IN_USE, os.O_RDWR)
        except OSError:
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if time.time() - folder.stat().st_mtime > _LEFTOVER_AFTER_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            continue
        finally:
            os.close(descriptor)


async def _sweep_databases(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Drop what killed runs left behind: the name tells when the run began."""
    for row in await connection.fetch("SELECT datname FROM pg_database WHERE datname LIKE $1", f"{_PREFIX}_%"):
        began = row["datname"].split("_")[2]
        if began.isdigit() and time.time() - int(began) > _LEFTOVER_AFTER_SECONDS:
            await connection.execute(f"DROP DATABASE IF EXISTS {row['datname']} WITH (FORCE)")


async def _make_template(server: str, template: str, cell_count: int) -> None:
    """Migrate the template of this run, once, whichever worker comes first."""
    connection = await asyncpg.connect(server)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", _LOCK_KEY)
        if await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", template):
            return
        await _sweep_databases(connection)
        if nodes := await spread.nodes_of(server):
            await spread.make(nodes, template)
            await cells.add(with_database(server, template), cells.others(cell_count))
            return
        building = f"{template}_building"
        await connection.execute(f"CREATE DATABASE {building}")
        fresh = await asyncpg.connect(with_database(server, building))
        try:
            await migrate.migrate(fresh)
        finally:
            await fresh.close()
        await cells.add(with_database(server, building), cells.others(cell_count))
        await connection.execute(f"ALTER DATABASE {building} RENAME TO {template}")
    finally:
        await connection.close()


async def _allow_copies(admin: str) -> None:
    connection = await asyncpg.connect(admin)
    try:
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK_KEY)
            await connection.execute("ALTER ROLE bellhop CREATEDB")
    finally:
        await connection.close()


async def _create(server: str, name: str, template: str = "template0") -> None:
    if template != "template0" and (nodes := await spread.nodes_of(server)):
        await spread.copy(nodes, name, template)
        return
    connection = await asyncpg.connect(server)
    # Two checkpoints, which cost nothing where nothing is flushed, instead of logging each page.
    forgetful = await connection.fetchval("SHOW fsync") == "off"
    try:
        await connection.execute(
            f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY {'file_copy' if forgetful else 'wal_log'}"
        )
        if template != "template0":  # a copy lacks what is set for roles
            for setting, value in {"search_path": migrate.FIRST, **migrate.FOR_ROLE}.items():
                await connection.execute(f"ALTER ROLE CURRENT_USER IN DATABASE {name} SET {setting} = {value}")
    finally:
        await connection.close()


async def _drop(server: str, name: str) -> None:
    if nodes := await spread.nodes_of(server):
        await spread.drop(nodes, name)
        return
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    except (
        asyncpg.InsufficientPrivilegeError
    ):  # autovacuum is at work in it: a plain drop asks that to leave, and waits
        await connection.execute(f"DROP DATABASE IF EXISTS {name}")
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def server_url(pytestconfig: pytest.Config) -> Iterator[str]:
    """A database of the test server, as a role that may create others."""
    if url := pytestconfig.stash[_URL]:
        yield url
        return
    _sweep_folders()
    folder, install = pytestconfig.stash[_FOLDER] / "data", _INSTALLS[pytestconfig.getoption("--pg")]
    embedded = run_apart(lambda: EmbeddedPostgres.start(folder, durable=False, install=install))
    run_apart(lambda: _allow_copies(embedded.admin_url))
    yield embedded.url
    run_apart(embedded.stop)


@pytest.fixture(scope="session")
def cell_count(server_url: str, pytestconfig: pytest.Config) -> int:
    """How many cells there are."""
    count: int = pytestconfig.getoption("--cells")
    return count


@pytest.fixture(scope="session")
def template_database(server_url: str, cell_count: int, pytestconfig: pytest.Config) -> str:
    """The name of this run's migrated template."""
    template = _template_name(pytestconfig)
    run_apart(lambda: _make_template(server_url, template, cell_count))
    return template


@pytest.fixture
def empty_database_url(server_url: str, pytestconfig: pytest.Config) -> Iterator[str]:
    """A fresh database without anything in it, dropped afterwards."""
    name = f"{_PREFIX}_{pytestconfig.stash[_RUN]}_{secrets.token_hex(4)}"
    run_apart(lambda: _create(server_url, name))
    yield with_database(server_url, name)
    run_apart(lambda: _drop(server_url, name))


@pytest.fixture(scope="session")
def make_database(
    server_url: str, pytestconfig: pytest.Config, template_database: str
) -> Callable[[], AbstractContextManager[str]]:
    """Makes fresh, migrated databases, each for as long as its block lasts."""

    @contextmanager
    def make() -> Iterator[str]:
        name = f"{_PREFIX}_{pytestconfig.stash[_RUN]}_{secrets.token_hex(4)}"
        run_apart(lambda: _create(server_url, name, template_database))
        yield with_database(server_url, name)
        run_apart(lambda: _drop(server_url, name))

    return make


@pytest.fixture(scope="session")
def plain_postgres(server_url: str) -> None:
    """Skips on Citus, where plans, locks and days are those of the cell's node, and some things are done otherwise."""
    if run_apart(lambda: spread.nodes_of(server_url)):
        pytest.skip("on Citus this is seen where the cell is, or done otherwise")


@pytest.fixture(scope="session")
def one_cell(cell_count: int) -> None:
    """Skips with `--cells`: the test is of one cell by its nature."""
    if cell_count > 1:
        pytest.skip("this is of one cell")


@pytest.fixture
def database_url(make_database: Callable[[], AbstractContextManager[str]]) -> Iterator[str]:
    """A fresh, migrated database of the test's own, dropped afterwards."""
    with make_database() as url:
        yield url


@pytest.fixture
def home_url(database_url: str, cell_count: int) -> str:
    """The same database; what connects finds the tables of the cell where a test's first tenant lives."""
    return cells.home_url(database_url, cell_count)


@pytest.fixture
async def store(database_url: str, cell_count: int) -> AsyncIterator[Store]:
    """A `Store` on the test's database; directory and first cell share a pool."""
    pools = await cells.open_all(database_url, cell_count, min_size=1, max_size=8)
    made = Store(directory=pools[0], cells=pools)
    yield made
    await made.close()


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands at the moment the test began."""
    return ManualClock(datetime.now(UTC))


@pytest.fixture
async def endpoint() -> AsyncIterator[Receiver]:
    """A receiver of webhooks."""
    async with receiver() as listening:
        yield listening


@pytest.fixture
async def issuer() -> AsyncIterator[Receiver]:
    """A receiver where access tokens are asked for, beside that of webhooks."""
    async with receiver() as listening:
        yield listening
