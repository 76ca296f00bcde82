"""What the request of one delivery carries, chosen from what its event has to offer."""

from functools import lru_cache
from typing import NamedTuple

from bellhop.domain import cloud_events
from bellhop.domain.event import EventBody
from bellhop.domain.event_catalog import data_schema_of
from bellhop.domain.payloads import is_sample
from bellhop.domain.subscription import Form, Method, Payload, Subscription
from bellhop.domain.template import Template

TEST_LINE = "webhook-test: true"
"""Of a sample, whatever its form: what it tells of has not happened."""

_cut = lru_cache(maxsize=64)(Template)  # by its text; one of 16 KiB full of placeholders takes half a MiB
# As plain text: an enum is looked up and compared in twice the time, for every delivery.
_THIN, _FULL = Payload.THIN.value, Payload.FULL.value
_NONE: tuple[str, ...] = ()
_JSON: tuple[str, ...] = ("content-type: application/json",)
_CLOUDEVENTS: tuple[str, ...] = (f"content-type: {cloud_events.STRUCTURED_TYPE}; charset=utf-8",)


class Content(NamedTuple):
    """What a request carries.

    message_id: the id of the event, which is `webhook-id`.
    header_lines: those that go with event and body, as `name: value`.
    """

    message_id: str
    body: bytes
    header_lines: tuple[str, ...] = ()


def content_of(event: EventBody, form: Form, subscription: Subscription, template: bytes | None = None) -> Content:
    """The content of a delivery; every retry has the same, as it is made from what was written with the delivery.

    `template` is the text of the one that the form names. Raises `TooLargeError` where it makes too much of the event.
    """
    body, lines = event.full, _JSON
    if subscription.method is Method.GET:
        body, lines = b"", _NONE
    elif form == _THIN:
        body = event.thin or body
    elif template is not None:
        body = _cut(template).render(event.message_id, event.full)
    elif form != _FULL:
        body, lines = _rendered(event, form, subscription)
    if is_sample(event.full):
        lines = (*lines, TEST_LINE)
    if event.traceparent:
        lines = (*lines, f"traceparent: {event.traceparent}")
    return Content(event.message_id, body, lines)


def _rendered(event: EventBody, form: Form, subscription: Subscription) -> tuple[bytes, tuple[str, ...]]:
    """The body in another form than it was written in, and the header lines that go with it."""
    source = cloud_events.Source(
        event.message_id,
        subscription.tenant_id,
        event.type,
        event.parent,
        event.data_schema or data_schema_of(event.type),
        event.full,
    )
    if form == Payload.CLOUDEVENTS:
        return cloud_events.structured(source), _CLOUDEVENTS
    body, lines = cloud_events.binary(source)
    return body, (*_JSON, *lines)
