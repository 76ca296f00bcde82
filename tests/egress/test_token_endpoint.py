"""What token endpoints answer in the field, one row each, from a real one."""

import asyncio
import json
from ipaddress import ip_network
from urllib.parse import parse_qs

import pytest

from bellhop.domain.outcome import ErrorClass
from bellhop.egress.guard import Guard
from bellhop.egress.oauth2 import TokenCache, TokenError
from bellhop.egress.resolver import Resolver
from bellhop.egress.sender import Sender
from bellhop.signing.client_assertion import ASSERTION_TYPE
from bellhop.signing.oauth2 import ClientAuth, OAuth2Client
from tests.egress.hostile import hostile, repeat
from tests.private_keys import pem_of, read_jwt
from tests.receiver import HANG, Answer, Received, Receiver

KIB = 1024


def client_of(issuer: Receiver, **members: object) -> OAuth2Client:
    given: dict[str, object] = {"client_id": "us", "client_secret": "hush-hush", **members}
    return OAuth2Client(token_uri=issuer.url("/token"), **given)  # type: ignore[arg-type]


def answer(status: int = 200, *, head: bytes = b"", **members: object) -> Answer:
    body = {name: value for name, value in {"access_token": "t", **members}.items() if value != "left out"}
    return Answer(status, {"Content-Type": "text/html"}, head + json.dumps(body).encode())


TAKEN = {
    "as RFC 6749 has it": answer(token_type="Bearer", expires_in=3600, scope="a"),
    "201": answer(201, token_type="bearer"),
    "203": answer(203, token_type="bearer"),
    "BEARER": answer(token_type="BEARER"),
    "white space": answer(token_type=" bearer "),
    "none": answer(),
    "null": answer(token_type=None),
    "empty": answer(token_type=""),
    "Apigee": answer(token_type="BearerToken", expires_in="1799", issued_at="1698050494594"),
    "bearer_token": answer(token_type="bearer_token"),
    "Bearer Token": answer(token_type="Bearer Token"),
    "Azure DevOps": answer(token_type="jwt-bearer", expires_in="3599"),
    "GitHub Actions": answer(token_type="JWT", expires_in=2999),
    "access_token": answer(token_type="access_token"),
    "the URN of RFC 8693": answer(token_type="urn:ietf:params:oauth:token-type:access_token"),
    "with a byte order mark": answer(head=b"\xef\xbb\xbf", token_type="Bearer"),
    "after white space": answer(head=b"\r\n\r\n  "),
    "60 KiB": answer(id_token="x" * (60 * KIB)),
    "just 64 KiB": answer(x="x" * (64 * KIB - len(answer(x="").body))),
    "a token of 12 KiB": answer(access_token="t" * 12_288),
}  # fmt: skip


@pytest.mark.parametrize("given", list(TAKEN.values()), ids=list(TAKEN))
async def test_a_token_is_taken_from_what_providers_send(issuer: Receiver, tokens: TokenCache, given: Answer) -> None:
    issuer.always("/token", given)
    assert set(await tokens.token(client_of(issuer), "s")) == {"t"}
    assert len(issuer.requests) == 1
    said = tokens.said(client_of(issuer), "s")
    assert said is not None
    assert said.sentence.startswith(f"the token endpoint answered {given.status} with a token, to be used for ")


REFUSED = {
    "mac": (answer(token_type="mac"), "token_type is `mac`"),
    "DPoP": (answer(token_type="DPoP"), "token_type is `DPoP`"),
    "N_A": (answer(token_type="N_A"), "token_type is `N_A`"),
    "PoP": (answer(token_type="PoP"), "token_type is `pop`"),
    "another": (answer(token_type="hush-hush"), "token_type is none that is known"),
    "a number": (answer(token_type=5), "token_type is none that is known"),
    "a list": (answer(token_type=["Bearer"]), "token_type is none that is known"),
    "no token": (answer(access_token="left out", scope="a"), "without a usable access_token$"),
    "token null": (answer(access_token=None), "without a usable access_token$"),
    "token empty": (answer(access_token=""), "without a usable access_token$"),
    "a token of lines": (answer(access_token="a\r\nx: b"), "no header field can hold"),
    "a token beyond ASCII": (answer(access_token="é"), "no header field can hold"),
    "a token of 13 KiB": (answer(access_token="t" * 13_000), "more than 12,288 characters"),
    "65 KiB": (answer(x="x" * (65 * KIB)), "more than 64 KiB"),
    "no JSON": (Answer(200, {}, b"access_token=t&token_type=bearer"), "no JSON object"),
    "a list of tokens": (Answer(200, {}, b'[{"access_token": "t"}]'), "no JSON object"),
    "UTF-16": (Answer(200, {}, '{"access_token": "t"}'.encode("utf-16")), "no JSON object"),
    "empty answer": (Answer(204), "204 without a usable access_token: it is no JSON object"),
    "200 with an error": (Answer(200, {}, b'{"error": "invalid_scope"}'), r"200 \(invalid_scope\)"),
    "a token in a 400": (answer(400), "answered 400$"),
    "a redirect": (Answer(302, {"Location": "/other"}), "answered 302$"),
    "Auth0": (Answer(403, {}, b'{"error":"access_denied","error_description":"hush-hush"}'), r"403 \(access_denied\)"),
    "RFC 8707": (Answer(400, {}, b'{"error": "invalid_target"}'), r"400 \(invalid_target\)"),
    "a word of its own": (Answer(400, {}, b'{"error": "hush-hush"}'), "answered 400$"),
    "an error that is an object": (Answer(500, {}, b'{"error": {"code": 1}}'), "answered 500$"),
}  # fmt: skip


@pytest.mark.parametrize(("given", "words"), list(REFUSED.values()), ids=list(REFUSED))
async def test_what_is_no_bearer_token_is_refused_and_the_sentence_says_why(
    issuer: Receiver, tokens: TokenCache, given: Answer, words: str
) -> None:
    issuer.always("/token", given)
    with pytest.raises(TokenError, match=words) as caught:
        await tokens.token(client_of(issuer), "s")
    assert str(caught.value).startswith("the token endpoint answered ")
    assert "hush" not in str(caught.value)
    assert caught.value.error is ErrorClass.TOKEN_FAILED


LIVES = [
    (3600, "3540"), (3600.9, "3541"), ("3600", "3540"), ("3600.5", "3540"), (" 3600 ", "3540"), (60, "48"),
    (10**12, "86340"), (10**30, "86340"), ("9" * 4000, "86340"), ("left out", "240"), (None, "240"), ("soon", "240"),
    ("nan", "240"), (True, "240"), ([3600], "240"),
]  # fmt: skip


@pytest.mark.parametrize(("expires_in", "seconds"), LIVES, ids=lambda each: str(each)[:12])
async def test_a_token_is_used_until_shortly_before_it_ends(
    issuer: Receiver, tokens: TokenCache, expires_in: object, seconds: str
) -> None:
    issuer.always("/token", answer(expires_in=expires_in))
    await tokens.token(client_of(issuer), "s")
    said = tokens.said(client_of(issuer), "s")
    assert said is not None
    assert said.sentence.endswith(f"to be used for {seconds} s")


@pytest.mark.parametrize("expires_in", [0, 0.0, "0", -5])
async def test_a_token_whose_life_is_over_is_used_once(
    issuer: Receiver, tokens: TokenCache, expires_in: object
) -> None:
    issuer.always("/token", answer(expires_in=expires_in))
    for _ in range(2):
        await tokens.token(client_of(issuer), "s")
    assert len(issuer.requests) == 2
    said = tokens.said(client_of(issuer), "s")
    assert said is not None
    assert said.sentence.endswith("with a token for one use")


async def test_an_answer_that_never_ends_costs_64_kib_and_no_more(tokens: TokenCache) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"1000\r\n" + b"x" * 4096 + b"\r\n"
    async with hostile(repeat(head, chunk, every_seconds=0)) as port:
        client = OAuth2Client(f"http://127.0.0.1:{port}/token", "us", "hush")
        with pytest.raises(TokenError, match="more than 64 KiB, or did not end"):
            await tokens.token(client, "s")


async def test_what_is_our_own_fault_is_not_laid_at_the_tenants_door(issuer: Receiver, resolver: Resolver) -> None:
    sender = Sender(Guard((ip_network("127.0.0.0/8"),), allow_http=True), resolver)
    issuer.always("/token", HANG)
    asking = asyncio.create_task(TokenCache(sender).token(client_of(issuer), "s"))
    await issuer.expect(1)
    await sender.close()
    with pytest.raises(TokenError, match="could not be asked") as caught:
        await asking
    assert caught.value.error is ErrorClass.INTERNAL


EXTRA = (("audience", "https://api.example.com/"), ("resource", "urn:x y"), ("p.a:r-am_1", "a&b=c+d%20"))


def form_of(received: Received) -> dict[str, list[str]]:
    return parse_qs(received.body.decode(), strict_parsing=True)


async def test_extra_parameters_go_along_and_change_nothing_of_ours(issuer: Receiver, tokens: TokenCache) -> None:
    issuer.always("/token", answer())
    await tokens.token(client_of(issuer, scope="a b", extra_parameters=EXTRA), "s")
    form = form_of(issuer.requests[0])
    assert form == {
        "grant_type": ["client_credentials"],
        "scope": ["a b"],
        **{name: [value] for name, value in EXTRA},
    }


@pytest.mark.parametrize("status", [400, 401, 500])
@pytest.mark.parametrize("client_auth", [ClientAuth.BASIC, ClientAuth.POST])
async def test_a_way_that_was_chosen_is_the_only_one_tried(
    issuer: Receiver, tokens: TokenCache, client_auth: ClientAuth, status: int
) -> None:
    issuer.always("/token", Answer(status, {}, b'{"error": "invalid_client"}'))
    with pytest.raises(TokenError, match=f"{status}"):
        await tokens.token(client_of(issuer, client_auth=client_auth), "s")
    (received,) = issuer.requests
    assert ("authorization" in received.headers) is (client_auth is ClientAuth.BASIC)
    assert ("client_secret" in form_of(received)) is (client_auth is ClientAuth.POST)


@pytest.mark.parametrize("status", [200, 400, 401, 403])
async def test_either_way_is_tried_where_none_was_chosen_and_the_one_that_worked_is_remembered(
    issuer: Receiver, tokens: TokenCache, status: int
) -> None:
    denied = Answer(status, {}, b'{"error": "invalid_client"}')
    issuer.always("/token", lambda got: answer(expires_in=0) if "client_secret" in form_of(got) else denied)
    client = client_of(issuer)
    assert [await tokens.token(client, "s") for _ in range(2)] == ["t", "t"]
    assert ["client_secret" in form_of(each) for each in issuer.requests] == [False, True, True]


@pytest.mark.parametrize(
    ("kind", "algorithm"), [("rsa-2048", ""), ("rsa-2048", "PS256"), ("p-256", ""), ("ed25519", "EdDSA")]
)
async def test_a_client_with_a_key_proves_itself_by_an_assertion_for_one_use(
    issuer: Receiver, tokens: TokenCache, kind: str, algorithm: str
) -> None:
    """The server does what Keycloak does: verify, compare audience and issuer, take each `jti` once."""
    pem = pem_of(kind)
    seen: set[str] = set()

    def judge(received: Received) -> Answer:
        form = {name: value for name, (value,) in form_of(received).items()}
        header, claims = read_jwt(form["client_assertion"], pem)
        fits = (
            set(form) == {"grant_type", "client_id", "client_assertion_type", "client_assertion"}
            and form["client_assertion_type"] == ASSERTION_TYPE
            and claims["iss"] == claims["sub"] == form["client_id"] == "us"
            and claims["aud"] == issuer.url("/token")
            and 0 < claims["exp"] - claims["iat"] <= 60
            and claims["jti"] not in seen
            and header["kid"] == "k1"
            and "authorization" not in received.headers
        )
        seen.add(claims["jti"])
        return answer(expires_in=0) if fits else Answer(401, {}, b'{"error": "invalid_client"}')

    issuer.always("/token", judge)
    client = client_of(
        issuer, client_secret="", client_auth=ClientAuth.PRIVATE_KEY, private_key=pem, key_id="k1", algorithm=algorithm
    )
    assert [await tokens.token(client, "s") for _ in range(2)] == ["t", "t"]
    assert len(seen) == 2


async def test_an_assertion_by_another_key_is_refused_and_not_tried_as_a_secret(
    issuer: Receiver, tokens: TokenCache
) -> None:
    issuer.always("/token", Answer(401, {}, b'{"error": "invalid_client"}'))
    pem = pem_of("ed25519")
    client = client_of(issuer, client_secret="", client_auth=ClientAuth.PRIVATE_KEY, private_key=pem)
    with pytest.raises(TokenError, match=r"401 \(invalid_client\)"):
        await tokens.token(client, "s")
    assert len(issuer.requests) == 1
