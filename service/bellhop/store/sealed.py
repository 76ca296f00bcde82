"""What the master keys have sealed, and with which of them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import asyncpg

from bellhop.domain.sealed import CREDENTIALS, SIGNING_KEY, Sealed
from bellhop.ids import TenantId
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection

COUNTED_TO = 10_000
"""Counting ends here: as many means at least as many."""


@dataclass(frozen=True, slots=True)
class SealedRow:
    """One ciphertext and its place: the credentials of a subscription, or the private half of a tenant's key pair.

    row_id: the subscription's, or the key pair's.
    field: which of the two it is, as the vault calls it.
    live: nothing is lost with those of a subscription that is deleted, or of a key pair that has ended.
    """

    tenant_id: TenantId
    row_id: uuid.UUID
    field: str
    sealed: Sealed
    live: bool


class Counted(NamedTuple):
    """How many live rows of each table there are, `COUNTED_TO` at most."""

    subscriptions: int
    key_pairs: int


async def is_anything_sealed(connection: "Connection", schema: str) -> bool:
    """Whether a cell has a live subscription, or a key pair; False as well where there is no such cell yet."""
    tables = await connection.fetchrow(_sql("tables"), schema)
    # Named by hand: this is asked before the migrations that set the search path.
    for name, live in (("subscriptions", "delete_time IS NULL"), ("signing_keys", "expire_time IS NULL")):
        table = tables and tables[name]
        if table and await connection.fetchval(f"SELECT EXISTS (SELECT FROM {table} WHERE {live})"):
            return True
    return False


async def keys(connection: "Connection") -> list[str]:
    """The labels of all keys that seal something in a cell, deleted subscriptions included; costs a step a key."""
    return [row["sealed_by"] for row in await connection.fetch(_sql("keys"))]


async def count(connection: "Connection", key: str) -> Counted:
    """How many live subscriptions and key pairs the key of this label seals; `COUNTED_TO` of each at most."""
    (row,) = await connection.fetch(_sql("count"), key, COUNTED_TO)
    return Counted(row["subscriptions"], row["key_pairs"])


async def sample(connection: "Connection", key: str, *, limit: int) -> list[SealedRow]:
    """The first and the last live rows that the key of this label seals, `limit` of each."""
    return [_row(row) for row in await connection.fetch(_sql("sample"), key, limit)]


async def walk(connection: "Connection", *, after: SealedRow | None, limit: int) -> list[SealedRow]:
    """Everything sealed, in a fixed order, beyond `after`."""
    last = (after.tenant_id, after.row_id) if after else ("", uuid.UUID(int=0))
    return [_row(row) for row in await connection.fetch(_sql("walk"), *last, limit)]


async def sealed_by_others(connection: "Connection", active_key: str) -> Mapping[str, int]:
    """How many ciphertexts of a cell each key sealed that is not the active one, by label."""
    rows = await connection.fetch(_sql("count_sealed_by_others"), active_key)
    return {row["sealed_by"]: row["rows"] for row in rows}


async def reseal(connection: "Connection", rows: Sequence[tuple[SealedRow, bytes]], *, key: str) -> int:
    """Put new ciphertexts in the place of those read; one that was replaced meanwhile stays. How many were written."""
    done = 0
    for field in (SIGNING_KEY, CREDENTIALS):  # in the order of the locks
        of_field = [(row, ciphertext) for row, ciphertext in rows if row.field == field]
        if not of_field:
            continue
        written = await connection.fetch(
            _sql(f"reseal_{field}"),
            [row.tenant_id for row, _ in of_field],
            [row.row_id for row, _ in of_field],
            [row.sealed.ciphertext for row, _ in of_field],
            [ciphertext for _, ciphertext in of_field],
            key,
        )
        done += len(written)
    return done


def _row(row: asyncpg.Record) -> SealedRow:
    sealed = Sealed(row["sealed"], row["sealed_by"])
    return SealedRow(TenantId(row["tenant_id"]), row["row_id"], row["field"], sealed, row["live"])


def _sql(name: str) -> str:
    return load("sealed")[name]
