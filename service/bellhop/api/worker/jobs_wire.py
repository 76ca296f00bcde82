"""What workers send and hear."""

from typing import Annotated, Any, Literal

import orjson
from pydantic import AfterValidator, ConfigDict, Field

from bellhop.api.body.batches import Batch, Judged, judge_beat, judge_report
from bellhop.api.body.models import AnswerModel, Moment, Name, RequestModel, Text, faults_to_json
from bellhop.api.body.own_members import OWN_REASONS, OwnTextOrNone
from bellhop.api.shared.operation_wire import OperationOut
from bellhop.clock import format_time
from bellhop.core.completion import Completed, Reception
from bellhop.core.work import Beaten, Claimed
from bellhop.domain.kept_numbers import keeping_numbers
from bellhop.domain.lease import write_token
from bellhop.domain.operation import to_json
from bellhop.domain.schema_sentences import MORE
from bellhop.ids import Prefix, encode

MOST_ITEMS = 100
_LONGEST_ID = 128
_LONGEST_DELAY_SECONDS = 7 * 86_400

_Id = Annotated[Text, Field(min_length=1, max_length=_LONGEST_ID)]
_Token = Annotated[str, Field(max_length=256)]
_MOST_LEASES = 1000
_LONGEST_MESSAGE = 8192
_LONGEST_NEWS = 1024
_NAME = "As it was given; empty where an invalid item has none that can be read."


def _cut(text: str, most: int) -> str:
    """The text, of which only the beginning is kept where it is too long, with a mark that says so."""
    if len(text) <= most:
        return text
    mark = f"… (cut, {len(text):,} characters)"
    return text[: most - len(mark)] + mark


def _up_to(most: int) -> AfterValidator:
    return AfterValidator(lambda text: _cut(text, most))


class ClaimIn(RequestModel, title="ClaimBody"):
    """Jobs wanted."""

    worker_id: _Id = Field(description="Who asks, for people who read the history.")
    actions: Annotated[list[Name], Field(min_length=1, max_length=MOST_ITEMS)]
    max_jobs: Annotated[int, Field(ge=1, le=MOST_ITEMS)] = 1
    lease_seconds: Annotated[int, Field(ge=1, le=86_400)] | None = Field(None, description="Absent: the action's.")
    wait_seconds: Annotated[float, Field(ge=0, le=30)] = Field(0, description="How long to wait for the first job.")
    claim_id: _Id | None = Field(None, description="The same again answers the same leases: for a lost answer.")


class LeaseIn(RequestModel, title="LeaseItem"):
    """A job, and the token that proves the right to it."""

    job_id: _Token
    lease_token: _Token


class ProgressIn(RequestModel, title="ProgressBody"):
    """How far it is; members that are given replace what was there, null removes."""

    percent: Annotated[float, Field(ge=0, le=100)] | None = None
    completed_items: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    total_items: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    message: Annotated[Text, _up_to(_LONGEST_NEWS)] | None = Field(
        None, description=f"Of more than {_LONGEST_NEWS:,} characters the end is cut off and marked."
    )


class BeatIn(LeaseIn, title="BeatItem"):
    """A lease to extend, with what to tell the tenant."""

    progress: ProgressIn | None = None
    custom: OwnTextOrNone = Field(None, description="Merged into what was there (RFC 7396), at most 4 KiB.")


class HeartbeatIn(RequestModel, title="HeartbeatBody"):
    """All that the worker holds."""

    leases: Annotated[list[BeatIn], Field(max_length=_MOST_LEASES)]


HEARTBEATS = Batch("leases", BeatIn, _MOST_LEASES, judge=judge_beat, own=("custom",))


class ErrorIn(RequestModel, title="ErrorItem"):
    """One reason; it may have members of its own."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)

    code: Annotated[Text, Field(min_length=1), _up_to(_LONGEST_ID)] = Field(
        description=f"Of more than {_LONGEST_ID} characters the end is cut off and marked."
    )
    message: Annotated[Text, _up_to(_LONGEST_MESSAGE)] = Field(
        description=f"Of more than {_LONGEST_MESSAGE:,} characters the end is cut off and marked; "
        "a NUL or half a surrogate pair is replaced by U+FFFD."
    )


def kept_errors(raw: bytes | None) -> bytes | None:
    """The reasons of a worker as they came, or, where a text of theirs is too long, with its end cut off and marked.

    None when there are none. Whatever else stands in them stays as it was written, numbers included.
    """
    errors: list[dict[str, Any]] = [] if raw is None else keeping_numbers(raw) or []
    if not errors:
        return None
    too_long = False
    for error in errors:
        for name, most in (("code", _LONGEST_ID), ("message", _LONGEST_MESSAGE)):
            if len(error[name]) > most:
                error[name], too_long = _cut(error[name], most), True
    return orjson.dumps(errors) if too_long else raw


class CompletionIn(LeaseIn, title="CompleteItem"):
    """What came of one attempt."""

    outcome: Literal["succeeded", "failed", "cancelled", "retry"]
    result: OwnTextOrNone = None
    errors: Annotated[Annotated[list[ErrorIn], Field(max_length=MOST_ITEMS)] | None, OWN_REASONS] = None
    delay_seconds: Annotated[float, Field(ge=0, le=_LONGEST_DELAY_SECONDS)] | None = Field(
        None, description="Of a retry: when to try again. Absent: 5 s, doubling to 5 min."
    )


class CompleteIn(RequestModel, title="CompleteBody"):
    """Attempts that ended."""

    items: Annotated[list[CompletionIn], Field(max_length=MOST_ITEMS)]


COMPLETIONS = Batch("items", CompletionIn, MOST_ITEMS, judge=judge_report, own=("result", "errors"))


class ReleaseIn(RequestModel, title="ReleaseBody"):
    """Jobs to give back untouched."""

    items: Annotated[list[LeaseIn], Field(max_length=MOST_ITEMS)]


RELEASES = Batch("items", LeaseIn, MOST_ITEMS)


class SubmitIn(RequestModel, title="SubmitBody"):
    """A job that was not started by `run`."""

    tenant_id: Name
    action: Name
    parent: Annotated[Text, Field(max_length=1024)] = ""
    input: dict[str, Any] = Field(default_factory=dict)
    source: Name = Field(description="Where it comes from: `ui`, `schedule`, …")
    labels: Annotated[
        dict[Annotated[Text, Field(min_length=1, max_length=64)], Annotated[Text, Field(max_length=256)]],
        Field(max_length=16),
    ] = Field(default_factory=dict)
    run_at: Moment | None = None
    idempotency_key: Annotated[Text, Field(min_length=1, max_length=255)] | None = None
    hold: bool = Field(False, description="The caller does the work itself: it gets the lease.")  # noqa: FBT003
    worker_id: _Id | None = Field(None, description="Who holds it; absent: the source.")


class ClaimedJobOut(AnswerModel, title="ClaimedJob"):
    """A job to do."""

    job_id: str
    lease_token: str
    lease_expire_time: Moment
    deadline_time: Moment
    attempt: int
    tenant_id: str
    action: str
    parent: str
    input: dict[str, Any]
    labels: dict[str, str]
    traceparent: str | None
    cancel_requested: bool
    custom: dict[str, Any] | None = Field(None, description="What earlier attempts told by heartbeats, if they did.")


class ClaimOut(AnswerModel, title="ClaimAnswer"):
    """Jobs to do, maybe none."""

    jobs: list[ClaimedJobOut]


class ItemFaultOut(AnswerModel, title="ItemFault"):
    """One thing wrong with an item."""

    pointer: str = Field(description="JSON Pointer (RFC 6901) into the body: `/items/3/errors/0/message`.")
    code: str
    message: str


class BeatOut(AnswerModel, title="BeatAnswer"):
    """What became of one lease."""

    job_id: str = Field(description=_NAME)
    status: Literal["extended", "lost", "invalid"]
    cancel_requested: bool
    lease_expire_time: Moment | None = None
    errors: list[ItemFaultOut] | None = Field(
        None, description="Of `extended`: which parts were not taken, and why. Of `invalid`: why it names no lease."
    )


class HeartbeatOut(AnswerModel, title="HeartbeatAnswer"):
    """One answer for each lease, in order."""

    leases: list[BeatOut]


class CompletionOut(AnswerModel, title="CompletedItem"):
    """What became of one item."""

    job_id: str = Field(description=_NAME)
    status: Literal["accepted", "duplicate", "invalid", "stale"]
    operation: OperationOut | None = None
    errors: list[ItemFaultOut] | None = None
    detail: str | None = Field(None, description="Says so when there may be other faults than those that are named.")


class CompleteOut(AnswerModel, title="CompleteAnswer"):
    """One answer for each item, in order."""

    items: list[CompletionOut]


class ReleasedOut(AnswerModel, title="ReleasedItem"):
    """What became of one job."""

    job_id: str = Field(description=_NAME)
    status: Literal["released", "stale", "invalid"]
    errors: list[ItemFaultOut] | None = None


class ReleaseOut(AnswerModel, title="ReleaseAnswer"):
    """One answer for each item, in order."""

    items: list[ReleasedOut]


class SubmittedOperationOut(OperationOut, title="SubmittedOperation"):
    """The operation, with the lease of one that is held."""

    lease_token: str | None = None
    lease_expire_time: Moment | None = None


def claimed_to_json(claimed: Claimed) -> dict[str, object]:
    """A job as its worker gets it."""
    job, lease = claimed.job, claimed.lease
    return {
        "job_id": encode(Prefix.OPERATION, job.job_id),
        "lease_token": write_token(lease.tenant_id, lease.token),
        "lease_expire_time": format_time(lease.expire_time),
        "deadline_time": format_time(job.deadline_time),
        "attempt": job.attempt,
        "tenant_id": job.tenant_id,
        "action": job.action,
        "parent": job.parent,
        "input": orjson.Fragment(job.input),
        "labels": job.labels,
        "traceparent": job.traceparent,
        "cancel_requested": job.cancel_requested_time is not None,
        **({} if job.custom is None else {"custom": orjson.Fragment(job.custom)}),
    }


def beaten_to_json(index: int, judged: Judged[BeatIn], beaten: Beaten) -> dict[str, object]:
    """The answer to the item of `index`: what became of its lease."""
    item, lease = judged.item, beaten.lease
    if item is None:
        return _invalid(judged) | {"cancel_requested": False}
    if lease is None:
        return {"job_id": item.job_id, "status": "lost", "cancel_requested": False}
    answer: dict[str, object] = {
        "job_id": item.job_id,
        "status": "extended",
        "cancel_requested": lease.cancel_requested,
        "lease_expire_time": format_time(lease.expire_time),
    }
    errors = faults_to_json(judged.faults) + faults_to_json(beaten.faults, f"/leases/{index}")
    if errors:
        answer["errors"] = errors
    return answer


def completed_to_json(index: int, judged: Judged[CompletionIn], completed: Completed) -> dict[str, object]:
    """The answer to the item of `index`: what became of its attempt."""
    if judged.item is None:
        return _invalid(judged)
    answer: dict[str, object] = {"job_id": judged.item.job_id, "status": completed.reception.value}
    if completed.job is not None:
        answer["operation"] = completed.operation or to_json(completed.job)
    if completed.faults:
        answer["errors"] = faults_to_json(completed.faults, f"/items/{index}")
        if not completed.complete:
            answer["detail"] = MORE
    return answer


def released_to_json(judged: Judged[LeaseIn], completed: Completed) -> dict[str, object]:
    """The answer to one item: whether its job was given back."""
    if judged.item is None:
        return _invalid(judged)
    status = "released" if completed.reception is Reception.ACCEPTED else "stale"
    return {"job_id": judged.item.job_id, "status": status}


def _invalid(judged: Judged[Any]) -> dict[str, object]:
    """The answer to an item that cannot be used: nothing changed, its lease stays as it is."""
    return {"job_id": judged.name("job_id"), "status": "invalid", "errors": faults_to_json(judged.faults)}
