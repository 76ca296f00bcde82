"""Bodies of requests: strict JSON, read once.

orjson parses; what it lets pass and we do not (duplicate keys, NUL, lone surrogates, numbers that others would
round or overflow, nesting beyond 64) is found without walking the values one by one: the members are counted in the
text and in what was parsed, and a few byte patterns say whether anything else can be wrong at all. Only a body that
looks suspicious is parsed a second time, slowly, to name the pointer. A body of 1 KB costs a few microseconds.
"""

import asyncio
import json
import math
import re
from collections.abc import Iterator
from typing import Any, NoReturn

import orjson
from aiohttp import HttpVersion11, StreamReader, web
from aiohttp.http_exceptions import HttpProcessingError
from pydantic import BaseModel

from bellhop.domain.schema import pointer
from bellhop.errors import (
    BadRequestError,
    BodyTooLargeError,
    Fault,
    InvalidInputError,
    MalformedJsonError,
    UnsupportedMediaTypeError,
)

MAX_DEPTH = 64
HIGHEST_INTEGER = 2**64 - 1
LOWEST_INTEGER = -(2**63)

_BETWEEN = re.compile(r"[ \t\r\n]*[:,]?[ \t\r\n]*")
_DECODER = json.JSONDecoder()
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")
_ANY_DIGIT = bytes.maketrans(b"123456789", b"000000000")
_NINETEEN_DIGITS = b"0" * 19
_SURROGATE_OR_NUL = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_MEDIA_TYPE = re.compile(r"application/(?:json|[a-z0-9.!#$&^_-]+\+json)", re.IGNORECASE)
_PATIENCE_SECONDS = 60.0
_UTF8 = frozenset({"utf-8", "utf8", "us-ascii"})


NOT_AN_OBJECT = Fault("", "not-an-object", "The body is a JSON object.")


class AnyObject(BaseModel):
    """The body of a route that takes a JSON object of the caller's own (its schema is the action's)."""


class _Members(list[tuple[str, Any]]):
    """The members of an object as they stand in the text, duplicates included."""


async def read(request: web.BaseRequest, limit_bytes: int) -> bytes:
    """The whole body; raises `BodyTooLargeError` as soon as it is over the limit.

    Raises `BadRequestError` for a body that breaks off, whose framing is broken, or that takes longer than a minute.
    """
    announced = request.content_length
    if announced is not None and announced > limit_bytes:
        raise _too_large(limit_bytes)
    if announced is None and not request.body_exists:
        return b""
    if "Expect" in request.headers:
        await _answer_expectation(request)
    try:
        if announced is not None and request.content.is_eof():  # it came with its headers
            body = request.content.read_nowait()
            if len(body) == announced:
                return body
            raise _broken_off()
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await _read(request.content, announced, limit_bytes)
    except (TimeoutError, ConnectionError, web.RequestPayloadError, HttpProcessingError):
        raise _broken_off() from None


def _broken_off() -> BadRequestError:
    return BadRequestError("The body did not arrive: it broke off, its framing is wrong, or it took too long.")


async def _read(content: StreamReader, announced: int | None, limit_bytes: int) -> bytes:
    first = await content.readany()
    if len(first) == announced:
        return first
    chunks, size = [first], len(first)
    while size <= limit_bytes:
        chunk = await content.readany()
        if not chunk:
            return b"".join(chunks)
        chunks.append(chunk)
        size += len(chunk)
    raise _too_large(limit_bytes)


async def _answer_expectation(request: web.BaseRequest) -> None:
    """Let a client that asked first send its body (RFC 9110 §10.1.1)."""
    if request.headers["Expect"].lower() == "100-continue" and request.version >= HttpVersion11:
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0


def check_media_type(content_type: str | None, content_encoding: str | None) -> None:
    """Raises `UnsupportedMediaTypeError` unless the body is said to be JSON in UTF-8, not compressed."""
    if content_type == "application/json" and content_encoding is None:
        return
    essence, _, parameters = (content_type or "").partition(";")
    charset = re.search(r"charset\s*=\s*\"?([^\s\";]+)", parameters, re.IGNORECASE)
    if not _MEDIA_TYPE.fullmatch(essence.strip()) or (charset and charset[1].lower() not in _UTF8):
        raise UnsupportedMediaTypeError
    if content_encoding not in (None, "identity"):
        detail = "Send the body as it is, without `Content-Encoding`."
        raise UnsupportedMediaTypeError(detail)


def parse(raw: bytes) -> Any:
    """The value of a JSON text; raises `MalformedJsonError`, or `InvalidInputError` for JSON that we do not take."""
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        _explain(raw, error)
    if _is_suspicious(raw, value):
        _refuse(raw)
    return value


def member(raw: bytes, name: str) -> bytes | None:
    """The bytes of one member of an object as they came, None when it is not given; `raw` went through `parse`."""
    text = raw.decode("utf-8")
    at = _after(text, text.index("{") + 1)
    while text[at] != "}":
        key, at = _DECODER.raw_decode(text, at)
        start = _after(text, at)
        _, at = _DECODER.raw_decode(text, start)
        if key == name:
            return text[start:at].encode("utf-8")
        at = _after(text, at)
    return None


def _after(text: str, at: int) -> int:
    """Where the next key or value begins: behind white space and at most one colon or comma."""
    between = _BETWEEN.match(text, at)
    return at if between is None else between.end()


def _is_suspicious(raw: bytes, value: object) -> bool:
    members = _count_members(value)
    if members is None or (b"\\u" in raw and _SURROGATE_OR_NUL.search(raw) is not None):
        return True
    if _has_long_number(raw) or not _is_count_of_members(raw, members):
        bare = _STRING.sub(b'""', raw)
        return _has_long_number(bare) or bare.count(b":") != members
    return False


def _is_count_of_members(raw: bytes, members: int) -> bool:
    """Whether the text has just as many members; False when it cannot be told at a glance.

    Where no colon follows white space, every member is one `":` of the text, and what else looks like one (in a
    string) only adds to the count. The text has at least the members that were parsed, so equal counts are all of them.
    """
    return raw.count(b'":') == members and not any(spaced in raw for spaced in (b" :", b"\n:", b"\r:", b"\t:"))


def _has_long_number(raw: bytes) -> bool:
    return _NINETEEN_DIGITS in raw.translate(_ANY_DIGIT)


def _count_members(value: object) -> int | None:
    """How many members all objects have together, or None when something is nested too deeply."""
    members = 0
    level = [value]
    for _ in range(MAX_DEPTH):
        below: list[object] = []
        for node in level:
            if type(node) is dict:
                members += len(node)
                below.extend([each for each in node.values() if type(each) is dict or type(each) is list])
            elif type(node) is list:
                below.extend([each for each in node if type(each) is dict or type(each) is list])
        if not below:
            return members
        level = below
    return None


def _explain(raw: bytes, error: orjson.JSONDecodeError) -> NoReturn:
    """Raise for a text that orjson refused: most is malformed, some is JSON that we do not take."""
    malformed = MalformedJsonError(f"The body is not JSON: {error.msg} (line {error.lineno}, column {error.colno}).")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as undecodable:
        detail = f"The body is not UTF-8: byte {undecodable.start} does not fit."
        raise MalformedJsonError(detail) from None
    if _depth(raw) <= MAX_DEPTH:
        try:
            faults = list(_faults(_parse_slowly(raw), ()))
        except ValueError:
            raise malformed from None
        if not faults:
            raise malformed
    _refuse(raw)
    raise malformed


def _refuse(raw: bytes) -> None:
    """Raise with a fault for each part of a JSON text that we do not take; return when there is none after all."""
    if _depth(raw) > MAX_DEPTH:
        raise InvalidInputError(faults=[Fault("", "too-deep", f"Values are nested at most {MAX_DEPTH} deep.")])
    faults = list(_faults(_parse_slowly(raw), ()))
    if faults:
        raise InvalidInputError(faults=faults[:100])


def _depth(raw: bytes) -> int:
    deepest = depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub(b'""', raw)):
        depth += 1 if bracket[0] in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _parse_slowly(raw: bytes) -> Any:
    return json.loads(raw.decode("utf-8"), object_pairs_hook=_Members, parse_int=_integer, parse_constant=_no_constant)


def _integer(text: str) -> float:
    """An integer; one of more digits than any of ours has is infinite, so that no time is lost on it."""
    return int(text) if len(text) <= 20 else math.copysign(math.inf, -1 if text[0] == "-" else 1)  # noqa: PLR2004


def _no_constant(name: str) -> NoReturn:
    message = f"{name} is not JSON"
    raise ValueError(message)


def _faults(node: Any, path: tuple[str | int, ...]) -> Iterator[Fault]:
    if isinstance(node, _Members):
        seen: set[str] = set()
        for key, value in node:
            if key in seen:
                yield Fault(_printable((*path, key)), "duplicate-key", "This member is given twice.")
            seen.add(key)
            yield from _faults_of_text(key, (*path, key))
            yield from _faults(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _faults(value, (*path, index))
    elif isinstance(node, str):
        yield from _faults_of_text(node, path)
    elif _is_out_of_range(node):
        yield Fault(_printable(path), "number-out-of-range", "Not every reader can hold this number; send less digits.")


def _is_out_of_range(node: object) -> bool:
    if isinstance(node, float):
        return math.isinf(node)
    return isinstance(node, int) and not LOWEST_INTEGER <= node <= HIGHEST_INTEGER


def _faults_of_text(text: str, path: tuple[str | int, ...]) -> Iterator[Fault]:
    if "\x00" in text:
        yield Fault(_printable(path), "nul-character", "Text cannot hold the character U+0000.")
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        yield Fault(_printable(path), "lone-surrogate", "Half of a surrogate pair is not a character.")


def _printable(path: tuple[str | int, ...]) -> str:
    return pointer(path).encode("utf-8", "replace").decode("utf-8")


def _too_large(limit_bytes: int) -> BodyTooLargeError:
    return BodyTooLargeError(f"The body is larger than {limit_bytes} bytes.")
