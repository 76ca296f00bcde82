"""What comes of a job: what a handler may raise, and the item of `jobs:complete` that says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic import ValidationError

from bellhop_client import numbers

LONGEST_ITEM_BYTES = 576 * 1024
_LONGEST_RESULT = "A result has at most 256 KiB"

Json = dict[str, Any]


class Fail(Exception):  # noqa: N818 - a handler raises what it says: Fail, Retry, Cancelled
    """The job cannot be done, however often it is tried: `code` for programs, `message` for people.

    `pointer` (RFC 6901) names the part of the input that would have to change; `members` are kept with the reason.
    """

    def __init__(self, code: str, message: str, *, pointer: str | None = None, **members: Any) -> None:
        super().__init__(code, message)
        self.error: Json = {"code": code, "message": message, **({"pointer": pointer} if pointer else {}), **members}

    def __str__(self) -> str:
        return f"{self.error['code']}: {self.error['message']}"


class Retry(Exception):  # noqa: N818 - same
    """This attempt came to nothing, another may not. Without `after` (seconds) it is 5 s, doubling to 5 min."""

    def __init__(
        self, after: float | timedelta | None = None, message: str = "The worker asked for another try."
    ) -> None:
        super().__init__(message)
        self.after_seconds = after.total_seconds() if isinstance(after, timedelta) else after


class Cancelled(Exception):  # noqa: N818 - same
    """The job stopped because its tenant asked for that."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one attempt."""

    outcome: str
    result: Any = None
    errors: tuple[Mapping[str, Any], ...] = ()
    delay_seconds: float | None = None

    @classmethod
    def failed(cls, code: str, message: str, *more: Mapping[str, Any]) -> "Outcome":
        """A failure for one reason, or for those in `more` as well."""
        return cls("failed", errors=({"code": code, "message": message}, *more))

    def members(self) -> Json:
        """The members of the item beside the lease."""
        item: Json = {"outcome": self.outcome}
        if self.outcome == "succeeded":
            item["result"] = self.result
        if self.errors:
            item["errors"] = list(self.errors)
        if self.delay_seconds is not None:
            item["delay_seconds"] = self.delay_seconds
        return item

    def item(self, lease: Mapping[str, str]) -> bytes:
        """The item as JSON; a result that JSON cannot carry, or that is no object, becomes a failure that says why."""
        try:
            text = numbers.dumps({**lease, **self.members()})
        except (TypeError, ValueError, RecursionError) as fault:
            return Outcome.failed("bad_output", f"The result cannot be written as JSON: {fault}").item(lease)
        if len(text) > LONGEST_ITEM_BYTES:
            return Outcome.failed("bad_output", f"{_LONGEST_RESULT}; this one has {len(text):,} bytes.").item(lease)
        return text


def of_exception(fault: BaseException, *, cancel_requested: bool) -> Outcome:
    """What an exception of a handler says."""
    if isinstance(fault, Fail):
        return Outcome("failed", errors=(fault.error,))
    if isinstance(fault, Retry):
        return Outcome("retry", errors=({"code": "retry", "message": str(fault)},), delay_seconds=fault.after_seconds)
    if isinstance(fault, Cancelled) and cancel_requested:
        return Outcome("cancelled")
    message = f"{type(fault).__name__}: {fault}" if str(fault) else type(fault).__name__
    return Outcome("retry", errors=({"code": "worker_error", "message": message},))


def of_bad_input(fault: ValidationError) -> Outcome:
    """An input that is not what the handler declares: a failure with a pointer for each part."""
    reasons = [
        {"code": "bad_input", "message": each["msg"], "pointer": _pointer(each["loc"])}
        for each in fault.errors(include_url=False, include_context=False, include_input=False)
    ]
    return Outcome("failed", errors=tuple(reasons[:100]))


def of_invalid(answer: Mapping[str, Any], position: int) -> Outcome:
    """The failure that takes the place of an item that the service did not take: its pointers, from the item on."""
    prefix = f"/items/{position}"
    reasons = [
        {
            "code": "bad_output",
            "message": str(each.get("message", "")),
            "pointer": str(each.get("pointer", "")).removeprefix(prefix),
        }
        for each in answer.get("errors") or ()
    ]
    missing = {"code": "bad_output", "message": str(answer.get("detail") or "The service did not take the result.")}
    return Outcome("failed", errors=tuple(reasons) or (missing,))


def _pointer(location: tuple[int | str, ...]) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)
