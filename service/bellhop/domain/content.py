"""What the request of one delivery carries, chosen from what its event has to offer."""

from typing import NamedTuple

from bellhop.domain.event import EventBody
from bellhop.domain.subscription import Method, Payload

_NONE: tuple[str, ...] = ()
_JSON: tuple[str, ...] = ("content-type: application/json",)


class Content(NamedTuple):
    """What a request carries.

    message_id: the id of the event, which is `webhook-id`.
    header_lines: those that go with event and body, as `name: value`.
    """

    message_id: str
    body: bytes
    header_lines: tuple[str, ...] = ()


def content_of(event: EventBody, payload: Payload, method: Method) -> Content:
    """The content of a delivery; every retry has the same."""
    body, lines = event.full, _JSON
    if method is Method.GET:
        body, lines = b"", _NONE
    elif payload is Payload.THIN and event.thin is not None:
        body = event.thin
    if event.traceparent:
        lines = (*lines, f"traceparent: {event.traceparent}")
    return Content(event.message_id, body, lines)
