"""A delivery as its tenant and the operator read it."""

from bellhop.api.body.models import AnswerModel


class DeliveryOut(AnswerModel):
    """One event for one subscription; `reason` says why it is in its state."""

    id: str
    subscription_id: str
    event_id: str
    event_type: str
    job_id: str | None = None
    payload: str
    state: str
    reason: str
    attempt_count: int
    last_status_code: int | None
    createdTime: str  # noqa: N815 - the contract's one camelCase name
    update_time: str
    next_attempt_time: str | None = None
    give_up_time: str
    end_time: str | None = None
