"""Idempotency keys in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from bellhop.ids import TenantId
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_QUERIES = load("idempotency_keys")


@dataclass(frozen=True, slots=True)
class Remembered:
    """A key with the request that it stands for: a hash of what was asked, and the id of what it made.

    That is a job or a subscription; which of them, the hash tells (the path is part of it).
    """

    tenant_id: TenantId
    key: str
    fingerprint: bytes
    made_id: UUID


async def remember(
    connection: "Connection", keys: Sequence[Remembered], *, now: datetime
) -> dict[tuple[TenantId, str], Remembered]:
    """Remember keys, each once in `keys`; returns for each what stands there now: this request or an earlier one.

    What is 24 hours old is forgotten: the statement has that figure, as it can take none from here.
    """
    rows = await connection.fetch(
        _QUERIES["remember"],
        [each.tenant_id for each in keys],
        [each.key for each in keys],
        [each.fingerprint for each in keys],
        [each.made_id for each in keys],
        now,
    )
    return {(row[0], row[1]): Remembered(*row) for row in rows}


async def find(
    connection: "Connection", tenant_id: TenantId, key: str, *, forgotten_before: datetime
) -> Remembered | None:
    """What stands under a key, or None."""
    row = await connection.fetchrow(_QUERIES["find"], tenant_id, key, forgotten_before)
    return None if row is None else Remembered(*row)


async def limit_wait(connection: "Connection", wait: timedelta) -> None:
    """Let this transaction wait no longer than this for any lock."""
    await connection.execute(f"SET LOCAL lock_timeout = {wait // timedelta(milliseconds=1)}")


async def forget(connection: "Connection", keys: Sequence[Remembered]) -> None:
    """Forget keys that this transaction remembered for requests that were then refused."""
    await connection.execute(
        _QUERIES["forget"],
        [each.tenant_id for each in keys],
        [each.key for each in keys],
        [each.made_id for each in keys],
    )


async def forget_old(connection: "Connection", *, before: datetime, limit: int) -> int:
    """Forget keys of before this moment; returns how many."""
    tag = await connection.execute(_QUERIES["forget_old"], before, limit)
    return int(tag.rpartition(" ")[2])
