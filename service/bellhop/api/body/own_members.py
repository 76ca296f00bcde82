"""Members of a body that hold JSON of the caller's own (an input, a result, a schema), beside those that are ours.

In a large body pydantic does not see the caller's own: it would copy it, and once more for each fault in the object
around it. It sees an empty object instead, and the real one is put back afterwards. Before that, values that are ours
are counted: pydantic takes a third of a second for 90,000 unknown members, even if a hundred of them are reported.
"""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel

from bellhop.api.body.json_faults import MAYBE_MORE, MOST_FAULTS
from bellhop.api.body.json_text import members
from bellhop.domain.schema import pointer
from bellhop.errors import Fault, InvalidInputError

LARGE_BYTES = 16 * 1024
"""A body up to this size is given to pydantic as it is."""

MOST_PARTS = 2_000

_NO_SUCH_MEMBER = "There is no such member."


def _emptied(value: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if value is None else {}


_EMPTIED = AfterValidator(_emptied)

OwnText = Annotated[dict[str, Any], _EMPTIED]
"""An object of the caller's own of which only the bytes are kept (`Judged.own`): the instance has an empty one."""

OwnTextOrNone = Annotated[dict[str, Any] | None, _EMPTIED]


OWN_REASONS = AfterValidator(lambda _reasons: [])
"""Marks a list whose entries have members of the caller's own, of which only the bytes are kept, too."""


@cache
def own_names(model: type[BaseModel]) -> frozenset[str]:
    """The members that hold JSON of the caller's own, as they are called in JSON."""
    return frozenset(_own_fields(model))


@cache
def _own_fields(model: type[BaseModel]) -> Mapping[str, str]:
    """The same, with the field that holds each."""
    own = (dict[str, Any], dict[str, Any] | None)
    return {each.alias or name: name for name, each in model.model_fields.items() if each.annotation in own}


@cache
def _uncounted(model: type[BaseModel]) -> frozenset[str]:
    reasons = {name for name, member in model.model_fields.items() if OWN_REASONS in member.metadata}
    return own_names(model) | reasons


def without_own(model: type[BaseModel], raw: bytes) -> bytes:
    """The text of a body with empty objects in place of those that are the caller's own."""
    own, pieces, at = own_names(model), list[bytes](), 0
    for name, part in members(raw) if own else ():
        if name in own and raw[part.start : part.start + 1] == b"{":
            pieces += [raw[at : part.start], b"{}"]
            at = part.end
    return b"".join([*pieces, raw[at:]])


def put_back(instance: BaseModel, value: object) -> None:
    """Give an instance that was made of a text without them the objects of the caller's own."""
    fields = type(instance).model_fields
    for name, field in _own_fields(type(instance)).items():
        if isinstance(value, dict) and isinstance(value.get(name), dict) and _EMPTIED not in fields[field].metadata:
            instance.__dict__[field] = value[name]  # instances are frozen; this one is still being made


def refuse_crowd(model: type[BaseModel], value: object) -> None:
    """Raises `InvalidInputError` for a value with more parts than any instance of the model has."""
    own = _uncounted(model)
    parts = {name: each for name, each in value.items() if name not in own} if isinstance(value, dict) else value
    if _count(parts) <= MOST_PARTS:
        return
    fields = model.model_fields
    unknown = [name for name in parts if name not in fields][:MOST_FAULTS] if isinstance(parts, dict) else []
    crowd = Fault("", "too-many-values", f"Beside what is the caller's own there are more than {MOST_PARTS} values.")
    faults = [Fault(pointer([name]), "unknown-field", _NO_SUCH_MEMBER) for name in unknown]
    raise InvalidInputError(MAYBE_MORE, faults=faults or [crowd])


def _count(value: object) -> int:
    """How many values there are, a little more than `MOST_PARTS` where there are more."""
    count = 0
    waiting = [value]
    while waiting and count <= MOST_PARTS:
        node = waiting.pop()
        if isinstance(node, dict):
            node = list(node.values())
        if isinstance(node, list):
            count += len(node)
            waiting += [each for each in node[:MOST_PARTS] if isinstance(each, dict | list)]
    return count
