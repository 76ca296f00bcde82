"""What those who pull deliveries send and hear."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from bellhop.api.body.batches import Batch
from bellhop.api.body.models import AnswerModel, Moment, ProblemFaultOut, RequestModel, Text
from bellhop.api.shared.delivery_wire import DeliveryOut

MOST_DELIVERIES = 100
_SHORTEST_LEASE_SECONDS = 5
_LONGEST_LEASE_SECONDS = 300
_DEFAULT_LEASE_SECONDS = 60
_LONGEST_DURATION_MS = 86_400_000
_MOST_FIELDS = 100
_LONGEST_ERROR = 512
_LONGEST_ID = 128
_LONGEST_FIELD = 8192
_LONGEST_BODY = 65_536

_Id = Annotated[Text, Field(min_length=1, max_length=_LONGEST_ID)]
_Token = Annotated[str, Field(max_length=256)]
_LeaseSeconds = Annotated[int, Field(ge=_SHORTEST_LEASE_SECONDS, le=_LONGEST_LEASE_SECONDS)]
_FieldName = Annotated[str, Field(pattern=r"^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$")]
_FieldValue = Annotated[Text, Field(max_length=_LONGEST_FIELD, pattern=r"^[^\r\n]*$")]


def _up_to(most: int) -> AfterValidator:
    return AfterValidator(lambda text: text[:most])


class PullIn(RequestModel):
    """Deliveries wanted."""

    holder: _Id = Field(description="Who asks, for people who read the attempts.")
    max_deliveries: Annotated[int, Field(ge=1, le=MOST_DELIVERIES)] = 1
    wait_seconds: Annotated[float, Field(ge=0, le=30)] = Field(0, description="How long to wait for the first one.")
    lease_seconds: _LeaseSeconds = Field(
        _DEFAULT_LEASE_SECONDS, description="For how long they are the holder's; `deliveries:extend` makes it longer."
    )
    claim_id: _Id | None = Field(None, description="The same again answers the same leases: for a lost answer.")


class PulledIn(RequestModel):
    """A delivery, and the token that proves the right to it."""

    delivery_id: _Token
    lease_token: _Token


class RecordIn(PulledIn):
    """What came of a delivery: the status of the receiver's answer, or why there was none."""

    status_code: Annotated[int, Field(ge=100, le=599)] | None = None
    error: Annotated[Text, Field(min_length=1), _up_to(_LONGEST_ERROR)] | None = Field(
        None, description=f"What went wrong, if there was no answer; cut after {_LONGEST_ERROR} characters."
    )
    headers: Annotated[dict[_FieldName, _FieldValue], Field(max_length=_MOST_FIELDS)] | None = Field(
        None, description="Of the answer; `Retry-After` of a 429 or 503 is honoured."
    )
    body: Annotated[str, Field(max_length=_LONGEST_BODY)] | None = Field(
        None, description="Of the answer; its first 16 KiB are kept."
    )
    duration_ms: Annotated[float, Field(ge=0, le=_LONGEST_DURATION_MS)] | None = Field(
        None, description="Absent: the time since it was claimed."
    )


class RecordsIn(RequestModel):
    """What came of deliveries."""

    items: Annotated[list[RecordIn], Field(max_length=MOST_DELIVERIES)]


class ExtendIn(RequestModel):
    """Leases to make longer."""

    items: Annotated[list[PulledIn], Field(max_length=MOST_DELIVERIES)]
    lease_seconds: _LeaseSeconds = _DEFAULT_LEASE_SECONDS


RECORDS = Batch("items", RecordIn, MOST_DELIVERIES)


class PulledRequestOut(AnswerModel):
    """The request as it has to be made: finished, signed for this moment, byte for byte."""

    method: Literal["POST"]
    headers: dict[str, str]
    body: str


class PulledOut(AnswerModel):
    """One delivery to make."""

    delivery_id: str
    event_id: str
    lease_token: str
    lease_expire_time: Moment
    attempt: int
    request: PulledRequestOut


class PullOut(AnswerModel):
    """Deliveries to make, maybe none."""

    deliveries: list[PulledOut]


class RecordedOut(AnswerModel):
    """What became of one item; of `stale` and `invalid` nothing changed."""

    delivery_id: str = Field(description="As it was given; empty where an invalid item has none that can be read.")
    status: Literal["recorded", "stale", "invalid"]
    delivery: DeliveryOut | None = None
    errors: list[ProblemFaultOut] | None = None


class RecordsOut(AnswerModel):
    """One answer for each item, in order."""

    items: list[RecordedOut]


class ExtendedOut(AnswerModel):
    """What became of one lease."""

    delivery_id: str
    status: Literal["extended", "stale"]
    lease_expire_time: Moment | None = None


class ExtendedLeasesOut(AnswerModel):
    """One answer for each lease, in order."""

    items: list[ExtendedOut]
