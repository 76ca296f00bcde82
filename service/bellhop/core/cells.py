"""Cells: adding one, reading them, and whether new tenants are placed in one.

Adding is done beside the database, by `bellhop cells add`. The schema is made first and the directory told last, so an
addition that breaks off can be begun again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from bellhop.clock import Clock
from bellhop.core import audit
from bellhop.core.roster import CellError, place_of, unseal
from bellhop.domain.audit import Actor
from bellhop.domain.names import CELL_PATTERN, is_cell_name
from bellhop.domain.sealed import Sealed
from bellhop.errors import AlreadyExistsError, ConfigurationError, NotFoundError
from bellhop.postgres_address import parse as parse_postgres
from bellhop.store import bouncer, cells, migrate
from bellhop.store.cells import KnownCell
from bellhop.store.connecting import connect, where
from bellhop.store.database import Database
from bellhop.vault.keyring import Vault

if TYPE_CHECKING:
    from bellhop.store.database import Connection

UNTIL_ALL_KNOW_SECONDS = 3.0
"""By then every process has opened a cell that answers: they look once a second."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as an operator reads it.

    place: host, port and database, without user and password; None beside the directory. Where its URL cannot be
    unsealed, why not, in parentheses.
    """

    name: str
    place: str | None
    accepts_tenants: bool
    tenants: int
    create_time: datetime


class Cells:
    """The cells of an installation."""

    def __init__(self, directory: Database, clock: Clock, vault: Vault | None) -> None:
        self._directory = directory
        self._clock = clock
        self._vault = vault

    async def every(self) -> list[Cell]:
        """All cells, in the order of their names."""
        async with self._directory.connection() as connection:
            found = await cells.every(connection)
        return [Cell(each.name, self._place(KnownCell(each.name, each.url)), *each[2:]) for each in found]

    async def get(self, name: str) -> Cell:
        """One cell; raises `NotFoundError` without one of this name."""
        for each in await self.every():  # there are few
            if each.name == name:
                return each
        raise _no_cell(name)

    async def add(self, name: str, url: str | None, *, beside: str, actor: Actor) -> None:
        """Make a cell in the database of this `url`, and then place new tenants in it.

        Without a URL it is made in the database of the directory, which is reached by `beside`.

        Raises `AlreadyExistsError`; `ConfigurationError` for a name that is none, or a database that cannot be used;
        `StoreError` where it does not answer.
        """
        if not is_cell_name(name):
            message = f"The name of a cell matches {CELL_PATTERN}."
            raise ConfigurationError(message)
        if url is not None:
            try:
                parse_postgres(url)
            except ValueError as error:
                message = f"--database-url {error}."
                raise ConfigurationError(message, ("--database-url",)) from None
        async with self._directory.connection() as connection:
            if name in {each.name for each in await cells.known(connection)}:
                message = f"There is a cell {name} already."
                raise AlreadyExistsError(message)
            owner = await cells.installation(connection)
        schema, sealed = cells.schema_of(name), None if url is None else self._seal(name, url)
        if url is None:
            await _make(beside, schema, migrate.make_cell, "BELLHOP_DATABASE_URL")
        else:
            await _make(url, schema, partial(migrate.migrate_cell, owner=owner), "--database-url")
        await self._tell(name, sealed, actor)
        await asyncio.sleep(UNTIL_ALL_KNOW_SECONDS)
        await self.set_accepting(name, accepts=True, actor=actor)

    async def set_accepting(self, name: str, *, accepts: bool, actor: Actor) -> None:
        """Place new tenants in a cell, or no more; raises `NotFoundError` without one."""
        async with self._directory.transaction() as connection:
            if not await cells.set_accepting(connection, name, accepts=accepts):
                raise _no_cell(name)
            await self._record(connection, actor, "cell.opened" if accepts else "cell.closed", name)

    def _seal(self, name: str, url: str) -> Sealed:
        if self._vault is None:
            message = "The URL of a cell's database is sealed, and there are no master keys."
            raise ConfigurationError(message, ("BELLHOP_MASTER_KEYS",))
        return Sealed(self._vault.seal(url.encode(), **place_of(name)), self._vault.active_key)

    def _place(self, cell: KnownCell) -> str | None:
        try:
            url = unseal(self._vault, cell)
        except CellError as error:
            return f"({error})"
        return None if url is None else where(url)

    async def _tell(self, name: str, url: Sealed | None, actor: Actor) -> None:
        now = self._clock.now()
        async with self._directory.transaction() as connection:
            if not await cells.insert(connection, name, url, now=now):
                message = f"There is a cell {name} already."
                raise AlreadyExistsError(message)
            await self._record(connection, actor, "cell.added", name)

    async def _record(self, connection: "Connection", actor: Actor, verb: str, name: str) -> None:
        await audit.record(connection, actor, verb, f"cells/{name}", now=self._clock.now())


def _no_cell(name: str) -> NotFoundError:
    message = f"There is no cell {name}."
    return NotFoundError(message)


async def _make(
    url: str, schema: str, migrated: "Callable[[Connection, str], Awaitable[object]]", setting: str
) -> None:
    """Make the tables of a cell; what an addition left that broke off is used, what others use is not."""
    connection = await connect(url, setting=setting, name="bellhop migrate")
    try:
        if await cells.is_used(connection, schema):
            message = f"The schema {schema} at {where(url)} is used by another installation: give another name."
            raise ConfigurationError(message)
        await migrated(connection, schema)
    finally:
        await bouncer.close(connection)
