"""Actions in the directory."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bellhop.domain.action import Action, Concurrency
from bellhop.store.changes import NamePlace
from bellhop.store.lists import Collection
from bellhop.store.queries import load

if TYPE_CHECKING:
    import asyncpg

    from bellhop.store.database import Connection


async def get(connection: "Connection", name: str) -> Action | None:
    """One action, or None."""
    row = await connection.fetchrow(load("actions")["get"], name)
    return None if row is None else record(row)


async def every(connection: "Connection") -> list[Action]:
    """All actions by name."""
    return [record(row) for row in await connection.fetch(load("actions")["all"])]


async def lock(connection: "Connection", name: str) -> NamePlace | None:
    """What stands under a name, locked until the end of the transaction; None when nothing ever did."""
    row = await connection.fetchrow(load("actions")["lock"], name)
    return None if row is None else NamePlace(row["version"], row["create_time"], row["delete_time"] is not None)


async def put(connection: "Connection", action: Action) -> None:
    """Write an action, new or instead of what was there."""
    await connection.execute(
        load("actions")["put"],
        action.name,
        action.parent_shape,
        action.description,
        action.input_schema,
        action.result_schema,
        action.cancellable,
        action.concurrency,
        action.max_attempts,
        round(action.lease.total_seconds()),
        round(action.deadline.total_seconds()),
        round(action.retention.total_seconds()),
        action.create_time,
        action.update_time,
        action.version,
    )


async def delete(connection: "Connection", name: str, *, now: datetime, version: int) -> None:
    """End an action; its trace stays, so that every process hears of it."""
    await connection.execute(load("actions")["delete"], name, now, version)


def record(row: "asyncpg.Record") -> Action:
    """The record of one row."""
    return Action(
        name=row["action"],
        parent_shape=row["parent"],
        description=row["description"],
        input_schema=row["input_schema"],
        result_schema=row["result_schema"],
        cancellable=row["cancellable"],
        concurrency=Concurrency(row["concurrency"]),
        max_attempts=row["max_attempts"],
        lease=timedelta(seconds=row["lease_seconds"]),
        deadline=timedelta(seconds=row["deadline_seconds"]),
        retention=timedelta(seconds=row["retention_seconds"]),
        create_time=row["create_time"],
        update_time=row["update_time"],
        version=row["version"],
    )


ACTIONS = Collection(
    name="actions",
    select=load("actions")["list"],
    order=("create_time", "action"),
    key_types=("timestamptz", "text"),
    record=record,
    key=lambda action: (action.create_time, action.name),
    heavy=True,
)
"""The catalogue."""
