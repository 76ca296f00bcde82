"""A URL as its owner wrote it is what leaves; the subscription shows the one, the attempt the other."""

from collections.abc import AsyncIterator

import pytest

from bellhop.core.uri_rendering import UriRenderer
from tests.receiver import Receiver, receiver
from tests.serving import Api
from tests.world import World

TENANT = "/v2/tenants/acme"


@pytest.fixture
def world(world_of_api: World) -> World:
    return world_of_api


@pytest.fixture
async def endpoint() -> AsyncIterator[Receiver]:
    async with receiver() as listening:
        yield listening


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ({"uri": "http://127.0.0.1:{port}/a%2fb/../%7e//?x=%e2%82%ac&"}, "/a%2fb/../%7e//?x=%e2%82%ac&"),
        ({"uri": "HTTP://0x7f.1:{port}?"}, "/?"),
        ({"method": "GET", "uri_template": "http://127.1:{port}/a%2fb/<TENANT_ID>?s=%2f<STATUS>"}, "/a%2fb/acme?s=%2f"),
    ],
)
async def test_a_subscription_shows_what_was_written_and_an_attempt_what_left(
    api: Api, world: World, endpoint: Receiver, written: dict[str, str], left: str
) -> None:
    acme = await api.make_tenant("acme")
    written = {name: text.replace("{port}", str(endpoint.port)) for name, text in written.items()}
    made = await acme("POST", f"{TENANT}/subscriptions", {**written, "event_types": ["design.*"]})
    assert made.status == 201, made.json
    shown = (await acme("GET", f"{TENANT}/subscriptions/{made.json['id']}")).json
    assert {name: shown[name] for name in written} == written
    await api("POST", f"{TENANT}/events", {"events": [{"type": "design.created", "data": {}}]})
    render_uri = UriRenderer(api.services.catalog).render
    assert await world.dispatcher(render_uri=render_uri).run_once() == 1
    assert [each.target for each in endpoint.requests] == [left]
    (listed,) = (await acme("GET", f"{TENANT}/deliveries")).json["results"]
    (attempt,) = (await acme("GET", f"{TENANT}/deliveries/{listed['id']}")).json["attempts"]
    assert attempt["uri"] == f"http://127.0.0.1:{endpoint.port}{left}"
