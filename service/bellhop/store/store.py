"""The directory, the cells, and which tenant lives in which."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from bellhop.domain.job import SYSTEM_TENANT
from bellhop.errors import UnavailableError
from bellhop.ids import TenantId
from bellhop.log import get_logger
from bellhop.store.database import FIRST_CELL, Database
from bellhop.store.queries import load
from bellhop.store.replica import Reading, Replica, Source

if TYPE_CHECKING:
    import asyncpg

    from bellhop.store.database import Connection

_AWAY = "The database that has this tenant's data is away; try again shortly."
_MOVING = "This tenant's data is being moved to another database; try again shortly."

NOWHERE = ""
"""The cell of a tenant that is fenced for a moment, also as the directory tells it."""

T = TypeVar("T")

log = get_logger("store")


class Store:
    """The directory (tenants, keys, actions, audit) and the cells that hold the tenants' traffic.

    No statement joins across the two. Code that works for a tenant asks for its cell, code that works for all walks
    over `cells`. Cells may be added while it is used. Where a tenant lives is known from the directory
    (`core/directory.py` hears of changes); who is not known lives in the first cell.

    closed: cells that cannot be opened, and why (`core/roster.py`).
    replicas: where lists are read, as far as they go, by the cell that has the database that they follow.
    """

    def __init__(self, directory: Database, cells: Iterable[Database], *, replica: Replica | None = None) -> None:
        self.directory = directory
        self.replicas: dict[str, Replica] = {} if replica is None else {FIRST_CELL: replica}
        self._cells = {each.cell: each for each in cells}
        self._homes: dict[TenantId, str] = {}
        self._several = len(self._cells) > 1
        self.closed: dict[str, str] = {}

    @property
    def cells(self) -> tuple[Database, ...]:
        """The cells that are open, in the order of their opening."""
        return tuple(self._cells.values())

    @property
    def answering(self) -> tuple[Database, ...]:
        """Those of them that answer, as far as is known; all of them where none does, so that somebody asks again."""
        return tuple(each for each in self._cells.values() if not each.is_away) or self.cells

    @property
    def has_several(self) -> bool:
        """Whether there are other cells than the first, open or not."""
        return self._several

    def expect(self, names: Collection[str]) -> None:
        """Know that there are these cells, though not all of them may be open."""
        self._several = self._several or len(names) > 1

    def add(self, cell: Database, replica: Replica | None = None) -> None:
        """Use one more cell, and the replica of its own database."""
        if replica is not None:
            self.replicas[cell.cell] = replica
        self._cells[cell.cell] = cell
        self._several = True
        self.closed.pop(cell.cell, None)

    def place(self, homes: Mapping[TenantId, str]) -> None:
        """Know where tenants live."""
        self._homes.update(homes)

    async def locate(self, tenant_ids: Collection[TenantId]) -> None:
        """Find out where these tenants live, those that nobody has asked for yet; nothing where there is one cell."""
        if not self._several or not (unknown := [each for each in tenant_ids if each not in self._homes]):
            return
        for row in await self.directory.fetch(load("tenants")["homes"], unknown):
            self._homes.setdefault(row["tenant_id"], row["cell"])  # what was heard meanwhile is newer

    async def strays(
        self,
        cell: Database,
        tenant_ids: Collection[TenantId],
        connection: "Connection | None" = None,
        *,
        fenced: bool = True,
    ) -> Collection[TenantId]:
        """Those of these tenants who live in another cell, as the directory knows it this moment.

        What this cell has of them was left there by a move. It asks only about those who are not known to live here,
        by the `connection` to this cell where that reaches the directory. Without `fenced` those who are being moved
        in this moment are none.
        """
        if not self._several:
            return ()
        unsure = {each for each in tenant_ids if each != SYSTEM_TENANT and self._homes.get(each) != cell.cell}
        if not unsure:
            return ()
        question = load("tenants")["elsewhere"], list(unsure), cell.cell, fenced
        if connection is not None and self.is_beside(cell):
            rows: Sequence[asyncpg.Record] = await connection.fetch(*question)
        else:
            rows = await self.directory.fetch(*question)
        return {row["tenant_id"] for row in rows}

    def cell_of(self, tenant_id: TenantId) -> Database:
        """The cell that has this tenant's jobs, subscriptions and deliveries.

        Raises `UnavailableError` while it is not open here, and while the tenant is moved.
        """
        home = self._homes.get(tenant_id, FIRST_CELL)
        cell = self._cells.get(home)
        if cell is None:
            raise UnavailableError(_MOVING if home == NOWHERE else _AWAY)
        return cell

    def cell_named(self, name: str) -> Database | None:
        """The cell of this name; None while it is not open here."""
        return self._cells.get(name)

    def reading(self, database: Database) -> Source:
        """The directory or a cell, as a list reads it."""
        replica = self.replicas.get(FIRST_CELL if self.is_beside(database) else database.cell)
        if replica is None or not replica.has(database):
            return database
        return Reading(database, replica)

    async def look_at_replicas(self) -> int:
        """See which replicas can be used; one that is silent holds up the others for a few seconds at most."""
        await asyncio.gather(*(each.run_once() for each in self.replicas.values()))
        return 0

    def is_beside(self, cell: Database) -> bool:
        """Whether a cell is in the database of the directory: what is written there can be written with it."""
        return cell is self.directory or cell.schema is not None

    async def find(self, tenant_id: TenantId) -> Database:
        """The same for who is not sure to have been told where this tenant lives: looks it up if need be."""
        await self.locate((tenant_id,))
        return self.cell_of(tenant_id)

    async def ask(self, cell: Database, step: Awaitable[T]) -> T:
        """What the step gives; where there are several cells it raises `SilentError` once this one is away."""
        return await (cell.while_it_answers(step) if self._several else step)

    async def over_cells(self, step: Callable[[Database], Awaitable[T]]) -> list[T]:
        """What the step gives for each cell that answers; the others do not wait for one that fails or falls silent.

        Raises what the first of them raised if all failed.
        """
        cells = self.answering
        if len(cells) == 1:
            return [await self.ask(cells[0], step(cells[0]))]
        given = await asyncio.gather(*(self.ask(each, step(each)) for each in cells), return_exceptions=True)
        failed = [each for each in given if isinstance(each, BaseException)]
        for cell, each in zip(cells, given, strict=True):
            if isinstance(each, BaseException):
                log.warning("cell.failed", cell=cell.cell, reason=repr(each))
        if failed and len(failed) == len(cells):
            raise failed[0]
        return [each for each in given if not isinstance(each, BaseException)]

    async def by_cell(
        self, tenants: Mapping[int, TenantId], step: Callable[[Database, Sequence[int]], Awaitable[object]]
    ) -> None:
        """Do the step for each cell with the numbers of what is its tenants'.

        What can be done is done; then it raises what the first one that failed has raised, or that a cell is away.
        """
        await self.locate(tenants.values())
        cells: dict[Database, list[int]] = {}
        closed: UnavailableError | None = None
        for number, tenant_id in tenants.items():
            try:
                cells.setdefault(self.cell_of(tenant_id), []).append(number)
            except UnavailableError as error:
                closed = error
        if len(cells) == 1 and closed is None:
            ((cell, numbers),) = cells.items()
            await self.ask(cell, step(cell, numbers))
            return
        steps = (self.ask(cell, step(cell, numbers)) for cell, numbers in cells.items())
        done = await asyncio.gather(*steps, return_exceptions=True)
        failed = next((each for each in done if isinstance(each, BaseException)), closed)
        if failed is not None:
            raise failed

    def databases(self) -> list[Database]:
        """Every pool once, though two names may share one."""
        return list({id(each): each for each in (self.directory, *self.cells)}.values())

    async def close(self) -> None:
        """Close every pool."""
        replicas = self.replicas.values()
        await asyncio.gather(*(each.close() for each in self.databases()), *(each.close() for each in replicas))
