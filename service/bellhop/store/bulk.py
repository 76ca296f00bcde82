"""Finding the deliveries that an operation sends again, a page at a time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.domain.bulk import FIELDS, Selection
from bellhop.domain.delivery import DeliveryState
from bellhop.domain.filter import parse
from bellhop.domain.filter_sql import to_sql
from bellhop.ids import DeliveryId, SubscriptionId, TenantId, uuid7_floor
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection


@dataclass(frozen=True, slots=True)
class Found:
    """One delivery that is asked for."""

    delivery_id: DeliveryId
    subscription_id: SubscriptionId


async def page(
    connection: "Connection",
    tenant_id: TenantId,
    selection: Selection,
    *,
    after: DeliveryId,
    ended_before: datetime,
    without: Collection[SubscriptionId] = (),
    limit: int,
) -> Sequence[Found]:
    """The next deliveries of a selection, in the order of their ids, those of some subscriptions left out."""
    statement, arguments = _compose(tenant_id, selection, after, ended_before, without)
    rows = await connection.fetch(f"{statement}\nORDER BY d.delivery_id\nLIMIT {limit:d}", *arguments)
    return [Found(DeliveryId(row[0]), SubscriptionId(row[1])) for row in rows]


async def count(
    connection: "Connection",
    tenant_id: TenantId,
    selection: Selection,
    *,
    after: DeliveryId,
    ended_before: datetime,
    without: Collection[SubscriptionId] = (),
    limit: int,
) -> int:
    """How many deliveries a selection names, as `page` goes through them, counted to `limit`."""
    statement, arguments = _compose(tenant_id, selection, after, ended_before, without)
    counted: int = await connection.fetchval(
        f"SELECT count(*) FROM ({statement}\nLIMIT {limit:d}) AS found", *arguments
    )
    return counted


def _compose(
    tenant_id: TenantId,
    selection: Selection,
    after: DeliveryId,
    ended_before: datetime,
    without: Collection[SubscriptionId],
) -> tuple[str, list[object]]:
    """The statement with only the conditions that were asked for."""
    states = [state.value for state in selection.states]
    arguments: list[object] = [tenant_id, after, states, ended_before]
    conditions = [load("bulk")["select"]]
    if selection.states == (DeliveryState.DEAD,):
        conditions.append("d.dead_time IS NOT NULL")
    if selection.subscription_id is not None:
        arguments.append(selection.subscription_id)
        conditions.append(f"d.subscription_id = ${len(arguments)}")
    if without:
        arguments.append(list(without))
        conditions.append(f"d.subscription_id <> ALL (${len(arguments)}::uuid[])")
    for operator, moment in ((">=", selection.since), ("<", selection.until)):
        if moment is not None:
            arguments.append(uuid7_floor(moment))
            conditions.append(f"d.delivery_id {operator} ${len(arguments)}")
    if selection.filter is not None:
        sql, values = to_sql(parse(selection.filter, FIELDS), len(arguments) + 1)
        arguments += values
        conditions.append(f"({sql})")
    return "\n    AND ".join(conditions), arguments
