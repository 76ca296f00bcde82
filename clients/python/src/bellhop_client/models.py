"""What the API takes and answers, written from its OpenAPI document by `tools/generate.py`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Concurrency = Literal["parallel", "queue", "reject"] | str


class ActionAnswer(BaseModel):
    """An action."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    action: str
    parent: str
    description: str
    input_schema: dict[str, Any]
    result_schema: dict[str, Any]
    cancellable: bool
    concurrency: Concurrency
    max_attempts: int
    lease_seconds: int
    deadline_seconds: int
    retention_seconds: int
    create_time: datetime
    update_time: datetime


class ActionBody(BaseModel):
    """An action: a kind of work, the shape of its path, its input and its result."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    parent: str = ""
    """The path between the tenant and the action, such as `designs/{design_id}`; empty for none."""
    description: str = ""
    input_schema: dict[str, Any] | None = None
    """JSON Schema 2020-12 of the input."""
    result_schema: dict[str, Any] | None = None
    """JSON Schema 2020-12 of the result; a result is always an object."""
    cancellable: bool = True
    """Whether `:cancel` is offered (B16)."""
    concurrency: Concurrency | None = None
    """Per tenant, action and parent."""
    max_attempts: int = 3
    lease_seconds: int = 60
    deadline_seconds: int = 86400
    """From creation or `run_at`, waiting included."""
    retention_seconds: int = 604800
    """How long the operation can be read after its end."""


class ActionPage(BaseModel):
    """A page of actions, newest first."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    results: list[ActionAnswer]
    next_page_token: str | None = None


Algorithm = Literal["RS256", "PS256", "ES256", "EdDSA"] | str


class AliasOut(BaseModel):
    """A short name for every end of one action's operations."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    type: str
    action: str
    description: str


class PhasesOut(BaseModel):
    """How long each part took, in milliseconds; absent: it did not happen."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    dns_ms: float | None = None
    connect_ms: float | None = None
    tls_ms: float | None = None
    first_byte_ms: float | None = None
    total_ms: float


class MessageOut(BaseModel):
    """One direction of an exchange: header fields in order, and the body as text, or as base64 where it is none. Of
    many large attempts the older ones come without both, and say that they are `omitted`.
    """

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    headers: list[list[str]]
    body: str | None = None
    body_base64: str | None = None
    truncated: bool | None = None
    omitted: bool | None = None


class AttemptOut(BaseModel):
    """One try: what was sent (secrets redacted), what came back, and what was decided."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    id: str
    number: int
    start_time: datetime
    outcome: str
    status_code: int | None = None
    error: str | None = None
    error_detail: str | None = None
    lease_lost: bool
    phases: PhasesOut
    address: str | None = None
    http_version: str | None = None
    method: str | None = None
    uri: str | None = None
    request: MessageOut
    response: MessageOut | None = None
    next_attempt_time: datetime | None = None


class AuditActor(BaseModel):
    """Who made a change: the kind of a key (or `cli`, `system`), and the key unless it is the operator's own."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    kind: str
    key_id: str | None = None
    request_id: str | None = None


class AuditEntry(BaseModel):
    """One change."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    id: str
    create_time: datetime
    tenant_id: str | None = None
    actor: AuditActor
    verb: str
    resource: str
    changes: dict[str, Any]


class AuditPage(BaseModel):
    """Changes, newest first."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    results: list[AuditEntry]
    next_page_token: str | None = None


class SignatureIn(BaseModel):
    """Standard Webhooks, HMAC-SHA256."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    enabled: bool = True
    """Whether requests are signed."""
    secret: str | None = None
    """`whsec_` and base64 of 24 to 64 bytes; without one a secret is made."""


class Ed25519In(BaseModel):
    """A signature by the tenant's own key pair (Standard Webhooks, `v1a`)."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    enabled: bool
    """Whether the tenant's key pair signs, beside the secret or alone."""


class BasicIn(BaseModel):
    """HTTP basic auth (RFC 7617)."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    username: str
    password: str


ClientAuth = Literal["auto", "client_secret_basic", "client_secret_post", "private_key_jwt"] | str


class OAuth2In(BaseModel):
    """OAuth 2.0 client credentials (RFC 6749 §4.4)."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    token_uri: str
    client_id: str
    client_secret: str | None = None
    """Needed except with `private_key_jwt`."""
    scope: str = ""
    extra_parameters: dict[str, Any] | None = None
    """Form fields of the token request beside our own, such as `audience` or `resource`: at most 8. They are shown."""
    client_auth: ClientAuth | None = None
    """How the client proves to the token endpoint who it is. `auto`: by HTTP basic, or in the body where that is
    refused.
    """
    private_key: str | None = None
    """With `private_key_jwt` (RFC 7523): a private key in PEM without a passphrase. RSA of 2,048 to 4,096 bits, P-256
    or Ed25519.
    """
    key_id: str | None = None
    """With `private_key_jwt`: how the server calls the key (`kid`)."""
    algorithm: Algorithm | None = None
    """With `private_key_jwt`: `RS256` (usual) or `PS256` for RSA, `ES256` for P-256, `EdDSA` for Ed25519."""


class MtlsIn(BaseModel):
    """Mutual TLS: a certificate that our connections show, and its key."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    certificate: str
    """PEM: the client's certificate, then the one that issued it, and so on; at most 6."""
    private_key: str
    """PEM without a passphrase: RSA with 2048 to 4096 bits, EC on P-256, P-384 or P-521, or Ed25519."""


class AuthIn(BaseModel):
    """How requests prove who sent them: signature, ed25519, headers and mtls, and one of basic, bearer and oauth2."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    signature: SignatureIn | bool | None = None
    ed25519: Ed25519In | bool | None = None
    """A signature that a public key verifies, by the tenant's own key pair."""
    headers: dict[str, str] | None = None
    """Secret header fields by name, at most 16."""
    basic: BasicIn | None = None
    bearer: str | None = None
    """A fixed token."""
    oauth2: OAuth2In | None = None
    mtls: MtlsIn | None = None
    unauthenticated: bool = False
    """Must be said when all proofs are off: receivers could not tell who is calling."""


class PreviousSecretOut(BaseModel):
    """An older signing secret, which signs too until it ends."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    expire_time: datetime


class SignatureOut(BaseModel):
    """Whether requests are signed, by Standard Webhooks with HMAC-SHA256."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    enabled: bool
    secret: str | None = None
    """`[redacted]`, except in the one answer that shows a new secret."""
    previous_secrets: list[PreviousSecretOut] | None = None
    """Older secrets that sign too while a rotation overlaps."""


class PreviousKeyOut(BaseModel):
    """An older key, which signs too until it ends."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    public_key: str
    expire_time: datetime


class Ed25519Out(BaseModel):
    """A signature by the tenant's own key pair (Standard Webhooks, `v1a`): what verifies it."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    enabled: bool
    public_key: str | None = None
    """`whpk_` and base64 of 32 bytes."""
    previous_public_keys: list[PreviousKeyOut] | None = None
    """Older keys that sign too while a rotation overlaps."""


class BasicOut(BaseModel):
    """HTTP basic auth (RFC 7617)."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    username: str
    password: str


class OAuth2Out(BaseModel):
    """OAuth 2.0 client credentials (RFC 6749 §4.4)."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    token_uri: str
    client_id: str
    client_secret: str | None = None
    """`[redacted]`; absent with `private_key_jwt`."""
    scope: str
    extra_parameters: dict[str, str]
    client_auth: ClientAuth
    private_key: str | None = None
    """`[redacted]`; absent but with `private_key_jwt`."""
    key_id: str | None = None
    algorithm: Algorithm | None = None


class MtlsOut(BaseModel):
    """Mutual TLS: what the certificate that our connections show says of itself."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    private_key: str
    """Always `[redacted]`."""
    subject: str
    """Whom the certificate is for, as RFC 4514 writes names."""
    issuer: str
    serial: str
    """In hexadecimal."""
    expire_time: datetime
    """Deliveries fail from then on, until another certificate is given."""


class AuthOut(BaseModel):
    """How requests prove who sent them. Secrets read `[redacted]`."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    signature: SignatureOut
    ed25519: Ed25519Out | None = None
    headers: dict[str, str]
    """Secret header fields by name; their values read `[redacted]`."""
    basic: BasicOut | None = None
    bearer: str | None = None
    """`[redacted]` where requests carry a fixed token."""
    oauth2: OAuth2Out | None = None
    mtls: MtlsOut | None = None
    unauthenticated: bool
    """Whether the tenant wants no proof at all."""


class SignaturePatch(BaseModel):
    """Standard Webhooks, HMAC-SHA256."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    enabled: bool | None = None
    """Whether requests are signed."""
    secret: str | None = None
    """`whsec_` and base64 of 24 to 64 bytes; without one a secret is made."""


class Ed25519Patch(BaseModel):
    """A signature by the tenant's own key pair (Standard Webhooks, `v1a`)."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    enabled: bool | None = None
    """Whether the tenant's key pair signs, beside the secret or alone."""


class BasicPatch(BaseModel):
    """HTTP basic auth (RFC 7617)."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    username: str | None = None
    password: str | None = None


class OAuth2Patch(BaseModel):
    """OAuth 2.0 client credentials (RFC 6749 §4.4)."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    token_uri: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    """Needed except with `private_key_jwt`."""
    scope: str | None = None
    extra_parameters: dict[str, Any] | None = None
    """Form fields of the token request beside our own, such as `audience` or `resource`: at most 8. They are shown."""
    client_auth: ClientAuth | None = None
    """How the client proves to the token endpoint who it is. `auto`: by HTTP basic, or in the body where that is
    refused.
    """
    private_key: str | None = None
    """With `private_key_jwt` (RFC 7523): a private key in PEM without a passphrase. RSA of 2,048 to 4,096 bits, P-256
    or Ed25519.
    """
    key_id: str | None = None
    """With `private_key_jwt`: how the server calls the key (`kid`)."""
    algorithm: Algorithm | None = None
    """With `private_key_jwt`: `RS256` (usual) or `PS256` for RSA, `ES256` for P-256, `EdDSA` for Ed25519."""


class MtlsPatch(BaseModel):
    """Mutual TLS: a certificate that our connections show, and its key."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    certificate: str | None = None
    """PEM: the client's certificate, then the one that issued it, and so on; at most 6."""
    private_key: str | None = None
    """PEM without a passphrase: RSA with 2048 to 4096 bits, EC on P-256, P-384 or P-521, or Ed25519."""


class AuthPatch(BaseModel):
    """How requests prove who sent them: signature, ed25519, headers and mtls, and one of basic, bearer and oauth2."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    signature: SignaturePatch | bool | None = None
    ed25519: Ed25519Patch | bool | None = None
    """A signature that a public key verifies, by the tenant's own key pair."""
    headers: dict[str, str | None] | None = None
    """Secret header fields by name, at most 16."""
    basic: BasicPatch | None = None
    bearer: str | None = None
    """A fixed token."""
    oauth2: OAuth2Patch | None = None
    mtls: MtlsPatch | None = None
    unauthenticated: bool | None = None
    """Must be said when all proofs are off: receivers could not tell who is calling."""


class ItemFault(BaseModel):
    """One thing wrong with an item."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    pointer: str
    """JSON Pointer (RFC 6901) into the body: `/items/3/errors/0/message`."""
    code: str
    message: str


class BeatAnswer(BaseModel):
    """What became of one lease."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    job_id: str
    """As it was given; empty where an invalid item has none that can be read."""
    status: Literal["extended", "lost", "invalid"] | str
    cancel_requested: bool
    lease_expire_time: datetime | None = None
    errors: list[ItemFault] | None = None
    """Of `extended`: which parts were not taken, and why. Of `invalid`: why it names no lease."""


class ProgressBody(BaseModel):
    """How far it is; members that are given replace what was there, null removes."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    percent: float | None = None
    completed_items: int | None = None
    total_items: int | None = None
    message: str | None = None
    """Of more than 1,024 characters the end is cut off and marked."""


class BeatItem(BaseModel):
    """A lease to extend, with what to tell the tenant."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    job_id: str
    lease_token: str
    progress: ProgressBody | None = None
    custom: dict[str, Any] | None = None
    """Merged into what was there (RFC 7396), at most 4 KiB."""


Capability = Literal["view", "send", "manage", "secrets"] | str


class CellOut(BaseModel):
    """A cell: a schema, in the directory's database or in one of its own, that holds the traffic of some tenants."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    name: str
    place: str | None
    """Host, port and database, without user and password; null beside the directory. Where the URL cannot be unsealed,
    the reason in parentheses.
    """
    accepts_tenants: bool
    """Whether new tenants are placed in it."""
    tenants: int
    """How many live in it."""
    answers: bool
    """Whether the process that answers this request reaches it now."""
    problem: str | None = None
    """Why it does not."""
    create_time: datetime


class CellsOut(BaseModel):
    """All cells, in the order of their names."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    results: list[CellOut]


class Change(BaseModel):
    """One thing that happened to an operation."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    time: datetime
    event: str
    state: str
    attempt: int | None = None
    worker_id: str | None = None
    next_attempt_time: datetime | None = None
    errors: list[dict[str, Any]] | None = None


class CircuitOut(BaseModel):
    """Whether anything but a probe leaves."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    state: Literal["closed", "open"] | str
    reason: str | None = None
    """Why it is open, such as `10 failures in a row; the last: status 503`."""
    open_time: datetime | None = None
    next_probe_time: datetime | None = None


class ClaimedJob(BaseModel):
    """A job to do."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    job_id: str
    lease_token: str
    lease_expire_time: datetime
    deadline_time: datetime
    attempt: int
    tenant_id: str
    action: str
    parent: str
    input: dict[str, Any]
    labels: dict[str, str]
    traceparent: str | None
    cancel_requested: bool
    custom: dict[str, Any] | None = None
    """What earlier attempts told by heartbeats, if they did."""


class ClaimAnswer(BaseModel):
    """Jobs to do, maybe none."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    jobs: list[ClaimedJob]


class ClaimBody(BaseModel):
    """Jobs wanted."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    worker_id: str
    """Who asks, for people who read the history."""
    actions: list[str]
    max_jobs: int = 1
    lease_seconds: int | None = None
    """Absent: the action's."""
    wait_seconds: float = 0
    """How long to wait for the first job."""
    claim_id: str | None = None
    """The same again answers the same leases: for a lost answer."""


class CodeIn(BaseModel):
    """The code of a link."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    code: str
    """What stands in the link behind `#code=`."""


class Progress(BaseModel):
    """How far a job is, as its worker says."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    percent: float | None = None
    completed_items: int | None = None
    total_items: int | None = None
    message: str | None = None


class Metadata(BaseModel):
    """What is known about an operation beside its result; more members may appear."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    created_time: datetime = Field(..., alias="createdTime")
    update_time: datetime
    run_time: datetime | None = None
    """Of a job that was scheduled: when it may start at the earliest."""
    start_time: datetime | None = None
    complete_time: datetime | None = None
    expire_time: datetime | None = None
    """When the operation is gone; it can be read until then."""
    cancel_requested_time: datetime | None = None
    retry_of: str | None = None
    attempt: int
    max_attempts: int
    progress: Progress | None = None
    custom: dict[str, Any] | None = None
    """Whatever the worker wants to say, at most 4 KiB."""


class OperationError(BaseModel):
    """One reason why an operation failed."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    code: str
    message: str


class Operation(BaseModel):
    """A long-running operation. `pending`, `running`, then one of three ends; there are no other states."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    id: str
    job_id: str
    """The same as `id`."""
    path: str
    state: Literal["pending", "running", "succeeded", "failed", "cancelled"] | str
    status: Literal["pending", "running", "succeeded", "failed", "cancelled"] | str
    """The same as `state`."""
    done: bool
    created_time: datetime = Field(..., alias="createdTime")
    tenant_id: str
    action: str
    parent: str
    """The path between the tenant and the action, or an empty string."""
    source: str
    """`api`, or what the operator said when submitting it."""
    labels: dict[str, str]
    metadata: Metadata
    result: dict[str, Any] | None = None
    """What came of it; when it succeeded."""
    errors: list[OperationError] | None = None
    """Why it failed; when it did."""
    input: dict[str, Any] | None = None
    """As it was given; with `view=full`."""


class CompletedItem(BaseModel):
    """What became of one item."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    job_id: str
    """As it was given; empty where an invalid item has none that can be read."""
    status: Literal["accepted", "duplicate", "invalid", "stale"] | str
    operation: Operation | None = None
    errors: list[ItemFault] | None = None
    detail: str | None = None
    """Says so when there may be other faults than those that are named."""


class CompleteAnswer(BaseModel):
    """One answer for each item, in order."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    items: list[CompletedItem]


class ErrorItem(BaseModel):
    """One reason; it may have members of its own."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    code: str
    """Of more than 128 characters the end is cut off and marked."""
    message: str
    """Of more than 8,192 characters the end is cut off and marked; a NUL or half a surrogate pair is replaced by
    U+FFFD.
    """


class CompleteItem(BaseModel):
    """What came of one attempt."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    job_id: str
    lease_token: str
    outcome: Literal["succeeded", "failed", "cancelled", "retry"] | str
    result: dict[str, Any] | None = None
    errors: list[ErrorItem] | None = None
    delay_seconds: float | None = None
    """Of a retry: when to try again. Absent: 5 s, doubling to 5 min."""


class CompleteBody(BaseModel):
    """Attempts that ended."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    items: list[CompleteItem]


Validation = Literal["off", "warn", "reject"] | str


class DeclaredTypeIn(BaseModel):
    """A type of the operator's own events."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    description: str = ""
    """When it happens, for tenants."""
    schema_: dict[str, Any] | None = Field(None, alias="schema")
    """JSON Schema 2020-12 of the data."""
    example: dict[str, Any] | None = None
    """Data that fits the schema."""
    deprecated: bool = False
    """Whether tenants are told to use another type."""
    validation: Validation | None = None
    """What publishing does with data that does not fit: `off` nothing, `warn` tells it, counts it and marks the event,
    `reject` refuses the event.
    """


class DeclaredTypeOut(BaseModel):
    """A type of the operator's own events."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    type: str
    description: str
    schema_: dict[str, Any] | None = Field(None, alias="schema")
    schema_uri: str | None = None
    """The `dataschema` of CloudEvents: the `$id` of the schema, or its digest."""
    example: dict[str, Any] | None = None
    deprecated: bool
    validation: Validation
    create_time: datetime
    update_time: datetime


class DeclaredTypesOut(BaseModel):
    """A page of types, newest first."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    results: list[DeclaredTypeOut]
    next_page_token: str | None = None


class DeliveryOfTenantOut(BaseModel):
    """A delivery with the tenant that it belongs to."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

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
    created_time: datetime = Field(..., alias="createdTime")
    update_time: datetime
    next_attempt_time: datetime | None = None
    give_up_time: datetime
    end_time: datetime | None = None
    tenant_id: str


class DeliveriesOfAllOut(BaseModel):
    """A page of deliveries, newest first."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    results: list[DeliveryOfTenantOut]
    next_page_token: str | None = None


class DeliveryOut(BaseModel):
    """One event for one subscription; `reason` says why it is in its state."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

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
    created_time: datetime = Field(..., alias="createdTime")
    update_time: datetime
    next_attempt_time: datetime | None = None
    give_up_time: datetime
    end_time: datetime | None = None


class DeliveriesOut(BaseModel):
    """A page of deliveries, newest first."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    results: list[DeliveryOut]
    next_page_token: str | None = None


class DeliveryDepths(BaseModel):
    """Deliveries that could leave now, those for later, those being sent. `circuits_open` are endpoints that failed
    too often, `paused` those that asked for a pause.
    """

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    due: int
    oldest_due_time: datetime | None = None
    scheduled: int
    in_flight: int
    circuits_open: int
    paused: int


class RetryIn(BaseModel):
    """When a delivery is tried again: a schedule, or a number of attempts of the default one."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    schedule_seconds: list[int] | None = None
    """The pauses after each failed attempt."""
    max_attempts: int | None = None


Ordering = Literal["none", "fifo"] | str


OrderingKey = Literal["subscription", "parent"] | str


OnDeadLetter = Literal["block", "skip"] | str


class DeliveryIn(BaseModel):
    """How deliveries leave."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    timeout_seconds: float = 15
    retry: RetryIn | None = None
    max_age_seconds: int = 432000
    max_in_flight: int = 50
    rate_per_second: float | None = None
    ordering: Ordering | None = None
    ordering_key: OrderingKey | None = None
    on_dead_letter: OnDeadLetter | None = None


class RetryPatch(BaseModel):
    """When a delivery is tried again: a schedule, or a number of attempts of the default one."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    schedule_seconds: list[int] | None = None
    """The pauses after each failed attempt."""
    max_attempts: int | None = None


class DeliveryPatch(BaseModel):
    """How deliveries leave."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    timeout_seconds: float | None = None
    retry: RetryPatch | None = None
    max_age_seconds: int | None = None
    max_in_flight: int | None = None
    rate_per_second: float | None = None
    ordering: Ordering | None = None
    ordering_key: OrderingKey | None = None
    on_dead_letter: OnDeadLetter | None = None


class RetryOut(BaseModel):
    """When a delivery is tried again."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    schedule_seconds: list[float] | None = None
    """The pauses after each failed attempt; absent where there is one attempt."""
    max_attempts: int


class DeliveryPolicyOut(BaseModel):
    """How deliveries leave."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    timeout_seconds: float
    retry: RetryOut
    max_age_seconds: float
    max_in_flight: int
    rate_per_second: float | None = None
    """Absent where no rate limits it."""
    ordering: Ordering
    ordering_key: OrderingKey
    on_dead_letter: OnDeadLetter


class DeliveryTotalsOut(BaseModel):
    """Deliveries by state. `delivered` and `skipped` are counted among the newest 20,000."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    pending: int
    in_flight: int
    delivered: int
    dead: int
    skipped: int


class DeliveryWithAttemptsOut(BaseModel):
    """A delivery with its attempts, oldest first; of more than 200 the latest."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

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
    created_time: datetime = Field(..., alias="createdTime")
    update_time: datetime
    next_attempt_time: datetime | None = None
    give_up_time: datetime
    end_time: datetime | None = None
    attempts: list[AttemptOut]


class DispatcherOut(BaseModel):
    """What one process that sends holds of one cell just now. `holder` names it in this `cell` for as long as it runs,
    and is absent for what nobody is known to hold; `gone_time` is when it was found to be gone.
    """

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    cell: str
    holder: int | None = None
    begin_time: datetime | None = None
    gone_time: datetime | None = None
    in_flight: int
    oldest_due_time: datetime | None = None


class Empty(BaseModel):
    """An empty object."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)


class LedgerEntryOut(BaseModel):
    """Why one subscription did or did not get the event; `delivered` and `replayed` mean that a delivery was made."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    subscription_id: str
    reason: str
    delivery_id: str | None = None


class EventOut(BaseModel):
    """An event; its ledger and payload are in the answer for one event, and in a list with `view=full`."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    id: str
    type: str
    created_time: datetime = Field(..., alias="createdTime")
    test: bool | None = None
    """True of a sample that `:send-example` made."""
    publish_id: str | None = None
    job_id: str | None = None
    action: str | None = None
    status: str | None = None
    parent: str | None = None
    labels: dict[str, str]
    fits_schema: bool | None = None
    """Whether the data fits the schema of its type; absent where nobody asked."""
    delivery_count: int
    ledger: list[LedgerEntryOut] | None = None
    payload: dict[str, Any] | None = None
    """The body that `payload: full` sends."""
    thin_payload: dict[str, Any] | None = None
    """The body that `payload: thin` sends, where it is another."""


class EventTypeOut(BaseModel):
    """One type of event: when it happens, the JSON Schema of each payload form or of the data, an example."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    type: str
    description: str
    schemas: dict[str, Any] | None = None
    """Of Bellhop's own types: the schema of the whole body by payload form."""
    data_schema: dict[str, Any] | None = None
    """Of the operator's types that have one: the schema of `data`."""
    schema_uri: str | None = None
    """The `dataschema` of CloudEvents."""
    example: dict[str, Any] | None = None
    """A body, where there is an example."""
    deprecated: bool = False


class EventTypesOut(BaseModel):
    """Every type that Bellhop publishes and that the operator has declared; it may publish others, too."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    results: list[EventTypeOut]
    aliases: list[AliasOut]


class EventsOut(BaseModel):
    """One page of events."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    results: list[EventOut]
    next_page_token: str | None = None
    next_after: str | None = None


class ExampleIn(BaseModel):
    """What an example is to be sent of."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    type: str
    """A type of the catalogue, such as `operation.succeeded`."""
    data: dict[str, Any] | None = None
    """What differs from the data of the example (JSON merge patch, RFC 7396)."""


class PulledIn(BaseModel):
    """A delivery, and the token that proves the right to it."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    delivery_id: str
    lease_token: str


class ExtendIn(BaseModel):
    """Leases to make longer."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    items: list[PulledIn]
    lease_seconds: int = 60


class ExtendedOut(BaseModel):
    """What became of one lease."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    delivery_id: str
    status: Literal["extended", "stale"] | str
    lease_expire_time: datetime | None = None


class ExtendedLeasesOut(BaseModel):
    """One answer for each lease, in order."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    items: list[ExtendedOut]


class FilterTrialIn(BaseModel):
    """What to try on the newest events; what is absent is the subscription's own."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    event_types: list[str] | None = None
    filter: str | None = None


class TriedEventOut(BaseModel):
    """One of the newest events and whether it would be sent."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    event_id: str
    type: str
    created_time: datetime = Field(..., alias="createdTime")
    matches: bool
    reason: str


class FilterTrialOut(BaseModel):
    """What would match, newest first."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    results: list[TriedEventOut]


Level = Literal["fine", "warning", "problem"] | str


class FindingOut(BaseModel):
    """One sentence about the installation, and what to do about it where there is something."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    level: Level
    sentence: str


class FindingsOut(BaseModel):
    """What was found, the good included."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    results: list[FindingOut]


class Health(BaseModel):
    """`ok`, `degraded`, or `unavailable`, and what is wrong with which part. Degraded is a service that takes requests
    and cannot send, that has lost some of its cells and not all, or that does not use its read replica.
    """

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    status: str
    parts: dict[str, str] | None = None


class PauseOut(BaseModel):
    """A pause that the endpoint asked for: nothing leaves until it is over, no probe either."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    reason: str
    """What it answered: `status 429 with Retry-After`, or 503."""
    start_time: datetime
    end_time: datetime
    """At most 24 h later. `:enable` and another `uri` end it sooner."""


class PermissionOut(BaseModel):
    """Whether the endpoint has permitted us to send."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    state: Literal["missing", "granted"] | str
    """`missing`: nothing leaves, what comes waits."""
    granted_time: datetime | None = None
    allowed_per_minute: int | None = None
    """How many requests it allows a minute; absent where it does not limit them."""
    last_asked_time: datetime | None = None
    """Absent before it was first asked."""
    next_ask_time: datetime | None = None
    reason: str | None = None
    """What came of asking last, where that was no permission."""


class HealthOut(BaseModel):
    """How the endpoint does."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    last_claim_time: datetime | None = None
    """With `pull`: when somebody last asked for deliveries, to within a few seconds."""
    last_success_time: datetime | None = None
    last_failure_time: datetime | None = None
    last_failure: str | None = None
    """What it was, such as `status 503`, `connect_refused` or `token_failed: the token endpoint answered 401
    (invalid_client)`.
    """
    failing_since_time: datetime | None = None
    """The first failure after the last success."""
    consecutive_failures: int
    in_flight: int
    circuit: CircuitOut
    pause: PauseOut | None = None
    """Said while it lasts."""
    permission: PermissionOut | None = None
    """Said with `handshake`."""
    credentials: Literal["unreadable"] | str | None = None
    """Said when the service can no longer read the secrets: nothing leaves until they are given anew."""
    certificate: Literal["expiring", "expired"] | str | None = None
    """Said from 30 days before the client certificate of `auth.mtls` ends; once it has ended, deliveries fail until
    another is given.
    """


class HeartbeatAnswer(BaseModel):
    """One answer for each lease, in order."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    leases: list[BeatAnswer]


class HeartbeatBody(BaseModel):
    """All that the worker holds."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    leases: list[BeatItem]


class History(BaseModel):
    """Everything that happened to an operation, oldest first."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    results: list[Change]


class LatencyBucketOut(BaseModel):
    """How many attempts took at most `le_ms` milliseconds and more than the bucket before; no bound on the last."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    le_ms: int | None
    count: int


class HourOut(BaseModel):
    """One hour: attempts by what came of them, dead letters, and how long attempts took. p50_ms, p95_ms: half of the
    attempts, and 95 % of them, took no longer, told from the histogram; absent without one.
    """

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    subscription_id: str | None = None
    """Absent with `group_by=tenant`."""
    hour: str
    delivered: int
    failed: int
    dead: int
    p50_ms: float | None = None
    p95_ms: float | None = None
    latency: list[LatencyBucketOut]


class Index(BaseModel):
    """What is here."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    name: str
    version: str
    links: dict[str, str]


class JobDepths(BaseModel):
    """Jobs that could run now, those for later (or behind a held lane), those that run."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    due: int
    oldest_due_time: datetime | None = None
    scheduled: int
    running: int


KeyKind = Literal["admin", "worker", "tenant", "portal"] | str


Scope = (
    Literal[
        "operations:run",
        "operations:read",
        "operations:cancel",
        "subscriptions:read",
        "subscriptions:write",
        "deliveries:read",
        "deliveries:retry",
        "deliveries:receive",
    ]
    | str
)


class KeyAnswer(BaseModel):
    """A key, without the key itself."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    id: str
    kind: KeyKind
    tenant_id: str | None = None
    scopes: list[Scope] | None = None
    actions: list[str] | None = None
    tenants: list[str] | None = None
    display_name: str
    prefix: str
    create_time: datetime
    expire_time: datetime | None = None
    last_use_time: datetime | None = None


class KeyPage(BaseModel):
    """Keys, newest first."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    results: list[KeyAnswer]
    next_page_token: str | None = None


class LeaseItem(BaseModel):
    """A job, and the token that proves the right to it."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    job_id: str
    lease_token: str


class MadeKey(BaseModel):
    """A new key with the key itself, this once."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    id: str
    kind: KeyKind
    tenant_id: str | None = None
    scopes: list[Scope] | None = None
    actions: list[str] | None = None
    tenants: list[str] | None = None
    display_name: str
    prefix: str
    create_time: datetime
    expire_time: datetime | None = None
    last_use_time: datetime | None = None
    key: str


MadeKind = Literal["admin", "worker", "tenant"] | str


Mode = Literal["light", "dark", "auto"] | str


class ThemeOut(BaseModel):
    """How the console looks."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    name: str | None = None
    logo_uri: str | None = None
    color: str | None = None
    text_color: str | None = None
    """Black or white: what can be read on `color`."""
    mode: Mode


class MeOut(BaseModel):
    """A key, as whoever holds it may know it."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    kind: KeyKind
    id: str | None = None
    tenant_id: str | None = None
    display_name: str | None = None
    scopes: list[Scope]
    capabilities: list[Capability] | None = None
    actions: list[str] | None = None
    tenants: list[str] | None = None
    expire_time: datetime | None = None
    theme: ThemeOut | None = None
    return_uri: str | None = None


Method = Literal["POST", "GET"] | str


class MoveTenant(BaseModel):
    """Where to move a tenant."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    cell: str


class NewFilterTrialIn(BaseModel):
    """What to try on the newest events for a subscription that is not made yet."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    event_types: list[str]
    filter: str | None = None


class NewKeyBody(BaseModel):
    """A key about to be made."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    scopes: list[Scope] | None = None
    """What the key may do; absent: everything that a tenant may."""
    display_name: str = ""
    expire_time: datetime | None = None
    """When the key ends; absent: never."""
    kind: MadeKind
    tenant_id: str | None = None
    """Whose key it is; of a tenant's key."""
    actions: list[str] | None = None
    """What a worker's key may claim; absent: every action."""
    tenants: list[str] | None = None
    """Whose jobs a worker's key may claim; absent: everyone's."""


SessionState = Literal["unused", "open", "expired"] | str


class NewPortalSessionOut(BaseModel):
    """A new portal session with its link, this once."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    id: str
    tenant_id: str
    state: SessionState
    capabilities: list[Capability]
    theme: ThemeOut
    return_uri: str | None = None
    prefix: str | None = None
    """The part of its key by which people recognise it."""
    create_time: datetime
    code_expire_time: datetime
    expire_time: datetime
    exchange_time: datetime | None = None
    """When its link was opened."""
    last_use_time: datetime | None = None
    uri: str


class TenantLimits(BaseModel):
    """What a tenant may use; a limit that is absent or null is the service's default."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    live_jobs: int | None = None
    """Jobs that have not ended."""
    requests_per_second: int | None = None
    """Requests with the tenant's keys."""
    subscriptions: int | None = None
    """Subscriptions; 0: not entitled to webhooks."""


class NewTenant(BaseModel):
    """A tenant about to be created."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    id: str
    display_name: str = ""
    limits: TenantLimits | None = None
    cell: str | None = None
    """Where its traffic lives; absent: the cell with the fewest tenants."""


class NewTenantKey(BaseModel):
    """A key of the tenant in the path."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    scopes: list[Scope] | None = None
    """What the key may do; absent: everything that a tenant may."""
    display_name: str = ""
    expire_time: datetime | None = None
    """When the key ends; absent: never."""


class OfferedAction(BaseModel):
    """An action as a tenant sees it: how to start it, what goes in, what comes out, how long it can be read."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    action: str
    run_path: str
    parent: str
    description: str
    input_schema: dict[str, Any]
    result_schema: dict[str, Any]
    cancellable: bool
    concurrency: Concurrency
    deadline_seconds: int
    retention_seconds: int


class OfferedActions(BaseModel):
    """A page of actions, newest first."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    results: list[OfferedAction]
    next_page_token: str | None = None


class OpenCircuitOut(BaseModel):
    """An endpoint that is not called for now, but for a probe."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    tenant_id: str
    subscription_id: str
    uri: str
    open_time: datetime
    next_probe_time: datetime
    failures: int
    last_failure_time: datetime | None = None
    last_success_time: datetime | None = None


class OpenedPortalSessionOut(BaseModel):
    """A session whose link was just opened, with its key, this once."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    key: str
    tenant_id: str
    expire_time: datetime
    capabilities: list[Capability]
    theme: ThemeOut
    return_uri: str | None = None


class OperationTotalsOut(BaseModel):
    """Operations that have not expired, by state. `succeeded` is counted among the newest 20,000."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    pending: int
    running: int
    succeeded: int
    failed: int
    cancelled: int


class OperationsPage(BaseModel):
    """A page of operations, newest first."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    results: list[Operation]
    next_page_token: str | None = None


class PausedEndpointOut(BaseModel):
    """An endpoint that asked for a pause; `:enable` of its subscription ends it sooner."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    tenant_id: str
    subscription_id: str
    uri: str
    reason: str
    start_time: datetime
    end_time: datetime


Payload = Literal["thin", "full", "cloudevents", "cloudevents-binary", "template"] | str


class PingOut(BaseModel):
    """An event under way to one subscription."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    event_id: str
    delivery_id: str


class ThemeIn(BaseModel):
    """How the console looks."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    name: str | None = None
    """What stands at its top instead of `Bellhop`."""
    logo_uri: str | None = None
    """A picture beside the name; `https` only."""
    color: str | None = None
    """The colour of its top and its buttons, such as `#0a66c2`. The text on it is black or white, whichever is read
    better: see `text_color` in the answer.
    """
    mode: Mode | None = None
    """`auto` follows the browser."""


class PortalSessionIn(BaseModel):
    """A portal session about to be made."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    capabilities: list[Capability]
    """What it may do. `view` reads, but no secret and no key; `send` redelivers, replays, skips, pings, verifies and
    tests; `manage` writes subscriptions and cancels or retries operations; `secrets` rotates, and sees what is shown
    once.
    """
    expires_seconds: int = 3600
    """How long the session lasts from now."""
    code_expires_seconds: int | None = None
    """How long the link can be opened; at most as long as the session. Absent: 300, or as long as that."""
    return_uri: str | None = None
    """Where the console leads when the session is over."""
    theme: ThemeIn | None = None


class PortalSessionOut(BaseModel):
    """A portal session, without its code and its key."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    id: str
    tenant_id: str
    state: SessionState
    capabilities: list[Capability]
    theme: ThemeOut
    return_uri: str | None = None
    prefix: str | None = None
    """The part of its key by which people recognise it."""
    create_time: datetime
    code_expire_time: datetime
    expire_time: datetime
    exchange_time: datetime | None = None
    """When its link was opened."""
    last_use_time: datetime | None = None


class PortalSessionsOut(BaseModel):
    """Portal sessions, newest first."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    results: list[PortalSessionOut]
    next_page_token: str | None = None


class ProblemFault(BaseModel):
    """One part of the input that is at fault."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    pointer: str
    """JSON Pointer (RFC 6901) into the body."""
    code: str
    message: str


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    type: str
    """A stable reference that names the kind of problem, such as `/problems/not-found`."""
    title: str
    status: int
    detail: str
    instance: str
    """What was asked."""
    request_id: str
    errors: list[ProblemFault] | None = None


class ProblemPage(BaseModel):
    """What a kind of problem means."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    type: str
    title: str
    status: int
    meaning: str
    advice: str


class PublishedEventIn(BaseModel):
    """One event to publish."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    type: str
    """Such as `design.created`; Bellhop's own types are refused."""
    data: dict[str, Any]
    """What the webhook carries as `data`; at most 256 KiB."""
    id: str | None = None
    """Your own id: the same again within 24 hours delivers nothing twice."""
    labels: dict[str, str] | None = None
    """What filters of subscriptions can ask for."""


class PublishIn(BaseModel):
    """Events to publish, together."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    events: list[PublishedEventIn]


class PublishedEventOut(BaseModel):
    """What became of one event: it happened, its id named an earlier one (which is answered), or it cannot be."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    status: Literal["accepted", "duplicate", "invalid"] | str
    id: str | None = None
    """Absent of an invalid one, as all but `errors`."""
    type: str | None = None
    created_time: datetime | None = Field(None, alias="createdTime")
    publish_id: str | None = None
    duplicate: bool | None = None
    """Whether the status is `duplicate`."""
    errors: list[ProblemFault] | None = None
    warnings: list[ProblemFault] | None = None
    """Where the data does not fit the schema of its type, and the type only warns."""


class PublishOut(BaseModel):
    """The events, in the order in which they were given; at least one of them is not invalid."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    events: list[PublishedEventOut]


class PullIn(BaseModel):
    """Deliveries wanted."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    holder: str
    """Who asks, for people who read the attempts."""
    max_deliveries: int = 1
    wait_seconds: float = 0
    """How long to wait for the first one."""
    lease_seconds: int = 60
    """For how long they are the holder's; `deliveries:extend` makes it longer."""
    claim_id: str | None = None
    """The same again answers the same leases: for a lost answer."""


class PulledRequestOut(BaseModel):
    """The request as it has to be made: finished, signed for this moment, byte for byte."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    method: Literal["POST"] | str
    headers: dict[str, str]
    body: str


class PulledOut(BaseModel):
    """One delivery to make."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    delivery_id: str
    event_id: str
    lease_token: str
    lease_expire_time: datetime
    attempt: int
    request: PulledRequestOut


class PullOut(BaseModel):
    """Deliveries to make, maybe none."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    deliveries: list[PulledOut]


class RecordIn(BaseModel):
    """What came of a delivery: the status of the receiver's answer, or why there was none."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    delivery_id: str
    lease_token: str
    status_code: int | None = None
    error: str | None = None
    """What went wrong, if there was no answer; cut after 512 characters."""
    headers: dict[str, Any] | None = None
    """Of the answer; `Retry-After` of a 429 or 503 is honoured."""
    body: str | None = None
    """Of the answer; its first 16 KiB are kept."""
    duration_ms: float | None = None
    """Absent: the time since it was claimed."""


class RecordedOut(BaseModel):
    """What became of one item; of `stale` and `invalid` nothing changed."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    delivery_id: str
    """As it was given; empty where an invalid item has none that can be read."""
    status: Literal["recorded", "stale", "invalid"] | str
    delivery: DeliveryOut | None = None
    errors: list[ProblemFault] | None = None


class RecordsIn(BaseModel):
    """What came of deliveries."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    items: list[RecordIn]


class RecordsOut(BaseModel):
    """One answer for each item, in order."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    items: list[RecordedOut]


class RedeliverIn(BaseModel):
    """Which dead letters to send again; all of them without a filter."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    filter: str | None = None
    """A CEL expression over `subscription_id job_id event_type createdTime`."""
    dry_run: bool = False
    """Only count them."""


class ReleasedItem(BaseModel):
    """What became of one job."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    job_id: str
    """As it was given; empty where an invalid item has none that can be read."""
    status: Literal["released", "stale", "invalid"] | str
    errors: list[ItemFault] | None = None


class ReleaseAnswer(BaseModel):
    """One answer for each item, in order."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    items: list[ReleasedItem]


class ReleaseBody(BaseModel):
    """Jobs to give back untouched."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    items: list[LeaseItem]


class RenderedEventOut(BaseModel):
    """One of the newest events and the body that the template makes of it."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    event_id: str
    type: str
    created_time: datetime = Field(..., alias="createdTime")
    body: dict[str, Any] | None = None
    """Absent where `error` says why."""
    error: Literal["payload_too_large"] | str | None = None
    """The body would be larger than 256 KiB: the delivery ends as a dead letter."""


Replayable = Literal["delivered", "dead", "skipped", "missed"] | str


class ReplayIn(BaseModel):
    """Which deliveries of the subscription to send again, and whether to make those that it missed."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    since: datetime | None = None
    """Created at this time or later."""
    until: datetime | None = None
    """Created before this time."""
    states: list[Replayable] | None = None
    """`delivered`, `dead`, `skipped`: deliveries that ended so. `missed`: events of which none was made because the
    subscription was disabled, if it wants them now. Default: `dead` and `missed`.
    """
    dry_run: bool = False
    """Only count them."""


class RevokedOut(BaseModel):
    """How many sessions were ended."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    revoked: int


class RotateIn(BaseModel):
    """A rotation of the signing secret."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    overlap_seconds: int = 86400
    secret: str | None = None
    """The new secret; without one it is made."""


class RotateKeysIn(BaseModel):
    """A rotation of a tenant's key pair."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    overlap_seconds: int = 86400
    """How long the older key signs, too."""


class SlowEndpointOut(BaseModel):
    """An endpoint whose attempts took over a second, in this hour and the one before; counts and quantiles of both."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    tenant_id: str
    subscription_id: str
    uri: str
    delivered: int
    failed: int
    p50_ms: float | None = None
    p95_ms: float | None = None


class ServiceStats(BaseModel):
    """How much waits and runs. Counts end at `counted_to` a cell: as many there means at least as many. `dispatchers`
    are the processes that send, each once for every cell. `circuits` are those that have been open for longest,
    `paused` the endpoints whose pauses last longest and `slowest` those with the most slow attempts, 20 of each at
    most.
    """

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    jobs: JobDepths
    deliveries: DeliveryDepths
    dispatchers: list[DispatcherOut]
    circuits: list[OpenCircuitOut]
    paused: list[PausedEndpointOut]
    slowest: list[SlowEndpointOut]
    counted_to: int


class StatsOut(BaseModel):
    """A page of hours, newest first."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    results: list[HourOut]
    next_page_token: str | None = None


class StepOut(BaseModel):
    """One step on the way to an endpoint."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    name: str
    state: str
    detail: str | None = None
    duration_ms: float | None = None


class SubmitBody(BaseModel):
    """A job that was not started by `run`."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    tenant_id: str
    action: str
    parent: str = ""
    input: dict[str, Any] | None = None
    source: str
    """Where it comes from: `ui`, `schedule`, …"""
    labels: dict[str, str] | None = None
    run_at: datetime | None = None
    idempotency_key: str | None = None
    hold: bool = False
    """The caller does the work itself: it gets the lease."""
    worker_id: str | None = None
    """Who holds it; absent: the source."""


class SubmittedOperation(BaseModel):
    """The operation, with the lease of one that is held."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    id: str
    job_id: str
    """The same as `id`."""
    path: str
    state: Literal["pending", "running", "succeeded", "failed", "cancelled"] | str
    status: Literal["pending", "running", "succeeded", "failed", "cancelled"] | str
    """The same as `state`."""
    done: bool
    created_time: datetime = Field(..., alias="createdTime")
    tenant_id: str
    action: str
    parent: str
    """The path between the tenant and the action, or an empty string."""
    source: str
    """`api`, or what the operator said when submitting it."""
    labels: dict[str, str]
    metadata: Metadata
    result: dict[str, Any] | None = None
    """What came of it; when it succeeded."""
    errors: list[OperationError] | None = None
    """Why it failed; when it did."""
    input: dict[str, Any] | None = None
    """As it was given; with `view=full`."""
    lease_token: str | None = None
    lease_expire_time: datetime | None = None


class SubscriptionIn(BaseModel):
    """A subscription as it is written."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    uri: str | None = None
    """Where to call; https, a public host."""
    pull: bool = False
    """Nothing is sent: whoever has the key claims the finished requests. Stays as it is made."""
    idle_expire_seconds: int | None = None
    """With `pull`: it is deleted when nobody has claimed for so long. Absent: never."""
    description: str = ""
    method: Method | None = None
    uri_template: str | None = None
    """For GET: a URL with placeholders such as `<JOB_ID>` in its path and query."""
    event_types: list[str]
    """Exact types, `prefix.*`, `{action}_job_completed`, or `*` for everything."""
    filter: str | None = None
    """CEL over `type action status parent source labels.…`: what does not match is not sent."""
    auth: AuthIn | None = None
    payload: Payload | None = None
    """`thin`: ids, status, times, labels. `full`: with result and errors. `cloudevents`, `cloudevents-binary`: the
    full data as CloudEvents 1.0, in structured or binary mode. `template`: what `template` makes of it.
    """
    template: dict[str, Any] | None = None
    """The body of `payload: template`, at most 16 KiB: in its strings `{{type}}`, `{{data.job_id}}`,
    `{{data.labels.k}}` and the like are filled in. A string that is one placeholder takes the type of the value; what
    is missing is null there, and nothing within other text.
    """
    handshake: bool = False
    """Ask the endpoint for permission (CloudEvents' web hooks, section 4) before anything is sent. `health.permission`
    says whether it has given it.
    """
    delivery: DeliveryIn | None = None
    state: Literal["enabled", "disabled"] | str = "enabled"


class SubscriptionOut(BaseModel):
    """A subscription. Secrets read `[redacted]`, except in the one answer that shows a new signing secret."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    id: str
    path: str
    tenant_id: str
    uri: str | None = None
    """Absent with `pull`."""
    pull: bool
    idle_expire_seconds: int | None = None
    description: str
    method: Method
    uri_template: str | None = None
    event_types: list[str]
    filter: str | None = None
    auth: AuthOut
    payload: Payload
    template: dict[str, Any] | None = None
    handshake: bool
    delivery: DeliveryPolicyOut
    state: str
    disabled_reason: str | None = None
    disabled_time: datetime | None = None
    health: HealthOut
    created_time: datetime = Field(..., alias="createdTime")
    update_time: datetime


class SubscriptionPatch(BaseModel):
    """What to change of a subscription (JSON merge patch, RFC 7396): absent members stay, null removes one. Members
    that only an answer has may come along as they were shown; a secret that reads `[redacted]` stays as it is.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    uri: str | None = None
    """Where to call; https, a public host."""
    pull: bool | None = None
    """Nothing is sent: whoever has the key claims the finished requests. Stays as it is made."""
    idle_expire_seconds: int | None = None
    """With `pull`: it is deleted when nobody has claimed for so long. Absent: never."""
    description: str | None = None
    method: Method | None = None
    uri_template: str | None = None
    """For GET: a URL with placeholders such as `<JOB_ID>` in its path and query."""
    event_types: list[str] | None = None
    """Exact types, `prefix.*`, `{action}_job_completed`, or `*` for everything."""
    filter: str | None = None
    """CEL over `type action status parent source labels.…`: what does not match is not sent."""
    auth: AuthPatch | None = None
    payload: Payload | None = None
    """`thin`: ids, status, times, labels. `full`: with result and errors. `cloudevents`, `cloudevents-binary`: the
    full data as CloudEvents 1.0, in structured or binary mode. `template`: what `template` makes of it.
    """
    template: dict[str, Any | None] | None = None
    """The body of `payload: template`, at most 16 KiB: in its strings `{{type}}`, `{{data.job_id}}`,
    `{{data.labels.k}}` and the like are filled in. A string that is one placeholder takes the type of the value; what
    is missing is null there, and nothing within other text.
    """
    handshake: bool | None = None
    """Ask the endpoint for permission (CloudEvents' web hooks, section 4) before anything is sent. `health.permission`
    says whether it has given it.
    """
    delivery: DeliveryPatch | None = None
    state: Literal["enabled", "disabled"] | str | None = None


class SubscriptionsOut(BaseModel):
    """One page of subscriptions."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    results: list[SubscriptionOut]
    next_page_token: str | None = None


class SystemOperation(BaseModel):
    """An operation of the service itself."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    id: str
    state: str
    metadata: dict[str, Any]


class TemplateTrialIn(BaseModel):
    """What to render, of which of the newest events; what is absent is the subscription's own."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    event_types: list[str] | None = None
    filter: str | None = None
    template: dict[str, Any] | None = None
    """The body of `payload: template`, at most 16 KiB: in its strings `{{type}}`, `{{data.job_id}}`,
    `{{data.labels.k}}` and the like are filled in. A string that is one placeholder takes the type of the value; what
    is missing is null there, and nothing within other text.
    """


class TemplateTrialOut(BaseModel):
    """What would be sent, newest first, of at most ten events."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    results: list[RenderedEventOut]


class TenantAnswer(BaseModel):
    """A tenant. `limits` are those that were given, `effective_limits` those that hold."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    id: str
    cell: str
    display_name: str
    limits: dict[str, int]
    effective_limits: dict[str, int]
    create_time: datetime
    update_time: datetime


class TenantPage(BaseModel):
    """Tenants, newest first."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    results: list[TenantAnswer]
    next_page_token: str | None = None


class TenantPatch(BaseModel):
    """What to change of a tenant (JSON merge patch, RFC 7396): absent members stay, null is the default."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    display_name: str | None = None
    limits: TenantLimits | None = None


class TotalsOut(BaseModel):
    """What there is; the parts that the key may read. Counting ends at `capped_at`: as many means at least as many."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    deliveries: DeliveryTotalsOut | None = None
    operations: OperationTotalsOut | None = None
    capped_at: int


class VerificationOut(BaseModel):
    """How far a request came."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    ok: bool
    failed_step: str | None = None
    error: str | None = None
    status_code: int | None = None
    total_ms: float
    steps: list[StepOut]


class WebhookFields(BaseModel):
    """What a webhook says; a change names only what changes, and null gives a member the value of a new webhook."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    event: str | None = None
    """Such as `{action}_job_completed`."""
    url_template: str | None = None
    """Such as `https://example.com/done/<JOB_ID>?status=<STATUS>`."""
    description: str | None = None
    enabled: bool | None = None
    header_auth_key: str | None = None
    """The name of a secret header; null removes it."""
    header_auth_value: str | None = None
    """Its secret value; absent, null or `[redacted]` keeps it."""


class WebhookIn(BaseModel):
    """A webhook as it is written."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    webhook: WebhookFields


class WebhookKeyOut(BaseModel):
    """A public key as a JWK (RFC 8037)."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    kty: Literal["OKP"] | str
    crv: Literal["Ed25519"] | str
    x: str
    """The 32 bytes of the key, base64url."""
    kid: str
    """The thumbprint of the key (RFC 7638)."""
    use: Literal["sig"] | str
    alg: Literal["EdDSA"] | str
    expire_time: datetime | None = None
    """When a key ends that a newer one has replaced."""


class WebhookKeysOut(BaseModel):
    """A JWK Set (RFC 7517): the public keys that verify a tenant's webhooks now, the newest first."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    keys: list[WebhookKeyOut]


class WebhookMembers(BaseModel):
    """A webhook as it is answered."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    id: str
    event: str
    url_template: str
    description: str
    enabled: bool
    header_auth_key: str | None = None
    header_auth_value: str | None = None
    signing_secret: str | None = None
    """Shown once, when it is made."""
    created_time: datetime = Field(..., alias="createdTime")


class WebhookOut(BaseModel):
    """One webhook."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    webhook: WebhookMembers


class WebhooksOut(BaseModel):
    """One page of webhooks."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    results: list[WebhookMembers]
    next_page_token: str | None = None


class WorkerOut(BaseModel):
    """One worker, by the `worker_id` that it gave: how many jobs it holds, and how long ago it was heard of."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    worker_id: str
    held: int
    actions: dict[str, int]
    oldest_claim_time: datetime
    last_heartbeat_time: datetime
    next_lease_expire_time: datetime


class WorkersOut(BaseModel):
    """The workers that hold jobs, those that hold most first, at most 1,000. The first `counted_to` leases of each
    cell are counted. One that waits for work holds nothing and is not told.
    """

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    results: list[WorkerOut]
    counted_to: int
