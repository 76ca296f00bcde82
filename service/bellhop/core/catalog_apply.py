"""Bringing the catalogue to what a directory of files says (`bellhop actions apply`)."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from bellhop.core.action_documents import ActionDocument, to_action, to_json
from bellhop.core.catalog import Catalog
from bellhop.domain.audit import Actor


class Difference(StrEnum):
    """What applying does to an action."""

    CREATED = "created"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class AppliedAction:
    """One action: what was, or would be, done to it, and the lines that differ."""

    name: str
    difference: Difference
    lines: tuple[str, ...] = ()


async def apply(
    catalog: Catalog, documents: Mapping[str, ActionDocument], *, actor: Actor, dry_run: bool = False
) -> list[AppliedAction]:
    """Write the actions that are new or differ; those that are the same, or in no file, are left alone.

    The documents have been checked (`action_documents.faults`). Doing it twice does nothing the second time.
    """
    existing = {action.name: action for action in await catalog.every()}
    applied = []
    for name, document in sorted(documents.items()):
        wanted = to_action(name, document)
        before = to_json(existing[name]) if name in existing else None
        found = compare(name, before, to_json(wanted))
        if found.difference is not Difference.SAME and not dry_run:
            await catalog.put(wanted, actor=actor)
        applied.append(found)
    return applied


def compare(name: str, existing: Mapping[str, Any] | None, wanted: Mapping[str, Any]) -> AppliedAction:
    """What it takes to make the document of an action what is `wanted`, as lines of a unified diff."""
    before = [] if existing is None else _lines(existing)
    after = _lines(wanted)
    if existing is not None and before == after:
        return AppliedAction(name, Difference.SAME)
    lines = difflib.unified_diff(before, after, f"{name} (now)", f"{name} (file)", lineterm="", n=2)
    return AppliedAction(name, Difference.CREATED if existing is None else Difference.CHANGED, tuple(lines))


def _lines(document: Mapping[str, Any]) -> list[str]:
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode().splitlines()
