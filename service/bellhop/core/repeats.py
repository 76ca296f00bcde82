"""Requests that come again under their `Idempotency-Key`: they are answered with what the first one made.

A key belongs to a tenant and is kept for 24 hours with a hash of what was asked and the id of what was made (a job, a
subscription). Key and thing are written in one transaction. The key is looked up before every check: if the action is
gone, its schema changed or a limit reached meanwhile, the same request still gets its first answer. A refusal is not
remembered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg

from bellhop.core.flights import lock_wait
from bellhop.errors import IdempotencyInFlightError, IdempotencyKeyReusedError
from bellhop.ids import TenantId
from bellhop.store import idempotency_keys
from bellhop.store.database import Database
from bellhop.store.idempotency_keys import Remembered

if TYPE_CHECKING:
    from bellhop.store.database import Connection

KEY_LIFE = timedelta(hours=24)  # also in sql/queries/idempotency_keys.sql
_RETRY_SOON = {"Retry-After": "1"}


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """The caller's key, and a hash of what it asked."""

    key: str
    fingerprint: bytes


class KeyHeldError(Exception):
    """Another request under the same key is under way."""


def in_flight() -> IdempotencyInFlightError:
    """The error for a request that waited too long for an earlier one with its key."""
    return IdempotencyInFlightError(headers=_RETRY_SOON)


async def earlier(database: Database, tenant_id: TenantId, key: IdempotencyKey, *, now: datetime) -> UUID | None:
    """What an earlier request under this key has made, or None; `IdempotencyKeyReusedError` if that was another."""
    async with database.connection() as connection:
        found = await idempotency_keys.find(connection, tenant_id, key.key, forgotten_before=now - KEY_LIFE)
    if found is None:
        return None
    if found.fingerprint != key.fingerprint:
        raise IdempotencyKeyReusedError
    return found.made_id


async def claim(
    connection: "Connection", tenant_id: TenantId, key: IdempotencyKey, made_id: UUID, *, now: datetime
) -> bool:
    """Whether this transaction, which makes `made_id`, is the first under the key; waits for another one under way.

    Raises `IdempotencyKeyReusedError` and `IdempotencyInFlightError`.
    """
    await idempotency_keys.limit_wait(connection, lock_wait(alone=True))
    wanted = Remembered(tenant_id, key.key, key.fingerprint, made_id)
    try:
        first = (await remember(connection, [wanted], now=now))[tenant_id, key.key]
    except KeyHeldError:
        raise in_flight() from None
    if first.fingerprint != key.fingerprint:
        raise IdempotencyKeyReusedError
    return first.made_id == made_id


async def remember(
    connection: "Connection", keys: Sequence[Remembered], *, now: datetime
) -> dict[tuple[TenantId, str], Remembered]:
    """Remember keys, each once; returns what stands under each. Raises `KeyHeldError` when one is just being taken."""
    try:
        return await idempotency_keys.remember(connection, keys, now=now)
    except asyncpg.LockNotAvailableError as error:
        # Only a wait for the transaction of a twin has a context ("while inserting index tuple …"): one that waits for
        # the table itself, which something else has locked, is told what anybody is told.
        if error.context is None:
            raise
        raise KeyHeldError from error
