"""Portal sessions: a code works once, what was revoked or has expired does not work, and no secret is kept."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bellhop.api.edge.services import Services
from bellhop.clock import ManualClock
from bellhop.core.portal_sessions import NewSession, PortalSessions
from bellhop.domain.audit import CLI
from bellhop.domain.key import Capability, KeyKind
from bellhop.domain.portal_session import Mode, Theme
from bellhop.domain.tenant import GivenLimits
from bellhop.errors import InvalidCodeError, NotFoundError
from bellhop.ids import TenantId
from bellhop.maintenance.retention import Retention
from bellhop.store.store import Store
from tests.serving import open_services

ACME = TenantId("acme")
THEME = Theme("Aurora", "https://example.com/logo.svg", "#0a66c2", Mode.DARK)


@pytest.fixture
async def services(store: Store, clock: ManualClock) -> AsyncIterator[Services]:
    async with open_services(store, clock) as made:
        await made.tenants.create(ACME, display_name="Acme", given=GivenLimits(), actor=CLI)
        yield made


@pytest.fixture
def sessions(services: Services) -> PortalSessions:
    return services.portal_sessions


def new(**members: Any) -> NewSession:
    defaults: dict[str, Any] = {
        "tenant_id": ACME,
        "capabilities": frozenset({Capability.VIEW, Capability.SEND}),
        "life": timedelta(hours=1),
        "code_life": timedelta(minutes=5),
        "return_uri": "https://example.com/back",
        "theme": THEME,
    }
    return NewSession(**{**defaults, **members})


async def test_a_code_becomes_a_key_of_its_tenant_with_its_capabilities(
    services: Services, sessions: PortalSessions
) -> None:
    made, code = await sessions.create(new(), actor=CLI)
    opened, key = await sessions.exchange(code, request_id="r")
    assert key.startswith("bh_portal_")
    assert (opened.session_id, opened.theme, opened.return_uri) == (made.session_id, THEME, made.return_uri)
    principal = await services.keys.authenticate(key)
    assert principal is not None
    assert (principal.kind, principal.tenant_id, principal.key_id) == (KeyKind.PORTAL, ACME, made.session_id)
    assert principal.capabilities == {Capability.VIEW, Capability.SEND}
    assert principal.scopes == frozenset()


async def test_of_many_who_race_for_a_code_one_gets_a_key(sessions: PortalSessions) -> None:
    _, code = await sessions.create(new(), actor=CLI)
    answers = await asyncio.gather(*(sessions.exchange(code, request_id="r") for _ in range(8)), return_exceptions=True)
    assert sum(not isinstance(each, BaseException) for each in answers) == 1
    assert sum(isinstance(each, InvalidCodeError) for each in answers) == 7


async def test_a_code_that_is_wrong_used_expired_or_revoked_is_refused_alike(
    sessions: PortalSessions, clock: ManualClock
) -> None:
    _, used = await sessions.create(new(), actor=CLI)
    await sessions.exchange(used, request_id="r")
    revoked, of_revoked = await sessions.create(new(), actor=CLI)
    await sessions.revoke(ACME, revoked.session_id, actor=CLI)
    _, expired = await sessions.create(new(code_life=timedelta(seconds=10)), actor=CLI)
    clock.move(timedelta(seconds=10))
    said = set()
    for code in ("", "wrong", "A" * 43, "\udc80", used, of_revoked, expired):
        with pytest.raises(InvalidCodeError) as refused:
            await sessions.exchange(code, request_id="r")
        said.add((refused.value.status, refused.value.code, refused.value.detail))
    assert len(said) == 1


async def test_a_code_opens_nothing_as_a_key(services: Services, sessions: PortalSessions) -> None:
    _, code = await sessions.create(new(), actor=CLI)
    assert await services.keys.authenticate(code) is None
    assert await services.keys.authenticate(f"bh_portal_{code}") is None


async def test_a_key_ends_with_its_session(services: Services, sessions: PortalSessions, clock: ManualClock) -> None:
    _, code = await sessions.create(new(life=timedelta(minutes=10)), actor=CLI)
    _, key = await sessions.exchange(code, request_id="r")
    clock.move(timedelta(minutes=10) - timedelta(microseconds=1))
    assert await services.keys.authenticate(key) is not None
    clock.move(timedelta(microseconds=1))
    assert await services.keys.authenticate(key) is None


async def test_a_revoked_session_ends_at_once_here_and_within_a_second_elsewhere(
    services: Services, sessions: PortalSessions, store: Store, clock: ManualClock
) -> None:
    made, code = await sessions.create(new(), actor=CLI)
    _, key = await sessions.exchange(code, request_id="r")
    async with open_services(store, clock) as elsewhere:
        assert await elsewhere.keys.authenticate(key) is not None
        assert await services.keys.authenticate(key) is not None
        await sessions.revoke(ACME, made.session_id, actor=CLI)
        assert await services.keys.authenticate(key) is None
        elsewhere.keys._directory._checked = float("-inf")  # the second has passed
        assert await elsewhere.keys.authenticate(key) is None
    with pytest.raises(NotFoundError):
        await sessions.revoke(ACME, made.session_id, actor=CLI)


async def test_a_session_is_of_its_tenant_only(services: Services, sessions: PortalSessions) -> None:
    other = TenantId("other")
    await services.tenants.create(other, display_name="", given=GivenLimits(), actor=CLI)
    made, _ = await sessions.create(new(), actor=CLI)
    with pytest.raises(NotFoundError):
        await sessions.get(other, made.session_id)
    with pytest.raises(NotFoundError):
        await sessions.revoke(other, made.session_id, actor=CLI)
    assert (await sessions.get(ACME, made.session_id)).session_id == made.session_id


async def test_revoking_all_ends_those_that_are_open_and_those_that_wait(
    services: Services, sessions: PortalSessions
) -> None:
    await services.tenants.create(TenantId("other"), display_name="", given=GivenLimits(), actor=CLI)
    _, waits = await sessions.create(new(), actor=CLI)
    _, code = await sessions.create(new(), actor=CLI)
    _, key = await sessions.exchange(code, request_id="r")
    _, others = await sessions.create(new(tenant_id=TenantId("other")), actor=CLI)
    assert await services.keys.authenticate(key) is not None
    assert await sessions.revoke_all(ACME, actor=CLI) == 2
    assert await services.keys.authenticate(key) is None
    with pytest.raises(InvalidCodeError):
        await sessions.exchange(waits, request_id="r")
    await sessions.exchange(others, request_id="r")
    assert await sessions.revoke_all(ACME, actor=CLI) == 0


async def test_the_end_of_a_tenant_is_the_end_of_its_sessions(
    services: Services, sessions: PortalSessions, store: Store
) -> None:
    _, waits = await sessions.create(new(), actor=CLI)
    _, code = await sessions.create(new(), actor=CLI)
    _, key = await sessions.exchange(code, request_id="r")
    assert await services.keys.authenticate(key) is not None
    await services.tenants.close(ACME, actor=CLI)
    assert await services.keys.authenticate(key) is None
    with pytest.raises(InvalidCodeError):
        await sessions.exchange(waits, request_id="r")
    await services.tenants.erase(ACME)
    assert await store.directory.fetchrow("SELECT 1 FROM bellhop.portal_sessions") is None


async def test_neither_code_nor_key_is_in_any_table(sessions: PortalSessions, store: Store) -> None:
    _, code = await sessions.create(new(), actor=CLI)
    _, key = await sessions.exchange(code, request_id="r")
    for table in ("portal_sessions", "audit", "api_keys"):
        row = await store.directory.fetchrow(f"SELECT string_agg(t::text, ' ') AS said FROM bellhop.{table} AS t")
        assert row is not None
        assert code not in (row["said"] or "")
        assert key not in (row["said"] or "")


async def test_who_made_exchanged_and_revoked_is_in_the_audit(sessions: PortalSessions, store: Store) -> None:
    made, code = await sessions.create(new(), actor=CLI)
    await sessions.exchange(code, request_id="req_7")
    await sessions.revoke(ACME, made.session_id, actor=CLI)
    await sessions.revoke_all(ACME, actor=CLI)
    rows = await store.directory.fetch(
        "SELECT verb, actor_kind, key_id, request_id, tenant_id FROM bellhop.audit WHERE verb LIKE 'portal%'"
    )
    assert {tuple(row) for row in rows} == {
        ("portal_session.created", "cli", None, None, "acme"),
        ("portal_session.exchanged", "portal", made.session_id, "req_7", "acme"),
        ("portal_session.revoked", "cli", None, None, "acme"),
        ("portal_session.all_revoked", "cli", None, None, "acme"),
    }


async def test_last_use_is_written_now_and_then(
    services: Services, sessions: PortalSessions, clock: ManualClock
) -> None:
    made, code = await sessions.create(new(), actor=CLI)
    _, key = await sessions.exchange(code, request_id="r")
    await services.keys.authenticate(key)
    assert await services.keys.flush_uses() == 1
    assert (await sessions.get(ACME, made.session_id)).last_use_time == clock.now()


async def test_ended_sessions_are_forgotten_after_a_week(
    sessions: PortalSessions, store: Store, clock: ManualClock
) -> None:
    made, _ = await sessions.create(new(), actor=CLI)
    for days, is_there in ((6, True), (8, False)):
        moment = ManualClock(clock.now() + timedelta(days=days))
        await Retention(store, moment, history=timedelta(days=30)).run_once()
        found = await store.directory.fetch(
            "SELECT FROM bellhop.portal_sessions WHERE session_id = $1", made.session_id
        )
        assert bool(found) is is_there
