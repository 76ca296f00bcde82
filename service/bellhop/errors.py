"""Everything that can be wrong with what a caller sent or asked, on one page.

Each class has the `status` and the `code` under which the API answers it (the problem's `type` is
`/problems/{code}`, RFC 9457); its docstring is the default message. `api/problems.py` is the one place that
turns them into answers. Anything else that is raised is a fault of ours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one part of the input: a JSON Pointer (RFC 6901), a stable code, a sentence."""

    pointer: str
    code: str
    message: str


def pointer_part(name: str) -> str:
    """One part of a JSON Pointer (RFC 6901 §3)."""
    return name.replace("~", "~0").replace("/", "~1")


class BellhopError(Exception):
    """The request cannot be carried out."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    title: ClassVar[str] = "Internal error"
    headers_of_all: ClassVar[Mapping[str, str]] = {}

    def __init__(
        self,
        detail: str | None = None,
        *,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> None:
        self.detail = detail or (type(self).__doc__ or "").strip()
        self.faults = tuple(faults)
        self.headers = {**self.headers_of_all, **(headers or {})}
        self.extra = dict(extra or {})
        super().__init__(self.detail)


class BadRequestError(BellhopError):
    """The request could not be understood."""

    status, code, title = 400, "bad-request", "Bad request"


class MalformedJsonError(BadRequestError):
    """The body is not JSON."""

    code, title = "malformed-json", "Malformed JSON"


class BadFilterError(BadRequestError):
    """The filter is not one that this collection understands."""

    code, title = "bad-filter", "Bad filter"


class BadPageTokenError(BadRequestError):
    """The page token is not one of ours, or belongs to another query; start again without it."""

    code, title = "bad-page-token", "Bad page token"


class InvalidCodeError(BadRequestError):
    """This link is no longer good: it was opened before, its time is over, or it never was one. Ask for a new one."""

    code, title = "invalid-code", "Invalid code"


class UnauthenticatedError(BellhopError):
    """Send a key: `Authorization: Bearer bh_…`. This request has none, or one that is unknown, revoked or expired."""

    status, code, title = 401, "unauthenticated", "Unauthenticated"


class ForbiddenError(BellhopError):
    """This key may not do that: its tenant or its scopes do not fit."""

    status, code, title = 403, "forbidden", "Forbidden"


class NotEntitledError(ForbiddenError):
    """This tenant is not entitled to webhooks; ask the operator."""

    code, title = "not-entitled", "Not entitled"


class NotFoundError(BellhopError):
    """There is nothing here: the id is unknown, malformed or expired."""

    status, code, title = 404, "not-found", "Not found"


class MethodNotAllowedError(BellhopError):
    """This path does not take that method; see `Allow`."""

    status, code, title = 405, "method-not-allowed", "Method not allowed"


class ConflictError(BellhopError):
    """The resource is in a state that does not allow this."""

    status, code, title = 409, "conflict", "Conflict"


class ParallelOperationError(ConflictError):
    """Another operation of this action is in progress on this parent, and the action does not allow two."""

    code, title = "parallel-operation", "Parallel operation"


class AlreadyFinishedError(ConflictError):
    """The operation has already ended."""

    code, title = "already-finished", "Already finished"


class NotFinishedError(ConflictError):
    """The operation has not ended in failure or cancellation, so it cannot be retried."""

    code, title = "not-finished", "Not finished"


class NotCancellableError(ConflictError):
    """Operations of this action cannot be cancelled."""

    code, title = "not-cancellable", "Not cancellable"


class AlreadyExistsError(ConflictError):
    """Something with this name exists already."""

    code, title = "already-exists", "Already exists"


class TenantExistsError(AlreadyExistsError):
    """A tenant with this id exists already."""

    code, title = "tenant-exists", "Tenant exists"


class AlreadyMovingError(ConflictError):
    """Another operation moves this tenant already; wait for it, or cancel it."""

    code, title = "already-moving", "Already moving"


class IdempotencyInFlightError(ConflictError):
    """The first request with this Idempotency-Key is still being answered; try again shortly."""

    code, title = "idempotency-key-in-flight", "Idempotency key in flight"


class DeliveryInFlightError(ConflictError):
    """This delivery is being sent right now; try again when the attempt has ended."""

    code, title = "delivery-in-flight", "Delivery in flight"


class PreconditionFailedError(BellhopError):
    """The resource has changed since you read it: fetch it again and send its new ETag in If-Match."""

    status, code, title = 412, "precondition-failed", "Precondition failed"


class BodyTooLargeError(BellhopError):
    """The body is larger than this service accepts."""

    status, code, title = 413, "body-too-large", "Body too large"


class UnsupportedMediaTypeError(BellhopError):
    """Send `Content-Type: application/json`."""

    status, code, title = 415, "unsupported-media-type", "Unsupported media type"


class InvalidInputError(BellhopError):
    """The request is well-formed but wrong; `errors` names the parts to change."""

    status, code, title = 422, "invalid-input", "Invalid input"


class IdempotencyKeyReusedError(InvalidInputError):
    """This Idempotency-Key was used for a different request; use a new key for a new request."""

    code, title = "idempotency-key-reused", "Idempotency key reused"


class LimitExceededError(BellhopError):
    """A limit of this tenant is reached."""

    status, code, title = 429, "limit-exceeded", "Limit exceeded"


class RateLimitedError(LimitExceededError):
    """Too many requests; slow down."""

    code, title = "rate-limited", "Rate limited"


class DeliveriesBehindError(LimitExceededError):
    """This tenant's deliveries fall behind what it publishes; publish more slowly."""

    code, title = "deliveries-behind", "Deliveries behind"


class UnavailableError(BellhopError):
    """The database is away; try again shortly."""

    status, code, title = 503, "unavailable", "Unavailable"
    headers_of_all: ClassVar[Mapping[str, str]] = {"Retry-After": "1"}


class BusyError(BellhopError):
    """Too many costly inputs wait to be judged; try again shortly."""

    status, code, title = 503, "busy", "Busy"


class ShuttingDownError(UnavailableError):
    """This process is ending, and did not get to this request; send it again."""

    code, title = "shutting-down", "Shutting down"


class ConfigurationError(Exception):
    """A setting that cannot be used: the sentence names it and says what to change."""

    def __init__(self, sentence: str, settings: Sequence[str] = ()) -> None:
        # An ordinary class: a frozen one refuses the traceback that contextlib writes to it, and hides its sentence.
        super().__init__(sentence)
        self.sentence = sentence
        self.settings = tuple(settings)


class StoreError(Exception):
    """The database cannot be used as it is (wrong version, changed migrations, a locked data folder)."""


class DataFolderError(StoreError):
    """The data folder of the settings cannot be used: it takes another one, or other rights."""
