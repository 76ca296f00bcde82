"""A certificate for tests, made when it is needed: nothing that is kept can expire."""

from functools import cache

import trustme


@cache
def a_certificate() -> str:
    """One of an authority that nobody knows, in PEM form."""
    return trustme.CA().cert_pem.bytes().decode()
