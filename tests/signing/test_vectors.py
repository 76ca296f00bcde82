"""The service against the vectors that all languages share."""

import base64
import importlib.util
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from bellhop.signing.standard_webhooks import decode_secret, sign

FOLDER = Path(__file__).parents[2] / "clients" / "conformance"
VECTORS = json.loads((FOLDER / "signatures.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", VECTORS["sign"], ids=lambda case: str(case["name"]))
def test_the_service_signs_as_the_vectors_say(case: dict[str, Any]) -> None:
    secrets = [decode_secret(text) or b"" for text in case["secrets"]]
    expected = [entry for entry in case["signature"].split() if entry.startswith("v1,")]

    signature = sign(secrets, case["id"], case["timestamp"], base64.b64decode(case["body_base64"]))

    assert signature == " ".join(expected)


@pytest.mark.parametrize("case", VECTORS["secrets"], ids=lambda case: repr(case["text"]))
def test_the_service_takes_the_secrets_that_the_vectors_take(case: dict[str, Any]) -> None:
    expected = case["bytes_hex"] if case["kind"] == "v1" else None

    secret = decode_secret(case["text"])

    assert (secret.hex() if secret else None) == expected


def test_the_published_library_signs_as_the_vectors_say() -> None:
    by_one_secret = [case for case in VECTORS["sign"] if len(case["secrets"]) == 1 and not case["private_keys"]]
    for case in by_one_secret:
        body = base64.b64decode(case["body_base64"])
        if body.isascii():  # the library takes text alone
            moment = datetime.fromtimestamp(case["timestamp"], UTC)
            assert Webhook(case["secrets"][0]).sign(case["id"], moment, body.decode()) == case["signature"]
    assert len(by_one_secret) > 1


def test_the_vectors_are_what_their_script_makes() -> None:
    spec = importlib.util.spec_from_file_location("make_vectors", FOLDER / "make.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)

    assert script.document() == (FOLDER / "signatures.json").read_text(encoding="ascii")
