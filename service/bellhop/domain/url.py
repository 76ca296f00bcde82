"""One reading of an endpoint's URL, used when it is written down and again when it is dialled.

Parsers disagree about odd URLs, and each disagreement is a way around a guard. So nothing odd survives: what is
accepted is rebuilt from its parts in one canonical spelling, and only that is ever handed on. That holds for scheme,
host and port, where spellings mean the same; path and query are the receiver's own and stay as they are written, byte
for byte. The host is read as
browsers read it (WHATWG URL, "host parsing"): percent-decoded, mapped by IDNA (UTS 46), and when its last label
is a number it must be an IPv4 address, in decimal, octal or hexadecimal, whole or shortened.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, unquote_to_bytes

import idna

from bellhop.domain.address import IpAddress, bracketed, parse_address

LONGEST_URL_CHARS = 2048
DEFAULT_PORTS = {"https": 443, "http": 80}

_SHAPE = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?#\\]*)(?P<path>[^?#]*)(?P<query>\?[^#]*)?(?P<fragment>#.*)?",
    re.DOTALL,
)
_TARGET = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?\[\]]|%[0-9A-Fa-f]{2})*")
_PORT = re.compile(r"[0-9]{1,5}")
_NAME = re.compile(r"(?=.{1,253}$)(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
_NUMERIC_LABEL = re.compile(r"[0-9]+|0x[0-9a-f]*")  # ASCII digits only
_HIGHEST_PORT = 65535
_QUAD = 4


@dataclass(frozen=True, slots=True)
class Url:
    """A URL in its canonical spelling.

    `host` is a lower-case name, a dotted quad or an IPv6 address without brackets; `address` is set for the last
    two; `target` is the path and query exactly as given; `origin` is what stands before it.
    """

    scheme: str
    host: str
    port: int
    target: str
    address: IpAddress | None
    origin: str

    @property
    def text(self) -> str:
        """The URL as it leaves."""
        return self.origin + self.target


def parse(text: str) -> Url | str:
    """The URL, or a sentence that says what is wrong with it."""
    if len(text) > LONGEST_URL_CHARS:
        return f"the URL has more than {LONGEST_URL_CHARS} characters"
    shape = _SHAPE.fullmatch(text)
    scheme = shape["scheme"].lower() if shape else ""
    if shape is None or scheme not in DEFAULT_PORTS:
        return "the URL must start with https:// (or http:// where that is allowed)"
    if shape["fragment"] is not None:
        return "the URL must not have a fragment (#…)"
    target = (shape["path"] or "/") + (shape["query"] or "")
    if not _TARGET.fullmatch(target):
        return _fault_of_target(target)
    return _with_authority(scheme, shape["authority"], target)


def _fault_of_target(target: str) -> str:
    """What is wrong with a path and query: the first character that must be written otherwise, and how."""
    begin = _TARGET.match(target)
    at = begin.end() if begin else 0
    if target[at] == "%":
        return f"`{target[at : at + 3]}` in the URL must be `%` and two hexadecimal digits (percent-encoding)"
    shown = target[at] if target[at].isprintable() and target[at] != " " else f"U+{ord(target[at]):04X}"
    encoded = quote(target[at].encode("utf-8", "replace"), safe="")
    return f"the character {shown} in the URL's path or query must be percent-encoded: `{encoded}`"


def _with_authority(scheme: str, authority: str, target: str) -> Url | str:
    if "@" in authority:
        return "the URL must not have a user name or password; use `auth`"
    split = _split_port(authority)
    if split is None:
        return "the port must be a number from 1 to 65535"
    host_text, port = split
    host = _read_host(host_text)
    if host is None:
        return "the host is neither a name nor an IP address in a spelling that can be used"
    name = host if isinstance(host, str) else str(host)
    port = port or DEFAULT_PORTS[scheme]
    return Url(
        scheme=scheme,
        host=name,
        port=port,
        target=target,
        address=None if isinstance(host, str) else host,
        origin=_origin(scheme, name, port),
    )


def _origin(scheme: str, host: str, port: int) -> str:
    return f"{scheme}://{bracketed(host)}" + ("" if port == DEFAULT_PORTS[scheme] else f":{port}")


def _split_port(authority: str) -> tuple[str, int | None] | None:
    """The host's text and the port (None: not given); None when the port is no port."""
    host, colon, port = authority.rpartition(":")
    if not colon or port.endswith("]"):
        return authority, None
    if not port:
        return host, None
    if not _PORT.fullmatch(port) or not 0 < int(port) <= _HIGHEST_PORT:
        return None
    return host, int(port)


def _read_host(text: str) -> str | IpAddress | None:
    if text.startswith("["):
        return _read_ipv6(text)
    try:
        decoded = unquote_to_bytes(text).decode()
        name = idna.encode(decoded, uts46=True).decode() if not decoded.isascii() else decoded.lower()
    except (UnicodeError, idna.IDNAError):
        return None
    name = name.removesuffix(".")
    if _NUMERIC_LABEL.fullmatch(name.rpartition(".")[2]):
        return _read_ipv4(name)
    return name if _NAME.fullmatch(name) else None


def _read_ipv6(text: str) -> IpAddress | None:
    address = parse_address(text[1:-1]) if text.endswith("]") and ":" in text else None
    return address if isinstance(address, IPv6Address | IPv4Address) else None


def _read_ipv4(text: str) -> IPv4Address | None:
    """The address behind any spelling that a C library understands: 127.1, 0x7f.1, 017700000001, 2130706433."""
    labels = text.split(".")
    numbers = [_read_number(label) for label in labels]
    if len(numbers) > _QUAD or any(number is None for number in numbers):
        return None
    *heads, last = [number for number in numbers if number is not None]
    if any(head > 255 for head in heads) or last >= 256 ** (_QUAD + 1 - len(labels)):  # noqa: PLR2004 - a byte
        return None
    value = last
    for position, head in enumerate(heads):
        value += head << 8 * (3 - position)
    return IPv4Address(value)


def _read_number(label: str) -> int | None:
    if not _NUMERIC_LABEL.fullmatch(label):
        return None
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    if label.startswith("0") and label.strip("01234567"):
        return None
    return int(label, 8) if label.startswith("0") else int(label)
