"""Keeping secrets out of what is written: every spelling of them that an answer could echo, and taking them out."""

import json
import re
from collections.abc import Sequence

_REDACTED = b"[redacted]"
_HEX = re.compile(r"\\u[0-9a-f]{4}")


def redact(content: bytes, secrets: Sequence[bytes]) -> bytes:
    """The content without any of these secrets."""
    for secret in secrets:
        if secret in content:
            content = content.replace(secret, _REDACTED)
    return content


def redact_cut(content: bytes, secrets: Sequence[bytes]) -> bytes:
    """As `redact`, for content that was cut off: no beginning of a secret stays at its end."""
    kept = redact(content, secrets)
    longest = max((len(secret) for secret in secrets), default=1)
    return kept[: max(0, len(kept) - longest + 1)]


def spellings(text: str) -> set[bytes]:
    """The text as it is, and as the string that writers of JSON make of it: nearly always no other.

    They differ in what they escape: all beyond ASCII (in either case of hex digits) or none of it, and the slash.
    """
    written = {json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}
    written |= {_HEX.sub(lambda escape: "\\u" + escape[0][2:].upper(), each) for each in written}
    written |= {each.replace("/", "\\/") for each in written}
    return {each.encode() for each in (text, *written)}
