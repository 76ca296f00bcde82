"""URL templates of GET callbacks: `https://example.com/hook/<JOB_ID>?status=<STATUS>`.

A placeholder stands in the path or as (part of) the value of a query parameter, never in scheme, host, port or in a
parameter's name. Values are percent-encoded down to the unreserved characters, so none can add a segment, a parameter
or a fragment, and none can change a name.
"""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote

from bellhop.domain.action import match_parent
from bellhop.domain.event import EventBody
from bellhop.ids import Prefix, TenantId, encode

STANDARD_PLACEHOLDERS = ("JOB_ID", "STATUS", "ACTION", "TENANT_ID", "PARENT")

_PLACEHOLDER = re.compile(r"<([A-Za-z][A-Za-z0-9_]{0,63})>")
_SHAPE = re.compile(r"(?P<origin>[^/?#]*//[^/?#]*)(?P<path>[^?#]*)(?P<query>[^#]*)(?P<rest>.*)", re.DOTALL)
_SAMPLE = "x"
_DOTS = frozenset({".", ".."})


class TemplateError(ValueError):
    """With these values the template makes a path that clients would rewrite (`..`); nothing may be sent there."""


def fault_of_template(template: str, variables: Iterable[str]) -> str | None:
    """Why this cannot be a template, as a sentence, or None.

    `variables` are those of the actions' parents; they stand as they are called there, or in capitals. Whether
    the URL may be an endpoint at all is the guard's to say, about `sample(template)`.
    """
    shape = _SHAPE.fullmatch(template)
    if shape is None:
        return "The template must be a URL that starts with https://."
    own = set(variables)
    known = {*STANDARD_PLACEHOLDERS, *(each.upper() for each in own)}
    for name in _PLACEHOLDER.findall(template):
        if name not in known and name not in own:
            return f"<{name}> is not a placeholder; use one of {', '.join(f'<{each}>' for each in sorted(known))}."
    if "<" in shape["origin"] or "<" in shape["rest"]:
        return "Placeholders stand in the path and in the values of query parameters only."
    if any("<" in part.partition("=")[0] for part in shape["query"].removeprefix("?").split("&")):
        return "A placeholder may be the value of a query parameter, not its name."
    if any(unquote(segment) in _DOTS for segment in shape["path"].split("/")):
        return "The path must not have a segment . or .., which clients would rewrite."
    if "<" in _PLACEHOLDER.sub("", template) or ">" in _PLACEHOLDER.sub("", template):
        return "A placeholder is a name between < and >, such as <JOB_ID>."
    return None


def needs_parent(template: str) -> bool:
    """Whether the template names a variable of the action's parent."""
    return any(name not in STANDARD_PLACEHOLDERS for name in _PLACEHOLDER.findall(template))


def sample(template: str) -> str:
    """The template with each placeholder filled: a URL for the guard to judge."""
    return _PLACEHOLDER.sub(_SAMPLE, template)


def origin_of(template: str) -> str:
    """The part before the path, with a slash."""
    shape = _SHAPE.fullmatch(template)
    return (shape["origin"] if shape else template) + "/"


def render(template: str, values: Mapping[str, str]) -> str:
    """The URL for these values (by placeholder); a placeholder without a value becomes nothing.

    Raises `TemplateError` when a segment of the path would become `.` or `..`.
    """
    rendered = _PLACEHOLDER.sub(lambda found: quote(values.get(found[1], ""), safe=""), template)
    path = rendered.partition("?")[0].partition("//")[2]
    if any(unquote(segment) in _DOTS for segment in path.split("/")[1:]):
        message = "a segment of the path would be . or .."
        raise TemplateError(message)
    return rendered


def values_of(tenant_id: TenantId, body: EventBody, parent_shape: str | None) -> dict[str, str]:
    """What the placeholders stand for; `parent_shape` is that of the event's action, None when it has none."""
    variables = match_parent(parent_shape, body.parent) if parent_shape is not None else None
    values = {name.upper(): value for name, value in (variables or {}).items()}
    return (
        (variables or {})
        | values
        | {
            "JOB_ID": encode(Prefix.OPERATION, body.job_id) if body.job_id else "",
            "STATUS": body.status,
            "ACTION": body.action,
            "TENANT_ID": tenant_id,
            "PARENT": body.parent,
        }
    )
