"""What GET shows can be sent back, whole and member by member, and nothing changes: for every resource."""

import base64
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from bellhop.api.body.written_back import is_same
from bellhop.api.routes import TABLE
from bellhop.clock import ManualClock
from bellhop.domain.merge_patch import REDACTED
from bellhop.ids import Prefix, decode
from bellhop.signing.credentials import Credentials
from tests.api.subscribing import PATH, SECRET, URI, make, patch
from tests.private_keys import pem_of
from tests.serving import Api, Reply

TOKEN_URI = "https://login.example.com/token"
TEMPLATE = "https://hooks.example.com/done/<JOB_ID>"

SUBSCRIPTIONS: Mapping[str, dict[str, Any]] = {
    "signed": {},
    "signed by a given secret": {"auth": {"signature": {"secret": SECRET}}},
    "basic": {"auth": {"basic": {"username": "solar", "password": "hush"}}},
    "bearer": {"auth": {"signature": False, "bearer": "hush"}},
    "oauth2": {"auth": {"oauth2": {"token_uri": TOKEN_URI, "client_id": "c", "client_secret": "hush", "scope": "a b"}}},
    "oauth2 without a scope": {"auth": {"oauth2": {"token_uri": TOKEN_URI, "client_id": "c", "client_secret": "hush"}}},
    "oauth2 with parameters": {
        "auth": {
            "oauth2": {
                "token_uri": TOKEN_URI,
                "client_id": "c",
                "client_secret": "hush",
                "extra_parameters": {"audience": "a", "resource": "b"},
                "client_auth": "client_secret_post",
            }
        }
    },
    "oauth2 with a key": {
        "auth": {
            "oauth2": {
                "token_uri": TOKEN_URI,
                "client_id": "c",
                "client_auth": "private_key_jwt",
                "private_key": pem_of("ed25519"),
            }
        }
    },
    "headers": {"auth": {"headers": {"X-B": "hush", "X-A": "hush too", "X/~C".replace("/", "-"): "h"}}},
    "unauthenticated": {"auth": {"signature": False, "unauthenticated": True}},
    "disabled": {"state": "disabled"},
    "filtered": {"filter": 'action == "design"', "description": "CRM", "payload": "full"},
    "called by template": {"uri": None, "method": "GET", "uri_template": TEMPLATE},
    "tried by a schedule": {"delivery": {"retry": {"schedule_seconds": [1, 2, 3]}, "rate_per_second": 0.5}},
    "tried once": {"delivery": {"retry": {"max_attempts": 1}}},
    "in order": {
        "delivery": {"ordering": "fifo", "ordering_key": "parent", "max_in_flight": 1, "timeout_seconds": 2.5}
    },
}


async def subscriptions(api: Api) -> list[str]:
    tenant = await api.make_tenant("acme")
    names = [(await make(tenant, **members))["id"] for members in SUBSCRIPTIONS.values()]
    for overlap in (0, 3600, 7200):
        await tenant("POST", f"{PATH}/{names[0]}:rotate-secret", {"overlap_seconds": overlap})
    return [f"{PATH}/{name}" for name in names]


async def webhooks(api: Api) -> list[str]:
    return [each.replace("subscriptions", "webhooks") for each in await subscriptions(api)]


async def tenants(api: Api) -> list[str]:
    await api.make_tenant("plain")
    await api.make_tenant("limited", live_jobs=7, subscriptions=0)
    return ["/v2/admin/tenants/plain", "/v2/admin/tenants/limited"]


async def actions(api: Api) -> list[str]:
    await api.put_action("design", parent="designs/{design_id}", concurrency="queue", retention_seconds=90_000)
    await api.put_action("plain")
    return ["/v2/admin/actions/design", "/v2/admin/actions/plain"]


async def event_types(api: Api) -> list[str]:
    whole = {
        "description": "A design was made.",
        "schema": {"type": "object", "required": ["design_id"]},
        "example": {"design_id": "garage"},
        "validation": "reject",
    }
    for name, body in (("design.created", whole), ("design.removed", {"description": "A design is gone."})):
        assert (await api("PUT", f"/v2/admin/event-types/{name}", body)).status == 201
    return ["/v2/admin/event-types/design.created", "/v2/admin/event-types/design.removed"]


WRITABLE: Mapping[tuple[str, str], Callable[[Api], Awaitable[list[str]]]] = {
    ("PATCH", "/v2/tenants/{tenant_id}/subscriptions/{subscription_id}"): subscriptions,
    ("PATCH", "/v2/tenants/{tenant_id}/webhooks/{subscription_id}"): webhooks,
    ("PUT", "/v2/tenants/{tenant_id}/webhooks/{subscription_id}"): webhooks,
    ("PATCH", "/v2/admin/tenants/{tenant_id}"): tenants,
    ("PUT", "/v2/admin/actions/{action}"): actions,
    ("PUT", "/v2/admin/event-types/{event_type}"): event_types,
}


def is_whole(written: tuple[str, str]) -> bool:
    """Whether a request says all of the resource, which is written anew each time."""
    return written[0] == "PUT" and written[1].startswith("/v2/admin/")


def test_every_resource_that_can_be_read_and_written_is_in_the_walk() -> None:
    readable = {route.pattern.template for route in TABLE.routes if route.method == "GET"}
    written = {(route.method, route.pattern.template) for route in TABLE.routes if route.method in ("PATCH", "PUT")}
    assert {each for each in written if each[1] in readable} == set(WRITABLE)


def parts(shown: Any) -> list[Any]:
    """Each member of an object alone, and each member of its objects alone."""
    alone: list[Any] = []
    for name, value in shown.items():
        alone.append({name: value})
        if isinstance(value, dict):
            alone += [{name: each} for each in parts(value)]
    return alone


async def sealed(api: Api) -> dict[str, Credentials]:
    """The opened secrets of every subscription of `acme`."""
    listed = (await api("GET", f"{PATH}?max_page_size=100")).json.get("results", [])
    services = api.services
    found = {}
    for each in listed:
        subscription = await services.subscriptions.get("acme", decode(Prefix.SUBSCRIPTION, each["id"]))  # type: ignore[arg-type]
        found[each["id"]] = services.subscription_secrets.open(subscription)
    return found


@pytest.mark.parametrize("written", WRITABLE, ids=" ".join)
async def test_what_is_shown_can_be_sent_back_and_changes_nothing(
    api: Api, clock: ManualClock, written: tuple[str, str]
) -> None:
    paths = await WRITABLE[written](api)
    secrets = await sealed(api)
    method, _ = written
    for path in paths:
        before = await api("GET", path)
        clock.move(timedelta(seconds=1))
        bodies = [
            before.json,
            *(() if is_whole(written) else parts(before.json)),
        ]
        for body in bodies:
            reply = await api(method, path, body)
            assert reply.status == 200, (body, reply.content)
        after = await api("GET", path)
        if is_whole(written):
            after.json["update_time"] = before.json["update_time"]
        assert {**after.json, "update_time": ""} == {**before.json, "update_time": ""}, path
        assert is_whole(written) or after.headers["ETag"] == before.headers["ETag"]
    assert await sealed(api) == secrets


@pytest.mark.parametrize("written", WRITABLE, ids=" ".join)
async def test_what_is_only_shown_cannot_be_changed_and_is_named(api: Api, written: tuple[str, str]) -> None:
    method, template = written
    (path, *_) = await WRITABLE[written](api)
    shown = (await api("GET", path)).json
    inner = "webhook" if "webhooks" in template else None
    for name in ("id", "createdTime", "create_time", "action", "effective_limits", "update_time", "path", "health"):
        members = shown[inner] if inner else shown
        if name not in members or (name == "action" and "actions" not in template):
            continue
        wrong = "2999-01-01T00:00:00.000000Z" if "ime" in name else "other"
        for value in (wrong, None):
            body = {inner: {**members, name: value}} if inner else {**members, name: value}
            reply = await api(method, path, body)
            pointer = f"/{inner}/{name}" if inner else f"/{name}"
            assert (reply.status, reply.faults) == (422, {pointer: "read-only"}), reply.content
    assert is_same((await api("GET", path)).json, shown)


@pytest.mark.parametrize("written", WRITABLE, ids=" ".join)
async def test_wrong_body_is_called_wrong_whatever_its_precondition(api: Api, written: tuple[str, str]) -> None:
    method, template = written
    (path, *_) = await WRITABLE[written](api)
    wrong: list[dict[str, Any]] = [{"no such": 1}]
    if "webhooks" in template:
        wrong += [{}, {"webhook": []}, {"webhook": {"enabled": "yes"}}]
    elif "subscriptions" in template:
        wrong += [{"state": {}}, {"auth": [None]}, {"delivery": {"max_in_flight": "x"}}]
    else:
        of_noun: dict[str, list[dict[str, Any]]] = {
            "actions": [{"limits": [None]}, {"retention_seconds": 1}],
            "event-types": [{"validation": "maybe"}, {"schema": 1}],
            "tenants": [{"limits": [None, None]}],
        }
        wrong += of_noun[template.split("/")[3]]
    for body in wrong:
        assert (await api(method, path, body, headers={"If-Match": '"0"'})).status == 422, body
    right: dict[str, Any] = {"webhook": {}} if "webhooks" in template else {}
    if "event-types" in template:
        right = {"description": "A design was made."}
    assert (await api(method, path, right, headers={"If-Match": '"0"'})).status == 412


async def changed(acme: Api, made: Any, **members: Any) -> Reply:
    """The answer to the whole subscription as it is shown, with some members changed."""
    shown = (await acme("GET", f"{PATH}/{made['id']}")).json
    return await patch(acme, made["id"], {**shown, **members})


async def test_one_changed_member_of_all_that_was_read_is_the_change(acme: Api) -> None:
    made = await make(acme, auth={"basic": {"username": "a", "password": "hush"}}, delivery={"max_in_flight": 7})
    await patch(acme, made["id"], {"description": "between"})
    reply = await patch(
        acme, made["id"], {**made, "auth": {**made["auth"], "basic": {"username": "b", "password": REDACTED}}}
    )
    assert (reply.status, reply.json["auth"]["basic"]["username"]) == (200, "b")
    assert reply.json["description"] == ""  # without `If-Match` the last one who writes is right
    (credentials,) = (await sealed(acme)).values()
    assert credentials.basic is not None
    assert (credentials.basic.username, credentials.basic.password) == ("b", "hush")


async def test_answer_that_showed_the_secret_can_be_sent_back(acme: Api) -> None:
    made = await make(acme)
    assert (await patch(acme, made["id"], made)).status == 200
    webhook = {"webhook": {"event": "a_job_completed", "url_template": TEMPLATE}}
    made = (await acme("POST", "/v2/tenants/acme/webhooks", webhook)).json
    path = f"/v2/tenants/acme/webhooks/{made['webhook']['id']}"
    assert (await acme("PATCH", path, made)).status == 200
    made["webhook"]["signing_secret"] = SECRET
    assert (await acme("PATCH", path, made)).faults == {"/webhook/signing_secret": "read-only"}


async def test_older_secret_that_has_ended_since_it_was_read_is_no_change(acme: Api, clock: ManualClock) -> None:
    made = await make(acme)
    await acme("POST", f"{PATH}/{made['id']}:rotate-secret", {"overlap_seconds": 60})
    read = (await acme("GET", f"{PATH}/{made['id']}")).json
    clock.move(timedelta(seconds=61))
    assert (await patch(acme, made["id"], read)).status == 200
    wrong = {"auth": {"signature": {"previous_secrets": [{"expire_time": "2999-01-01T00:00:00Z"}]}}}
    assert (await patch(acme, made["id"], wrong)).faults == {"/auth/signature/previous_secrets": "read-only"}


async def test_older_secret_is_not_ended_by_leaving_it_out(acme: Api) -> None:
    made = await make(acme)
    await acme("POST", f"{PATH}/{made['id']}:rotate-secret", {"overlap_seconds": 60})
    reply = await patch(acme, made["id"], {"auth": {"signature": {"previous_secrets": []}}})
    assert reply.faults == {"/auth/signature/previous_secrets": "read-only"}


async def test_health_that_moved_since_it_was_read_is_no_change_but_nobody_writes_it(acme: Api) -> None:
    made = await make(acme)
    moved = {**made["health"], "consecutive_failures": 3, "last_failure_time": "2026-01-01T00:00:00.000000Z"}
    assert (await changed(acme, made, health=moved)).status == 200
    assert (await patch(acme, made["id"], {"health": {"circuit": {"state": "open"}}})).faults == {
        "/health": "read-only"
    }


async def test_new_schedule_beside_the_old_number_of_attempts_is_the_schedule(acme: Api) -> None:
    made = await make(acme, delivery={"retry": {"schedule_seconds": [1, 2]}})
    delivery = {**made["delivery"], "retry": {**made["delivery"]["retry"], "schedule_seconds": [5, 6, 7]}}
    reply = await changed(acme, made, delivery=delivery)
    assert reply.json["delivery"]["retry"] == {"schedule_seconds": [5, 6, 7], "max_attempts": 4}


async def test_new_number_of_attempts_beside_a_schedule_says_two_things(acme: Api) -> None:
    made = await make(acme, delivery={"retry": {"schedule_seconds": [1, 2]}})
    delivery = {**made["delivery"], "retry": {**made["delivery"]["retry"], "max_attempts": 9}}
    assert (await changed(acme, made, delivery=delivery)).faults == {"/delivery/retry/max_attempts": "excluded"}


async def test_true_is_not_one(acme: Api) -> None:
    made = await make(acme, delivery={"max_in_flight": 1})
    assert (await patch(acme, made["id"], {"delivery": {"max_in_flight": True}})).status == 422


@pytest.mark.parametrize(
    ("auth", "pointer"),
    [
        ({"bearer": REDACTED}, "/auth/bearer"),
        ({"headers": {"X-A/B": REDACTED}}, "/auth/headers/X-A~1B"),
        ({"basic": {"username": "a", "password": REDACTED}}, "/auth/basic/password"),
        ({"signature": {"secret": REDACTED}, "bearer": "b"}, "/auth/signature/secret"),
    ],
)
async def test_mark_of_a_secret_is_never_taken_for_one(acme: Api, auth: Any, pointer: str) -> None:
    created = await acme("POST", PATH, {"uri": URI, "event_types": ["operation.*"], "auth": auth})
    assert (created.status, created.faults) == (422, {pointer: "no-secret"})
    made = await make(acme, auth={"signature": False, "headers": {"X-Other": "h"}})
    reply = await patch(acme, made["id"], {"auth": auth})
    assert (reply.status, reply.faults) == (422, {pointer: "no-secret"})


async def test_bytes_of_a_secret_stay_through_everything_that_is_sent_back(acme: Api) -> None:
    made = await make(acme, auth={"signature": {"secret": SECRET}})
    await changed(acme, made, description="x", state="disabled")
    await changed(acme, made, state="enabled")
    (credentials,) = (await sealed(acme)).values()
    assert credentials.signature is not None
    assert [each.secret for each in credentials.signature.secrets] == [base64.b64decode(SECRET.removeprefix("whsec_"))]
