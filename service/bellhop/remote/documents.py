"""What Bellhop answers, as far as the commands look at it; members that are not named here are let pass."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class Document(BaseModel):
    """An object of an answer."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Me(Document):
    """Whose key it is."""

    kind: str
    tenant_id: str | None = None


class Progress(Document):
    """How far a job is."""

    percent: float | None = None
    completed_items: int | None = None
    total_items: int | None = None
    message: str | None = None


class Metadata(Document):
    """What is known about an operation beside its result."""

    attempt: int = 0
    max_attempts: int = 0
    run_time: datetime | None = None
    start_time: datetime | None = None
    complete_time: datetime | None = None
    expire_time: datetime | None = None
    cancel_requested_time: datetime | None = None
    progress: Progress | None = None


class OperationError(Document):
    """One reason why an operation failed."""

    code: str = ""
    message: str = ""


class Operation(Document):
    """A long-running operation."""

    id: str
    state: str
    done: bool
    createdTime: datetime  # noqa: N815 - the contract's one camelCase name
    action: str
    parent: str = ""
    metadata: Metadata = Metadata()
    errors: list[OperationError] = []


class Change(Document):
    """One thing that happened to an operation."""

    time: datetime
    event: str
    state: str
    attempt: int | None = None
    worker_id: str | None = None
    next_attempt_time: datetime | None = None
    errors: list[OperationError] = []


class History(Document):
    """Everything that happened to an operation, oldest first."""

    results: list[Change]


class LedgerEntry(Document):
    """Why one subscription did or did not get an event."""

    subscription_id: str
    reason: str
    delivery_id: str | None = None


class Event(Document):
    """Something that happened."""

    id: str
    type: str
    createdTime: datetime  # noqa: N815 - as above
    job_id: str | None = None
    action: str | None = None
    status: str | None = None
    parent: str | None = None
    ledger: list[LedgerEntry] = []


class Phases(Document):
    """How long a try took."""

    total_ms: float = 0.0


class Attempt(Document):
    """One try of a delivery."""

    number: int
    start_time: datetime
    outcome: str
    status_code: int | None = None
    error: str | None = None
    error_detail: str | None = None
    lease_lost: bool = False
    phases: Phases = Phases()
    next_attempt_time: datetime | None = None


class Delivery(Document):
    """One event for one subscription; the attempts only of a delivery that was read by itself."""

    id: str
    subscription_id: str
    event_id: str
    event_type: str
    job_id: str | None = None
    state: str
    reason: str
    attempt_count: int = 0
    createdTime: datetime  # noqa: N815 - as above
    next_attempt_time: datetime | None = None
    end_time: datetime | None = None
    attempts: list[Attempt] = []


class Circuit(Document):
    """Whether anything but a probe leaves."""

    state: str = "closed"
    reason: str | None = None
    next_probe_time: datetime | None = None


class Pause(Document):
    """A pause that an endpoint asked for."""

    reason: str
    end_time: datetime


class Health(Document):
    """How an endpoint does."""

    last_claim_time: datetime | None = None
    last_success_time: datetime | None = None
    last_failure_time: datetime | None = None
    consecutive_failures: int = 0
    circuit: Circuit = Circuit()
    pause: Pause | None = None
    credentials: str | None = None


class Subscription(Document):
    """What a tenant wants to hear, and where."""

    id: str
    uri: str | None = None
    uri_template: str | None = None
    pull: bool = False
    description: str = ""
    event_types: list[str] = []
    filter: str | None = None
    state: str
    disabled_reason: str | None = None
    disabled_time: datetime | None = None
    health: Health = Health()


class Step(Document):
    """One step on the way to an endpoint."""

    name: str
    state: str
    detail: str | None = None
    duration_ms: float | None = None


class Verification(Document):
    """How far a request came."""

    ok: bool
    failed_step: str | None = None
    total_ms: float = 0.0
    steps: list[Step]


class PulledRequest(Document):
    """A finished, signed request: what Bellhop would have sent itself."""

    method: str
    headers: dict[str, str]
    body: str = ""


class PulledDelivery(Document):
    """A delivery that its holder has to send, and the lease by which it holds it."""

    delivery_id: str
    event_id: str
    lease_token: str
    attempt: int
    request: PulledRequest


class Claimed(Document):
    """What a claim of a pull subscription got."""

    deliveries: list[PulledDelivery]


class RecordedItem(Document):
    """What became of one attempt: `recorded`, `stale` where the lease was lost, `invalid` with the reasons."""

    status: str
    delivery: Delivery | None = None
    errors: list[OperationError] = []


class Recorded(Document):
    """What became of recorded attempts, in their order."""

    items: list[RecordedItem]


class Tenant(Document):
    """A tenant, as the operator sees it."""

    id: str
    cell: str = "-"
    display_name: str = ""
    effective_limits: dict[str, int] = {}


class Cell(Document):
    """A cell, as the operator sees it."""

    name: str
    place: str | None = None
    accepts_tenants: bool
    tenants: int
    create_time: datetime


class Key(Document):
    """A key, without the key itself."""

    id: str
    kind: str
    prefix: str
    tenant_id: str | None = None
    display_name: str = ""
    last_use_time: datetime | None = None


class MadeKey(Key):
    """A new key, this once."""

    key: str


class SentExample(Document):
    """An example under way."""

    event_id: str
    delivery_id: str
