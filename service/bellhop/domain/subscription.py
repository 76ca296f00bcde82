"""A subscription: what a tenant wants to hear, where, how we prove who we are, and how patiently we try."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from bellhop.domain.sealed import Sealed
from bellhop.domain.signing_key import SigningKey
from bellhop.ids import SubscriptionId, TenantId
from bellhop.signing.credentials import AuthOutline


class SubscriptionState(StrEnum):
    """Whether deliveries leave for a subscription."""

    ENABLED = "enabled"
    DISABLED = "disabled"


class DisabledReason(StrEnum):
    """Who disabled a subscription: by hand the queue waits, by the service it ends as dead letters."""

    BY_REQUEST = "by_request"
    GONE = "gone"
    FAILING = "failing"


class Payload(StrEnum):
    """Which rendering of the event a delivery carries."""

    THIN = "thin"
    FULL = "full"
    CLOUDEVENTS = "cloudevents"
    CLOUDEVENTS_BINARY = "cloudevents-binary"
    TEMPLATE = "template"


Form = str
"""How a delivery carries its event, fixed when it is made: the name of a payload, and of a template also the version of
the subscription that wrote it (`template/7`)."""


TEMPLATED = f"{Payload.TEMPLATE.value}/"
"""How the forms begin that name a template."""


def payload_of(form: Form) -> Payload:
    """The payload behind a form."""
    return Payload(form.partition("/")[0])


def template_version_of(form: Form) -> int | None:
    """Which version of the subscription wrote the template; None for what is not by a template."""
    payload, _, version = form.partition("/")
    return int(version) if payload == Payload.TEMPLATE else None


class Method(StrEnum):
    """How the callback is made: POST with a body, or GET with ids in the URL."""

    POST = "POST"
    GET = "GET"


class Ordering(StrEnum):
    """Whether deliveries of one key leave in order, one after the other."""

    NONE = "none"
    FIFO = "fifo"


class OrderingKey(StrEnum):
    """What one fifo queue is made of."""

    SUBSCRIPTION = "subscription"
    PARENT = "parent"


class OnDeadLetter(StrEnum):
    """What a dead letter does to the fifo queue behind it."""

    BLOCK = "block"
    SKIP = "skip"


DEFAULT_SCHEDULE = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)


@dataclass(frozen=True, slots=True)
class DeliveryPolicy:
    """How deliveries of a subscription are sent and tried again.

    timeout: one deadline for each attempt, from the name to the last header of the answer.
    schedule: the pauses after failed attempts; after the last of them it is given up.
    max_age: it is given up then, whatever the schedule says.
    max_in_flight: how many may be under way at once.
    rate_per_second: None: as fast as it goes.
    ordering_key: what one fifo queue is made of; means nothing without `ordering`.
    on_dead_letter: what one does to the fifo queue behind it.
    """

    timeout: timedelta = timedelta(seconds=15)
    schedule: tuple[timedelta, ...] = DEFAULT_SCHEDULE
    max_age: timedelta = timedelta(days=5)
    max_in_flight: int = 50
    rate_per_second: float | None = None
    ordering: Ordering = Ordering.NONE
    ordering_key: OrderingKey = OrderingKey.SUBSCRIPTION
    on_dead_letter: OnDeadLetter = OnDeadLetter.BLOCK

    @property
    def blocks(self) -> bool:
        """Whether a dead letter holds up what stands behind it."""
        return self.ordering is Ordering.FIFO and self.on_dead_letter is OnDeadLetter.BLOCK


class WrittenTemplate(NamedTuple):
    """A template as the registry keeps it: its JSON text, and the version of the subscription that wrote it."""

    text: bytes
    version: int


@dataclass(frozen=True, slots=True)
class Subscription:
    """One row of the registry, without its secrets.

    uri: where to call; of a template its origin, empty where it is pulled.
    event_types, filter: what it wants to hear; `filter` is CEL.
    delivery: limits, order and retries.
    disabled_reason, disabled_time: set while it is disabled.
    sealed: the credentials as the vault made them; `auth` tells what they are.
    delete_time: set once it is deleted: the row stays for the audit.
    version: counts changes, is the ETag, and is named by who disables it: the one that was called.
    template: the body of `payload: template`.
    pull: nothing is sent, others claim what is due.
    idle_expire: it is deleted when nobody has claimed for so long; None: never.
    signing_keys: the tenant's key pairs, where `auth` says that they sign.
    handshake: nothing is sent before the endpoint has permitted it.
    """

    tenant_id: TenantId
    subscription_id: SubscriptionId
    uri: str
    description: str
    method: Method
    uri_template: str | None
    event_types: tuple[str, ...]
    filter: str | None
    payload: Payload
    delivery: DeliveryPolicy
    state: SubscriptionState
    disabled_reason: DisabledReason | None
    disabled_time: datetime | None
    sealed: Sealed
    create_time: datetime
    update_time: datetime
    delete_time: datetime | None
    version: int
    auth: AuthOutline = field(default_factory=AuthOutline)
    template: WrittenTemplate | None = None
    pull: bool = False
    idle_expire: timedelta | None = None
    signing_keys: tuple[SigningKey, ...] = ()
    handshake: bool = False

    @property
    def form(self) -> Form:
        """How deliveries that are made now carry their events."""
        return form_of(self.payload, self.template.version if self.template else None)

    def switched(
        self, *, enabled: bool, now: datetime, reason: DisabledReason = DisabledReason.BY_REQUEST
    ) -> "Subscription":
        """The subscription enabled, or disabled from now on; one that is disabled already keeps its reason."""
        if enabled == (self.state is SubscriptionState.ENABLED):
            return self
        return replace(
            self,
            state=SubscriptionState.ENABLED if enabled else SubscriptionState.DISABLED,
            disabled_reason=None if enabled else reason,
            disabled_time=None if enabled else now,
        )


def form_of(payload: str, template_version: int | None) -> Form:
    """The form of deliveries of a subscription with this payload, and this template if it has one."""
    return payload if template_version is None else f"{payload}/{template_version}"


@dataclass(frozen=True, slots=True)
class Listener:
    """What fan-out needs to know of a subscription.

    form: how deliveries that are made now carry their events.
    max_age: after that a delivery is given up.
    """

    subscription_id: SubscriptionId
    event_types: tuple[str, ...]
    filter: str | None = None
    enabled: bool = True
    form: Form = Payload.THIN
    max_age: timedelta = timedelta(days=5)
    ordering: Ordering = Ordering.NONE
    ordering_key: OrderingKey = OrderingKey.SUBSCRIPTION
