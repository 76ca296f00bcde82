"""Header fields that prove who we are without looking at the body: basic, bearer and a tenant's secret headers."""

import base64
import re

from bellhop.domain.subscription import BasicAuth, Credentials

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}")  # a token of RFC 9110 §5.6.2
_VALUE = re.compile(r"[!-~](?:[ \t!-~]*[!-~])?")  # a field value of RFC 9110 §5.5, in ASCII
_LONGEST_VALUE_CHARS = 4096
_RESERVED_NAMES = frozenset(
    {
        "accept-encoding", "authorization", "connection", "expect", "host", "keep-alive", "proxy-authenticate",
        "proxy-authorization", "proxy-connection", "te", "trailer", "traceparent", "tracestate", "transfer-encoding",
        "upgrade", "user-agent",
    }
)  # fmt: skip
_RESERVED_PREFIXES = ("content-", "webhook-")


def headers(credentials: Credentials, *, token: str | None = None) -> tuple[tuple[str, str], ...]:
    """The header fields for these credentials; `token` is the OAuth 2.0 access token where they name a client."""
    fields = tuple(credentials.headers.items()) if credentials.headers else ()
    bearer = credentials.bearer if token is None else token
    if credentials.basic is not None:
        return (("authorization", basic(credentials.basic)), *fields)
    if bearer is not None:
        return (("authorization", f"Bearer {bearer}"), *fields)
    return fields


def basic(auth: BasicAuth) -> str:
    """The value of `authorization` for HTTP basic auth, in UTF-8 (RFC 7617 §2.1)."""
    return "Basic " + base64.b64encode(f"{auth.username}:{auth.password}".encode()).decode()


def fault_of_header(name: str, value: str) -> str | None:
    """Why a tenant may not have this header field sent, as a sentence, or None when it may."""
    lowered = name.lower()
    if not _NAME.fullmatch(name):
        return "a header name has only the letters, digits and marks of an HTTP token"
    if lowered in _RESERVED_NAMES or lowered.startswith(_RESERVED_PREFIXES):
        return f"the header {lowered} is reserved"
    if len(value) > _LONGEST_VALUE_CHARS:
        return f"a header value has at most {_LONGEST_VALUE_CHARS} characters"
    if not _VALUE.fullmatch(value):
        return "a header value is printable ASCII, not empty, without spaces at its ends and without line breaks"
    return None
