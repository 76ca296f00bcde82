"""What can go wrong, as exceptions. `problems.py` has one class for each type of problem document."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from bellhop_client.models import Operation


class BellhopError(Exception):
    """Everything that this library raises on purpose."""


class TransportError(BellhopError):
    """No answer came. `maybe_done`: the request may have been carried out all the same."""

    def __init__(self, message: str, *, maybe_done: bool) -> None:
        super().__init__(message)
        self.maybe_done = maybe_done


class UnexpectedAnswerError(BellhopError):
    """The answer is not what Bellhop says: something else answered, or its version is another."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one part of the input: a JSON Pointer (RFC 6901), a stable code, a sentence."""

    pointer: str
    code: str
    message: str


class ProblemError(BellhopError):
    """The service refuses, and says why (RFC 9457). Decide by the class or by `code`, never by the words.

    `errors` names the parts of the input at fault; `request_id` finds the request in the operator's log; `members` has
    what the document says beyond the standard.
    """

    default_code: ClassVar[str | None] = None

    def __init__(
        self,
        detail: str,
        *,
        status: int,
        code: str | None = None,
        title: str | None = None,
        errors: tuple[Fault, ...] = (),
        request_id: str | None = None,
        retry_after_seconds: float | None = None,
        members: Mapping[str, Any] | None = None,
    ) -> None:
        sentence = detail if request_id is None else f"{detail} ({status}, {request_id})"
        super().__init__("\n".join([sentence, *(f"  {each.pointer}: {each.message}" for each in errors)]))
        self.detail = detail
        self.status = status
        self.code = code
        self.title = title
        self.errors = errors
        self.request_id = request_id
        self.retry_after_seconds = retry_after_seconds
        self.members = dict(members or {})


class OperationFailedError(BellhopError):
    """The operation ended as `failed`; `errors` says why."""

    def __init__(self, operation: "Operation") -> None:
        self.operation = operation
        self.errors = tuple(operation.errors or ())
        reasons = "; ".join(f"{each.code}: {each.message}" for each in self.errors)
        super().__init__(f"{operation.action} failed ({operation.id}): {reasons}")


class OperationCancelledError(BellhopError):
    """The operation ended as `cancelled`."""

    def __init__(self, operation: "Operation") -> None:
        self.operation = operation
        super().__init__(f"{operation.action} was cancelled ({operation.id}).")


class ResultTimeoutError(BellhopError, TimeoutError):
    """The operation had not ended in time. It goes on: ask again by its id."""

    def __init__(self, operation: "Operation", seconds: float) -> None:
        self.operation = operation
        super().__init__(f"{operation.action} has not ended after {seconds:g} s and goes on ({operation.id}).")
