"""Which tenant is being moved to another cell, by which operation: what the directory knows of a move.

An operation moves a tenant under a lease. Whoever lost that lease, frozen or slow, changes nothing here any more.
"""

import contextlib
import uuid
from collections.abc import Mapping
from typing import NamedTuple

import orjson

from bellhop.clock import Clock
from bellhop.core import audit
from bellhop.core.directory import Directory
from bellhop.core.job_requests import Started
from bellhop.core.jobs import Jobs
from bellhop.domain.audit import SYSTEM, Actor
from bellhop.domain.job import SYSTEM_TENANT, Job
from bellhop.domain.tenant import MOVE_ACTION, NO_CELL, Tenant
from bellhop.errors import AlreadyMovingError, Fault, InvalidInputError, NotFoundError
from bellhop.ids import JobId, TenantId
from bellhop.store import cells, changes, tenants
from bellhop.store.changes import Noun
from bellhop.store.store import NOWHERE


class Noted(NamedTuple):
    """What an operation has written down under its lease, for whoever goes on.

    source: the cell that the tenant leaves, once something is held there. is_over: it was moved over, and old rows are
    left to remove.
    """

    source: str | None
    is_over: bool


def noted(job: Job) -> Noted:
    """What the operation has written down until now."""
    known = orjson.loads(job.custom or b"{}")
    return Noted(known.get("from"), known.get("over", False))


class LeaseLostError(Exception):
    """Another lease has taken the move over."""


class Moves:
    """The moves of tenants."""

    def __init__(self, directory: Directory, clock: Clock, jobs: Jobs) -> None:
        self._directory = directory
        self._clock = clock
        self._jobs = jobs

    async def start(self, tenant: Tenant, cell: str, *, actor: Actor) -> Started:
        """Let an operation move the tenant, which says in its labels whom it moves and where to.

        Raises `InvalidInputError` where there is no such cell, `AlreadyMovingError` while another operation does it.
        """
        async with self._directory.database.connection() as connection:
            if cell not in {each.name for each in await cells.known(connection)}:
                raise InvalidInputError(faults=[Fault("/cell", NO_CELL, f"there is no cell {cell!r}")])
            if tenant.tenant_id in dict(await tenants.moving(connection)):
                raise AlreadyMovingError
        task = {"tenant_id": tenant.tenant_id, "cell": cell}
        started = await self._jobs.submit_system(SYSTEM_TENANT, MOVE_ACTION, task, labels=task)
        await self._record(actor, "tenant.move_started", tenant.tenant_id, {"from": tenant.cell, "cell": cell})
        return started

    async def begin(self, tenant_id: TenantId, job_id: JobId, token: uuid.UUID) -> bool:
        """Let this operation move the tenant from here on, under this lease; False while another one does."""
        async with self._directory.database.connection() as connection:
            return await tenants.begin_move(connection, tenant_id, job_id, token)

    async def fence(self, tenant_id: TenantId, token: uuid.UUID, *, fenced: bool) -> str:
        """Let nothing be read or written of the tenant for a moment, or let it again; others hear of it in a second.

        Returns the cell where it lives. Raises `LeaseLostError`.
        """
        async with self._directory.database.transaction() as connection:
            version = await changes.stamp(connection, Noun.TENANTS)
            cell = await tenants.fence(connection, tenant_id, token, fenced=fenced, version=version)
            if cell is None:
                raise LeaseLostError
        self._directory.forget(Noun.TENANTS, tenant_id)
        self._directory.place(tenant_id, NOWHERE if fenced else cell)
        return cell

    async def settle(self, tenant: Tenant, token: uuid.UUID, *, cell: str, shift: int | None) -> None:
        """Let the fenced tenant live in this cell; raises `LeaseLostError`."""
        async with self._directory.database.transaction() as connection:
            version = await changes.stamp(connection, Noun.TENANTS)
            if not await tenants.settle(connection, tenant.tenant_id, token, cell=cell, shift=shift, version=version):
                raise LeaseLostError
        self._directory.forget(Noun.TENANTS, tenant.tenant_id)
        self._directory.place(tenant.tenant_id, cell)
        await self._record(SYSTEM, "tenant.moved", tenant.tenant_id, {"from": tenant.cell, "cell": cell})

    async def end(self, tenant_id: TenantId, job_id: JobId) -> None:
        """The move by this operation is over, wherever the tenant lives now."""
        async with self._directory.database.connection() as connection:
            await tenants.end_move(connection, tenant_id, job_id)

    async def every(self) -> list[tuple[TenantId, JobId]]:
        """The tenants that are being moved, each with its operation."""
        async with self._directory.database.connection() as connection:
            return await tenants.moving(connection)

    async def is_only_cleaned(self, tenant_id: TenantId) -> bool:
        """Whether no operation moves the tenant but perhaps one that only removes what an earlier move has left."""
        job_id = dict(await self.every()).get(tenant_id)
        if job_id is None:
            return True
        with contextlib.suppress(NotFoundError):
            job = await self._jobs.get(SYSTEM_TENANT, job_id)
            return noted(job).is_over
        return False

    async def _record(self, actor: Actor, verb: str, tenant_id: TenantId, said: Mapping[str, object]) -> None:
        now = self._clock.now()
        async with self._directory.database.connection() as connection:
            await audit.record(
                connection, actor, verb, f"tenants/{tenant_id}", now=now, tenant_id=tenant_id, changes=said
            )
