""":verify makes its request as a delivery does: what the one proves holds for the other."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from standardwebhooks import Webhook

from bellhop.core.uri_rendering import UriRenderer
from tests.receiver import Answer, Received, Receiver, receiver
from tests.serving import Api
from tests.world import World

TENANT = "/v2/tenants/acme"
OF_ITS_OWN = {"webhook-id", "webhook-timestamp", "webhook-signature", "content-length"}


@pytest.fixture
def world(world_of_api: World) -> World:
    return world_of_api


@pytest.fixture
async def endpoint() -> AsyncIterator[Receiver]:
    async with receiver() as listening:
        listening.always("/token", Answer(200, {}, b'{"access_token": "t", "token_type": "bearer"}'))
        yield listening


def told(received: Received) -> list[tuple[str, str]]:
    """The header fields in their order; those that differ from call to call by their names only."""
    return [(name, "" if name.lower() in OF_ITS_OWN else value) for name, value in received.headers.items()]


@pytest.mark.parametrize(
    "written",
    [
        {"auth": {"basic": {"username": "me", "password": "p"}, "headers": {"x-key": "k"}}},
        {"auth": {"oauth2": {"token_uri": "http://127.0.0.1:{port}/token", "client_id": "c", "client_secret": "s"}}},
        {"auth": {"signature": {"enabled": False}, "bearer": "b"}, "payload": "full"},
        {"method": "GET", "uri_template": "http://127.0.0.1:{port}/hook"},
    ],
    ids=["basic and headers", "oauth2", "bearer alone", "GET"],
)
async def test_verification_is_made_as_a_delivery_is(
    api: Api, world: World, endpoint: Receiver, written: dict[str, Any]
) -> None:
    acme = await api.make_tenant("acme")
    place = {} if "uri_template" in written else {"uri": endpoint.url()}
    filled = _filled({**written, **place, "event_types": ["operation.*"]}, str(endpoint.port))
    made = await acme("POST", f"{TENANT}/subscriptions", filled)
    assert made.status == 201, made.json
    path = f"{TENANT}/subscriptions/{made.json['id']}"

    assert (await acme("POST", f"{path}:verify")).json["ok"]
    assert (await acme("POST", f"{path}:ping")).status in {200, 201, 202}
    await world.dispatcher(render_uri=UriRenderer(api.services.catalog).render).run_once()

    verified, delivered = [each for each in endpoint.requests if each.target == "/hook"]
    assert (verified.method, told(verified)) == (delivered.method, told(delivered))
    secret = made.json["auth"]["signature"].get("secret")
    for each in (verified, delivered):
        if secret is not None and each.body:
            assert Webhook(secret).verify(each.body, dict(each.headers))["type"] == "webhook.ping"
        assert ("webhook-signature" in each.headers) == (secret is not None)


def _filled(value: Any, port: str) -> Any:
    if isinstance(value, dict):
        return {name: _filled(each, port) for name, each in value.items()}
    return value.replace("{port}", port) if isinstance(value, str) else value
