"""Events that subscriptions may have missed: going through them, and the ledger that says what came of one later."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bellhop.domain.event import NewEvent
from bellhop.ids import EventId, JobId, SubscriptionId, TenantId
from bellhop.store.queries import load as statements

if TYPE_CHECKING:
    import asyncpg

    from bellhop.store.database import Connection


@dataclass(frozen=True, slots=True)
class Stretch:
    """Events of a tenant by their ids: beyond one, and below another."""

    tenant_id: TenantId
    after: uuid.UUID
    below: uuid.UUID


@dataclass(frozen=True, slots=True)
class Noted:
    """An event as fan-out looks at it (its bodies are left out), and its packed ledger."""

    event: NewEvent
    ledger: bytes


async def page(connection: "Connection", stretch: Stretch, *, limit: int) -> list[tuple[EventId, bytes]]:
    """The next events of a stretch, each with its packed ledger, in the order of their ids."""
    rows = await connection.fetch(_sql("page"), stretch.tenant_id, stretch.after, stretch.below, limit)
    return [(EventId(row["event_id"]), row["ledger"]) for row in rows]


async def count(connection: "Connection", stretch: Stretch, *, limit: int) -> int:
    """How many events a stretch has, counted to `most`."""
    counted: int = await connection.fetchval(_sql("count"), stretch.tenant_id, stretch.after, stretch.below, limit)
    return counted


async def load(
    connection: "Connection", tenant_id: TenantId, event_ids: Sequence[EventId], *, locked: bool
) -> list[Noted]:
    """These events in the order of their ids, if wanted held until the commit; those no longer kept are absent."""
    statement = _sql("load") + ("\nFOR UPDATE" if locked else "")
    return [_noted(tenant_id, row) for row in await connection.fetch(statement, tenant_id, list(event_ids))]


async def write_ledgers(
    connection: "Connection", tenant_id: TenantId, ledgers: Sequence[tuple[EventId, bytes]]
) -> None:
    """Replace the ledgers of locked events."""
    await connection.execute(
        _sql("write_ledgers"), tenant_id, [each for each, _ in ledgers], [ledger for _, ledger in ledgers]
    )


async def next_transaction(connection: "Connection") -> int:
    """The transaction that no writer has begun yet."""
    return int(await connection.fetchval(_sql("next_transaction")))


def _noted(tenant_id: TenantId, row: "asyncpg.Record") -> Noted:
    event = NewEvent(
        event_id=EventId(row["event_id"]),
        tenant_id=tenant_id,
        type=row["type"],
        create_time=row["create_time"],
        full=b"",
        job_id=JobId(row["job_id"]) if row["job_id"] else None,
        action=row["action"],
        status=row["status"],
        parent=row["parent"],
        source=row["source"],
        labels=row["labels"],
        only_for=SubscriptionId(row["only_for"]) if row["only_for"] else None,
        about=SubscriptionId(row["about"]) if row["about"] else None,
        read_until=row["read_until"],
    )
    return Noted(event, row["ledger"])


def _sql(name: str) -> str:
    return statements("missed")[name]
