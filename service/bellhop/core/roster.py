"""Opens the cells that the directory names, also those that are added while the service runs.

A cell that cannot be opened takes only its own tenants down: it is tried again, and everybody else goes on.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from bellhop.core.credentials import SealedPlace
from bellhop.domain.sealed import DATABASE_URL
from bellhop.errors import ConfigurationError, StoreError
from bellhop.log import get_logger
from bellhop.store import bouncer, cells, migrate
from bellhop.store.cells import KnownCell
from bellhop.store.connecting import CANNOT_CONNECT, connect, explain
from bellhop.store.database import Database
from bellhop.store.migrate import Status
from bellhop.store.replica import SETTING_OF_CELLS, Replica
from bellhop.store.store import Store
from bellhop.vault.keyring import Vault, VaultError

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_PATIENCE_SECONDS = 5.0  # that a start waits for cells; those that answer later are opened later
_OPENING_SECONDS = 600.0  # with its migrations; it may have gone for good in the midst of them
_CLOSE_SECONDS = 2.0

log = get_logger("core")


@dataclass(frozen=True, slots=True)
class Way:
    """How this process reaches the database of the directory.

    `listen_url` is direct, None behind a bouncer without one; `name` is what Postgres calls the connections.
    `read_urls` lead to replicas of cells that have databases of their own, by the names of these cells.
    """

    url: str
    listen_url: str | None
    path: bouncer.Path
    name: str
    read_urls: Mapping[str, str] = field(default_factory=dict)


class CellError(Exception):
    """A cell cannot be opened, and why."""


def place_of(name: str) -> SealedPlace:
    """The one place in which the URL of this cell's database opens."""
    return {"tenant_id": "", "row_id": name, "field": DATABASE_URL}


def unseal(vault: Vault | None, cell: KnownCell) -> str | None:
    """The URL of a cell's database, None for one beside the directory; raises `CellError` when its key is lost."""
    if cell.url is None:
        return None
    if vault is None:
        message = "the URL of its database is sealed, and there are no master keys"
        raise CellError(message)
    try:
        return vault.open(cell.url.ciphertext, **place_of(cell.name)).decode()
    except VaultError as error:
        message = f"the URL of its database does not open: {error}"
        raise CellError(message) from error


class Roster:
    """Opens cells in a store, and tells in the log of those that it cannot open."""

    def __init__(self, store: Store, vault: Vault | None, way: Way) -> None:
        self.store = store
        self._vault = vault
        self._way = way
        self._opening: dict[str, asyncio.Task[None]] = {}
        self._owner: UUID | None = None  # the installation: a cell that is away is tried again each second
        self._has_begun = False  # from then on it is news that a cell is opened

    async def begin(self) -> None:
        """Open what can be opened now; who does not answer soon is waited for beside everything else."""
        await self.run_once()
        if self._opening:
            await asyncio.wait(self._opening.values(), timeout=_PATIENCE_SECONDS)
        self._has_begun = True

    async def run_once(self) -> int:
        """Begin to open the cells that are named and not open yet; one that hangs keeps nobody else waiting."""
        async with self.store.directory.connection() as connection:
            known = await cells.known(connection)
        self.store.expect([each.name for each in known])
        is_open = {each.cell for each in self.store.cells}
        for each in known:
            if each.name not in is_open and each.name not in self._opening:
                self._opening[each.name] = asyncio.create_task(self._open(each))
        return 0

    async def close(self) -> None:
        """Open no more."""
        opening = list(self._opening.values())
        for each in opening:
            each.cancel()
        if opening:
            await asyncio.wait(opening, timeout=_CLOSE_SECONDS)

    async def _open(self, cell: KnownCell) -> None:
        late = asyncio.get_running_loop().call_later(_PATIENCE_SECONDS, self._note, cell.name, "it does not answer yet")
        try:
            await self._try_to_open(cell)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is this cell's alone
            self._note(cell.name, repr(error))
        finally:
            late.cancel()
            del self._opening[cell.name]

    async def _try_to_open(self, cell: KnownCell) -> None:
        try:
            async with asyncio.timeout(_OPENING_SECONDS):
                database = await self._connect(cell)
        except (CellError, StoreError, ConfigurationError) as error:
            self._note(cell.name, str(error))
        except CANNOT_CONNECT as error:
            self._note(cell.name, explain(error, unseal(self._vault, cell) or self._way.url, f"cell {cell.name}"))
        else:
            self.store.add(database, self._replica_of(database))
            (log.info if self._has_begun else log.debug)("cell.opened", cell=cell.name)

    def _note(self, name: str, reason: str) -> None:
        if self.store.closed.get(name) != reason:
            log.error("cell.closed", cell=name, reason=reason)
        self.store.closed[name] = reason

    def _replica_of(self, cell: Database) -> Replica | None:
        """The replica of a cell that has a database of its own, where one is named."""
        url = self._way.read_urls.get(cell.cell)
        if url is None or self.store.is_beside(cell):
            return None
        schema = cells.schema_of(cell.cell)
        return Replica(url, cell, setting=SETTING_OF_CELLS, schema=schema, name=self._way.name)

    async def _connect(self, cell: KnownCell) -> Database:
        """The cell, migrated: one beside the directory was, with it; a database of its own may have been away."""
        way, schema = self._way, cells.schema_of(cell.name)
        url = unseal(self._vault, cell)
        if url is None:
            return await Database.connect(
                way.url,
                keeps_statements=way.path.keeps_statements,
                name=way.name,
                cell=cell.name,
                schema=schema,
                session_url=way.listen_url,
            )
        if self._owner is None:
            async with self.store.directory.connection() as connection:
                self._owner = await cells.installation(connection)
        await migrate_there(url, schema, f"cell {cell.name}", self._owner)
        path = await bouncer.look(url)
        return await Database.connect(
            url,
            keeps_statements=path.keeps_statements,
            name=way.name,
            cell=cell.name,
            session_url=None if path.shared else url,
        )


async def status_elsewhere(
    connection: "Connection", vault: Vault | None, *, migrates: bool
) -> tuple[list[Status], dict[str, str]]:
    """The migrations of the cells that have databases of their own, and why those could not be asked that were not.

    `migrates` brings them to this version first. `connection` is to the directory.
    """
    lines: list[Status] = []
    closed: dict[str, str] = {}
    for cell in await cells.known_if_any(connection):
        schema, setting = cells.schema_of(cell.name), f"cell {cell.name}"
        try:
            if (url := unseal(vault, cell)) is None:
                continue
            if migrates:
                await migrate_there(url, schema, setting, await cells.installation(connection))
            there = await connect(url, setting=setting, name="bellhop migrate")
            try:
                lines += await migrate.status_of_cell(there, schema)
            finally:
                await bouncer.close(there)
        except (CellError, StoreError, ConfigurationError) as error:
            closed[cell.name] = str(error)
    return lines, closed


async def migrate_there(url: str, schema: str, setting: str, owner: UUID) -> None:
    """Bring a cell that has a database of its own to this version; raises as `connect` and `migrate_cell` do."""
    connection = await connect(url, setting=setting, name="bellhop migrate")
    try:
        await migrate.migrate_cell(connection, schema, owner)
    finally:
        await bouncer.close(connection)
