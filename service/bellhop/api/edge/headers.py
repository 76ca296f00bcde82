"""Request headers that are lists, and what stands in them.

A field that is a list may come in several lines, which are one list (RFC 9110 §5.3). Of any other field a second line
is a mistake, or somebody's try to be read in two ways: it is refused.
"""

import re
from collections.abc import Iterator

from multidict import CIMultiDictProxy

from bellhop.errors import BadRequestError

LONGEST_HEADER = 1024
_LISTS = frozenset({"Accept", "Accept-Encoding", "Content-Encoding", "If-Match", "If-None-Match", "Prefer"})
_MEMBER = re.compile(r'(?:[^",]|"(?:[^"\\]|\\.)*"?)+')
_ENTITY_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e]*)"')
_REFUSED = re.compile(r"q=0(?:\.0{0,3})?")
_WAIT = re.compile(r'wait\s*=\s*(?:([0-9]{1,9})|"([0-9]{1,9})")\s*(?:;.*)?', re.IGNORECASE)


def value_of(headers: CIMultiDictProxy[str], name: str) -> str | None:
    """The value of a field, of a list all its lines; raises `BadRequestError` when another comes twice."""
    values = headers.getall(name, None)
    if values is None:
        return None
    if len(values) > 1 and name not in _LISTS:
        detail = f"The header `{name}` is given {len(values)} times; send it once."
        raise BadRequestError(detail)
    return values[0] if len(values) == 1 else ", ".join(values)


def wanted_wait(prefer: str | None) -> int:
    """The seconds of the first `wait` among the preferences (RFC 7240 §4.3); 0 without one, or when it is no number."""
    for member in _members(prefer or ""):
        if re.match(r"wait\s*(?:[=;]|$)", member, re.IGNORECASE):
            found = _WAIT.fullmatch(member)
            return int(found[1] or found[2]) if found else 0
    return 0


def entity_tags(field_value: str) -> Iterator[tuple[bool, str]]:
    """The entity tags of a list, each with whether it is weak (RFC 9110 §8.8.3); what is none is left out."""
    for member in _members(field_value):
        found = _ENTITY_TAG.fullmatch(member)
        if found is not None:
            yield found[1] is not None, found[2]


def is_any(field_value: str) -> bool:
    """Whether a list of entity tags says `*`."""
    return "*" in _members(field_value)


def takes_html(accept: str | None) -> bool:
    """Whether a caller asks for HTML by name, as browsers do."""
    ranges = [[part.strip().lower() for part in member.split(";")] for member in _members(accept or "")]
    return any(media == "text/html" and "q=0" not in parameters for media, *parameters in ranges)


def takes_gzip(accept_encoding: str | None) -> bool:
    """Whether a caller takes an answer that is packed with gzip (RFC 9110 §12.5.3)."""
    codings = [[part.strip().lower() for part in member.split(";")] for member in _members(accept_encoding or "")]
    return any(coding == "gzip" and not any(map(_REFUSED.fullmatch, rest)) for coding, *rest in codings)


def _members(field_value: str) -> list[str]:
    return [member for found in _MEMBER.findall(field_value) if (member := found.strip())]
