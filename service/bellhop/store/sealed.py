"""What the master keys have sealed, and with which of them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import asyncpg

from bellhop.domain.subscription import Sealed
from bellhop.ids import SubscriptionId, TenantId
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection

COUNTED_TO = 10_000
"""Counting ends here: as many means at least as many."""


@dataclass(frozen=True, slots=True)
class SealedRow:
    """The credentials of one subscription as they are kept; those of one that is deleted are empty."""

    tenant_id: TenantId
    subscription_id: SubscriptionId
    sealed: Sealed
    live: bool


async def is_anything_sealed(connection: "Connection", schema: str) -> bool:
    """Whether a cell has a live subscription; False as well where there is no such cell yet."""
    table = await connection.fetchval(_sql("table"), schema)
    if table is None:
        return False
    # Named by hand: this is asked before the migrations that set the search path.
    found: bool = await connection.fetchval(f"SELECT EXISTS (SELECT FROM {table} WHERE delete_time IS NULL)")
    return found


async def keys(connection: "Connection") -> list[str]:
    """The labels of all keys that seal something in a cell, deleted subscriptions included; costs a step a key."""
    return [row["sealed_by"] for row in await connection.fetch(_sql("keys"))]


async def count(connection: "Connection", key: str) -> int:
    """How many live subscriptions the key of this label seals; `COUNTED_TO` at most."""
    rows: int = await connection.fetchval(_sql("count"), key, COUNTED_TO)
    return rows


async def sample(connection: "Connection", key: str, *, limit: int) -> list[SealedRow]:
    """The first and the last live subscriptions that the key of this label seals, `most` of each."""
    return [_row(row) for row in await connection.fetch(_sql("sample"), key, limit)]


async def walk(connection: "Connection", *, after: SealedRow | None, limit: int) -> list[SealedRow]:
    """Everything sealed, in a fixed order, beyond `after`."""
    last = (after.tenant_id, after.subscription_id) if after else ("", uuid.UUID(int=0))
    return [_row(row) for row in await connection.fetch(_sql("walk"), *last, limit)]


async def sealed_by_others(connection: "Connection", active_key: str) -> Mapping[str, int]:
    """How many ciphertexts of a cell each key sealed that is not the active one, by label."""
    rows = await connection.fetch(_sql("count_sealed_by_others"), active_key)
    return {row["sealed_by"]: row["rows"] for row in rows}


async def reseal(connection: "Connection", rows: Sequence[tuple[SealedRow, bytes]], *, key: str) -> int:
    """Put new ciphertexts in the place of those read; one that was replaced meanwhile stays. How many were written."""
    done = await connection.fetch(
        _sql("reseal"),
        [row.tenant_id for row, _ in rows],
        [row.subscription_id for row, _ in rows],
        [row.sealed.ciphertext for row, _ in rows],
        [ciphertext for _, ciphertext in rows],
        key,
    )
    return len(done)


def _row(row: asyncpg.Record) -> SealedRow:
    sealed = Sealed(row["sealed"], row["sealed_by"])
    return SealedRow(TenantId(row["tenant_id"]), SubscriptionId(row["subscription_id"]), sealed, row["live"])


def _sql(name: str) -> str:
    return load("sealed")[name]
