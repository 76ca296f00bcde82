"""What a tenant asks of operations, and reads of their history."""

from typing import Any

from pydantic import Field as Member

from bellhop.api.body.models import AnswerModel, FilteredPage, Moment, QueryModel, View


class ViewQuery(QueryModel):
    """How much of it."""

    view: View = Member("basic", description="`full` adds the input, as it was given.")


class OperationsQuery(FilteredPage):
    """Which operations: fields are `state action parent source createdTime metadata.complete_time`."""

    view: View = Member("basic", description="`full` adds the input of each.")


class ChangeOut(AnswerModel, title="Change"):
    """One thing that happened to an operation."""

    time: Moment
    event: str
    state: str
    attempt: int | None = None
    worker_id: str | None = None
    next_attempt_time: Moment | None = None
    errors: list[dict[str, Any]] | None = None


class HistoryOut(AnswerModel, title="History"):
    """Everything that happened to an operation, oldest first."""

    results: list[ChangeOut]
