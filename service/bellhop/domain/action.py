"""An action: a kind of work that the operator offers, with the shape of its path, its input and its result."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bellhop.domain.names import RESERVED_NOUNS, is_name

MAX_PARENT_SEGMENTS = 8
SHORTEST_RETENTION = timedelta(hours=24)

_VARIABLE = re.compile(r"\{([a-z][a-z0-9_]{0,63})\}")


class Concurrency(StrEnum):
    """How many jobs of one tenant, action and parent may be live: any, one at a time in order, or one and no more."""

    PARALLEL = "parallel"
    QUEUE = "queue"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Action:
    """One action as it stands.

    parent_shape: the path between the tenant and the action, such as `designs/{design_id}`, or `""`.
    input_schema, result_schema: JSON Schema 2020-12 as UTF-8 JSON, as they were given.
    concurrency: whether several may run on one parent at a time.
    lease: how long a worker holds a job without a heartbeat.
    deadline: from creation or the moment it was scheduled for to the end, waiting included.
    retention: how long a job can be read after its end.
    version: counts changes, and is the ETag.
    """

    name: str
    parent_shape: str
    description: str
    input_schema: bytes
    result_schema: bytes
    cancellable: bool
    concurrency: Concurrency
    max_attempts: int
    lease: timedelta
    deadline: timedelta
    retention: timedelta
    create_time: datetime
    update_time: datetime
    version: int

    def match_parent(self, parent: str) -> dict[str, str] | None:
        """The variables of a job's parent path, or None when the path is not of this action's shape."""
        return match_parent(self.parent_shape, parent)


def match_parent(shape: str, parent: str) -> dict[str, str] | None:
    """The variables that make `shape` the path `parent`, or None."""
    if not shape or not parent:
        return {} if shape == parent else None
    wanted, given = shape.split("/"), parent.split("/")
    if len(wanted) != len(given) or given[0] in RESERVED_NOUNS:
        return None
    variables: dict[str, str] = {}
    for pattern, segment in zip(wanted, given, strict=True):
        if not is_name(segment):
            return None
        if pattern[0] == "{":
            variables[pattern[1:-1]] = segment
        elif pattern != segment:
            return None
    return variables


def fault_of_name(name: str) -> str | None:
    """Why `name` cannot name an action, or None when it can."""
    if not is_name(name):
        return "An action's name is 1 to 64 letters, digits, `_` or `-`, and begins with a letter or a digit."
    if name in RESERVED_NOUNS:
        return f"`{name}` is a word of this API; choose another name."
    return None


def fault_of_parent(shape: str) -> str | None:
    """Why `shape` is not a path shape, or None when it is one."""
    if not shape:
        return None
    segments = shape.split("/")
    if len(segments) > MAX_PARENT_SEGMENTS:
        return f"A path shape has at most {MAX_PARENT_SEGMENTS} segments."
    variables = []
    for segment in segments:
        variable = _VARIABLE.fullmatch(segment)
        if variable:
            variables.append(variable[1])
        elif not segment:
            return "A path shape has no empty segment: it neither begins nor ends with `/`, and has no `//`."
        elif not is_name(segment):
            return f"`{segment[:64]}` is neither a name nor a variable such as `{{design_id}}`."
    if segments[0] in RESERVED_NOUNS:
        return f"`{segments[0]}` is a word of this API; the first segment must be another."
    if len(set(variables)) != len(variables):
        return "Two variables have the same name."
    return None


def parent_variables(shape: str) -> tuple[str, ...]:
    """The names of the variables of a path shape, in order."""
    return tuple(_VARIABLE.findall(shape))
