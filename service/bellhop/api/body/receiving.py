"""Bodies of requests: how they are received. What they say is read by `strict_json`."""

import asyncio
import re

from aiohttp import HttpVersion11, StreamReader, web
from aiohttp.http_exceptions import HttpProcessingError
from pydantic import BaseModel

from bellhop.errors import BadRequestError, BodyTooLargeError, Fault, UnsupportedMediaTypeError

SMALL_BYTES = 64 * 1024
"""Bodies up to this size are read at once: it takes less than others notice."""

_MEDIA_TYPE = re.compile(r"application/(?:json|[a-z0-9.!#$&^_-]+\+json)", re.IGNORECASE)
_PATIENCE_SECONDS = 60.0
_UTF8 = frozenset({"utf-8", "utf8", "us-ascii"})
NOT_AN_OBJECT = Fault("", "not-an-object", "The body is a JSON object.")


class AnyObject(BaseModel):
    """The body of a route that takes a JSON object of the caller's own (its schema is the action's)."""


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
    if content_encoding is not None and content_encoding.lower() != "identity":
        detail = "Send the body as it is, without `Content-Encoding`."
        raise UnsupportedMediaTypeError(detail)


def _too_large(limit_bytes: int) -> BodyTooLargeError:
    return BodyTooLargeError(f"The body is larger than {limit_bytes} bytes.")
