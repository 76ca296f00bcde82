import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from bellhop.signing.standard_webhooks import decode_secret, encode_secret, new_secret, sign

BODY = b'{"type":"operation.succeeded","timestamp":"2026-11-22T12:00:00.000000Z","data":{"job_id":"op_1"}}'


def headers(secrets: list[bytes], body: bytes, message_id: str = "evt_1") -> dict[str, str]:
    timestamp = int(datetime.now(UTC).timestamp())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(secrets, message_id, timestamp, body),
    }


def test_the_published_library_verifies_what_we_sign() -> None:
    secret = new_secret()
    assert Webhook(encode_secret(secret)).verify(BODY, headers([secret], BODY))["type"] == "operation.succeeded"


def test_the_example_of_the_specification_gives_its_signature() -> None:
    secret = decode_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    assert secret is not None
    signature = sign([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_during_a_rotation_a_receiver_with_either_secret_verifies() -> None:
    old, new = new_secret(), new_secret()
    signed = headers([new, old], BODY)
    assert len(signed["webhook-signature"].split(" ")) == 2
    for secret in (old, new):
        Webhook(encode_secret(secret)).verify(BODY, signed)
    with pytest.raises(WebhookVerificationError):
        Webhook(encode_secret(new_secret())).verify(BODY, signed)


@pytest.mark.parametrize("changed", [{"webhook-id": "evt_2"}, {"webhook-timestamp": "1614265330"}])
def test_the_signature_covers_id_and_time(changed: dict[str, str]) -> None:
    secret = new_secret()
    with pytest.raises(WebhookVerificationError):
        Webhook(encode_secret(secret)).verify(BODY, {**headers([secret], BODY), **changed})


def test_the_signature_covers_every_byte_of_the_body() -> None:
    secret = new_secret()
    with pytest.raises(WebhookVerificationError):
        Webhook(encode_secret(secret)).verify(BODY + b" ", headers([secret], BODY))


@given(st.binary(min_size=24, max_size=64))
def test_a_secret_survives_its_spelling(secret: bytes) -> None:
    assert decode_secret(encode_secret(secret)) == secret
    assert decode_secret(base64.b64encode(secret).decode()) == secret


@pytest.mark.parametrize(
    "text", ["", "whsec_", "whsec_***", encode_secret(b"x" * 23), encode_secret(b"x" * 65), "whsec_é"]
)
def test_a_secret_of_the_wrong_length_or_spelling_is_refused(text: str) -> None:
    assert decode_secret(text) is None
