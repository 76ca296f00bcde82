"""The audit in the directory."""

from typing import TYPE_CHECKING

import asyncpg

from bellhop.domain.audit import Actor, AuditEntry
from bellhop.domain.filter_syntax import Field, FieldType
from bellhop.ids import Prefix
from bellhop.store.lists import Collection
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


def record(row: asyncpg.Record) -> AuditEntry:
    """The record of one row."""
    return AuditEntry(
        audit_id=row["audit_id"],
        create_time=row["create_time"],
        tenant_id=row["tenant_id"],
        actor=Actor(kind=row["actor_kind"], key_id=row["key_id"], request_id=row["request_id"]),
        verb=row["verb"],
        resource=row["resource"],
        changes=row["changes"],
    )


AUDIT = Collection(
    name="audit",
    select=load("audit")["list"],
    order=("audit_id",),
    key_types=("uuid",),
    record=record,
    key=lambda entry: (entry.audit_id,),
    fields={
        "tenant_id": Field(FieldType.STRING, "tenant_id"),
        "key_id": Field(FieldType.ID, "key_id", prefix=Prefix.KEY),
        "verb": Field(FieldType.STRING, "verb"),
        "resource": Field(FieldType.STRING, "resource"),
        "create_time": Field(FieldType.TIMESTAMP, "create_time", id_column="audit_id"),
    },
)
"""Who changed what."""
