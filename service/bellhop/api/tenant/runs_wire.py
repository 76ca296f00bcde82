"""How an action is asked to run, beside its input."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from bellhop.api.body.models import Moment, QueryModel
from bellhop.domain.job import MAX_PRIORITY, MIN_PRIORITY

MAX_LABELS = 16
MAX_LABEL_KEY_CHARS = 64
MAX_LABEL_VALUE_CHARS = 256
_LABELS: Mapping[str, Any] = {
    "name": "labels",
    "in": "query",
    "required": False,
    "description": "Labels of the operation, each as a parameter of its own: `labels.site=roof&labels.order=4711`.",
    "style": "form",
    "explode": True,
    "schema": {
        "type": "object",
        "maxProperties": MAX_LABELS,
        "propertyNames": {"pattern": rf"^labels\..{{1,{MAX_LABEL_KEY_CHARS}}}$"},
        "additionalProperties": {"type": "string", "maxLength": MAX_LABEL_VALUE_CHARS},
    },
    "example": {"labels.site": "roof"},
}


class RunQuery(QueryModel):
    """How to run it. Labels are given as `labels.key=value`, at most 16."""

    model_config = ConfigDict(extra="allow", frozen=True)
    more_parameters = (_LABELS,)

    validate_only: bool = Field(False, description="Check the input and start nothing.")  # noqa: FBT003
    run_at: Moment | None = Field(None, description="When to start at the earliest, at most 30 days ahead.")
    priority: Annotated[int, Field(ge=MIN_PRIORITY, le=MAX_PRIORITY)] = Field(
        0, description="Before or behind the tenant's other jobs: a step is worth 30 seconds of waiting."
    )


class StatusQuery(QueryModel):
    """Which job."""

    job_id: str = Field(description="As `run`, a callback or a list named it.")
