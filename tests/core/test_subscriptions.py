import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from standardwebhooks.webhooks import Webhook

from bellhop.api.edge.services import Services
from bellhop.clock import ManualClock
from bellhop.core.disabling import disable, disable_by_service
from bellhop.core.registry import RegistryCache
from bellhop.core.uri_rendering import UriRenderer
from bellhop.domain.action import Action, Concurrency
from bellhop.domain.audit import SYSTEM
from bellhop.domain.event import EventBody
from bellhop.domain.event_filter import parse_filter
from bellhop.domain.subscription import DisabledReason, Method, Subscription, SubscriptionState
from bellhop.domain.subscription_spec import AuthSpec, SubscriptionSpec
from bellhop.domain.tenant import GivenLimits, Tenant
from bellhop.egress.verify import StepName
from bellhop.errors import LimitExceededError, RateLimitedError
from bellhop.ids import EventId, JobId, Prefix, SubscriptionId, TenantId, encode
from bellhop.runtime.wakeup import Topic
from bellhop.signing.basic import BasicAuth
from bellhop.signing.credentials import Credentials
from bellhop.signing.headers import SecretHeaders
from bellhop.signing.standard_webhooks import encode_secret
from bellhop.store import lanes
from bellhop.store.store import Store
from tests.cells import home
from tests.receiver import Answer, receiver
from tests.serving import open_services

ACME = TenantId("acme")
LAYOUT = Action(
    name="layout", parent_shape="designs/{design_id}", description="", input_schema=b"{}", result_schema=b"{}",
    cancellable=True, concurrency=Concurrency.PARALLEL, max_attempts=1, lease=timedelta(seconds=30),
    deadline=timedelta(hours=1), retention=timedelta(days=1), create_time=datetime.now(UTC),
    update_time=datetime.now(UTC), version=1,
)  # fmt: skip
SPEC = SubscriptionSpec(event_types=("operation.*",), uri="https://hooks.example.com/")


@pytest.fixture
async def services(store: Store, clock: ManualClock) -> AsyncIterator[Services]:
    async with open_services(store, clock) as opened:
        yield opened


@pytest.fixture
async def acme(services: Services) -> Tenant:
    return await services.tenants.create(ACME, display_name="", given=GivenLimits(), actor=SYSTEM)


async def subscribe(services: Services, tenant: Tenant, **fields: Any) -> tuple[Subscription, bytes | None]:
    written = await services.subscriptions.create(tenant, replace(SPEC, **fields), actor=SYSTEM)
    return written.subscription, written.secret


async def test_verify_sends_what_a_delivery_would_send(services: Services, acme: Tenant) -> None:
    async with receiver() as door:
        auth = AuthSpec(others=Credentials(basic=BasicAuth("bell", "hop"), headers=SecretHeaders({"X-Key": "k"})))
        subscription, secret = await subscribe(services, acme, uri=door.url(), auth=auth)
        assert secret is not None

        found = await services.verifier.verify(subscription)

        assert (found.ok, found.status) == (True, 200)
        (request,) = door.requests
        assert request.headers["authorization"] == "Basic YmVsbDpob3A="
        assert request.headers["x-key"] == "k"
        assert Webhook(encode_secret(secret)).verify(request.body, dict(request.headers))["type"] == "webhook.ping"


async def test_verify_tells_that_the_endpoint_refuses(services: Services, acme: Tenant) -> None:
    async with receiver() as door:
        door.script("/hook", Answer(500))
        subscription, _ = await subscribe(services, acme, uri=door.url())

        found = await services.verifier.verify(subscription)

        assert (found.ok, found.failed_step, found.status) == (False, StepName.HTTP, 500)


async def test_verify_of_a_get_fills_the_template(services: Services, acme: Tenant) -> None:
    async with receiver() as door:
        template = door.url("/done/") + "<JOB_ID>?status=<STATUS>"
        subscription, _ = await subscribe(services, acme, uri=None, method=Method.GET, uri_template=template)

        assert (await services.verifier.verify(subscription)).ok
        (request,) = door.requests
        assert (request.method, request.target, request.body) == ("GET", "/done/x?status=x", b"")


@pytest.mark.requirement("A11")
async def test_a_get_carries_the_parts_of_the_parents_path(services: Services, acme: Tenant) -> None:
    await services.catalog.put(LAYOUT, actor=SYSTEM)
    template = "https://hooks.example.com/<DESIGN_ID>/<JOB_ID>?status=<STATUS>"
    subscription, _ = await subscribe(services, acme, uri=None, method=Method.GET, uri_template=template)
    body = EventBody(
        event_id=EventId(UUID(int=1)), message_id="evt_1", full=b"{}", thin=None, type="operation.failed",
        action="layout",
        status="failed", parent="designs/d-17", job_id=JobId(UUID(int=2)), labels={}, traceparent=None,
        data_schema=None,
    )  # fmt: skip

    rendered = await UriRenderer(services.catalog).render(subscription, body)

    assert rendered == f"https://hooks.example.com/d-17/{encode(Prefix.OPERATION, UUID(int=2))}?status=failed"


async def test_ten_verifications_a_minute_and_the_next_when_the_first_is_a_minute_old(
    services: Services, acme: Tenant, clock: ManualClock
) -> None:
    await subscribe(services, acme)
    verifier = services.verifier
    for _ in range(10):
        clock.move(timedelta(seconds=3))
        await verifier.admit(ACME)

    with pytest.raises(RateLimitedError) as refused:
        await verifier.admit(ACME)
    assert refused.value.headers == {"Retry-After": "33"}

    clock.move(timedelta(seconds=33))
    await verifier.admit(ACME)


async def test_what_answers_410_is_disabled_once_and_tells_the_others(
    services: Services, acme: Tenant, store: Store, clock: ManualClock
) -> None:
    gone, _ = await subscribe(services, acme)
    await subscribe(services, acme, event_types=("subscription.*",))
    cell, registry = home(store), RegistryCache(parse_filter)

    hints = await disable(cell, registry, gone, reason=DisabledReason.GONE, now=clock.now())
    again = await disable(cell, registry, gone, reason=DisabledReason.GONE, now=clock.now())

    assert (len(hints), again) == (1, [])
    read = await services.subscriptions.get(ACME, gone.subscription_id)
    assert (read.state, read.disabled_reason) == (SubscriptionState.DISABLED, DisabledReason.GONE)


async def test_a_subscription_that_was_changed_after_the_call_is_not_disabled(
    services: Services, acme: Tenant, store: Store, clock: ManualClock
) -> None:
    called, _ = await subscribe(services, acme)
    await services.subscriptions.replace(called, replace(SPEC, uri="https://fixed.example.com/"), actor=SYSTEM)

    async with home(store).transaction() as connection:
        written = await disable_by_service(connection, called, reason=DisabledReason.GONE, now=clock.now())

    assert written is None
    assert (await services.subscriptions.get(ACME, called.subscription_id)).state is SubscriptionState.ENABLED


async def test_of_two_changes_of_one_version_one_wins(services: Services, acme: Tenant) -> None:
    first, _ = await subscribe(services, acme)

    one = await services.subscriptions.replace(first, replace(SPEC, description="one"), actor=SYSTEM)
    two = await services.subscriptions.replace(first, replace(SPEC, description="two"), actor=SYSTEM)

    assert one is not None
    assert two is None
    assert (await services.subscriptions.get(ACME, first.subscription_id)).description == "one"


async def test_what_waited_is_told_to_the_dispatchers_when_a_subscription_is_enabled(
    services: Services, acme: Tenant
) -> None:
    off, _ = await subscribe(services, acme, enabled=False)

    with services.wakeups.watch(Topic.DELIVERIES_READY) as watch:
        on = await services.subscriptions.replace(off, SPEC, actor=SYSTEM)
        assert on is not None
        by_patch = await watch.wait(0)
        await services.subscription_states.set(ACME, off.subscription_id, enabled=False, actor=SYSTEM)
        await watch.wait(0)
        await services.subscription_states.set(ACME, off.subscription_id, enabled=True, actor=SYSTEM)
        by_verb = await watch.wait(0)

    assert by_patch == by_verb
    assert {each.split("/")[1] for each in by_patch} == {str(off.subscription_id)}


async def test_of_many_who_subscribe_at_once_no_more_than_the_limit_come_in(services: Services, acme: Tenant) -> None:
    narrow = replace(acme, limits=replace(acme.limits, subscriptions=3))

    came = await asyncio.gather(*(subscribe(services, narrow) for _ in range(10)), return_exceptions=True)

    assert sum(isinstance(each, LimitExceededError) for each in came) == 7


async def test_the_lane_follows_its_subscription(services: Services, acme: Tenant, store: Store) -> None:
    made, _ = await subscribe(services, acme)
    where = (ACME, made.subscription_id)
    enabled = (
        "SELECT enabled, closed_reason, subscription_version FROM lanes WHERE (tenant_id, subscription_id) = ($1, $2)"
    )

    await services.subscription_states.set(*where, enabled=False, actor=SYSTEM)
    assert tuple((await home(store).fetch(enabled, *where))[0]) == (False, None, 2)

    await services.subscription_states.set(*where, enabled=True, actor=SYSTEM)
    assert tuple((await home(store).fetch(enabled, *where))[0]) == (True, None, 3)

    await services.subscriptions.delete(*where, actor=SYSTEM)
    assert tuple((await home(store).fetch(enabled, *where))[0]) == (False, "subscription_deleted", 4)


async def test_a_tenant_may_have_a_thousand_and_still_list_and_match_them(
    services: Services, acme: Tenant, store: Store
) -> None:
    made, _ = await subscribe(services, acme)
    await home(store).execute(
        "WITH many AS MATERIALIZED (SELECT many.* FROM subscriptions s CROSS JOIN generate_series(1, 999) AS n "
        "CROSS JOIN LATERAL jsonb_populate_record(s, jsonb_build_object("
        "'subscription_id', overlay(s.subscription_id::text placing lpad(n::text, 12, '0') from 25), "
        "'filter', 'labels.site == \"s' || n || '\"')) AS many) INSERT INTO subscriptions SELECT * FROM many"
    )
    ids = [
        SubscriptionId(row["subscription_id"])
        for row in await home(store).fetch("SELECT subscription_id FROM subscriptions")
    ]
    async with home(store).connection() as connection:
        assert len(await lanes.health(connection, ACME, ids)) == 1
        registry = (await RegistryCache(parse_filter).read(connection, [ACME]))[ACME]

    assert len(registry.matcher.listeners) == 1000
    assert made.subscription_id in {each.subscription_id for each in registry.matcher.listeners}
