"""Deliveries in the database: how they enter it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from service.domain.delivery import NewDelivery, Reason
from service.store.queries import load

if TYPE_CHECKING:
    from service.store.database import Connection

# asyncpg writes the latest moment that Python knows as Postgres's infinity.
HELD = datetime.max.replace(tzinfo=UTC)


async def enqueue(connection: "Connection", deliveries: Sequence[NewDelivery]) -> None:
    """Write new deliveries and let them wait, inside the caller's transaction.

    Those with a fifo key join its queue: only the first of a key becomes due, the others are held behind it.
    """
    queued = await _queue_fifo(connection, deliveries) if any(each.fifo_key for each in deliveries) else {}
    placed = [(each, *queued.get(each.delivery_id, (each.due, None))) for each in deliveries]
    common = (
        [each.tenant_id for each, _, _ in placed],
        [each.subscription_id for each, _, _ in placed],
        [due for _, due, _ in placed],
        [each.delivery_id for each, _, _ in placed],
        [each.event_id for each, _, _ in placed],
        [each.payload.value for each, _, _ in placed],
        [each.give_up_time for each, _, _ in placed],
        [each.fifo_key for each, _, _ in placed],
    )
    statements = load("deliveries")
    await connection.execute(statements["enqueue_ready"], *common, [sequence for _, _, sequence in placed])
    await connection.execute(
        statements["enqueue_record"],
        *common,
        [each.event_type for each, _, _ in placed],
        [each.job_id for each, _, _ in placed],
        [each.create_time for each, _, _ in placed],
        [Reason.FIFO_WAITING.value if due is HELD else None for _, due, _ in placed],
    )


async def _queue_fifo(
    connection: "Connection", deliveries: Sequence[NewDelivery]
) -> dict[object, tuple[datetime, int | None]]:
    """When each delivery with a fifo key is due, and its place in the queue of its key, by delivery id."""

    def key(each: NewDelivery) -> tuple[str, bytes, str]:
        return each.tenant_id, each.subscription_id.bytes, each.fifo_key or ""

    ordered = sorted((each for each in deliveries if each.fifo_key is not None), key=key)
    groups = [list(group) for _, group in groupby(ordered, key)]
    rows = await connection.fetch(
        load("deliveries")["queue_fifo"],
        [group[0].tenant_id for group in groups],
        [group[0].subscription_id for group in groups],
        [group[0].fifo_key for group in groups],
        [len(group) for group in groups],
        [group[0].delivery_id for group in groups],
    )
    last = {(row["tenant_id"], row["subscription_id"], row["fifo_key"]): row for row in rows}
    placed: dict[object, tuple[datetime, int | None]] = {}
    for group in groups:
        row = last[group[0].tenant_id, group[0].subscription_id, group[0].fifo_key]
        first = row["last_sequence"] - len(group) + 1
        for index, each in enumerate(group):
            due = each.due if each.delivery_id == row["head"] else HELD
            placed[each.delivery_id] = due, first + index
    return placed
