"""A tenant writes new secrets over those that no key opens any more, and never fewer than its receiver expects."""

from typing import Any

from bellhop.config import MasterKey
from bellhop.domain.merge_patch import REDACTED
from bellhop.store.store import Store
from bellhop.vault.keyring import Vault, label_of
from tests.api.subscribing import PATH, SECRET, make, patch
from tests.cells import home
from tests.private_keys import pem_of
from tests.serving import Api, Reply

LOST = MasterKey(name="lost", key=b"l" * 32)
FULL = {
    "signature": {"secret": SECRET},
    "headers": {"X-Key": "one", "x-other": "two"},
    "basic": {"username": "solar", "password": "hush"},
}
OAUTH2 = {"token_uri": "https://id.example.com/token", "client_id": "c", "client_secret": "s", "scope": "a"}


async def broken(store: Store, client: Api, **auth: Any) -> str:
    """A subscription whose secrets a key sealed that is not in the ring; returns its id."""
    made = await make(client, auth=auth)
    sealed = Vault([LOST]).seal(b"{}", tenant_id="acme", row_id=made["id"], field="credentials")
    statement = "UPDATE subscriptions SET sealed = $1, sealed_by = $2, version = version + 1"
    await home(store).execute(statement, sealed, label_of(LOST))
    return str(made["id"])


async def is_readable(client: Api, name: str) -> bool:
    one = (await client("GET", f"{PATH}/{name}")).json["health"]
    (listed,) = (await client("GET", PATH)).json["results"]
    assert listed["health"] == one
    return "credentials" not in one


def lost(reply: Reply) -> set[str]:
    """Where the answer says that a secret must be given anew."""
    assert reply.status == 409, reply.content
    assert set(reply.faults.values()) == {"secret-lost"}
    return set(reply.faults)


async def test_what_is_not_said_anew_is_asked_for_by_name(acme: Api, store: Store) -> None:
    name = await broken(store, acme, **FULL)
    assert not await is_readable(acme, name)
    every = {"/auth/signature/secret", "/auth/headers/X-Key", "/auth/headers/x-other", "/auth/basic/password"}
    assert lost(await patch(acme, name, {"description": "x"})) == every
    read = (await acme("GET", f"{PATH}/{name}")).json["auth"]
    assert read["basic"]["password"] == REDACTED
    assert (await patch(acme, name, {"auth": read})).status == 200  # what is shown is no change
    assert lost(await patch(acme, name, {"description": "x", "auth": read})) == every
    assert lost(await patch(acme, name, {"auth": {"signature": True, "headers": {"x-key": "new"}}})) == {
        "/auth/headers/x-other",
        "/auth/basic/password",
    }
    assert not await is_readable(acme, name)


async def test_all_secrets_anew_heal_a_subscription(acme: Api, store: Store) -> None:
    name = await broken(store, acme, **FULL)
    anew = {
        "signature": {"secret": SECRET},
        "headers": {"x-key": "three", "x-other": None},
        "basic": {"password": "new"},
    }
    reply = await patch(acme, name, {"auth": anew})
    assert reply.status == 200, reply.content
    assert reply.json["auth"]["signature"]["secret"] == SECRET
    assert reply.json["auth"]["basic"] == {"username": "solar", "password": REDACTED}
    assert list(reply.json["auth"]["headers"]) == ["x-key"]
    assert await is_readable(acme, name)
    assert (await patch(acme, name, {"description": "x"})).status == 200


async def test_a_new_signing_secret_is_made_and_shown_where_one_is_only_asked_for(acme: Api, store: Store) -> None:
    reply = await patch(acme, await broken(store, acme), {"auth": {"signature": True}})
    assert reply.json["auth"]["signature"]["secret"].startswith("whsec_")
    reply = await patch(acme, await broken(store, acme), {"auth": None})
    assert reply.json["auth"]["signature"]["secret"].startswith("whsec_")


async def test_tokens_and_clients_are_given_anew_or_ended(acme: Api, store: Store) -> None:
    name = await broken(store, acme, signature=False, oauth2=OAUTH2)
    assert lost(await patch(acme, name, {"auth": {"oauth2": {"scope": "b"}}})) == {"/auth/oauth2/client_secret"}
    reply = await patch(acme, name, {"auth": {"oauth2": {"client_secret": "new"}}})
    shown = {"client_secret": REDACTED, "extra_parameters": {}, "client_auth": "auto"}
    assert reply.json["auth"]["oauth2"] == OAUTH2 | shown
    assert (await acme("DELETE", f"{PATH}/{name}")).status == 204

    name = await broken(store, acme, signature=False, bearer="old")
    assert lost(await patch(acme, name, {"description": "x", "auth": {"bearer": REDACTED}})) == {"/auth/bearer"}
    reply = await patch(acme, name, {"auth": {"bearer": None, "signature": True}})
    assert "bearer" not in reply.json["auth"]
    assert await is_readable(acme, name)


async def test_a_lost_private_key_is_asked_for_by_its_name(acme: Api, store: Store) -> None:
    signs = {"token_uri": OAUTH2["token_uri"], "client_id": "c", "client_auth": "private_key_jwt"}
    name = await broken(store, acme, signature=False, oauth2={**signs, "private_key": pem_of("p-256"), "key_id": "k"})
    assert lost(await patch(acme, name, {"auth": {"oauth2": {"scope": "b"}}})) == {"/auth/oauth2/private_key"}
    reply = await patch(acme, name, {"auth": {"oauth2": {"private_key": pem_of("ed25519")}}})
    assert reply.json["auth"]["oauth2"]["private_key"] == REDACTED
    assert reply.json["auth"]["oauth2"]["key_id"] == "k"


async def test_ending_every_proof_must_be_said_as_ever(acme: Api, store: Store) -> None:
    name = await broken(store, acme)
    assert (await patch(acme, name, {"auth": {"signature": False}})).status == 422
    reply = await patch(acme, name, {"auth": {"signature": False, "unauthenticated": True}})
    assert reply.status == 200, reply.content


async def test_rotating_heals_what_is_only_signed_and_nothing_else(acme: Api, store: Store) -> None:
    name = await broken(store, acme)
    reply = await acme("POST", f"{PATH}/{name}:rotate-secret", {"secret": SECRET})
    assert reply.status == 200, reply.content
    assert reply.json["auth"]["signature"] == {"enabled": True, "secret": SECRET, "previous_secrets": []}
    assert await is_readable(acme, name)
    assert (await acme("DELETE", f"{PATH}/{name}")).status == 204

    name = await broken(store, acme, bearer="old")
    reply = await acme("POST", f"{PATH}/{name}:rotate-secret", {})
    assert reply.status == 409
    assert "PATCH" in reply.json["detail"]
    assert not await is_readable(acme, name)


async def test_what_needs_no_secrets_works_and_a_trial_says_why_it_cannot(acme: Api, store: Store) -> None:
    name = await broken(store, acme, **FULL)
    for verb in ("disable", "enable"):
        assert (await acme("POST", f"{PATH}/{name}:{verb}")).status == 200
    reply = await acme("POST", f"{PATH}/{name}:verify")
    assert reply.status == 409
    assert "can no longer be read" in reply.json["detail"]
    assert (await acme("DELETE", f"{PATH}/{name}")).status == 204


async def test_a_webhook_with_lost_secrets_takes_a_new_header_and_shows_a_new_signing_secret(
    acme: Api, store: Store
) -> None:
    shape = {"event": "x_job_completed", "url_template": "https://hooks.example.com/<JOB_ID>"}
    header = {"header_auth_key": "x-key", "header_auth_value": "old"}
    made = await acme("POST", "/v2/tenants/acme/webhooks", {"webhook": shape | header})
    assert made.status == 201, made.content
    sealed = Vault([LOST]).seal(b"{}", tenant_id="acme", row_id="x", field="credentials")
    statement = "UPDATE subscriptions SET sealed = $1, sealed_by = $2, version = version + 1"
    await home(store).execute(statement, sealed, label_of(LOST))
    path = f"/v2/tenants/acme/webhooks/{made.json['webhook']['id']}"

    assert (await acme("PATCH", path, {"webhook": {"description": "x"}})).status == 409
    reply = await acme("PATCH", path, {"webhook": {"header_auth_key": "x-new", "header_auth_value": "new"}})
    assert reply.status == 200, reply.content
    assert reply.json["webhook"]["header_auth_key"] == "x-new"
    assert reply.json["webhook"]["signing_secret"].startswith("whsec_")
