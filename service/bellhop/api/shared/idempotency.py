"""The caller's own name for a request: the header `Idempotency-Key`."""

import hashlib
import re

from bellhop.api.edge.call import Call
from bellhop.core.repeats import IdempotencyKey
from bellhop.errors import BadRequestError

_LONGEST_KEY = 255
_QUOTED = re.compile(r'"([^"\\]*)"')


def idempotency_key(call: Call) -> IdempotencyKey | None:
    """The caller's `Idempotency-Key`, quoted or bare, with a hash of what is asked; `BadRequestError` if it is none."""
    header = call.header("Idempotency-Key")
    if header is None:
        return None
    quoted = _QUOTED.fullmatch(header.strip())
    key = quoted[1] if quoted else header.strip()
    if not 0 < len(key) <= _LONGEST_KEY:
        detail = f"`Idempotency-Key` has 1 to {_LONGEST_KEY} characters."
        raise BadRequestError(detail)
    return IdempotencyKey(key, _fingerprint(call))


def _fingerprint(call: Call) -> bytes:
    """A hash of what was asked: method, path, query and body."""
    asked = hashlib.sha256()
    path = call.pattern.filled(call.params)  # in its plain spelling: `%2F` between the names of a parent is a slash
    for part in (call.request.method.encode(), path.encode(), call.query_string.encode(), call.raw_body):
        asked.update(len(part).to_bytes(8, "big"))
        asked.update(part)
    return asked.digest()
