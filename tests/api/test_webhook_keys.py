"""The tenant's key pair: made on first use, shown by its subscriptions, told to anybody, rotated."""

import base64
from datetime import timedelta
from typing import Any

import pytest

from bellhop.clock import ManualClock, format_time
from bellhop.domain.sealed import SIGNING_KEY
from bellhop.store.store import Store
from tests.api.subscribing import PATH, URI, make, patch
from tests.cells import home
from tests.serving import Api, Reply

KEYS = "/v2/tenants/acme/webhook-keys"
SIGNED = {"ed25519": True}
HOOK = {"uri": URI, "event_types": ["operation.*"]}


async def published(api: Api, tenant_id: str = "acme") -> Reply:
    """What anybody is told."""
    return await api.with_key(None)("GET", f"/v2/tenants/{tenant_id}/webhook-keys")


async def public_keys(api: Api) -> list[str]:
    """The published keys as a subscription shows them."""
    keys = (await published(api)).json["keys"]
    return ["whpk_" + base64.b64encode(base64.urlsafe_b64decode(each["x"] + "=")).decode() for each in keys]


async def rotate(acme: Api, **members: Any) -> Any:
    reply = await acme("POST", f"{KEYS}:rotate", members)
    assert reply.status == 200, reply.content
    return reply.json


async def test_the_first_subscription_that_wants_a_key_pair_makes_it_and_the_next_has_the_same(
    api: Api, acme: Api
) -> None:
    await make(acme)
    assert (await published(api)).json == {"keys": []}

    first = await make(acme, auth=SIGNED)
    second = await make(acme, auth=SIGNED | {"signature": False})
    other = await api.make_tenant("other")
    others = await other("POST", "/v2/tenants/other/subscriptions", {**HOOK, "auth": SIGNED})

    shown = first["auth"]["ed25519"]
    assert shown == {"enabled": True, "public_key": shown["public_key"], "previous_public_keys": []}
    assert first["auth"]["signature"]["secret"].startswith("whsec_")
    assert second["auth"]["signature"] == {"enabled": False}
    assert second["auth"]["ed25519"] == shown
    assert others.json["auth"]["ed25519"]["public_key"] != shown["public_key"]
    assert await public_keys(api) == [shown["public_key"]]
    for name in (first["id"], second["id"]):
        assert (await acme("GET", f"{PATH}/{name}")).json["auth"]["ed25519"] == shown
    listed = (await acme("GET", PATH)).json["results"]
    assert [each["auth"].get("ed25519", shown) for each in listed] == [shown] * 3
    assert sum("ed25519" in each["auth"] for each in listed) == 2


async def test_anybody_reads_a_jwk_set_that_may_be_kept_for_a_while(api: Api, acme: Api) -> None:
    await make(acme, auth=SIGNED)

    told = await published(api)
    again = await api.with_key(None)("GET", KEYS, headers={"If-None-Match": told.headers["ETag"]})

    (key,) = told.json["keys"]
    assert {name: key[name] for name in ("kty", "crv", "use", "alg")} == {
        "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA"
    }  # fmt: skip
    assert set(key) == {"kty", "crv", "x", "kid", "use", "alg"}
    assert told.headers["Cache-Control"] == "public, max-age=300"
    assert again.status == 304


@pytest.mark.parametrize("tenant_id", ["nobody", "a" * 64])
async def test_a_tenant_that_there_is_not_looks_like_one_without_keys(api: Api, acme: Api, tenant_id: str) -> None:
    expected, told = await published(api), await published(api, tenant_id)

    assert (told.status, told.json) == (expected.status, expected.json) == (200, {"keys": []})
    for name in ("Cache-Control", "ETag", "Content-Type"):
        assert told.headers[name] == expected.headers[name]


async def test_a_rotation_shows_both_keys_until_the_overlap_ends(api: Api, acme: Api, clock: ManualClock) -> None:
    made = await make(acme, auth=SIGNED)
    old = made["auth"]["ed25519"]["public_key"]
    before = (await acme("GET", f"{PATH}/{made['id']}")).headers["ETag"]

    answered = await rotate(acme, overlap_seconds=3600)
    end = format_time(clock.now() + timedelta(hours=1))
    shown = await acme("GET", f"{PATH}/{made['id']}")
    new, _ = await public_keys(api)

    assert answered == (await published(api)).json
    assert [each.get("expire_time") for each in answered["keys"]] == [None, end]
    assert shown.json["auth"]["ed25519"] == {
        "enabled": True,
        "public_key": new,
        "previous_public_keys": [{"public_key": old, "expire_time": end}],
    }
    assert (await public_keys(api))[1] == old
    assert shown.headers["ETag"] != before

    clock.move(timedelta(hours=1))
    assert await public_keys(api) == [new]
    assert (await acme("GET", f"{PATH}/{made['id']}")).json["auth"]["ed25519"]["previous_public_keys"] == []


async def test_a_rotation_without_an_overlap_forgets_the_old_key_at_once(api: Api, acme: Api, store: Store) -> None:
    old = (await make(acme, auth=SIGNED))["auth"]["ed25519"]["public_key"]

    await rotate(acme, overlap_seconds=0)

    (new,) = await public_keys(api)
    assert new != old
    assert len(await home(store).fetch("SELECT FROM signing_keys")) == 1


async def test_an_older_key_ends_when_it_was_first_told_to(acme: Api, clock: ManualClock) -> None:
    await make(acme, auth=SIGNED)
    await rotate(acme, overlap_seconds=60)
    end = format_time(clock.now() + timedelta(seconds=60))

    keys = (await rotate(acme))["keys"]

    assert [each.get("expire_time") for each in keys] == [None, format_time(clock.now() + timedelta(days=1)), end]


async def test_so_many_keys_may_overlap_and_no_more(acme: Api) -> None:
    for _ in range(8):
        await rotate(acme)

    refused = await acme("POST", f"{KEYS}:rotate", {})

    assert refused.status == 409
    assert len((await rotate(acme, overlap_seconds=0))["keys"]) == 1


@pytest.mark.parametrize("overlap", [-1, 604_801, "60", None, 1.5])
async def test_an_overlap_has_its_limits(acme: Api, overlap: object) -> None:
    refused = await acme("POST", f"{KEYS}:rotate", {"overlap_seconds": overlap})

    assert refused.status == 422
    assert list(refused.faults) == ["/overlap_seconds"]


async def test_a_tenant_without_keys_rotates_into_its_first(api: Api, acme: Api) -> None:
    made = await rotate(acme)

    assert len(made["keys"]) == 1
    assert (await make(acme, auth=SIGNED))["auth"]["ed25519"]["public_key"] == (await public_keys(api))[0]


async def test_it_is_switched_on_and_off_like_the_signature(acme: Api) -> None:
    name = (await make(acme))["id"]

    on = await patch(acme, name, {"auth": {"ed25519": True}})
    alone = await patch(acme, name, {"auth": {"signature": False, "ed25519": {"enabled": True}}})
    off = await patch(acme, name, {"auth": {"ed25519": None}})
    signed = await patch(acme, name, {"auth": {"ed25519": False, "signature": True}})

    assert on.json["auth"]["ed25519"]["public_key"] == alone.json["auth"]["ed25519"]["public_key"]
    assert off.status == 422
    assert off.faults == {"/auth": "no-proof-of-origin"}
    assert "ed25519" not in signed.json["auth"]


async def test_a_subscription_that_was_read_before_a_rotation_can_be_sent_back(acme: Api) -> None:
    read = await make(acme, auth=SIGNED)
    read["auth"]["signature"]["secret"] = "[redacted]"
    await rotate(acme, overlap_seconds=0)

    written = await patch(acme, read["id"], {**read, "description": "another"})

    assert written.status == 200, written.content
    assert written.json["description"] == "another"
    assert written.json["auth"]["ed25519"]["public_key"] != read["auth"]["ed25519"]["public_key"]


@pytest.mark.parametrize("given", ["yes", 1, {}, {"enabled": "yes"}, {"enabled": True, "public_key": "whpk_x"}, []])
async def test_what_is_no_switch_is_refused(acme: Api, given: object) -> None:
    refused = await acme("POST", PATH, {**HOOK, "auth": {"ed25519": given}})

    assert refused.status == 422
    assert all(pointer.startswith("/auth/ed25519") for pointer in refused.faults)


async def test_making_and_rotating_are_told_to_the_audit_without_a_key(api: Api, acme: Api) -> None:
    await make(acme, auth=SIGNED)
    await rotate(acme, overlap_seconds=7)

    lines = [
        (each["verb"], each["resource"], each["changes"])
        for each in (await api("GET", "/v2/admin/audit?max_page_size=1000")).json["results"]
        if "webhook_key" in each["verb"]
    ]
    new, old = (each["kid"] for each in (await published(api)).json["keys"])
    assert sorted(lines) == sorted(
        [
            ("webhook_key.created", f"webhook-keys/{old}", {}),
            ("webhook_key.created", f"webhook-keys/{new}", {}),
            ("webhook_keys.rotated", "webhook-keys", {"overlap_seconds": 7.0}),
        ]
    )


async def test_a_key_pair_that_no_key_opens_holds_back_and_is_rotated_away(api: Api, acme: Api, store: Store) -> None:
    made = await make(acme, auth=SIGNED)
    await home(store).execute("UPDATE signing_keys SET sealed = set_byte(sealed, 30, get_byte(sealed, 30) # 1)")
    lost = await patch(acme, made["id"], {"description": "read anew"})
    refused = await acme("POST", f"{PATH}/{made['id']}:verify")

    keys = (await rotate(acme))["keys"]
    healed = await acme("GET", f"{PATH}/{made['id']}")

    assert lost.json["health"]["credentials"] == "unreadable"
    assert refused.status == 409
    assert "rotate your webhook keys" in refused.json["detail"]
    assert len(keys) == 1
    assert "credentials" not in healed.json["health"]


async def test_a_private_key_opens_only_in_its_own_row(acme: Api, store: Store, api: Api) -> None:
    await rotate(acme)
    (row,) = await home(store).fetch("SELECT * FROM signing_keys")
    place = {"tenant_id": "acme", "row_id": str(row["signing_key_id"]), "field": SIGNING_KEY}
    private = api.services.vault.open(row["sealed"], **place)

    assert len(private) == 32
    assert private not in bytes(row["sealed"])
