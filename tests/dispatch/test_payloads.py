"""What leaves in each form, signed as it is, and the same on every retry."""

from datetime import timedelta
from typing import Any

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from standardwebhooks.webhooks import Webhook

from bellhop.domain.subscription import Payload
from tests.receiver import Answer, Received, Receiver
from tests.world import SECRET, World

DATA = {"area": 12.5, "name": "Żółw"}


async def sent_twice(world: World, endpoint: Receiver, **members: Any) -> list[Received]:
    """Two attempts of one delivery."""
    endpoint.script("/hook", Answer(500), Answer(200))
    await world.subscribe(endpoint.url(), schedule=(timedelta(seconds=1),), **members)
    await world.publish(data=DATA, parent="designs/a")
    dispatcher = world.dispatcher()
    await dispatcher.run_once()
    await world.make_due()
    await dispatcher.run_once()
    return endpoint.requests


def read(request: Received) -> Any:
    Webhook(SECRET).verify(request.body, dict(request.headers))
    return from_http_event(HTTPMessage(dict(request.headers), request.body))


@pytest.mark.parametrize(
    ("payload", "content_type"),
    [
        (Payload.CLOUDEVENTS, "application/cloudevents+json; charset=utf-8"),
        (Payload.CLOUDEVENTS_BINARY, "application/json"),
    ],
)
async def test_a_cloud_event_is_read_by_the_published_sdk_and_is_the_same_on_a_retry(
    world: World, endpoint: Receiver, payload: Payload, content_type: str
) -> None:
    first, second = await sent_twice(world, endpoint, payload=payload)

    event = read(first)
    assert first.headers["content-type"] == content_type
    assert event.get_id() == first.message_id
    assert (event.get_source(), event.get_type(), event.get_subject()) == (
        "/v2/tenants/acme",
        "test.happened",
        "designs/a",
    )
    assert event.get_data() == DATA
    assert first.body == second.body
    assert carried_by_headers(first) == carried_by_headers(second)


def carried_by_headers(request: Received) -> dict[str, str]:
    return {
        name.lower(): value for name, value in request.headers.items() if name.lower().startswith(("ce-", "content-"))
    }
