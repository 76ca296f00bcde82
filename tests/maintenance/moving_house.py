"""What tests of moves stand on: two cells, a tenant in the first, and movers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bellhop.config import MasterKey
from bellhop.core.directory import Directory
from bellhop.core.moves import Moves
from bellhop.core.tenants import Tenants
from bellhop.domain.audit import CLI
from bellhop.domain.job import SYSTEM_TENANT, Job
from bellhop.maintenance.mover import Mover
from bellhop.store.database import Database
from bellhop.store.expunge import TABLES
from bellhop.store.store import Store
from tests.jobs_world import JobsWorld
from tests.world import ACME, World

KEY = MasterKey(name="test", key=b"k" * 32)


class BrokenError(Exception):
    """A move breaks off."""


class House:
    """A store of two cells, a tenant in the first with a subscription and a few events, and movers."""

    def __init__(self, store: Store, verbs: JobsWorld, acme: World) -> None:
        self.store, self.verbs, self.acme = store, verbs, acme
        self.directory = Directory(store)
        self.tenants = Tenants(self.directory, verbs.clock)
        self.moves = Moves(self.directory, verbs.clock, verbs.jobs)

    @contextmanager
    def once_settled(self, then: Callable[[], None]) -> Iterator[None]:
        """For the time of the block `then` is called right after the directory was told that a tenant moved over."""
        settle = self.moves.settle

        async def settled(*args: Any, **options: Any) -> None:
            await settle(*args, **options)
            then()

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(self.moves, "settle", settled)
            yield

    @property
    def near(self) -> Database:
        found = self.store.cell_named("near")
        assert found is not None
        return found

    @contextmanager
    def away(self, name: str) -> Iterator[Database]:
        """A cell that is not open for as long as the block lasts."""
        cell = self.store._cells.pop(name)
        try:
            yield cell
        finally:
            self.store.add(cell)

    def mover(self) -> Mover:
        return Mover(
            self.store,
            tenants=self.tenants,
            moves=self.moves,
            jobs=self.verbs.jobs,
            work=self.verbs.work,
            completions=self.verbs.completions,
            wakeups=self.verbs.wakeups,
        )

    async def ask(self, cell: str = "near") -> Job:
        tenant = await self.tenants.read(ACME)
        return (await self.moves.start(tenant, cell, actor=CLI)).job

    async def operation(self, job: Job) -> Job:
        return await self.verbs.jobs.get(SYSTEM_TENANT, job.job_id)

    async def rows(self, cell: Database) -> dict[str, int]:
        """How many rows the tenant has in each table of a cell, those without any left out."""
        counted: dict[str, int] = {}
        for table in TABLES:
            (row,) = await cell.fetch(f"SELECT count(*) FROM {table} WHERE tenant_id = $1", ACME)
            counted |= {table: row[0]} if row[0] else {}
        return counted
