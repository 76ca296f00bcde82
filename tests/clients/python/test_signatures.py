import base64
from typing import Any

import pytest

from bellhop_client import webhooks
from bellhop_client.signatures import BadSecretError, WebhookError, read_secret, sign
from tests.clients.vectors import vectors

VECTORS = vectors("signatures.json")


@pytest.mark.parametrize("case", VECTORS["verify"], ids=lambda case: str(case["name"]))
def test_what_is_genuine_is_accepted_and_nothing_else(case: dict[str, Any]) -> None:
    body = base64.b64decode(case["body_base64"])

    def verify() -> webhooks.Signed:
        tolerance = case["tolerance_seconds"]
        return webhooks.verify(body, case["headers"], case["secrets"], tolerance_seconds=tolerance, now=case["now"])

    if case["genuine"]:
        assert verify().id in case["headers"].values()
    else:
        with pytest.raises(WebhookError) as raised:
            verify()
        assert raised.value.reason == case["reason"]


@pytest.mark.parametrize("case", VECTORS["secrets"], ids=lambda case: repr(case["text"]))
def test_secrets_are_read_or_refused(case: dict[str, Any]) -> None:
    if case["kind"] is None:
        with pytest.raises(BadSecretError):
            read_secret(case["text"])
    else:
        secret = read_secret(case["text"])
        assert (secret.kind, secret.key.hex()) == (case["kind"], case["bytes_hex"])


@pytest.mark.parametrize("case", VECTORS["sign"], ids=lambda case: str(case["name"]))
def test_what_a_test_signs_is_what_bellhop_signs(case: dict[str, Any]) -> None:
    secrets = case["secrets"] + case["private_keys"]

    assert sign(secrets, case["id"], case["timestamp"], base64.b64decode(case["body_base64"])) == case["signature"]
