"""Where a proxy is, as an operator writes it: `https://user:password@proxy.example.com:3128`."""

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import unquote_to_bytes

_DEFAULT_PORTS = {"http": 80, "https": 443}
_SHAPE = re.compile(
    r"(?P<scheme>https?)://(?:(?P<user>[^@/?#\\]*)@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)"
    r"(?::(?P<port>[0-9]{1,5}))?/?",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?=.{1,253}$)(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")
_WRITTEN = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:]|%[0-9A-Fa-f]{2})*")  # RFC 3986 §3.2.1
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")
_HIGHEST_PORT = 65535
_LONGEST_SECRET_BYTES = 1024


@dataclass(frozen=True, slots=True)
class ProxyAddress:
    """A proxy; its text is what may be shown: neither user name nor password.

    scheme: how the proxy itself is spoken to, `http` or `https`.
    host: a lower-case name, a dotted quad, or an IPv6 address without brackets.
    user, password: for basic authentication (RFC 7617), percent-decoded; empty where none is given.
    """

    scheme: str
    host: str
    port: int
    user: bytes = field(default=b"", repr=False)
    password: bytes = field(default=b"", repr=False)

    @property
    def uri(self) -> str:
        """The proxy without user name and password."""
        return f"{self.scheme}://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    def __str__(self) -> str:
        return self.uri + (" (with a user name and a password)" if self.user or self.password else "")


def parse(text: str) -> ProxyAddress:
    """Read it; raises `ValueError` with a sentence that repeats no part of it, which may hold a password."""
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        message = (
            "is not a proxy such as http://proxy.example.com:3128 or https://user:password@proxy.example.com:3128 "
            "(no path; in a user name and a password, every character but letters, digits and -._~ is percent-encoded)"
        )
        raise ValueError(message)
    scheme = shape["scheme"].lower()
    port = int(shape["port"] or _DEFAULT_PORTS[scheme])
    if not 0 < port <= _HIGHEST_PORT:
        message = "its port must be a number from 1 to 65535"
        raise ValueError(message)
    user, password = _credentials(shape["user"] or "")
    return ProxyAddress(scheme, _host(shape["host"].lower()), port, user, password)


def _host(text: str) -> str:
    """The name or address; one that ends in a number is an address in its usual spelling, or nothing."""
    bare = text.removeprefix("[").removesuffix("]").removesuffix(".")
    if text.startswith("[") or _NUMERIC.fullmatch(bare.rpartition(".")[2]):
        try:
            return str(ip_address(bare))
        except ValueError:
            pass
    elif _NAME.fullmatch(bare):
        return bare
    message = "its host is neither a name nor an IP address in its usual spelling"
    raise ValueError(message)


def _credentials(text: str) -> tuple[bytes, bytes]:
    if not _WRITTEN.fullmatch(text):
        message = "its user name or password has a character that must be percent-encoded"
        raise ValueError(message)
    before, _, after = text.partition(":")
    user, password = unquote_to_bytes(before), unquote_to_bytes(after)
    if b":" in user or _CONTROL.search(user + password):  # RFC 7617 §2
        message = "its user name has a colon, or user name or password a control character: no basic authentication"
        raise ValueError(message)
    if max(len(user), len(password)) > _LONGEST_SECRET_BYTES:
        message = f"its user name or password is longer than {_LONGEST_SECRET_BYTES} bytes"
        raise ValueError(message)
    return user, password
