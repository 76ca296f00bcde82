"""An operation as everybody reads it: tenants, workers and the operator."""

from typing import Any, Literal

from pydantic import Field

from bellhop.api.body.models import AnswerModel, Moment

State = Literal["pending", "running", "succeeded", "failed", "cancelled"]


class ProgressOut(AnswerModel, title="Progress"):
    """How far a job is, as its worker says."""

    percent: float | None = None
    completed_items: int | None = None
    total_items: int | None = None
    message: str | None = None


class MetadataOut(AnswerModel, title="Metadata"):
    """What is known about an operation beside its result; more members may appear."""

    createdTime: Moment  # noqa: N815 - the literal name that the long-running operation pattern asks for
    update_time: Moment
    run_time: Moment | None = Field(None, description="Of a job that was scheduled: when it may start at the earliest.")
    start_time: Moment | None = None
    complete_time: Moment | None = None
    expire_time: Moment | None = Field(None, description="When the operation is gone; it can be read until then.")
    cancel_requested_time: Moment | None = None
    retry_of: str | None = None
    attempt: int
    max_attempts: int
    progress: ProgressOut | None = None
    custom: dict[str, Any] | None = Field(None, description="Whatever the worker wants to say, at most 4 KiB.")


class OperationErrorOut(AnswerModel, title="OperationError"):
    """One reason why an operation failed."""

    code: str
    message: str


class OperationOut(AnswerModel, title="Operation"):
    """A long-running operation. `pending`, `running`, then one of three ends; there are no other states."""

    id: str
    job_id: str = Field(description="The same as `id`.")
    path: str
    state: State
    status: State = Field(description="The same as `state`.")
    done: bool
    createdTime: Moment  # noqa: N815 - as above
    tenant_id: str
    action: str
    parent: str = Field(description="The path between the tenant and the action, or an empty string.")
    source: str = Field(description="`api`, or what the operator said when submitting it.")
    labels: dict[str, str]
    metadata: MetadataOut
    result: dict[str, Any] | None = Field(None, description="What came of it; when it succeeded.")
    errors: list[OperationErrorOut] | None = Field(None, description="Why it failed; when it did.")
    input: dict[str, Any] | None = Field(None, description="As it was given; with `view=full`.")


class OperationsOut(AnswerModel, title="OperationsPage"):
    """A page of operations, newest first."""

    results: list[OperationOut]
    next_page_token: str | None = None
