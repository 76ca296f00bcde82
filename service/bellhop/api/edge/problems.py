"""The one place that turns what went wrong into an answer: RFC 9457 problem details."""

import orjson
from aiohttp import web

from bellhop.api.body.models import faults_to_json
from bellhop.errors import (
    BadRequestError,
    BellhopError,
    BodyTooLargeError,
    InvalidInputError,
    NotFoundError,
    UnavailableError,
)
from bellhop.runtime.broken import DATABASE_AWAY, UNSTORABLE

MEDIA_TYPE = "application/problem+json"

_OURS = "Something went wrong here, not with your request; it is logged under this request id."


def problem_of(error: BaseException) -> BellhopError:
    """What to tell a caller about an error; a `BellhopError` whose status is 500 was our fault and must be logged."""
    if isinstance(error, BellhopError):
        return error
    if isinstance(error, DATABASE_AWAY):
        return UnavailableError()
    if isinstance(error, UNSTORABLE):
        return InvalidInputError("A value in the request cannot be stored.")
    if isinstance(error, web.HTTPRequestEntityTooLarge):
        return BodyTooLargeError()
    if isinstance(error, web.RequestPayloadError):
        return BadRequestError("The body could not be read: its framing is broken.")
    return BellhopError(_OURS)


def to_json(error: BellhopError, *, instance: str, request_id: str) -> bytes:
    """The body of the answer."""
    content: dict[str, object] = {
        "type": f"/problems/{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "instance": instance,
        "request_id": request_id,
    }
    if error.faults:
        content["errors"] = faults_to_json(error.faults)
    content.update(error.extra)
    return orjson.dumps(content)


def of_http_status(status: int) -> BellhopError:
    """The problem for a request that the HTTP parser refused."""
    if status == NotFoundError.status:
        return NotFoundError()
    if status >= BellhopError.status:
        return BellhopError(_OURS)
    return BadRequestError("This is not an HTTP request that this service understands.")
