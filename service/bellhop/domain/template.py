"""Templates of bodies: JSON in whose strings `{{data.job_id}}` is filled in from an event. No code, no loops.

A string that is one placeholder takes the value's type; within other text a value becomes text, and one that is
missing nothing. A template is cut into pieces once: rendering joins them, reads each path once, and stops at
the limit, so that it costs no more than its result.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

import orjson

from bellhop.domain.kept_numbers import keeping_numbers

LARGEST_TEMPLATE_BYTES = 16 * 1024
LARGEST_RENDERED_BYTES = 256 * 1024
_ROOTS = ("data", "id", "test", "timestamp", "type")
_MOST_PARTS = 16

_PATH = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
_PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")
_MISSING = object()

Path = tuple[str, ...]


class TooLargeError(Exception):
    """With this event the template makes more than 256 KiB."""


class Slot(NamedTuple):
    """Where a value stands; `whole`: in place of a string, with its own type."""

    path: Path
    whole: bool


class Template:
    """A template cut into pieces: JSON text as it is, and slots between."""

    __slots__ = ("_pieces", "text")

    def __init__(self, text: bytes) -> None:
        """Cut a template that has no faults; `text` is JSON."""
        self.text = text
        cut = groupby(_cut(keeping_numbers(text)), key=lambda piece: isinstance(piece, bytes))
        self._pieces: list[bytes | Slot] = []
        for is_text, pieces in cut:
            self._pieces += [b"".join(each for each in pieces if isinstance(each, bytes))] if is_text else pieces

    def render(self, message_id: str, body: bytes) -> bytes:
        """The body that carries this event; `body` is what `payload: full` sends. Or `TooLargeError`."""
        event = {**keeping_numbers(body), "id": message_id}
        filled: dict[Slot, bytes] = {}
        rendered: list[bytes] = []
        room = LARGEST_RENDERED_BYTES
        for piece in self._pieces:
            if isinstance(piece, bytes):
                written = piece
            elif piece in filled:
                written = filled[piece]
            else:
                written = filled[piece] = _write(piece, event)
            room -= len(written)
            if room < 0:
                raise TooLargeError
            rendered.append(written)
        return b"".join(rendered)


class TemplateFault(NamedTuple):
    """What is wrong in a template: where, as the names that lead there, and a sentence."""

    where: tuple[str | int, ...]
    sentence: str


def faults_of_template(template: Mapping[str, Any]) -> Iterator[TemplateFault]:
    """What is wrong with a template, place by place."""
    size = len(orjson.dumps(template))
    if size > LARGEST_TEMPLATE_BYTES:
        yield TemplateFault((), f"A template has at most {LARGEST_TEMPLATE_BYTES} bytes; this one has {size}.")
    else:
        yield from _faults(template, ())


def _faults(node: object, where: tuple[str | int, ...]) -> Iterator[TemplateFault]:
    if isinstance(node, Mapping):
        for name, value in node.items():
            if "{{" in name:
                yield TemplateFault((*where, name), "Names are not filled in, only values that are strings.")
            yield from _faults(value, (*where, name))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _faults(value, (*where, index))
    elif isinstance(node, str):
        for sentence in _faults_of_text(node):
            yield TemplateFault(where, sentence)


def _faults_of_text(text: str) -> Iterator[str]:
    for found in _PLACEHOLDER.findall(text):
        path = found.strip()
        parts = path.split(".")
        if not _PATH.fullmatch(path):
            yield f"`{{{{{found[:100]}}}}}` is no path: names joined by dots, such as `{{{{data.job_id}}}}`."
        elif parts[0] not in _ROOTS:
            yield f"A path begins with one of {', '.join(f'`{root}`' for root in _ROOTS)}; `{path[:100]}` does not."
        elif len(parts) > _MOST_PARTS:
            yield f"A path has at most {_MOST_PARTS} names."
    left = _PLACEHOLDER.sub("", text)
    if "{{" in left or "}}" in left:
        yield "`{{` and `}}` stand in pairs around a path."


def _cut(node: object) -> Iterator[bytes | Slot]:
    """The pieces of a JSON value."""
    if isinstance(node, dict):
        for index, (name, value) in enumerate(node.items()):
            yield (b"," if index else b"{") + orjson.dumps(name) + b":"
            yield from _cut(value)
        yield b"}" if node else b"{}"
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield b"," if index else b"["
            yield from _cut(value)
        yield b"]" if node else b"[]"
    elif isinstance(node, str):
        yield from _cut_text(node)
    else:
        yield orjson.dumps(node)


def _cut_text(text: str) -> Iterator[bytes | Slot]:
    alone = _PLACEHOLDER.fullmatch(text)
    if alone is not None:
        yield Slot(_path(alone[1]), whole=True)
        return
    yield b'"'
    for index, part in enumerate(_PLACEHOLDER.split(text)):
        yield Slot(_path(part), whole=False) if index % 2 else _inner(part)
    yield b'"'


def _path(text: str) -> Path:
    return tuple(text.strip().split("."))


def _write(slot: Slot, event: object) -> bytes:
    value = _find(slot.path, event)
    if slot.whole:
        return b"null" if value is _MISSING else orjson.dumps(value)
    if value is _MISSING or value is None:
        return b""
    return _inner(value if isinstance(value, str) else orjson.dumps(value).decode())


def _find(path: Path, node: object) -> object:
    """The value at a path; a number is the place in an array, counted from 0."""
    for part in path:
        if isinstance(node, dict):
            node = node.get(part, _MISSING)
        elif isinstance(node, list) and part.isdecimal() and len(part) < 10 and int(part) < len(node):  # noqa: PLR2004
            node = node[int(part)]
        else:
            return _MISSING
    return node


def _inner(text: str) -> bytes:
    """The text as it stands between the quotes of a JSON string."""
    return orjson.dumps(text)[1:-1]
