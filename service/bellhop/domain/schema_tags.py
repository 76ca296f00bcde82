"""Tags: the members by which alternatives (`oneOf`, `anyOf`) tell themselves apart."""

from collections.abc import Iterator, Sequence
from typing import Any

from bellhop.domain.schema_document import Node

_TAG_DEPTH = 8


def tags_of(branch: Node, depth: int = 0) -> dict[str, Node]:
    """The members of an alternative that are `const` or `enum`."""
    tags = {
        name: node
        for name, node in branch.named.get("properties", {}).items()
        if isinstance(node.schema, dict) and ("const" in node.schema or "enum" in node.schema)
    }
    if depth < _TAG_DEPTH:
        for each in (*(branch.one[key] for key in ("$ref",) if key in branch.one), *branch.several.get("allOf", ())):
            tags.update(tags_of(each, depth + 1))
    return tags


def values_of(branches: Sequence[Node], tag: str, *, most: int) -> Iterator[Any]:
    """The values that a tag may have in these alternatives, each once, at most so many."""
    seen: list[Any] = []
    for branch in branches:
        node = tags_of(branch).get(tag)
        for value in () if node is None else [node.get("const")] if node.get("enum") is None else node.get("enum"):
            if value not in seen and len(seen) < most:
                seen.append(value)
                yield value
