"""Pulled subscriptions over HTTP: nothing is sent; how they are written, who may claim, and their end unclaimed."""

from datetime import timedelta
from typing import Any

from bellhop.clock import ManualClock
from bellhop.core.registry import RegistryCache
from bellhop.domain.event_filter import parse_filter
from bellhop.maintenance.idle import IdleWatch
from bellhop.maintenance.rescuer_deliveries import DeliveryRescuer
from bellhop.store.store import Store
from tests.api.pulling_world import SUBSCRIPTIONS, TENANT, UNKNOWN, claim, make, publish, record, verb
from tests.serving import Api
from tests.world import world as make_world


async def test_nothing_is_ever_sent_for_it(api: Api, acme: Api, store: Store, clock: ManualClock) -> None:
    subscription = (await make(acme))["id"]
    async with make_world(store, clock) as world:
        world.vault, world.wakeups = api.services.vault, api.services.wakeups
        await publish(api, 3)
        assert await world.dispatcher().run_once() == 0
    (one, *_) = (await acme("GET", f"{TENANT}/deliveries")).json["results"]
    (seen, *_) = (await api("GET", "/v2/admin/deliveries")).json["results"]
    assert (one["state"], one["reason"]) == (seen["state"], seen["reason"]) == ("pending", "unclaimed")
    assert len(await claim(acme, subscription)) == 3


async def test_it_has_no_endpoint_to_verify(acme: Api) -> None:
    subscription = (await make(acme))["id"]
    refused = await acme("POST", f"{SUBSCRIPTIONS}/{subscription}:verify")
    assert (refused.status, refused.problem) == (409, "conflict")
    assert "pulled" in refused.json["detail"]


async def test_what_nobody_claims_until_it_is_too_old_says_so(
    api: Api, acme: Api, store: Store, clock: ManualClock
) -> None:
    await make(acme, delivery={"max_age_seconds": 60})
    await publish(api)
    clock.move(timedelta(seconds=61))
    rescuer = DeliveryRescuer(store, clock, api.services.wakeups, registry=RegistryCache(parse_filter))
    await rescuer.run_once()
    (one,) = (await acme("GET", f"{TENANT}/dead-letters")).json["results"]
    assert (one["state"], one["reason"], one["attempt_count"]) == ("dead", "unclaimed", 0)


async def test_an_idle_one_vanishes_and_one_that_is_used_stays(
    api: Api, acme: Api, store: Store, clock: ManualClock
) -> None:
    idle, used = [(await make(acme, idle_expire_seconds=60))["id"] for _ in range(2)]
    for_ever = (await make(acme))["id"]
    await publish(api)
    watch = IdleWatch(store, clock, api.services.subscriptions)
    assert await watch.run_once() == 0
    for _ in range(2):
        clock.move(timedelta(seconds=20))
        assert await watch.run_once() == 0
    await claim(acme, used)
    for _ in range(2):
        clock.move(timedelta(seconds=9))
        assert await watch.run_once() == 0
    clock.move(timedelta(seconds=9))

    assert await watch.run_once() == 1
    assert await watch.run_once() == 0

    statuses = [(await acme("GET", f"{SUBSCRIPTIONS}/{each}")).status for each in (idle, used, for_ever)]
    assert statuses == [404, 200, 200]
    rescuer = DeliveryRescuer(store, clock, api.services.wakeups, registry=RegistryCache(parse_filter))
    await rescuer.run_once()
    deliveries = (await acme("GET", f"{TENANT}/deliveries")).json["results"]
    ended = next(each for each in deliveries if each["subscription_id"] == idle)
    assert (ended["state"], ended["reason"]) == ("skipped", "subscription_deleted")


async def test_while_nobody_could_claim_none_is_idle(api: Api, acme: Api, store: Store, clock: ManualClock) -> None:
    """After an outage longer than that they were deleted, with all that waited, before anybody could claim again."""
    idle = (await make(acme, idle_expire_seconds=60))["id"]
    before = IdleWatch(store, clock, api.services.subscriptions)
    assert await before.run_once() == 0
    clock.move(timedelta(hours=2))
    after = IdleWatch(store, clock, api.services.subscriptions)  # of a service that was started again
    for watch in (before, after):
        assert await watch.run_once() == 0
    for _ in range(5):
        clock.move(timedelta(seconds=10))
        assert [await watch.run_once() for watch in (before, after)] == [0, 0]
    clock.move(timedelta(seconds=10))
    assert await after.run_once() == 1
    assert (await acme("GET", f"{SUBSCRIPTIONS}/{idle}")).status == 404


async def test_a_start_delays_the_end_of_an_idle_one_by_minutes_only(
    api: Api, acme: Api, store: Store, clock: ManualClock
) -> None:
    await make(acme, idle_expire_seconds=86_400)
    clock.move(timedelta(days=1))
    watch = IdleWatch(store, clock, api.services.subscriptions)
    ended = [await watch.run_once()]
    for _ in range(30):
        clock.move(timedelta(seconds=10))
        ended.append(await watch.run_once())
    assert ended == [0] * 30 + [1]


async def test_a_receiver_that_is_gone_disables_it_and_what_waits_can_be_replayed(api: Api, acme: Api) -> None:
    subscription = (await make(acme))["id"]
    await publish(api, 2)
    first, _ = await claim(acme, subscription)

    await record(acme, subscription, (first, {"status_code": 410}))

    shown = (await acme("GET", f"{SUBSCRIPTIONS}/{subscription}")).json
    assert (shown["state"], shown["disabled_reason"]) == ("disabled", "gone")
    refused = await verb(acme, subscription, "claim", {"holder": "laptop"})
    assert (refused.status, refused.problem) == (409, "conflict")
    await acme("POST", f"{SUBSCRIPTIONS}/{subscription}:enable")
    await publish(api)
    assert len(await claim(acme, subscription)) == 1


async def test_what_cannot_be_written_is_named(acme: Api, api: Api) -> None:
    cases: list[tuple[dict[str, Any], dict[str, str]]] = [
        ({"uri": "https://hooks.example.com/"}, {"/uri": "excluded"}),
        ({"method": "GET"}, {"/method": "excluded"}),
        (
            {
                "auth": {
                    "oauth2": {
                        "token_uri": "https://id.example.com/token",
                        "client_id": "me",
                        "client_secret": "a long secret",
                    }
                }
            },
            {"/auth/oauth2": "excluded"},
        ),
        ({"idle_expire_seconds": 59}, {"/idle_expire_seconds": "greater-than-equal"}),
        (
            {"pull": False, "uri": "https://hooks.example.com/", "idle_expire_seconds": 60},
            {"/idle_expire_seconds": "needs-pull"},
        ),
        ({"pull": False}, {"/uri": "required"}),
    ]
    for members, faults in cases:
        reply = await acme("POST", SUBSCRIPTIONS, {"pull": True, "event_types": ["design.*"], **members})
        assert (reply.status, reply.faults) == (422, faults), members
    pulled = (await make(acme))["id"]
    reply = await acme("PATCH", f"{SUBSCRIPTIONS}/{pulled}", {"pull": False, "uri": "https://hooks.example.com/"})
    assert (reply.status, reply.faults) == (422, {"/pull": "immutable"})
    sent = await acme("POST", SUBSCRIPTIONS, {"uri": "https://hooks.example.com/", "event_types": ["design.*"]})
    refused = await verb(acme, sent.json["id"], "claim", {"holder": "laptop"})
    assert (refused.status, refused.problem) == (409, "conflict")
    assert (await verb(acme, UNKNOWN, "claim", {"holder": "laptop"})).status == 404


async def test_what_is_shown_can_be_written_back(acme: Api) -> None:
    shown = await make(acme, idle_expire_seconds=600)
    assert "uri" not in shown
    reply = await acme("PATCH", f"{SUBSCRIPTIONS}/{shown['id']}", {**shown, "description": "mine"})
    assert (reply.status, reply.json["description"]) == (200, "mine")


async def test_it_takes_a_scope_of_its_own(api: Api, acme: Api) -> None:
    subscription = (await make(acme))["id"]
    for scopes, status in ((["deliveries:read", "deliveries:retry"], 403), (["deliveries:receive"], 200)):
        key = await api.make_key(kind="tenant", tenant_id="acme", scopes=scopes)
        assert (await verb(key, subscription, "claim", {"holder": "laptop"})).status == status
