"""Tenants in the directory."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.domain.filter_syntax import Field, FieldType
from bellhop.domain.tenant import DEFAULT_LIMITS, GivenLimits, Tenant
from bellhop.ids import JobId, TenantId
from bellhop.store.lists import Collection
from bellhop.store.queries import load

if TYPE_CHECKING:
    import asyncpg

    from bellhop.store.database import Connection


async def get(connection: "Connection", tenant_id: TenantId) -> Tenant | None:
    """The tenant, unless there is none or it is being erased."""
    row = await connection.fetchrow(load("tenants")["get"], tenant_id)
    return None if row is None else record(row)


async def get_for_update(connection: "Connection", tenant_id: TenantId) -> Tenant | None:
    """The same, locked until the end of the transaction."""
    row = await connection.fetchrow(load("tenants")["get_for_update"], tenant_id)
    return None if row is None else record(row)


async def insert(
    connection: "Connection",
    tenant_id: TenantId,
    *,
    display_name: str,
    given: GivenLimits,
    now: datetime,
    version: int,
    cell: str,
) -> Tenant | None:
    """The new tenant, or None when the id is taken (also by one that is being erased)."""
    row = await connection.fetchrow(
        load("tenants")["insert"], *_arguments(tenant_id, display_name, given), now, version, cell
    )
    return None if row is None else record(row)


async def update(
    connection: "Connection",
    tenant_id: TenantId,
    *,
    display_name: str,
    given: GivenLimits,
    now: datetime,
    version: int,
) -> Tenant | None:
    """The tenant as it is now, or None when it is gone."""
    row = await connection.fetchrow(
        load("tenants")["update"], *_arguments(tenant_id, display_name, given), now, version
    )
    return None if row is None else record(row)


async def mark_deleted(connection: "Connection", tenant_id: TenantId, *, now: datetime, version: int) -> bool:
    """Refuse the tenant from here on; False when there was none."""
    return await connection.fetchval(load("tenants")["mark_deleted"], tenant_id, now, version) is not None


async def refused_since(connection: "Connection", tenant_id: TenantId) -> datetime | None:
    """When the tenant was marked as deleted; None when it was not, or is gone."""
    moment: datetime | None = await connection.fetchval(load("tenants")["refused_since"], tenant_id)
    return moment


async def erase(connection: "Connection", tenant_id: TenantId) -> None:
    """Remove the row of a tenant that was marked as deleted; nothing happens when it is gone already."""
    await connection.execute(load("tenants")["erase"], tenant_id)


async def begin_move(connection: "Connection", tenant_id: TenantId, job_id: JobId, token: uuid.UUID) -> bool:
    """Let an operation move a tenant, under its lease; False while another one does."""
    return await connection.fetchval(load("tenants")["begin_move"], tenant_id, job_id, token) is not None


async def fence(
    connection: "Connection", tenant_id: TenantId, token: uuid.UUID, *, fenced: bool, version: int
) -> str | None:
    """Let nothing be read or written of a tenant for a moment, or let it again.

    Returns its cell; None when another lease has taken its move over.
    """
    cell: str | None = await connection.fetchval(load("tenants")["fence"], tenant_id, fenced, token, version)
    return cell


async def settle(
    connection: "Connection", tenant_id: TenantId, token: uuid.UUID, *, cell: str, shift: int | None, version: int
) -> bool:
    """Let a fenced tenant live in another cell; False when another lease has taken its move over.

    `shift` is by how much the numbers of transactions became smaller, None where they stay.
    """
    return await connection.fetchval(load("tenants")["settle"], tenant_id, cell, shift, token, version) is not None


async def end_move(connection: "Connection", tenant_id: TenantId, job_id: JobId) -> None:
    """The move of a tenant by this operation is over."""
    await connection.execute(load("tenants")["end_move"], tenant_id, job_id)


async def moving(connection: "Connection") -> list[tuple[TenantId, JobId]]:
    """The tenants that are being moved, each with its operation."""
    rows = await connection.fetch(load("tenants")["moving"])
    return [(TenantId(row["tenant_id"]), JobId(row["move_job"])) for row in rows]


async def moved_out(connection: "Connection") -> dict[TenantId, str]:
    """Where those live that do not live in the first cell."""
    rows = await connection.fetch(load("tenants")["moved_out"])
    return {TenantId(row["tenant_id"]): row["cell"] for row in rows}


async def newest(connection: "Connection", *, limit: int) -> list[Tenant]:
    """The tenants made last, the newest first."""
    rows = await connection.fetch(load("tenants")["list"] + "\nORDER BY create_time DESC, tenant_id\nLIMIT $1", limit)
    return [record(row) for row in rows]


def record(row: "asyncpg.Record") -> Tenant:
    """The record of one row."""
    given = GivenLimits(
        live_jobs=row["live_jobs"],
        requests_per_second=row["requests_per_second"],
        subscriptions=row["subscriptions"],
    )
    return Tenant(
        tenant_id=TenantId(row["tenant_id"]),
        cell=row["cell"],
        display_name=row["display_name"],
        given=given,
        limits=given.effective(DEFAULT_LIMITS),
        create_time=row["create_time"],
        update_time=row["update_time"],
        version=row["version"],
        fenced=row["fenced"],
        feed_shifts=tuple(row["feed_shifts"]),
    )


def _arguments(tenant_id: TenantId, display_name: str, given: GivenLimits) -> tuple[object, ...]:
    return tenant_id, display_name, given.live_jobs, given.requests_per_second, given.subscriptions


TENANTS = Collection(
    name="tenants",
    select=load("tenants")["list"],
    order=("create_time", "tenant_id"),
    key_types=("timestamptz", "text"),
    record=record,
    key=lambda tenant: (tenant.create_time, tenant.tenant_id),
    fields={
        "id": Field(FieldType.STRING, "tenant_id"),
        "display_name": Field(FieldType.STRING, "display_name"),
        "cell": Field(FieldType.STRING, "cell"),
        "create_time": Field(FieldType.TIMESTAMP, "create_time"),
    },
)
"""The tenants that are not being erased."""
