"""The operator's types of events in the directory."""

from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.domain.declared_type import DeclaredType, Validation
from bellhop.store.changes import NamePlace
from bellhop.store.lists import Collection
from bellhop.store.queries import load

if TYPE_CHECKING:
    import asyncpg

    from bellhop.store.database import Connection


async def get(connection: "Connection", name: str) -> DeclaredType | None:
    """One type, or None."""
    row = await connection.fetchrow(_sql("get"), name)
    return None if row is None else record(row)


async def every(connection: "Connection") -> list[DeclaredType]:
    """All types by name."""
    return [record(row) for row in await connection.fetch(_sql("all"))]


async def names(connection: "Connection") -> frozenset[str]:
    """The name of every type."""
    return frozenset(row["event_type"] for row in await connection.fetch(_sql("names")))


async def others(connection: "Connection", name: str) -> tuple[int, int]:
    """How many types there are beside this one, and how many bytes their schemas and examples have."""
    row = await connection.fetchrow(_sql("others"), name)
    return (0, 0) if row is None else (row["types"], int(row["bytes"]))


async def lock(connection: "Connection", name: str) -> NamePlace | None:
    """What stands under a name, locked until the end of the transaction; None when nothing ever did."""
    row = await connection.fetchrow(_sql("lock"), name)
    return None if row is None else NamePlace(row["version"], row["create_time"], row["delete_time"] is not None)


async def put(connection: "Connection", declared: DeclaredType) -> None:
    """Write a type, new or instead of what was there."""
    await connection.execute(
        _sql("put"),
        declared.type,
        declared.description,
        declared.schema,
        declared.example,
        declared.deprecated,
        declared.validation,
        declared.create_time,
        declared.update_time,
        declared.version,
    )


async def delete(connection: "Connection", name: str, *, now: datetime, version: int) -> None:
    """End a type; its trace stays, so that every process hears of it."""
    await connection.execute(_sql("delete"), name, now, version)


def record(row: "asyncpg.Record") -> DeclaredType:
    """The record of one row."""
    return DeclaredType(
        type=row["event_type"],
        description=row["description"],
        schema=row["schema"],
        example=row["example"],
        deprecated=row["deprecated"],
        validation=Validation(row["validation"]),
        create_time=row["create_time"],
        update_time=row["update_time"],
        version=row["version"],
    )


def _sql(name: str) -> str:
    return load("event_types")[name]


EVENT_TYPES = Collection(
    name="event-types",
    select=_sql("list"),
    order=("create_time", "event_type"),
    key_types=("timestamptz", "text"),
    record=record,
    key=lambda declared: (declared.create_time, declared.type),
    heavy=True,
)
"""The catalogue of types."""
