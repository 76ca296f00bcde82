"""Deliveries in the database: how they enter it, and reading them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

import asyncpg

from bellhop.domain.bulk import FIELDS
from bellhop.domain.delivery import Delivery, DeliveryLease, DeliveryState, NewDelivery
from bellhop.domain.filter_syntax import Field, FieldType, Value
from bellhop.ids import DeliveryId, EventId, JobId, SubscriptionId, TenantId
from bellhop.store.lists import Collection
from bellhop.store.queries import load as statements_of

if TYPE_CHECKING:
    from bellhop.store.database import Connection

# asyncpg writes the latest moment that Python knows as Postgres's infinity.
HELD = datetime.max.replace(tzinfo=UTC)


async def load(connection: "Connection", keys: Sequence[tuple[TenantId, DeliveryId]]) -> list[Delivery]:
    """The deliveries with these keys, in no particular order; unknown ones are absent."""
    rows = await connection.fetch(
        statements_of("deliveries")["load"], [tenant for tenant, _ in keys], [delivery for _, delivery in keys]
    )
    return [to_delivery(row) for row in rows]


def to_lease(row: asyncpg.Record | tuple[Any, ...]) -> DeliveryLease:
    """The lease of a row of `delivery_lease`, its columns in their order."""
    return DeliveryLease._make(row)


def to_delivery(row: asyncpg.Record) -> Delivery:
    """The record of a row."""
    return Delivery(
        tenant_id=TenantId(row["tenant_id"]),
        delivery_id=DeliveryId(row["delivery_id"]),
        subscription_id=SubscriptionId(row["subscription_id"]),
        event_id=EventId(row["event_id"]),
        event_type=row["event_type"],
        job_id=JobId(row["job_id"]) if row["job_id"] else None,
        payload=row["payload"],
        fifo_key=row["fifo_key"],
        state=DeliveryState(row["state"]),
        reason=row["reason"],
        attempts=row["attempts"],
        tries=row["tries"],
        last_status=row["last_status"],
        create_time=row["create_time"],
        update_time=row["update_time"],
        due=row["due"],
        next_attempt_time=row["next_attempt_time"],
        give_up_time=row["give_up_time"],
        end_time=row["end_time"],
        version=row["version"],
    )


async def wait_again(
    connection: "Connection", placed: Sequence[tuple[Delivery, datetime, datetime, int | None]]
) -> None:
    """Let ended deliveries wait: each with when it is given up, when it is due, and its number in a fifo queue."""
    await connection.execute(
        statements_of("records")["put_back"],
        [each.tenant_id for each, _, _, _ in placed],
        [each.subscription_id for each, _, _, _ in placed],
        [due for _, _, due, _ in placed],
        [each.delivery_id for each, _, _, _ in placed],
        [each.event_id for each, _, _, _ in placed],
        [each.payload for each, _, _, _ in placed],
        [each.attempts for each, _, _, _ in placed],
        [0] * len(placed),
        [0] * len(placed),
        [end for _, end, _, _ in placed],
        [each.fifo_key for each, _, _, _ in placed],
        [number for _, _, _, number in placed],
    )


async def join_fifo(
    connection: "Connection", deliveries: Sequence[NewDelivery]
) -> dict[DeliveryId, tuple[datetime, int | None]]:
    """Lock (or make) the fifo keys of these deliveries and reserve their places: the head of a key is due as it says.

    By delivery id: when it is due (`HELD` behind a head), and its number in the queue of its key.
    """

    def key(each: NewDelivery) -> tuple[str, bytes, str]:
        return each.tenant_id, each.subscription_id.bytes, each.fifo_key or ""

    ordered = sorted((each for each in deliveries if each.fifo_key is not None), key=key)
    groups = [list(group) for _, group in groupby(ordered, key)]
    rows = await connection.fetch(
        statements_of("deliveries")["queue_fifo"],
        [group[0].tenant_id for group in groups],
        [group[0].subscription_id for group in groups],
        [group[0].fifo_key for group in groups],
        [len(group) for group in groups],
        [group[0].delivery_id for group in groups],
    )
    last = {(row["tenant_id"], row["subscription_id"], row["fifo_key"]): row for row in rows}
    placed: dict[DeliveryId, tuple[datetime, int | None]] = {}
    for group in groups:
        row = last[group[0].tenant_id, group[0].subscription_id, group[0].fifo_key]
        first = row["last_sequence"] - len(group) + 1
        for index, each in enumerate(group):
            due = each.due if each.delivery_id == row["head"] else HELD
            placed[each.delivery_id] = due, first + index
    return placed


def _implied_by_state(states: tuple[Value, ...]) -> str | None:
    """What an index knows of deliveries in these states."""
    wanted = set(states)
    if wanted == {"dead"}:
        return "d.dead_time IS NOT NULL"
    if wanted == {"in_flight"}:
        return "d.delivery_id IN (SELECT l.delivery_id FROM delivery_lease AS l WHERE l.tenant_id = $1)"
    return None


def _implied_by_state_of_all(states: tuple[Value, ...]) -> str | None:
    """The same, whoever they belong to."""
    if set(states) == {"in_flight"}:
        return "d.delivery_id IN (SELECT l.delivery_id FROM delivery_lease AS l)"
    return _implied_by_state(states)


_STATE = "(CASE WHEN x.delivery_id IS NULL THEN d.state ELSE 'in_flight' END)"

DELIVERIES = Collection(
    name="deliveries",
    select=statements_of("deliveries")["list"],
    order=("d.delivery_id",),
    key_types=("uuid",),
    record=to_delivery,
    key=lambda delivery: (delivery.delivery_id,),
    fields={
        **FIELDS,
        "state": Field(FieldType.STRING, _STATE, implied=_implied_by_state),
    },
)
"""A tenant's deliveries; $1 is the tenant."""

DEAD_LETTERS = replace(DELIVERIES, name="dead-letters", select=statements_of("deliveries")["list_dead"], fields=FIELDS)
"""A tenant's dead letters; $1 is the tenant."""

EVERY_DELIVERY = replace(
    DELIVERIES,
    name="admin/deliveries",
    select=statements_of("deliveries")["list_all"],
    order=("d.delivery_id", "d.tenant_id"),
    key_types=("uuid", "text"),
    key=lambda delivery: (delivery.delivery_id, delivery.tenant_id),
    fields={
        **FIELDS,
        "tenant_id": Field(FieldType.STRING, "d.tenant_id"),
        "state": Field(FieldType.STRING, _STATE, implied=_implied_by_state_of_all),
    },
)
"""The deliveries of all tenants."""
