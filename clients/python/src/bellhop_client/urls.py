"""Paths and queries, spelled so that what the caller gave arrives as it was."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from bellhop_client.numbers import rfc3339


def path(template: str, *parts: str) -> str:
    """The template with each `{}` replaced by a part, which stays one segment whatever is in it."""
    return template.format(*(quote(part, safe="") for part in parts))


def run_path(tenant: str, parent: str, action: str, verb: str) -> str:
    """The path of `run` or `status`: tenant, the segments of the parent, action."""
    segments = [tenant, *(part for part in parent.split("/") if part), action, verb]
    return "/v2/tenants/" + "/".join(quote(part, safe="") for part in segments)


def query(members: Mapping[str, Any]) -> str:
    """`?name=value…` of the members that are not None, or an empty string."""
    given = [(name, _text(value)) for name, value in members.items() if value is not None]
    return f"?{urlencode(given, quote_via=quote)}" if given else ""


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return rfc3339(value) if isinstance(value, datetime) else str(value)
