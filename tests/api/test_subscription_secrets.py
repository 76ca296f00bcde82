"""Secrets of subscriptions: shown once, kept, replaced, and in no audit."""

import base64
from datetime import timedelta
from typing import Any

import pytest

from bellhop.clock import ManualClock
from bellhop.domain.merge_patch import REDACTED
from bellhop.ids import Prefix, decode
from tests.api.subscribing import PATH, SECRET, make, patch
from tests.serving import Api


@pytest.mark.requirement("A14")
async def test_secrets_are_shown_once_and_then_redacted(acme: Api) -> None:
    auth = {
        "basic": {"username": "solar", "password": "hush-password"},
        "headers": {"X-Key": "hush-header"},
    }
    created = await make(acme, auth=auth)
    name = created["id"]
    secret = created["auth"]["signature"]["secret"]
    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32

    shown = (
        await acme("GET", f"{PATH}/{name}"),
        await acme("GET", PATH),
        await patch(acme, name, {"description": "x"}),
        await acme("POST", f"{PATH}/{name}:disable"),
    )
    for reply in shown:
        assert reply.status == 200
        assert b"hush" not in reply.content
        assert secret.encode() not in reply.content
    assert shown[0].json["auth"] == {
        "signature": {"enabled": True, "secret": REDACTED, "previous_secrets": []},
        "headers": {"X-Key": REDACTED},
        "basic": {"username": "solar", "password": REDACTED},
        "unauthenticated": False,
    }


async def test_a_given_secret_is_used(acme: Api) -> None:
    created = await make(acme, auth={"signature": {"secret": SECRET}})

    assert created["auth"]["signature"]["secret"] == SECRET


async def test_a_patch_keeps_what_it_does_not_name_secrets_too(acme: Api) -> None:
    auth = {"basic": {"username": "solar", "password": "p"}, "headers": {"X-A": "a", "X-B": "b"}}
    name = (await make(acme, auth=auth, delivery={"max_in_flight": 7}))["id"]

    changed = await patch(
        acme, name, {"auth": {"headers": {"X-A": None, "X-C": "c"}}, "delivery": {"timeout_seconds": 3}}
    )

    assert changed.status == 200, changed.content
    assert set(changed.json["auth"]["headers"]) == {"X-B", "X-C"}
    assert changed.json["auth"]["basic"]["username"] == "solar"
    assert (changed.json["delivery"]["timeout_seconds"], changed.json["delivery"]["max_in_flight"]) == (3, 7)
    assert await opened(acme, name) == {"X-B": "b", "X-C": "c"}


async def opened(acme: Api, name: str) -> dict[str, str]:
    """The secret headers as they are sealed in the database."""
    services = acme.services
    value = decode(Prefix.SUBSCRIPTION, name)
    assert value is not None
    subscription = await services.subscriptions.get("acme", value)  # type: ignore[arg-type]
    headers = services.subscription_secrets.open(subscription).headers
    return dict(headers.values) if headers else {}


async def test_a_patch_that_leaves_no_proof_of_origin_must_say_so(acme: Api) -> None:
    name = (await make(acme, auth={"signature": {"enabled": False}, "bearer": "b"}))["id"]

    refused = await patch(acme, name, {"auth": {"bearer": None}})
    assert (refused.status, refused.faults) == (422, {"/auth": "no-proof-of-origin"})

    accepted = await patch(acme, name, {"auth": {"bearer": None, "unauthenticated": True}})
    assert accepted.status == 200
    assert accepted.json["auth"]["unauthenticated"] is True


async def test_a_signature_that_is_switched_on_again_has_a_new_secret_shown_once(acme: Api) -> None:
    first = await make(acme, auth={"bearer": "b"})
    off = await patch(acme, first["id"], {"auth": {"signature": {"enabled": False}}})
    assert off.json["auth"]["signature"] == {"enabled": False}

    on = await patch(acme, first["id"], {"auth": {"signature": {"enabled": True}}})

    assert on.json["auth"]["signature"]["secret"].startswith("whsec_")
    assert on.json["auth"]["signature"]["secret"] != first["auth"]["signature"]["secret"]


async def test_a_live_secret_is_replaced_by_rotation_only(acme: Api) -> None:
    name = (await make(acme))["id"]

    reply = await patch(acme, name, {"auth": {"signature": {"secret": SECRET}}})

    assert (reply.status, reply.faults) == (422, {"/auth/signature/secret": "use-rotation"})


async def test_rotation_shows_the_new_secret_and_when_the_old_one_ends(acme: Api) -> None:
    made = await make(acme)
    name = made["id"]

    rotated = (await acme("POST", f"{PATH}/{name}:rotate-secret", {"overlap_seconds": 3600})).json
    signature = rotated["auth"]["signature"]
    assert signature["secret"] not in {made["auth"]["signature"]["secret"], REDACTED}
    assert len(signature["previous_secrets"]) == 1

    given = (await acme("POST", f"{PATH}/{name}:rotate-secret", {"secret": SECRET, "overlap_seconds": 0})).json
    assert given["auth"]["signature"] == {"enabled": True, "secret": SECRET, "previous_secrets": []}


async def test_what_is_not_signed_cannot_rotate(acme: Api) -> None:
    name = (await make(acme, auth={"signature": False, "bearer": "b"}))["id"]

    assert (await acme("POST", f"{PATH}/{name}:rotate-secret", {})).problem == "conflict"


async def test_every_change_is_in_the_audit_without_a_secret(api: Api, acme: Api, clock: ManualClock) -> None:
    made = await make(acme, auth={"bearer": "hush-bearer"})
    name = made["id"]
    changes: tuple[tuple[str, str, Any], ...] = (
        ("PATCH", "", {"description": "new", "auth": {"bearer": "hush-other"}}),
        ("POST", ":rotate-secret", {}),
        ("POST", ":disable", None),
        ("POST", ":enable", None),
        ("DELETE", "", None),
    )
    for method, verb, body in changes:
        clock.move(timedelta(seconds=1))
        assert (await acme(method, f"{PATH}/{name}{verb}", body)).status in (200, 204)

    audit = await api("GET", '/v2/admin/audit?filter=tenant_id=="acme"'.replace('"', "%22"))

    lines = [each for each in audit.json["results"] if each["resource"] == f"subscriptions/{name}"]
    assert [each["verb"] for each in reversed(lines)] == [
        "subscription.created",
        "subscription.updated",
        "subscription.secret_rotated",
        "subscription.disabled",
        "subscription.enabled",
        "subscription.deleted",
    ]
    assert lines[4]["changes"] == {"description": "new", "credentials": "changed"}
    assert b"hush" not in audit.content
    assert made["auth"]["signature"]["secret"].encode() not in audit.content


async def test_one_header_is_removed_by_null_and_the_others_stay(acme: Api) -> None:
    name = (await make(acme, auth={"headers": {"X-A": "a", "X-B": "b"}}))["id"]
    reply = await patch(acme, name, {"auth": {"headers": {"X-A": None}}})
    assert reply.status == 200, reply.content
    assert list(reply.json["auth"]["headers"]) == ["X-B"]
