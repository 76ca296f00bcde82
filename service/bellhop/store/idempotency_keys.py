"""Idempotency keys in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bellhop.ids import JobId, TenantId
from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_QUERIES = load("idempotency_keys")


@dataclass(frozen=True, slots=True)
class Remembered:
    """A key with the request that it stands for: a hash of what was asked, and the job that answered it."""

    tenant_id: TenantId
    key: str
    fingerprint: bytes
    job_id: JobId


async def remember(
    connection: "Connection", keys: Sequence[Remembered], *, now: datetime, forgotten_before: datetime
) -> dict[tuple[TenantId, str], Remembered]:
    """Remember keys, each once in `keys`; returns for each what stands there now: this request or an earlier one."""
    rows = await connection.fetch(
        _QUERIES["remember"],
        [each.tenant_id for each in keys],
        [each.key for each in keys],
        [each.fingerprint for each in keys],
        [each.job_id for each in keys],
        now,
        forgotten_before,
    )
    return {(row[0], row[1]): Remembered(*row) for row in rows}


async def forget(connection: "Connection", keys: Sequence[Remembered]) -> None:
    """Forget keys that this transaction remembered for requests that were then refused."""
    await connection.execute(
        _QUERIES["forget"],
        [each.tenant_id for each in keys],
        [each.key for each in keys],
        [each.job_id for each in keys],
    )


async def forget_old(connection: "Connection", *, before: datetime, at_most: int) -> int:
    """Forget keys of before this moment; returns how many."""
    tag = await connection.execute(_QUERIES["forget_old"], before, at_most)
    return int(tag.rpartition(" ")[2])
