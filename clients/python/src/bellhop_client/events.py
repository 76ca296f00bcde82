"""The bodies of callbacks, written from `schemas/webhooks` by `tools/generate.py`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class DeliveryDeadLetteredEventDataDelivery(BaseModel):
    """A part of a larger model."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    id: str
    """The delivery."""
    subscription_id: str
    """The subscription."""
    event_id: str
    """The event that was not delivered."""
    event_type: str
    job_id: str | None = None
    """The operation."""
    state: Literal["dead"]
    reason: str
    attempt_count: int
    last_status_code: int | None = None
    created_time: datetime = Field(..., alias="createdTime")
    update_time: datetime | None = None
    end_time: datetime | None = None
    give_up_time: datetime | None = None


class DeliveryDeadLetteredEventData(BaseModel):
    """A part of a larger model."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    event_id: str
    """The event; the same as the header `webhook-id`."""
    delivery: DeliveryDeadLetteredEventDataDelivery


class DeliveryDeadLetteredEvent(BaseModel):
    """A delivery of another subscription was given up."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    type: Literal["delivery.dead_lettered"]
    timestamp: datetime
    """When it happened."""
    test: Literal[True] | None = None
    """Only of a sample, sent by `:send-example`: what it tells of has not happened."""
    data: DeliveryDeadLetteredEventData


class OperationEventDataMetadata(BaseModel):
    """A part of a larger model."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    created_time: datetime = Field(..., alias="createdTime")
    update_time: datetime
    start_time: datetime | None = None
    complete_time: datetime
    expire_time: datetime
    """Until then the result can be read."""
    retry_of: str | None = None
    """The operation."""
    custom: dict[str, Any] | None = None
    """What the worker added."""


class OperationEventDataErrorsItem(BaseModel):
    """A part of a larger model."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    code: str
    message: str


class OperationEventData(BaseModel):
    """A part of a larger model."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    event_id: str
    """The event; the same as the header `webhook-id`."""
    id: str
    """The operation."""
    job_id: str
    """The same as `id`."""
    path: str
    """Where to read it: `operations/{id}`."""
    state: Literal["succeeded", "failed", "cancelled"]
    status: Literal["succeeded", "failed", "cancelled"]
    """The same as `state`."""
    done: Literal[True]
    created_time: datetime = Field(..., alias="createdTime")
    tenant_id: str
    action: str
    parent: str
    """The path between tenant and action, or empty."""
    source: str
    labels: dict[str, str]
    metadata: OperationEventDataMetadata
    result: dict[str, Any] | None = None
    """Of a succeeded operation."""
    errors: list[OperationEventDataErrorsItem] | None = None
    """Of a failed operation."""
    omitted: list[Literal["result", "errors"]] | None = None
    """What was left out because the body would be larger than 256 KiB; read it from `path`."""


class OperationEvent(BaseModel):
    """An operation has ended."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    type: Literal["operation.succeeded", "operation.failed", "operation.cancelled"]
    timestamp: datetime
    """When it happened."""
    test: Literal[True] | None = None
    """Only of a sample, sent by `:send-example`: what it tells of has not happened."""
    data: OperationEventData


class SubscriptionCertificateExpiringEventData(BaseModel):
    """A part of a larger model."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    event_id: str
    """The event; the same as the header `webhook-id`."""
    subscription_id: str
    """The subscription."""
    uri: str
    reason: str
    """`certificate_expiring`."""
    subject: str
    """Whom the certificate is for, as RFC 4514 writes names."""
    issuer: str
    """Who issued it."""
    serial: str
    """Its serial number, in hexadecimal."""
    expire_time: datetime
    """When it ends: deliveries fail from then on."""


class SubscriptionCertificateExpiringEvent(BaseModel):
    """The client certificate of another subscription ends soon."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    type: Literal["subscription.certificate_expiring"]
    timestamp: datetime
    """When it happened."""
    test: Literal[True] | None = None
    """Only of a sample, sent by `:send-example`: what it tells of has not happened."""
    data: SubscriptionCertificateExpiringEventData


class SubscriptionDisabledEventData(BaseModel):
    """A part of a larger model."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    event_id: str
    """The event; the same as the header `webhook-id`."""
    subscription_id: str
    """The subscription."""
    uri: str
    reason: str
    """`gone` (it answered 410) or `failing`."""
    last_failure: str | None = None
    """Of `failing`: what the last failure was, such as `status 503`, `connect_refused` or `token_failed: the token
    endpoint answered 401 (invalid_client)`.
    """


class SubscriptionDisabledEvent(BaseModel):
    """Another subscription was disabled by the service."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    type: Literal["subscription.disabled"]
    timestamp: datetime
    """When it happened."""
    test: Literal[True] | None = None
    """Only of a sample, sent by `:send-example`: what it tells of has not happened."""
    data: SubscriptionDisabledEventData


class SubscriptionFailingEventData(BaseModel):
    """A part of a larger model."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    event_id: str
    """The event; the same as the header `webhook-id`."""
    subscription_id: str
    """The subscription."""
    uri: str
    reason: str
    """`gone` (it answered 410) or `failing`."""
    last_failure: str | None = None
    """Of `failing`: what the last failure was, such as `status 503`, `connect_refused` or `token_failed: the token
    endpoint answered 401 (invalid_client)`.
    """


class SubscriptionFailingEvent(BaseModel):
    """Another subscription has failed for a day."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    type: Literal["subscription.failing"]
    timestamp: datetime
    """When it happened."""
    test: Literal[True] | None = None
    """Only of a sample, sent by `:send-example`: what it tells of has not happened."""
    data: SubscriptionFailingEventData


class WebhookPingEventData(BaseModel):
    """A part of a larger model."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    event_id: str
    """The event; the same as the header `webhook-id`."""
    subscription_id: str
    """The subscription."""
    message: str


class WebhookPingEvent(BaseModel):
    """A ping that was asked for."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    type: Literal["webhook.ping"]
    timestamp: datetime
    """When it happened."""
    test: Literal[True] | None = None
    """Only of a sample, sent by `:send-example`: what it tells of has not happened."""
    data: WebhookPingEventData


KnownEvent = Annotated[
    DeliveryDeadLetteredEvent
    | OperationEvent
    | SubscriptionCertificateExpiringEvent
    | SubscriptionDisabledEvent
    | SubscriptionFailingEvent
    | WebhookPingEvent,
    Field(discriminator="type"),
]
