"""Events in the database: written once with their ledger, read by deliveries, lists and the polling feed."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import asyncpg

from bellhop.clock import monotonic_seconds
from bellhop.domain.event import Event, EventBody, FeedPosition
from bellhop.domain.filter_syntax import Field, FieldType
from bellhop.ids import EventId, JobId, Prefix, TenantId, encode, uuid7_floor
from bellhop.store.lists import Collection
from bellhop.store.queries import load as statements

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_DECIDED_IN_SECONDS = 2.0
_LOOK_AGAIN_SECONDS = 0.005


@dataclass(frozen=True, slots=True)
class PublishId:
    """A caller's own id of an event, and the event that it would name."""

    tenant_id: TenantId
    publish_id: str
    event_id: EventId


async def bodies(connection: "Connection", ids: Sequence[tuple[TenantId, EventId]]) -> Mapping[EventId, EventBody]:
    """What deliveries of these events carry; an event that is no longer kept is absent."""
    rows = await connection.fetch(_sql("bodies"), [tenant for tenant, _ in ids], [event for _, event in ids])
    return {
        EventId(row["event_id"]): EventBody(
            event_id=EventId(row["event_id"]),
            message_id=encode(Prefix.EVENT, row["event_id"]),
            full=row["body"],
            thin=row["thin"],
            type=row["type"],
            action=row["action"],
            status=row["status"],
            parent=row["parent"],
            job_id=JobId(row["job_id"]) if row["job_id"] else None,
            labels=row["labels"] or {},
            traceparent=row["traceparent"],
            data_schema=row["data_schema"],
        )
        for row in rows
    }


async def load(connection: "Connection", ids: Sequence[tuple[TenantId, EventId]]) -> dict[EventId, Event]:
    """The events with these ids; unknown ones are absent."""
    rows = await connection.fetch(_sql("load"), [tenant for tenant, _ in ids], [event for _, event in ids])
    return {EventId(row["event_id"]): to_event(row) for row in rows}


async def recent(connection: "Connection", tenant_id: TenantId, *, since: datetime, limit: int) -> list[Event]:
    """The tenant's newest events, newest first."""
    rows = await connection.fetch(_sql("recent"), tenant_id, uuid7_floor(since), limit)
    return [to_event(row) for row in rows]


async def feed(
    connection: "Connection", tenant_id: TenantId, after: FeedPosition, *, below: int, limit: int
) -> list[Event]:
    """The events behind a position and below the end of the feed, in the order of their transactions."""
    rows = await connection.fetch(_sql("feed"), tenant_id, str(after.transaction_id), after.event_id, str(below), limit)
    return [to_event(row) for row in rows]


async def feed_end(connection: "Connection") -> int:
    """The oldest transaction that still runs: what is below it has been committed, can be read, and stays as it is.

    A writer of Citus ends here, and a moment later on the node where the cell is: that is waited for. 0, which ends the
    feed before its first event, when it takes too long: that node, or its coordinator, is in trouble.
    """
    end = int(await connection.fetchval(_sql("feed_end")))
    undecided = set(await connection.fetchval(_sql("undecided")))
    until = monotonic_seconds() + _DECIDED_IN_SECONDS
    while undecided:
        if monotonic_seconds() > until:
            return 0
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        undecided &= set(await connection.fetchval(_sql("undecided")))
    return end


async def reserve_publish_ids(connection: "Connection", wanted: Sequence[PublishId], *, now: datetime) -> set[EventId]:
    """Take callers' ids; returns the events that got theirs. The others were published already: see `published`.

    After 24 hours an id is free again: the statement has that figure, as it can take none from here.

    Waits for a transaction that takes the same id until it ends. No (tenant, id) may stand twice in `wanted`.
    """
    rows = await connection.fetch(
        _sql("reserve_publish_ids"),
        [each.tenant_id for each in wanted],
        [each.publish_id for each in wanted],
        [each.event_id for each in wanted],
        now,
    )
    return {EventId(row["event_id"]) for row in rows}


async def published(
    connection: "Connection", keys: Sequence[tuple[TenantId, str]]
) -> Mapping[tuple[TenantId, str], EventId]:
    """The events that these callers' ids name."""
    rows = await connection.fetch(_sql("published"), [tenant for tenant, _ in keys], [key for _, key in keys])
    return {(TenantId(row["tenant_id"]), row["publish_id"]): EventId(row["event_id"]) for row in rows}


async def forget_publish_ids(connection: "Connection", *, older_than: datetime, limit: int) -> int:
    """Remove callers' ids that are no longer kept; returns how many."""
    tag: str = await connection.execute(_sql("forget_publish_ids"), older_than, limit)
    return int(tag.rpartition(" ")[2])


def to_event(row: "asyncpg.Record") -> Event:
    """The record of a row without its body."""
    return Event(
        event_id=EventId(row["event_id"]),
        tenant_id=TenantId(row["tenant_id"]),
        type=row["type"],
        create_time=row["create_time"],
        publish_id=row["publish_id"],
        job_id=JobId(row["job_id"]) if row["job_id"] else None,
        action=row["action"],
        status=row["status"],
        parent=row["parent"],
        source=row["source"],
        labels=row["labels"] or {},
        ledger=row["ledger"],
        transaction_id=int(row["transaction_id"]),
        fits_schema=row["fits_schema"],
    )


def _sql(name: str) -> str:
    return statements("events")[name]


EVENTS = Collection(
    name="events",
    select=_sql("list"),
    order=("e.event_id",),
    key_types=("uuid",),
    record=to_event,
    key=lambda event: (event.event_id,),
    fields={
        "type": Field(FieldType.STRING, "e.type"),
        "job_id": Field(FieldType.ID, "e.job_id", prefix=Prefix.OPERATION),
        "createdTime": Field(FieldType.TIMESTAMP, "e.create_time", id_column="e.event_id"),
    },
)
"""A tenant's events; $1 is the tenant."""

WHOLE_EVENTS = replace(EVENTS, heavy=True)
"""The same, for readers who fetch the body of each."""
