import asyncio
import base64
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs

import pytest

from bellhop.domain.outcome import ErrorClass
from bellhop.egress.guard import Guard
from bellhop.egress.oauth2 import TokenCache, TokenError
from bellhop.egress.resolver import Resolver
from bellhop.egress.sender import Sender
from bellhop.signing.basic import BasicAuth
from bellhop.signing.credentials import Credentials
from bellhop.signing.headers import SecretHeaders
from bellhop.signing.oauth2 import OAuth2Client
from tests.endpoints import call, endpoint_to
from tests.receiver import HANG, Answer, Received, Receiver, receiver


@pytest.fixture
async def issuer() -> AsyncIterator[Receiver]:
    """A token server: numbers its tokens, wants client authentication by basic."""
    async with receiver() as here:
        here.always("/token", lambda received: granted(f"token-{len(here.requests)}") if by_basic(received) else DENIED)
        yield here


DENIED = Answer(401, {"Content-Type": "application/json"}, b'{"error":"invalid_client"}')


def granted(token: str, **fields: object) -> Answer:
    body = {"access_token": token, "token_type": "Bearer", "expires_in": 3600, **fields}
    return Answer(200, {"Content-Type": "application/json"}, json.dumps(body).encode())


def by_basic(received: Received) -> bool:
    kind, _, pair = received.headers.get("authorization", "").partition(" ")
    return kind == "Basic" and base64.b64decode(pair) == b"client%3A1:se%2Bcret"


def by_body(received: Received) -> bool:
    form = parse_qs(received.body.decode())
    return (form.get("client_id"), form.get("client_secret")) == (["client:1"], ["se+cret"])


def client_of(issuer: Receiver, **changed: str) -> OAuth2Client:
    fields: dict[str, Any] = {"client_id": "client:1", "client_secret": "se+cret", "scope": "hooks.write", **changed}
    return OAuth2Client(token_uri=issuer.url("/token"), **fields)


async def test_a_token_is_asked_for_as_rfc_6749_writes_it_and_kept(issuer: Receiver, tokens: TokenCache) -> None:
    client = client_of(issuer)
    assert [await tokens.token(client, "sub_1") for _ in range(3)] == ["token-1"] * 3
    (received,) = issuer.requests
    assert received.method == "POST"
    assert received.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(received.body.decode()) == {"grant_type": ["client_credentials"], "scope": ["hooks.write"]}


async def test_many_deliveries_wait_for_one_fetch(issuer: Receiver, tokens: TokenCache) -> None:
    client = client_of(issuer)
    got = await asyncio.gather(*(tokens.token(client, "sub_1") for _ in range(100)))
    assert set(got) == {"token-1"}
    assert len(issuer.requests) == 1


async def test_tokens_are_not_shared_between_subscriptions_tenants_or_secrets(
    issuer: Receiver, tokens: TokenCache
) -> None:
    client = client_of(issuer)
    got = [
        await tokens.token(client, "sub_1", tenant_id="a"),
        await tokens.token(client, "sub_2", tenant_id="a"),
        await tokens.token(client, "sub_1", tenant_id="b"),
        await tokens.token(client_of(issuer, scope="other"), "sub_1", tenant_id="a"),
    ]
    assert len(set(got)) == 4


async def test_a_server_that_wants_the_client_in_the_body_gets_it_there(tokens: TokenCache) -> None:
    async with receiver() as issuer:
        issuer.always("/token", lambda received: granted("t", expires_in=0) if by_body(received) else DENIED)
        client = client_of(issuer)
        assert await tokens.token(client, "sub_1") == "t"
        assert [by_body(each) for each in issuer.requests] == [False, True]
        assert await tokens.token(client, "sub_1") == "t"
        assert [by_body(each) for each in issuer.requests[2:]] == [True]
        assert "authorization" not in issuer.requests[2].headers


@pytest.mark.parametrize("life", [0, -1, "0"])
async def test_a_token_that_has_no_life_left_is_used_once(tokens: TokenCache, life: object) -> None:
    async with receiver() as issuer:
        issuer.always("/token", lambda _received: granted(f"t{len(issuer.requests)}", expires_in=life))
        client = client_of(issuer)
        assert [await tokens.token(client, "s"), await tokens.token(client, "s")] == ["t1", "t2"]


@pytest.mark.parametrize("life", [60, 3600.5, "3600", None, "soon", 10**12])
async def test_a_token_with_an_odd_life_is_still_a_token(tokens: TokenCache, life: object) -> None:
    async with receiver() as issuer:
        issuer.always("/token", granted("t", expires_in=life))
        client = client_of(issuer)
        assert [await tokens.token(client, "s"), await tokens.token(client, "s")] == ["t", "t"]
        assert len(issuer.requests) == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (DENIED, r"401 \(invalid_client\)"),
        (Answer(400, {}, b'{"error":"invalid_scope"}'), r"400 \(invalid_scope\)"),
        (Answer(400, {}, b'{"error":"<script>"}'), "400$"),
        (Answer(500, {}, b"client_secret=se+cret was wrong"), "500$"),
        (Answer(302, {"Location": "http://169.254.169.254/"}), "302$"),
        (Answer(200, {}, b"not json"), "without a usable"),
        (Answer(200, {}, b"[]"), "without a usable"),
        (Answer(200, {}, b'{"access_token": 5}'), "without a usable"),
        (Answer(200, {}, b'{"access_token": "a\\r\\nb"}'), "without a usable"),
        (Answer(200, {}, b'{"access_token": "' + b"x" * 20000 + b'"}'), "without a usable"),
        (Answer(200, {}, b'{"access_token": "t", "token_type": "mac"}'), "bearer"),
    ],
)
async def test_a_refusal_is_told_without_a_secret_and_remembered_for_a_moment(
    tokens: TokenCache, answer: Answer, words: str
) -> None:
    async with receiver() as issuer:
        issuer.always("/token", answer)
        client = client_of(issuer)
        for _ in range(3):
            with pytest.raises(TokenError, match=words) as caught:
                await tokens.token(client, "s")
            assert "se+cret" not in str(caught.value)
        assert len(issuer.requests) <= 2


async def test_the_token_endpoint_is_under_the_address_rule(resolver: Resolver) -> None:
    sender = Sender(Guard(allow_http=True), resolver)
    async with receiver() as issuer:
        tokens = TokenCache(sender)
        for host in ("127.0.0.1", "2130706433", "localhost", "[::ffff:127.0.0.1]"):
            client = OAuth2Client(f"http://{host}:{issuer.port}/token", "id", "secret")
            with pytest.raises(TokenError, match="loopback"):
                await tokens.token(client, "s")
        assert issuer.connections == 0
    await sender.close()


async def test_a_delivery_carries_the_token(issuer: Receiver, tokens: TokenCache, sender: Sender) -> None:
    credentials = Credentials(oauth2=client_of(issuer), headers=SecretHeaders({"x-key": "k"}))
    async with receiver() as here:
        assert (await call(sender, tokens, endpoint_to(here.url(), credentials))).status == 200
        assert here.requests[0].headers["authorization"] == "Bearer token-1"
        assert here.requests[0].headers["x-key"] == "k"


async def test_a_revoked_token_is_refreshed_once(issuer: Receiver, tokens: TokenCache, sender: Sender) -> None:
    credentials = Credentials(oauth2=client_of(issuer))
    async with receiver() as here:
        here.always(
            "/hook", lambda received: Answer(200 if received.headers["authorization"] == "Bearer token-2" else 401)
        )
        assert (await call(sender, tokens, endpoint_to(here.url(), credentials))).status == 200
        assert len(here.requests) == 2
        assert (await call(sender, tokens, endpoint_to(here.url(), credentials))).status == 200
        assert (len(here.requests), len(issuer.requests)) == (3, 2)


async def test_a_receiver_that_never_takes_the_token_gets_two_tries_and_no_storm(
    issuer: Receiver, tokens: TokenCache, sender: Sender
) -> None:
    credentials = Credentials(oauth2=client_of(issuer))
    async with receiver() as here:
        here.always("/hook", Answer(401))
        exchange = await call(sender, tokens, endpoint_to(here.url(), credentials))
        assert exchange.status == 401
        assert (len(here.requests), len(issuer.requests)) == (2, 2)


async def test_a_late_refusal_of_an_old_token_does_not_drop_the_new_one(issuer: Receiver, tokens: TokenCache) -> None:
    client = client_of(issuer)
    old = await tokens.token(client, "s")
    tokens.invalidate(client, "s", old)
    new = await tokens.token(client, "s")
    tokens.invalidate(client, "s", old)
    assert await tokens.token(client, "s") == new != old


async def test_without_a_token_nothing_is_sent_and_the_class_says_so(tokens: TokenCache, sender: Sender) -> None:
    async with receiver() as issuer, receiver() as here:
        issuer.always("/token", Answer(500))
        credentials = Credentials(oauth2=client_of(issuer))
        exchange = await call(sender, tokens, endpoint_to(here.url(), credentials))
        assert (exchange.status, exchange.error) == (None, ErrorClass.TOKEN_FAILED)
        assert here.requests == []


async def test_a_token_server_that_hangs_costs_the_deadline_of_the_delivery(tokens: TokenCache, sender: Sender) -> None:
    async with receiver() as issuer, receiver() as here:
        issuer.always("/token", HANG)
        credentials = Credentials(oauth2=client_of(issuer))
        endpoint = endpoint_to(here.url(), credentials, timeout_seconds=0.3)
        began = asyncio.get_running_loop().time()
        exchange = await call(sender, tokens, endpoint)
        assert exchange.error is ErrorClass.TOKEN_FAILED
        assert asyncio.get_running_loop().time() - began < 3
        assert here.requests == []
        await tokens.close()


@pytest.mark.requirement("A14")
async def test_a_receiver_that_demands_basic_auth_is_satisfied(tokens: TokenCache, sender: Sender) -> None:
    async with receiver() as here:
        expected = "Basic " + base64.b64encode(b"user:pass").decode()
        here.always("/hook", lambda got: Answer(200 if got.headers.get("authorization") == expected else 401))
        assert (await call(sender, tokens, endpoint_to(here.url()))).status == 401
        credentials = Credentials(basic=BasicAuth("user", "pass"), headers=SecretHeaders({"x-key": "k"}))
        assert (await call(sender, tokens, endpoint_to(here.url(), credentials))).status == 200
        assert here.requests[-1].headers["x-key"] == "k"
