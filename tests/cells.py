"""Several cells for the whole suite: `--cells 3`, or `BELLHOP_TEST_CELLS=3`, puts so many into each test's database.

The first tenant of a test lives in the cell that was opened last, so that nothing passes that takes the first cell for
the only one; further ones go where the service places them: round and round.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import asyncpg

from bellhop.config import MasterKey
from bellhop.core.roster import place_of
from bellhop.domain.sealed import Sealed
from bellhop.ids import TenantId
from bellhop.store import cells, migrate
from bellhop.store.cells import schema_of
from bellhop.store.database import FIRST_CELL, Database
from bellhop.store.store import Store
from bellhop.vault.keyring import Vault

_INSERT = "INSERT INTO bellhop.cells (cell, accepts_tenants, create_time) VALUES ($1, true, now())"


def others(count: int) -> list[str]:
    """The names of all cells but the first, in the order of their opening: the last is the first by name."""
    return [f"aside_{number}" for number in range(count - 1, 0, -1)]


async def add(url: str, names: Iterable[str]) -> None:
    """Make cells beside the directory of a migrated database, which take tenants at once."""
    connection = await asyncpg.connect(url)
    try:
        for name in names:
            await migrate.make_cell(connection, schema_of(name))
            await connection.execute(_INSERT, name)
    finally:
        await connection.close()


async def tell(connection: Any, name: str, url: str, key: MasterKey) -> None:
    """Tell the directory of a cell in the database of this URL, where nothing is made."""
    vault = Vault([key])
    sealed = Sealed(vault.seal(url.encode(), **place_of(name)), vault.active_key)
    await cells.insert(connection, name, sealed, now=datetime.now(UTC))


async def open_all(url: str, count: int, **options: Any) -> list[Database]:
    """Pools on this many cells of one database, the first cell's first."""
    first = await Database.connect(url, **options)
    more = [await Database.connect(url, cell=name, schema=schema_of(name), **options) for name in others(count)]
    return [first, *more]


def home(store: Store) -> Database:
    """The cell where the first tenant of a test lives."""
    return store.cells[-1]


def home_url(url: str, count: int) -> str:
    """A URL whose connections find the tables of that cell."""
    return url if count == 1 else at_cell(url, others(count)[-1])


def at_cell(url: str, name: str) -> str:
    """A URL whose connections find the tables of this cell."""
    if name == FIRST_CELL:
        return url
    parts = urlsplit(url)
    options = [*parse_qsl(parts.query), ("search_path", schema_of(name))]
    return urlunsplit(parts._replace(query=urlencode(options, quote_via=quote)))


async def connect_home(url: str) -> "asyncpg.Connection[asyncpg.Record]":
    """A connection that finds the tables of that cell, however many there are."""
    connection = await asyncpg.connect(url)
    first_by_name = await connection.fetchval("SELECT min(cell) FROM bellhop.cells")
    await connection.execute(f"SET search_path = {schema_of(first_by_name)}")
    return connection


async def settle(store: Store, tenant_id: TenantId) -> Database:
    """The cell of a tenant; at home lives who is not in the directory, nor was placed."""
    if len(store.cells) == 1:
        return store.cells[0]
    if tenant_id not in store._homes and await _is_unknown(store, tenant_id):
        store.place({tenant_id: home(store).cell})
    await store.locate([tenant_id])
    return store.cell_of(tenant_id)


async def _is_unknown(store: Store, tenant_id: TenantId) -> bool:
    return await store.directory.fetchrow("SELECT FROM bellhop.tenants WHERE tenant_id = $1", tenant_id) is None
