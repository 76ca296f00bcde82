"""No secret is written, whatever the receiver answers."""

import json
import re

import orjson
import pytest

from bellhop.egress.exchange import Exchange, Phases, Request
from bellhop.signing.basic import BasicAuth
from bellhop.signing.bearer import BearerToken
from bellhop.signing.credentials import Credentials
from bellhop.signing.headers import SecretHeaders
from bellhop.signing.signature import Signature
from tests.world import SECRET, World


async def test_secrets_are_in_no_record_though_the_receiver_echoes_them(world: World) -> None:
    bearer, header = "tell-nobody-this-token", "and-not-this-value"
    credentials = Credentials(
        signature=Signature.of(SECRET), headers=SecretHeaders({"x-key": header}), bearer=BearerToken(bearer)
    )
    await world.subscribe("http://127.0.0.1:9/", credentials=credentials)
    (hint,) = await world.publish()
    sent: list[Request] = []

    async def echo(request: Request) -> Exchange:
        sent.append(request)
        text = f"{bearer} {header}".encode()
        return Exchange(
            500, None, f"said {bearer}", Phases(), ((b"x-echo", text),), text * 3 + header[:5].encode(), True
        )

    await world.dispatcher(send=echo).run_once()

    assert f"authorization: Bearer {bearer}" in sent[0].header_lines
    row = await world.database.fetchrow("SELECT * FROM attempts WHERE delivery_id = $1", hint.delivery_id)
    assert row is not None
    written = b"".join(value for value in row.values() if isinstance(value, bytes))
    assert bearer.encode() not in written
    assert header.encode() not in written
    assert not written.rstrip().endswith(header[:5].encode())
    assert b"authorization: [redacted]" in written
    assert b"webhook-signature: v1," in written


@pytest.mark.parametrize("secret", ['quo"te-and-back\\slash', "schlüssel-für-alles-😀", "path/like/secret"])
async def test_secrets_are_in_no_record_though_the_receiver_echoes_them_in_json(world: World, secret: str) -> None:
    credentials = Credentials(signature=Signature.of(SECRET), basic=BasicAuth("me", secret))
    await world.subscribe("http://127.0.0.1:9/", credentials=credentials)
    ascii_only, raw = json.dumps({"a": secret}), orjson.dumps({"a": secret}).decode()
    upper = re.sub(r"(?<=\\u)[0-9a-f]{4}", lambda digits: digits[0].upper(), ascii_only)
    spellings = [ascii_only, raw, upper, *(each.replace("/", "\\/") for each in (ascii_only, raw, upper))]
    answers = [Exchange(500, None, "", Phases(), (), each.encode()) for each in spellings]
    await world.publish(len(answers))

    async def echo(_request: Request) -> Exchange:
        return answers.pop()

    await world.dispatcher(send=echo).run_once()

    kept = await world.database.fetch("SELECT response_body FROM attempts")
    assert {row[0].replace(b" ", b"") for row in kept} == {b'{"a":"[redacted]"}'}
    assert len(kept) == len(spellings)
