import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

from bellhop.signing.standard_webhooks import encode_secret, new_secret, sign

PAGE = Path(__file__).parents[2] / "docs" / "security.md"
BODY = b'{"type":"webhook.ping"}'


def documented() -> Callable[[str, dict[str, str], bytes], bool]:
    code = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert code is not None
    names: dict[str, object] = {}
    exec(code[1], names)  # noqa: S102 - the code under test is the one that the page shows
    return cast("Callable[[str, dict[str, str], bytes], bool]", names["genuine"])


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
