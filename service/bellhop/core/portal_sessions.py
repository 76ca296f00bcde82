"""Portal sessions: making a link, exchanging its code once, ending sessions."""

import os
from dataclasses import dataclass
from datetime import timedelta

from bellhop.clock import Clock
from bellhop.core import audit
from bellhop.core.directory import Directory
from bellhop.domain.audit import Actor
from bellhop.domain.key import Capability, KeyKind, digest, generate, prefix_of
from bellhop.domain.portal_session import PortalSession, Theme, digest_code, generate_code
from bellhop.errors import InvalidCodeError, NotFoundError
from bellhop.ids import KeyId, Prefix, TenantId, encode, uuid7
from bellhop.store import changes, portal_sessions
from bellhop.store.changes import Noun


@dataclass(frozen=True, slots=True)
class NewSession:
    """What a session is to be. Its code works for `code_life`, which is no longer than `life`, that of the session."""

    tenant_id: TenantId
    capabilities: frozenset[Capability]
    life: timedelta
    code_life: timedelta
    return_uri: str | None
    theme: Theme


class PortalSessions:
    """The verbs of portal sessions; their keys are recognised by `core.keys`."""

    def __init__(self, directory: Directory, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock

    async def create(self, new: NewSession, *, actor: Actor) -> tuple[PortalSession, str]:
        """A new session's record and its code, which nobody can read again."""
        now = self._clock.now()
        code = generate_code(os.urandom)
        session = PortalSession(
            session_id=KeyId(uuid7(now)),
            tenant_id=new.tenant_id,
            capabilities=new.capabilities,
            return_uri=new.return_uri,
            theme=new.theme,
            create_time=now,
            code_expire_time=now + new.code_life,
            expire_time=now + new.life,
        )
        async with self._directory.database.transaction() as connection:
            await portal_sessions.insert(connection, session, digest_code(code))
            await audit.record(
                connection,
                actor,
                "portal_session.created",
                path_of(session.session_id),
                now=now,
                tenant_id=new.tenant_id,
                changes={
                    "capabilities": sorted(new.capabilities),
                    "expires_seconds": int(new.life.total_seconds()),
                    "code_expires_seconds": int(new.code_life.total_seconds()),
                },
            )
        return session, code

    async def exchange(self, code: str, *, request_id: str) -> tuple[PortalSession, str]:
        """The session of a code and its key, this once.

        Raises `InvalidCodeError`, the same whether the code is unknown, was used, has expired or was revoked.
        """
        now = self._clock.now()
        key = generate(KeyKind.PORTAL, os.urandom)
        async with self._directory.database.transaction() as connection:
            session = await portal_sessions.exchange(
                connection, digest_code(code), key_digest=digest(key), key_prefix=prefix_of(key), now=now
            )
            if session is None:
                raise InvalidCodeError
            await audit.record(
                connection,
                Actor(KeyKind.PORTAL.value, session.session_id, request_id),
                "portal_session.exchanged",
                path_of(session.session_id),
                now=now,
                tenant_id=session.tenant_id,
                changes={"prefix": session.key_prefix},
            )
        return session, key

    async def get(self, tenant_id: TenantId, session_id: KeyId) -> PortalSession:
        """One session of a tenant; raises `NotFoundError` when it is unknown or revoked."""
        async with self._directory.database.connection() as connection:
            session = await portal_sessions.get(connection, tenant_id, session_id)
        if session is None:
            raise NotFoundError
        return session

    async def revoke(self, tenant_id: TenantId, session_id: KeyId, *, actor: Actor) -> None:
        """End a session: at once in this process, within a second in the others. `NotFoundError` without one."""
        now = self._clock.now()
        async with self._directory.database.transaction() as connection:
            version = await changes.stamp(connection, Noun.KEYS)
            ended = await portal_sessions.revoke(connection, tenant_id, session_id, now=now, version=version)
            if not ended:
                raise NotFoundError
            await audit.record(
                connection, actor, "portal_session.revoked", path_of(session_id), now=now, tenant_id=tenant_id
            )
        self._forget(ended)

    async def revoke_all(self, tenant_id: TenantId, *, actor: Actor) -> int:
        """End all sessions of a tenant, also those whose link was not opened yet; how many there were."""
        now = self._clock.now()
        async with self._directory.database.transaction() as connection:
            version = await changes.stamp(connection, Noun.KEYS)
            ended = await portal_sessions.revoke_of_tenant(connection, tenant_id, now=now, version=version)
            await audit.record(
                connection,
                actor,
                "portal_session.all_revoked",
                "portal-sessions",
                now=now,
                tenant_id=tenant_id,
                changes={"revoked": len(ended)},
            )
        self._forget(ended)
        return len(ended)

    def _forget(self, hashes: list[str | None]) -> None:
        for name in filter(None, hashes):
            self._directory.forget(Noun.KEYS, name)


def path_of(session_id: KeyId) -> str:
    """What the audit calls a session."""
    return f"portal-sessions/{encode(Prefix.KEY, session_id)}"
