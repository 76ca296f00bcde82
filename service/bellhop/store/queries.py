"""Loads `sql/queries/<noun>.sql`: statements with native `$1` parameters, and the fragments that they share.

`-- name: <name>` begins a statement, `-- fragment: <name>` a part of statements. In a statement

- `{columns}` stands for the fragment of that name in the same file; its comment comes along where it begins a line;
- `{jobs.columns}` stands for the one in `jobs.sql`;
- `{leaving +7}` stands for it with `$8` for its `$1`: it comes behind seven parameters of the statement's own;
- `{writing: AND x}` stands for it with ` AND x` where it says `{more}`, which otherwise is nothing.

`bellhop doctor --sql <noun>.<name>` prints the text that runs.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from bellhop.resources import folder

_BEGIN = re.compile(r"^-- (name|fragment): ([a-z][a-z0-9_]*)[ \t]*$", re.MULTILINE)
_COMMENT_ABOVE = re.compile(r"\A(?:--.*\n)+")
_INCLUDED = re.compile(r"\{(?:([a-z_]+)\.)?([a-z_]+)(?: \+(\d+))?(?::([^{}]*))?\}")
_PARAMETER = re.compile(r"\$([0-9]+)")
_MORE = "{more}"
_OF_CALLER = frozenset({"table"})  # what the store fills in: a name cannot be a parameter


class _File(NamedTuple):
    """What one file has, as it stands there."""

    statements: Mapping[str, str]
    fragments: Mapping[str, str]


@cache
def load(noun: str) -> Mapping[str, str]:
    """The statements of one noun by name, as they run: with their fragments, and with the comments above them."""
    return {name: _whole(noun, text) for name, text in _read(noun).statements.items()}


def nouns() -> Iterator[str]:
    """The nouns that have statements, in the order of the alphabet."""
    for path in sorted((folder("sql") / "queries").iterdir(), key=lambda path: path.name):
        if path.name.endswith(".sql"):
            yield path.name.removesuffix(".sql")


@cache
def _read(noun: str) -> _File:
    text = (folder("sql") / "queries" / f"{noun}.sql").read_text(encoding="utf-8")
    _, *pieces = _BEGIN.split(text)  # what stands before the first is about the file
    kinds, names, bodies = pieces[0::3], pieces[1::3], pieces[2::3]
    if len(set(names)) != len(names):
        message = f"sql/queries/{noun}.sql has two blocks of one name"
        raise ValueError(message)
    blocks = [(kind, name, body.strip().rstrip(";")) for kind, name, body in zip(kinds, names, bodies, strict=True)]
    return _File(
        {name: body for kind, name, body in blocks if kind == "name"},
        {name: body for kind, name, body in blocks if kind == "fragment"},
    )


def _whole(noun: str, text: str) -> str:
    """The text with its fragments, and with theirs."""

    def put_in(found: re.Match[str]) -> str:
        other, name, shift, more = found.groups()
        if name in _OF_CALLER:
            return found[0]
        fragments = _read(other or noun).fragments
        if name not in fragments:
            message = f"sql/queries/{noun}.sql names the fragment {found[0]}, which is not there"
            raise ValueError(message)
        fragment = _whole(other or noun, fragments[name].replace(_MORE, more or ""))
        begins_line = found.start() == 0 or text[found.start() - 1] == "\n"
        fragment = fragment if begins_line else _COMMENT_ABOVE.sub("", fragment)
        return _shifted(fragment, int(shift)) if shift else fragment

    return _INCLUDED.sub(put_in, text)


def _shifted(fragment: str, by: int) -> str:
    return _PARAMETER.sub(lambda found: f"${int(found[1]) + by}", fragment)
