"""Events as the operator publishes them, and what became of each."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field as ModelField

from bellhop.api.body.batches import Batch
from bellhop.api.body.models import AnswerModel, ProblemFaultOut, RequestModel, Text, faults_to_json, without_absent
from bellhop.api.body.own_members import OwnText
from bellhop.clock import format_time
from bellhop.core.publishing import Published
from bellhop.errors import Fault
from bellhop.ids import Prefix, encode

MOST_PUBLISHED = 100
LARGEST_DATA_BYTES = 256 * 1024


LabelName = Annotated[Text, ModelField(min_length=1, max_length=64)]


LabelValue = Annotated[Text, ModelField(max_length=256)]


class PublishedEventIn(RequestModel):
    """One event to publish."""

    type: Text = ModelField(description="Such as `design.created`; Bellhop's own types are refused.")
    data: OwnText = ModelField(description="What the webhook carries as `data`; at most 256 KiB.")
    id: Annotated[Text, ModelField(min_length=1, max_length=255)] | None = ModelField(
        default=None, description="Your own id: the same again within 24 hours delivers nothing twice."
    )
    labels: dict[LabelName, LabelValue] = ModelField(
        default_factory=dict, max_length=16, description="What filters of subscriptions can ask for."
    )


class PublishIn(RequestModel):
    """Events to publish, together."""

    events: list[PublishedEventIn] = ModelField(min_length=1, max_length=MOST_PUBLISHED)


PUBLICATION = Batch("events", PublishedEventIn, MOST_PUBLISHED, fewest=1, own=("data",))


class PublishedEventOut(AnswerModel):
    """What became of one event: it happened, its id named an earlier one (which is answered), or it cannot be."""

    status: Literal["accepted", "duplicate", "invalid"]
    id: str | None = ModelField(default=None, description="Absent of an invalid one, as all but `errors`.")
    type: str | None = None
    createdTime: str | None = None  # noqa: N815 - the contract's one camelCase name
    publish_id: str | None = None
    duplicate: bool | None = ModelField(default=None, description="Whether the status is `duplicate`.")
    errors: list[ProblemFaultOut] | None = None
    warnings: list[ProblemFaultOut] | None = ModelField(
        default=None, description="Where the data does not fit the schema of its type, and the type only warns."
    )


class PublishOut(AnswerModel):
    """The events, in the order in which they were given; at least one of them is not invalid."""

    events: list[PublishedEventOut]


def invalid_to_json(faults: Sequence[Fault]) -> dict[str, object]:
    """The answer to an event that cannot be published."""
    return {"status": "invalid", "errors": faults_to_json(faults)}


def published_to_json(published: Published, warnings: Sequence[Fault]) -> dict[str, object]:
    """The answer to an event that was published, now or by an earlier request."""
    return without_absent(
        {
            "status": "duplicate" if published.duplicate else "accepted",
            "id": encode(Prefix.EVENT, published.event_id),
            "type": published.type,
            "createdTime": format_time(published.create_time),
            "publish_id": published.publish_id,
            "duplicate": published.duplicate,
            "warnings": faults_to_json(warnings) if warnings else None,
        }
    )
