"""Which Bellhop a command speaks with, and under which key."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bellhop.errors import ConfigurationError

DEFAULT_URL = "http://127.0.0.1:8400"

_SHOWN_CHARS = 80
_LONGEST_NAME = 253


@dataclass(frozen=True, slots=True)
class Target:
    """The address of a Bellhop, a key for it, and the tenant to work for where the key is nobody's."""

    url: str
    key: str = field(repr=False)
    tenant: str | None = None


def check_url(url: str) -> str:
    """The URL without a slash at its end; raises `ConfigurationError` for what is no address of a Bellhop."""
    try:
        parts = urlsplit(url)
        usable = (
            parts.scheme in {"http", "https"} and 0 < len(parts.hostname or "") <= _LONGEST_NAME and parts.port != 0
        )
    except ValueError:
        usable = False
    if not usable or not url.isprintable() or " " in url:
        found = "" if "@" in url else f", not {repr(url)[:_SHOWN_CHARS]}"  # a password may stand before an @
        sentence = f"The URL of a Bellhop looks like https://bellhop.example.com{found}."
        raise ConfigurationError(sentence)
    if set(url) & set("@?#"):
        sentence = (
            "The URL of a Bellhop has no user, no `@`, no `?` and no `#`; the key is given by --key or BELLHOP_KEY."
        )
        raise ConfigurationError(sentence)
    return url.rstrip("/")


def check_key(key: str) -> str:
    """The key; raises `ConfigurationError` for what no header could carry, without repeating it."""
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        sentence = "A key is one word of printable ASCII, such as bh_tenant_…; this one is not."
        raise ConfigurationError(sentence)
    return key
