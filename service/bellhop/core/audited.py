"""A change in a tenant's cell together with its line in the audit."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.core import audit
from bellhop.domain.audit import Actor
from bellhop.ids import TenantId
from bellhop.store.store import Store

if TYPE_CHECKING:
    from bellhop.store.database import Connection


@dataclass(frozen=True, slots=True)
class _Line:
    verb: str
    resource: str
    changes: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class AuditedChange:
    """A transaction in the cell, and what the audit will say about it."""

    connection: "Connection"
    lines: list[_Line] = field(default_factory=list)

    def note(self, verb: str, resource: str, changes: Mapping[str, object] | None = None) -> None:
        """Let the audit say this once the change is made; never a secret, only that one was set."""
        self.lines.append(_Line(verb, resource, changes or {}))


@asynccontextmanager
async def change(store: Store, tenant_id: TenantId, actor: Actor, now: datetime) -> AsyncIterator[AuditedChange]:
    """A transaction in the tenant's cell.

    Where the directory is in the same database the audit is written in the same transaction, else right after it:
    no statement spans the two, and a transaction that waits for a second connection could wait for ever.
    """
    cell = await store.find(tenant_id)
    beside = store.is_beside(cell)
    async with cell.transaction() as connection:
        made = AuditedChange(connection)
        yield made
        if beside:
            await _write(connection, made, tenant_id, actor, now)
    if not beside:
        async with store.directory.transaction() as connection:
            await _write(connection, made, tenant_id, actor, now)


async def _write(
    connection: "Connection", made: AuditedChange, tenant_id: TenantId, actor: Actor, now: datetime
) -> None:
    for line in made.lines:
        await audit.record(
            connection, actor, line.verb, line.resource, now=now, tenant_id=tenant_id, changes=line.changes
        )
