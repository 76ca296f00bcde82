"""Portal sessions in the directory: everything about them but their codes and keys."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bellhop.domain.key import Capability
from bellhop.domain.portal_session import Mode, PortalSession, Theme
from bellhop.ids import KeyId, TenantId
from bellhop.store.lists import Collection
from bellhop.store.queries import load

if TYPE_CHECKING:
    import asyncpg

    from bellhop.store.database import Connection

_QUERIES = load("portal_sessions")


async def insert(connection: "Connection", session: PortalSession, code_digest: bytes) -> None:
    """Write a new session with the SHA-256 by which its code will be known."""
    await connection.execute(
        _QUERIES["insert"],
        session.session_id,
        session.tenant_id,
        sorted(session.capabilities),
        code_digest,
        session.code_expire_time,
        session.return_uri,
        _as_json(session.theme),
        session.create_time,
        session.expire_time,
    )


async def exchange(
    connection: "Connection", code_digest: bytes, *, key_digest: bytes, key_prefix: str, now: datetime
) -> PortalSession | None:
    """The session of a code with its key from now on; None, whatever the reason, when the code is not good."""
    row = await connection.fetchrow(_QUERIES["exchange"], code_digest, key_digest, key_prefix, now)
    return None if row is None else record(row)


async def by_key(connection: "Connection", key_digest: bytes) -> PortalSession | None:
    """The session whose key has this SHA-256, unless it is revoked or its tenant erased. It may have expired."""
    row = await connection.fetchrow(_QUERIES["by_key"], key_digest)
    return None if row is None else record(row)


async def get(connection: "Connection", tenant_id: TenantId, session_id: KeyId) -> PortalSession | None:
    """One session of a tenant that is not revoked."""
    row = await connection.fetchrow(_QUERIES["get"], tenant_id, session_id)
    return None if row is None else record(row)


async def revoke(
    connection: "Connection", tenant_id: TenantId, session_id: KeyId, *, now: datetime, version: int
) -> list[str | None]:
    """End a session; answers the hash of its key in hexadecimal (None before the exchange), or nothing."""
    rows = await connection.fetch(_QUERIES["revoke"], tenant_id, session_id, now, version)
    return [row["hash"] for row in rows]


async def revoke_of_tenant(
    connection: "Connection", tenant_id: TenantId, *, now: datetime, version: int
) -> list[str | None]:
    """End all sessions of a tenant that have not ended by themselves; answers the hashes as `revoke` does."""
    rows = await connection.fetch(_QUERIES["revoke_of_tenant"], tenant_id, now, version)
    return [row["hash"] for row in rows]


async def erase_of_tenant(connection: "Connection", tenant_id: TenantId) -> None:
    """Remove all sessions of a tenant."""
    await connection.execute(_QUERIES["erase_of_tenant"], tenant_id)


async def used(connection: "Connection", times: Mapping[KeyId, datetime]) -> None:
    """Note when the keys of sessions were last used; ids of other keys are passed by."""
    await connection.execute(_QUERIES["used"], list(times.keys()), list(times.values()))


async def forget(connection: "Connection", *, before: datetime, limit: int) -> int:
    """Remove sessions that ended long ago; how many."""
    tag: str = await connection.execute(_QUERIES["forget"], before, limit)
    return int(tag.rpartition(" ")[2])


def record(row: "asyncpg.Record") -> PortalSession:
    """The record of one row."""
    return PortalSession(
        session_id=KeyId(row["session_id"]),
        tenant_id=TenantId(row["tenant_id"]),
        capabilities=frozenset(Capability(each) for each in row["capabilities"]),
        return_uri=row["return_uri"],
        theme=_theme(row["theme"]),
        create_time=row["create_time"],
        code_expire_time=row["code_expire_time"],
        expire_time=row["expire_time"],
        exchange_time=row["exchange_time"],
        last_use_time=row["last_use_time"],
        key_prefix=row["key_prefix"],
    )


def _as_json(theme: Theme) -> dict[str, str | None]:
    return {"name": theme.name, "logo_uri": theme.logo_uri, "color": theme.color, "mode": theme.mode.value}


def _theme(stored: Mapping[str, Any]) -> Theme:
    return Theme(stored["name"], stored["logo_uri"], stored["color"], Mode(stored["mode"]))


PORTAL_SESSIONS = Collection(
    name="portal-sessions",
    select=_QUERIES["list"],
    order=("s.session_id",),
    key_types=("uuid",),
    record=record,
    key=lambda session: (session.session_id,),
)
"""A tenant's sessions that are not revoked; $1 is the tenant."""
