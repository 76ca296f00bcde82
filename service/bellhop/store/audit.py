"""The audit in the directory."""

from typing import TYPE_CHECKING

from bellhop.domain.audit import AuditEntry
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection


async def insert(connection: "Connection", entry: AuditEntry) -> None:
    """Write one change."""
    await connection.execute(
        load("audit")["insert"],
        entry.audit_id,
        entry.create_time,
        entry.tenant_id,
        entry.actor.kind,
        entry.actor.key_id,
        entry.verb,
        entry.resource,
        dict(entry.changes),
        entry.actor.request_id,
    )
