import json
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from bellhop.signing.standard_webhooks import encode_secret, new_secret, sign

PAGE = Path(__file__).parents[2] / "docs" / "security.md"
BODY = b'{"type":"webhook.ping"}'


OTHERS: list[dict[str, str | None]] = [  # what a sender may put into its headers, or leave out
    {"webhook-signature": "v1,é"},
    {"webhook-signature": "v1,\udcff"},
    {"webhook-signature": ""},
    {"webhook-signature": None},
    {"webhook-id": "evt_é"},
    {"webhook-id": "evt_\udcff"},
    {"webhook-id": None},
    {"webhook-timestamp": "x"},
    {"webhook-timestamp": "²"},
    {"webhook-timestamp": "9" * 5000},
    {"webhook-timestamp": None},
]


def code(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def documented() -> Callable[[str, dict[str, str], bytes], bool]:
    names: dict[str, object] = {}
    exec(code("python"), names)  # noqa: S102 - the code under test is the one that the page shows
    return cast("Callable[[str, dict[str, str], bytes], bool]", names["genuine"])


def signed(secret: bytes) -> dict[str, str]:
    now = int(time.time())
    return {
        "webhook-id": "evt_1",
        "webhook-timestamp": str(now),
        "webhook-signature": sign([secret], "evt_1", now, BODY),
    }


def of_others(headers: dict[str, str]) -> list[dict[str, str]]:
    return [{name: value for name, value in {**headers, **other}.items() if value is not None} for other in OTHERS]


def test_the_verifier_of_the_documentation_accepts_what_we_sign_and_nothing_else() -> None:
    genuine, old, new = documented(), new_secret(), new_secret()
    now = int(time.time())
    headers = {"webhook-id": "evt_1", "webhook-timestamp": str(now), "webhook-signature": ""}
    headers["webhook-signature"] = sign([new, old], "evt_1", now, BODY)
    assert genuine(encode_secret(old), headers, BODY)
    assert genuine(encode_secret(new), headers, BODY)
    assert not genuine(encode_secret(new_secret()), headers, BODY)
    assert not genuine(encode_secret(new), headers, BODY + b" ")
    assert not genuine(encode_secret(new), {**headers, "webhook-id": "evt_2"}, BODY)
    late = str(now - 301)
    signed_late = {**headers, "webhook-timestamp": late, "webhook-signature": sign([new], "evt_1", now - 301, BODY)}
    assert not genuine(encode_secret(new), signed_late, BODY)


def test_whatever_its_headers_hold_a_forged_request_is_false_and_no_error() -> None:
    secret = new_secret()

    assert not any(documented()(encode_secret(secret), headers, BODY) for headers in of_others(signed(secret)))


def test_the_verifier_for_node_says_the_same() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node here: the verifier of the page for it is not tested")
    secret = new_secret()
    headers = signed(secret)
    given = [encode_secret(secret), [headers, *of_others(headers)], BODY.decode()]
    program = (
        code("javascript")
        + """
const [secret, all, body] = JSON.parse(require("node:fs").readFileSync(0));
console.log(JSON.stringify(all.map((headers) => genuine(secret, headers, Buffer.from(body)))));
"""
    )

    said = subprocess.run([node, "-e", program], input=json.dumps(given), capture_output=True, text=True, check=True)

    assert json.loads(said.stdout) == [True] + [False] * len(OTHERS)
