"""Base64 that stands in URLs, headers and JSON as it is (RFC 4648 §5), without padding, as JOSE wants it (RFC 7515)."""

import base64


def encode(data: bytes) -> str:
    """The text of some bytes: letters, digits, `-` and `_` alone."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
