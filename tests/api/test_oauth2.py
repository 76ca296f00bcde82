"""OAuth 2.0 of a subscription over HTTP: what may be written, how it is shown, and what a bad token endpoint does."""

import asyncio
import json
from typing import Any

import pytest

from bellhop.core.uri_rendering import UriRenderer
from bellhop.domain.merge_patch import REDACTED
from tests.api.subscribing import PATH, URI, make, patch
from tests.private_keys import pem_of, read_jwt
from tests.receiver import Answer, Received, Receiver
from tests.serving import Api
from tests.world import World

TOKEN_URI = "https://id.example.com/token"
SECRET = {"token_uri": TOKEN_URI, "client_id": "c", "client_secret": "hush-hush"}
SIGNED = {"token_uri": TOKEN_URI, "client_id": "c", "client_auth": "private_key_jwt"}


async def refuse(client: Api, oauth2: dict[str, Any]) -> dict[str, str]:
    reply = await client("POST", PATH, {"uri": URI, "event_types": ["operation.*"], "auth": {"oauth2": oauth2}})
    assert (reply.status, reply.problem) == (422, "invalid-input"), reply.content
    assert b"hush" not in reply.content
    return {pointer.removeprefix("/auth/oauth2"): code for pointer, code in reply.faults.items()}


async def test_parameters_and_the_way_of_a_client_are_shown_as_they_were_written(acme: Api) -> None:
    extra = {"audience": "https://api.example.com/", "resource": "urn:x"}
    made = await make(acme, auth={"oauth2": {**SECRET, "extra_parameters": extra, "client_auth": "client_secret_post"}})
    shown = made["auth"]["oauth2"]
    assert shown == {
        **SECRET,
        "client_secret": REDACTED,
        "scope": "",
        "extra_parameters": extra,
        "client_auth": "client_secret_post",
    }
    reply = await patch(acme, made["id"], {"auth": made["auth"], "description": "x"})  # what was read changes nothing
    assert (reply.status, reply.json["auth"]["oauth2"]) == (200, shown)
    changes = {"auth": {"oauth2": {"extra_parameters": {"audience": "new", "resource": None}}}}
    reply = await patch(acme, made["id"], changes)
    assert reply.json["auth"]["oauth2"] == {**shown, "extra_parameters": {"audience": "new"}}


async def test_a_private_key_takes_the_place_of_a_secret_and_is_never_shown(acme: Api) -> None:
    made = await make(acme, auth={"oauth2": SECRET})
    pem = pem_of("rsa-2048")
    wanted = {"client_auth": "private_key_jwt", "private_key": pem, "key_id": "k1", "algorithm": "PS256"}
    reply = await patch(acme, made["id"], {"auth": {"oauth2": wanted}})
    assert reply.faults == {"/auth/oauth2/client_secret": "excluded"}

    reply = await patch(acme, made["id"], {"auth": {"oauth2": {**wanted, "client_secret": None}}})
    shown = reply.json["auth"]["oauth2"]
    assert reply.status == 200, reply.content
    assert shown == {
        **SIGNED,
        "scope": "",
        "extra_parameters": {},
        "private_key": REDACTED,
        "key_id": "k1",
        "algorithm": "PS256",
    }
    for answered in (reply, await acme("GET", f"{PATH}/{made['id']}"), await acme("GET", PATH)):
        assert pem[100:160].encode() not in answered.content
        assert b"BEGIN" not in answered.content

    reply = await patch(acme, made["id"], {"auth": {"oauth2": {"private_key": pem_of("p-256")}}})
    assert reply.faults == {"/auth/oauth2/algorithm": "other-key"}
    back = {"client_auth": None, "private_key": None, "key_id": None, "algorithm": None, "client_secret": "new"}
    reply = await patch(acme, made["id"], {"auth": {"oauth2": back}})
    assert reply.status == 200, reply.content
    assert reply.json["auth"]["oauth2"]["client_auth"] == "auto"


WRONG: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"token_uri": TOKEN_URI, "client_id": "c"}, {"/client_secret": "required"}),
    ({**SECRET, "client_auth": "tls_client_auth"}, {"/client_auth": "enum"}),
    ({**SECRET, "private_key": "hush", "key_id": "k"}, {"/private_key": "excluded", "/key_id": "excluded"}),
    ({**SECRET, "algorithm": "RS256"}, {"/algorithm": "excluded"}),
    (SIGNED, {"/private_key": "required"}),
    ({**SIGNED, "private_key": "hush"}, {"/private_key": "bad-key"}),
    ({**SIGNED, "private_key": "x" * 4097}, {"/private_key": "too-long"}),
    ({**SIGNED, "private_key": "x\x00"}, {"/private_key": "nul-character"}),
    (
        {**SIGNED, "private_key": "x", "client_secret": "hush"},
        {"/client_secret": "excluded", "/private_key": "bad-key"},
    ),
    ({**SIGNED, "algorithm": "HS256", "private_key": "x"}, {"/algorithm": "enum"}),
    ({**SECRET, "extra_parameters": {"scope": "a"}}, {"/extra_parameters/scope": "reserved"}),
    ({**SECRET, "extra_parameters": {"grant_type": "password"}}, {"/extra_parameters/grant_type": "reserved"}),
    ({**SECRET, "extra_parameters": {"client_assertion": "a"}}, {"/extra_parameters/client_assertion": "reserved"}),
    ({**SECRET, "extra_parameters": {str(n): "a" for n in range(9)}}, {"/extra_parameters": "too-long"}),
    ({**SECRET, "extra_parameters": {"a b": "a"}}, {"/extra_parameters/a b": "string-pattern-mismatch"}),
    ({**SECRET, "extra_parameters": {"a" * 65: "a"}}, {f"/extra_parameters/{'a' * 65}": "string-pattern-mismatch"}),
    ({**SECRET, "extra_parameters": {"": "a"}}, {"/extra_parameters/": "string-pattern-mismatch"}),
    ({**SECRET, "extra_parameters": {"a": ""}}, {"/extra_parameters/a": "string-pattern-mismatch"}),
    ({**SECRET, "extra_parameters": {"a": "x" * 1025}}, {"/extra_parameters/a": "string-too-long"}),
    ({**SECRET, "extra_parameters": {"a": "x\r\ny"}}, {"/extra_parameters/a": "string-pattern-mismatch"}),
    ({**SECRET, "extra_parameters": {"a": ["x"]}}, {"/extra_parameters/a": "string-type"}),
]


@pytest.mark.parametrize(("oauth2", "faults"), WRONG, ids=range(len(WRONG)))
async def test_what_does_not_fit_is_named(acme: Api, oauth2: dict[str, Any], faults: dict[str, str]) -> None:
    assert await refuse(acme, oauth2) == faults


@pytest.mark.parametrize("kind", ["encrypted", "public", "rsa-1024", "p-384", "dsa"])
async def test_a_key_that_cannot_sign_is_refused_when_it_is_written(acme: Api, kind: str) -> None:
    assert await refuse(acme, {**SIGNED, "private_key": pem_of(kind)}) == {"/private_key": "bad-key"}


def local(issuer: Receiver, **members: Any) -> dict[str, Any]:
    return {
        "uri": issuer.url(),
        "event_types": ["operation.*"],
        "auth": {"oauth2": {**SECRET, "token_uri": issuer.url("/token"), **members}},
    }


async def test_verify_tells_what_the_token_endpoint_answers_now(acme: Api, issuer: Receiver) -> None:
    made = await make(acme, **local(issuer))
    issuer.always("/token", Answer(401, {}, b'{"error": "invalid_client", "error_description": "hush-hush"}'))
    for _ in range(2):
        found = (await acme("POST", f"{PATH}/{made['id']}:verify")).json
        step = next(each for each in found["steps"] if each["name"] == "token")
        assert (found["ok"], found["failed_step"], found["error"]) == (False, "token", "token_failed")
        assert step["detail"] == "the token endpoint answered 401 (invalid_client)"
        assert step["duration_ms"] > 0
    assert len(issuer.requests) == 4  # by basic and in the body, and again: nothing is remembered

    issuer.always("/token", Answer(200, {}, b'{"access_token": "t-o-k-e-n", "expires_in": 3600}'))
    reply = await acme("POST", f"{PATH}/{made['id']}:verify")
    step = next(each for each in reply.json["steps"] if each["name"] == "token")
    assert (reply.json["ok"], step["state"]) == (True, "passed")
    assert step["detail"] == "the token endpoint answered 200 with a token, to be used for 3540 s"
    assert b"t-o-k-e-n" not in reply.content


async def test_a_callback_leaves_with_a_token_that_a_signed_client_was_given(
    acme: Api, world: World, issuer: Receiver
) -> None:
    pem = pem_of("ed25519")

    def judge(received: Received) -> Answer:
        form = dict(pair.split("=") for pair in received.body.decode().split("&"))
        read_jwt(form["client_assertion"], pem)
        return Answer(200, {}, json.dumps({"access_token": form["audience"]}).encode())

    issuer.always("/token", judge)
    signed = {"client_secret": None, "client_auth": "private_key_jwt", "private_key": pem}
    made = await make(acme, **local(issuer, **signed, extra_parameters={"audience": "hooks"}))
    await acme("POST", f"{PATH}/{made['id']}:ping")
    await world.dispatcher(render_uri=UriRenderer(acme.services.catalog).render).run_once()
    (called,) = [each for each in issuer.requests if each.target == "/hook"]
    assert called.headers["authorization"] == "Bearer hooks"


async def test_a_token_endpoint_that_fails_shows_in_health(acme: Api, world: World, issuer: Receiver) -> None:
    issuer.always("/token", Answer(500, {}, b"hush-hush"))
    made = await make(acme, **local(issuer))
    assert "last_failure" not in made["health"]
    await acme("POST", f"{PATH}/{made['id']}:ping")
    await world.dispatcher(render_uri=UriRenderer(acme.services.catalog).render).run_once()
    reply = await acme("GET", f"{PATH}/{made['id']}")
    health = reply.json["health"]
    assert health["last_failure"] == "token_failed: the token endpoint answered 500"
    assert health["failing_since_time"] == health["last_failure_time"]
    assert health["consecutive_failures"] == 1
    assert b"hush" not in reply.content
    (delivery,) = (await acme("GET", "/v2/tenants/acme/deliveries")).json["results"]
    assert (delivery["state"], delivery["reason"]) == ("pending", "deferred")


async def test_many_keys_at_once_are_checked_without_holding_up_others(acme: Api) -> None:
    """A check asks no number whether it is prime, so it stays far below the loop's share of a request."""
    pem = pem_of("rsa-4096")
    made = await asyncio.gather(*(make(acme, auth={"oauth2": {**SIGNED, "private_key": pem}}) for _ in range(5)))
    assert len({each["id"] for each in made}) == 5
