"""Cells in the directory: the schemas in which the traffic of tenants lives, each here or in a database of its own."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from bellhop.domain.sealed import Sealed
from bellhop.store.queries import load

if TYPE_CHECKING:
    import asyncpg

    from bellhop.store.database import Connection


class KnownCell(NamedTuple):
    """A cell as a process opens it; `url` is sealed, None where it is in the database of the directory."""

    name: str
    url: Sealed | None


class ListedCell(NamedTuple):
    """A cell as an operator reads it: whether new tenants are placed in it, and how many live there."""

    name: str
    url: Sealed | None
    accepts_tenants: bool
    tenants: int
    create_time: datetime


def schema_of(name: str) -> str:
    """The schema that has the tables of a cell."""
    return f"bellhop_{name}"


async def is_used(connection: "Connection", schema: str) -> bool:
    """Whether something lives in the tables of this schema; False where there are none."""
    for table in ("subscriptions", "jobs", "events"):
        name = f"{schema}.{table}"
        if await connection.fetchval("SELECT to_regclass($1)", name) is not None and await connection.fetchval(
            f"SELECT EXISTS (SELECT FROM {name})"
        ):
            return True
    return False


async def installation(connection: "Connection") -> UUID:
    """Which installation the directory is of."""
    found: UUID = await connection.fetchval(load("cells")["installation"])
    return found


async def claim(connection: "Connection", schema: str, owner: UUID) -> bool:
    """Write on the schema of a cell elsewhere whose it is; False when it is another installation's.

    Call it in a transaction in which nobody else does the same.
    """
    mine = f"A cell of the Bellhop installation {owner}."
    written = await connection.fetchval(load("cells")["owner"], schema)
    if written is None:
        await connection.execute(f"COMMENT ON SCHEMA {schema} IS '{mine}'")
    return written in {None, mine}


async def known(connection: "Connection") -> list[KnownCell]:
    """All cells, in the order of their names."""
    return [KnownCell(row["cell"], _url(row)) for row in await connection.fetch(load("cells")["known"])]


async def known_if_any(connection: "Connection") -> list[KnownCell]:
    """The same of a database that may be older than its cells: then none."""
    if await connection.fetchval("SELECT to_regclass('bellhop.cells')") is None:
        return []
    return await known(connection)


async def every(connection: "Connection") -> list[ListedCell]:
    """The same, with what an operator wants to know of them."""
    rows = await connection.fetch(load("cells")["every"])
    return [
        ListedCell(row["cell"], _url(row), row["accepts_tenants"], row["tenants"], row["create_time"]) for row in rows
    ]


async def local(connection: "Connection") -> list[str]:
    """Those in the database of the directory."""
    return [row["cell"] for row in await connection.fetch(load("cells")["local"])]


@asynccontextmanager
async def at(connection: "Connection", name: str) -> "AsyncIterator[None]":
    """A transaction in which this connection finds the tables of a cell beside the directory."""
    async with connection.transaction():
        await connection.execute(f"SET LOCAL search_path = {schema_of(name)}")
        yield


async def insert(connection: "Connection", name: str, url: Sealed | None, *, now: datetime) -> bool:
    """Add a cell, which takes no tenants yet; False when there is one of this name."""
    sealed = (None, None) if url is None else url
    return await connection.fetchval(load("cells")["insert"], name, *sealed, now) is not None


async def set_accepting(connection: "Connection", name: str, *, accepts: bool) -> bool:
    """Place new tenants in a cell, or no more; False when there is none of this name."""
    return await connection.fetchval(load("cells")["set_accepting"], name, accepts) is not None


async def accepting(connection: "Connection", name: str | None, *, answering: Collection[str]) -> str | None:
    """The cell of this name, or that with the fewest tenants of those that answer; None when it takes no new ones."""
    found: str | None = await connection.fetchval(load("cells")["accepting"], name, list(answering))
    return found


async def reseal(connection: "Connection", before: KnownCell, url: Sealed) -> bool:
    """Put a new ciphertext in the place of the one that was read; False when that is no longer there."""
    old = before.url and before.url.ciphertext
    return await connection.fetchval(load("cells")["reseal"], before.name, old, *url) is not None


def _url(row: "asyncpg.Record") -> Sealed | None:
    return None if row["database_url"] is None else Sealed(row["database_url"], row["sealed_by"])
