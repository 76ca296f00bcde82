"""Loads `sql/queries/<noun>.sql`: blocks that start with `-- name: <name>`, native `$1` parameters."""

import re
from collections.abc import Mapping
from functools import cache

from bellhop.resources import folder

_NAME = re.compile(r"^-- name: ([a-z][a-z0-9_]*)[ \t]*$", re.MULTILINE)


_PARAMETER = re.compile(r"\$([0-9]+)")


def shifted(fragment: str, by: int) -> str:
    """The fragment with each `$n` as `$(n + by)`, for use behind another that has the first `by` parameters."""
    return _PARAMETER.sub(lambda found: f"${int(found[1]) + by}", fragment)


@cache
def load(noun: str) -> Mapping[str, str]:
    """The statements of one noun by name, each as it stands in the file, comments included."""
    text = (folder("sql") / "queries" / f"{noun}.sql").read_text(encoding="utf-8")
    pieces = _NAME.split(text)
    names, bodies = pieces[1::2], pieces[2::2]
    statements = dict(zip(names, (body.strip().rstrip(";") for body in bodies), strict=True))
    if len(statements) != len(names):
        message = f"sql/queries/{noun}.sql names a statement twice"
        raise ValueError(message)
    return statements
