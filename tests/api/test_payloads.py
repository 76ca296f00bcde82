"""What a subscription may ask to be sent, over HTTP."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bellhop.clock import ManualClock
from bellhop.store.database import Store
from tests.api.subscribing import PATH, make, patch
from tests.receiver import Receiver
from tests.serving import Api
from tests.world import World
from tests.world import world as make_world

TENANT = "/v2/tenants/acme"
PUBLISHED = {"events": [{"type": "design.created", "data": {"area": 1.5}}]}


@pytest.fixture
async def acme(api: Api) -> Api:
    return await api.make_tenant("acme")


@pytest.fixture
async def world(api: Api, store: Store, clock: ManualClock) -> AsyncIterator[World]:
    """The engine beside the API, with its keys."""
    async with make_world(store, clock) as made:
        made.vault, made.wakeups = api.services.vault, api.services.wakeups
        yield made


async def deliver(api: Api, acme: Api, world: World, endpoint: Receiver, **members: Any) -> Any:
    """A subscription of these members, and the delivery of one event to it."""
    made = await acme("POST", PATH, {"uri": endpoint.url(), "event_types": ["*"], **members})
    assert made.status == 201, made.content
    published = await api("POST", f"{TENANT}/events", PUBLISHED)
    assert published.status == 202, published.content
    await world.dispatcher().run_once()
    (delivery,) = (await acme("GET", f"{TENANT}/deliveries")).json["results"]
    return (await acme("GET", f"{TENANT}/deliveries/{delivery['id']}")).json


async def test_the_record_of_an_attempt_has_the_body_and_the_fields_that_left(
    api: Api, acme: Api, world: World, endpoint: Receiver
) -> None:
    delivery = await deliver(api, acme, world, endpoint, payload="cloudevents-binary")

    (attempt,) = delivery["attempts"]
    assert (delivery["payload"], delivery["state"]) == ("cloudevents-binary", "delivered")
    assert attempt["request"]["body"] == '{"area":1.5}' == endpoint.requests[0].body.decode()
    assert ["ce-type", "design.created"] in attempt["request"]["headers"]


@pytest.mark.parametrize("payload", ["cloudevents", "cloudevents-binary"])
async def test_what_needs_a_body_is_refused_for_a_get(acme: Api, payload: str) -> None:
    template = {"method": "GET", "uri": None, "uri_template": "https://hooks.example.com/<JOB_ID>", "payload": payload}

    refused = await acme("POST", PATH, {**template, "event_types": ["*"]})
    kept = await make(acme, payload=payload)
    patched = await patch(acme, kept["id"], template)

    assert (refused.status, list(refused.faults)) == (422, ["/payload"])
    assert (patched.status, list(patched.faults)) == (422, ["/payload"])
