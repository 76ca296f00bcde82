"""Actions as documents: what `PUT …/actions/{action}` takes and what a file of `bellhop actions apply` holds."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from bellhop.domain.action import Action, Concurrency, fault_of_name, fault_of_parent
from bellhop.errors import Fault

DEFAULT_SCHEMA: Mapping[str, Any] = {"type": "object"}

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ActionDocument:
    """An action as the operator writes it, member by member."""

    parent: str
    description: str
    input_schema: Mapping[str, Any]
    result_schema: Mapping[str, Any]
    cancellable: bool
    concurrency: Concurrency
    max_attempts: int
    lease_seconds: int
    deadline_seconds: int
    retention_seconds: int


async def faults(
    name: str, document: ActionDocument, check: Callable[[Mapping[str, Any]], Awaitable[list[Fault]]]
) -> list[Fault]:
    """What is wrong with an action beyond the shape of its document, by pointers into it (`""` is the name).

    `check` tells what is wrong with a schema.
    """
    found = []
    sentence = fault_of_name(name)
    if sentence is not None:
        found.append(Fault("", "bad-name", sentence))
    sentence = fault_of_parent(document.parent)
    if sentence is not None:
        found.append(Fault("/parent", "bad-parent", sentence))
    for member, schema in (("input_schema", document.input_schema), ("result_schema", document.result_schema)):
        found += [Fault(f"/{member}{each.pointer}", each.code, each.message) for each in await check(schema)]
    return found


def to_action(name: str, document: ActionDocument) -> Action:
    """The action, its times and its version not yet set."""
    return Action(
        name=name,
        parent_shape=document.parent,
        description=document.description,
        input_schema=orjson.dumps(document.input_schema),
        result_schema=orjson.dumps(document.result_schema),
        cancellable=document.cancellable,
        concurrency=document.concurrency,
        max_attempts=document.max_attempts,
        lease=timedelta(seconds=document.lease_seconds),
        deadline=timedelta(seconds=document.deadline_seconds),
        retention=timedelta(seconds=document.retention_seconds),
        create_time=_NEVER,
        update_time=_NEVER,
        version=0,
    )


def to_json(action: Action) -> dict[str, Any]:
    """The document of an action: what one would write to get it."""
    return {
        "parent": action.parent_shape,
        "description": action.description,
        "input_schema": orjson.loads(action.input_schema),
        "result_schema": orjson.loads(action.result_schema),
        "cancellable": action.cancellable,
        "concurrency": action.concurrency.value,
        "max_attempts": action.max_attempts,
        "lease_seconds": round(action.lease.total_seconds()),
        "deadline_seconds": round(action.deadline.total_seconds()),
        "retention_seconds": round(action.retention.total_seconds()),
    }
