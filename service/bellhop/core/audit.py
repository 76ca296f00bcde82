"""Recording who changed what."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.domain.audit import Actor, AuditEntry
from bellhop.ids import TenantId, uuid7
from bellhop.store import audit

if TYPE_CHECKING:
    from bellhop.store.database import Connection


async def record(
    connection: "Connection",
    actor: Actor,
    verb: str,
    resource: str,
    *,
    now: datetime,
    tenant_id: TenantId | None = None,
    changes: Mapping[str, object] | None = None,
) -> None:
    """Write one change to the audit; `connection` is one of the directory's, in the transaction where there is one.

    `verb` is such as `subscription.created`, `resource` such as `subscriptions/sub_…`; `changes` holds the fields
    that were set, of secrets only that they were.
    """
    entry = AuditEntry(
        audit_id=uuid7(now),
        create_time=now,
        tenant_id=tenant_id,
        actor=actor,
        verb=verb,
        resource=resource,
        changes=changes or {},
    )
    await audit.insert(connection, entry)
