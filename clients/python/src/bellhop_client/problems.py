"""An exception for each type of problem document, written by `tools/generate.py` from the vectors."""

from collections.abc import Mapping
from typing import ClassVar

from bellhop_client.errors import ProblemError


class BadRequestError(ProblemError):
    """400: Bad request."""

    default_code: ClassVar[str | None] = "bad-request"


class BadFilterError(BadRequestError):
    """400: Bad filter."""

    default_code: ClassVar[str | None] = "bad-filter"


class BadPageTokenError(BadRequestError):
    """400: Bad page token."""

    default_code: ClassVar[str | None] = "bad-page-token"


class InvalidCodeError(BadRequestError):
    """400: Invalid code."""

    default_code: ClassVar[str | None] = "invalid-code"


class MalformedJsonError(BadRequestError):
    """400: Malformed JSON."""

    default_code: ClassVar[str | None] = "malformed-json"


class UnauthenticatedError(ProblemError):
    """401: Unauthenticated."""

    default_code: ClassVar[str | None] = "unauthenticated"


class ForbiddenError(ProblemError):
    """403: Forbidden."""

    default_code: ClassVar[str | None] = "forbidden"


class NotEntitledError(ForbiddenError):
    """403: Not entitled."""

    default_code: ClassVar[str | None] = "not-entitled"


class NotFoundError(ProblemError):
    """404: Not found."""

    default_code: ClassVar[str | None] = "not-found"


class MethodNotAllowedError(ProblemError):
    """405: Method not allowed."""

    default_code: ClassVar[str | None] = "method-not-allowed"


class ConflictError(ProblemError):
    """409: Conflict."""

    default_code: ClassVar[str | None] = "conflict"


class AlreadyExistsError(ConflictError):
    """409: Already exists."""

    default_code: ClassVar[str | None] = "already-exists"


class AlreadyFinishedError(ConflictError):
    """409: Already finished."""

    default_code: ClassVar[str | None] = "already-finished"


class AlreadyMovingError(ConflictError):
    """409: Already moving."""

    default_code: ClassVar[str | None] = "already-moving"


class DeliveryInFlightError(ConflictError):
    """409: Delivery in flight."""

    default_code: ClassVar[str | None] = "delivery-in-flight"


class IdempotencyKeyInFlightError(ConflictError):
    """409: Idempotency key in flight."""

    default_code: ClassVar[str | None] = "idempotency-key-in-flight"


class NotCancellableError(ConflictError):
    """409: Not cancellable."""

    default_code: ClassVar[str | None] = "not-cancellable"


class NotFinishedError(ConflictError):
    """409: Not finished."""

    default_code: ClassVar[str | None] = "not-finished"


class ParallelOperationError(ConflictError):
    """409: Parallel operation."""

    default_code: ClassVar[str | None] = "parallel-operation"


class TenantExistsError(ConflictError):
    """409: Tenant exists."""

    default_code: ClassVar[str | None] = "tenant-exists"


class PreconditionFailedError(ProblemError):
    """412: Precondition failed."""

    default_code: ClassVar[str | None] = "precondition-failed"


class BodyTooLargeError(ProblemError):
    """413: Body too large."""

    default_code: ClassVar[str | None] = "body-too-large"


class UnsupportedMediaTypeError(ProblemError):
    """415: Unsupported media type."""

    default_code: ClassVar[str | None] = "unsupported-media-type"


class InvalidInputError(ProblemError):
    """422: Invalid input."""

    default_code: ClassVar[str | None] = "invalid-input"


class IdempotencyKeyReusedError(InvalidInputError):
    """422: Idempotency key reused."""

    default_code: ClassVar[str | None] = "idempotency-key-reused"


class LimitExceededError(ProblemError):
    """429: Limit exceeded."""

    default_code: ClassVar[str | None] = "limit-exceeded"


class DeliveriesBehindError(LimitExceededError):
    """429: Deliveries behind."""

    default_code: ClassVar[str | None] = "deliveries-behind"


class RateLimitedError(LimitExceededError):
    """429: Rate limited."""

    default_code: ClassVar[str | None] = "rate-limited"


class InternalError(ProblemError):
    """500: Internal error."""

    default_code: ClassVar[str | None] = "internal"


class UnavailableError(ProblemError):
    """503: Unavailable."""

    default_code: ClassVar[str | None] = "unavailable"


class BusyError(UnavailableError):
    """503: Busy."""

    default_code: ClassVar[str | None] = "busy"


class ShuttingDownError(UnavailableError):
    """503: Shutting down."""

    default_code: ClassVar[str | None] = "shutting-down"


BY_CODE: Mapping[str, type[ProblemError]] = {
    "bad-request": BadRequestError,
    "bad-filter": BadFilterError,
    "bad-page-token": BadPageTokenError,
    "invalid-code": InvalidCodeError,
    "malformed-json": MalformedJsonError,
    "unauthenticated": UnauthenticatedError,
    "forbidden": ForbiddenError,
    "not-entitled": NotEntitledError,
    "not-found": NotFoundError,
    "method-not-allowed": MethodNotAllowedError,
    "conflict": ConflictError,
    "already-exists": AlreadyExistsError,
    "already-finished": AlreadyFinishedError,
    "already-moving": AlreadyMovingError,
    "delivery-in-flight": DeliveryInFlightError,
    "idempotency-key-in-flight": IdempotencyKeyInFlightError,
    "not-cancellable": NotCancellableError,
    "not-finished": NotFinishedError,
    "parallel-operation": ParallelOperationError,
    "tenant-exists": TenantExistsError,
    "precondition-failed": PreconditionFailedError,
    "body-too-large": BodyTooLargeError,
    "unsupported-media-type": UnsupportedMediaTypeError,
    "invalid-input": InvalidInputError,
    "idempotency-key-reused": IdempotencyKeyReusedError,
    "limit-exceeded": LimitExceededError,
    "deliveries-behind": DeliveriesBehindError,
    "rate-limited": RateLimitedError,
    "internal": InternalError,
    "unavailable": UnavailableError,
    "busy": BusyError,
    "shutting-down": ShuttingDownError,
}
BY_STATUS: Mapping[int, type[ProblemError]] = {
    400: BadRequestError,
    401: UnauthenticatedError,
    403: ForbiddenError,
    404: NotFoundError,
    405: MethodNotAllowedError,
    409: ConflictError,
    412: PreconditionFailedError,
    413: BodyTooLargeError,
    415: UnsupportedMediaTypeError,
    422: InvalidInputError,
    429: LimitExceededError,
    500: InternalError,
    503: UnavailableError,
}
SERVER_ERROR: type[ProblemError] = InternalError
