"""What a hostile receiver says is sent, written and read again: nothing of it breaks a record or a neighbour's."""

import base64
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from bellhop.store.store import Store
from tests.egress.hostile import OK_HEAD, Act, hostile, repeat, reset, say, say_and_close
from tests.invariants import assert_invariants
from tests.receiver import Receiver, receiver
from tests.serving import Api
from tests.world import World

TENANT = "/v2/tenants/acme"
ODD = b"\x00\xff\xfe\xed\xa0\x80\x80caf\xe9\xc0\xaf"  # NUL, a lone surrogate, an overlong slash, no UTF-8 at all
LONG_LINES = b"".join(b"x-%d: %s\r\n" % (number, b"\xff" * 3900) for number in range(15))


@pytest.fixture
def world(world_of_api: World) -> World:
    return world_of_api


@pytest.fixture
async def neighbour() -> AsyncIterator[Receiver]:
    async with receiver() as listening:
        yield listening


def lengthy(head: bytes, body: bytes) -> bytes:
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


@pytest.mark.parametrize(
    ("act", "state", "outcome", "error"),
    [
        (say(lengthy(OK_HEAD + b"X-Odd: \xff\xfe caf\xe9 \xed\xa0\x80\r\n", ODD)), "delivered", "delivered", None),
        (say(lengthy(b"HTTP/1.1 500 \xff\xfe\r\nX-\xe9: 1\r\n", ODD * 4000)), "pending", "refused", None),
        (say(lengthy(b"HTTP/1.1 503 No\r\nRetry-After: \xff\xfe\r\n", ODD)), "pending", "throttled", None),
        (say(OK_HEAD + b"x: a\x00b\r\nContent-Length: 0\r\n\r\n"), "pending", "unreachable", "protocol_error"),
        (say(lengthy(OK_HEAD + LONG_LINES, b"ok")), "delivered", "delivered", None),
        (say(lengthy(OK_HEAD + LONG_LINES * 2, b"ok")), "pending", "unreachable", "headers_too_large"),
        (repeat(OK_HEAD, b"x" * 8192, every_seconds=0), "pending", "unreachable", "headers_too_large"),
        (say_and_close(b"\xff\x00SSH-2.0-\x00\r\n"), "pending", "unreachable", "protocol_error"),
        (say_and_close(OK_HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + ODD), "delivered", "delivered", None),
        (reset, "pending", "unreachable", "connection_reset"),
    ],
)
async def test_whatever_was_said_is_written_and_can_be_read(  # noqa: PLR0917 - fixtures and one row of the table
    api: Api,
    world: World,
    neighbour: Receiver,
    store: Store,
    act: Act,
    state: str,
    outcome: str,
    error: str | None,
) -> None:
    acme = await api.make_tenant("acme")
    async with hostile(act) as port:
        await subscribe(acme, f"http://127.0.0.1:{port}/hostile")
        await subscribe(acme, neighbour.url())
        await api("POST", f"{TENANT}/events", {"events": [{"type": "design.created", "data": {}}]})
        assert await world.dispatcher().run_once() == 2

    listed = (await acme("GET", f"{TENANT}/deliveries")).json["results"]
    read = [(await acme("GET", f"{TENANT}/deliveries/{each['id']}")).json for each in listed]
    (odd,) = [each for each in read if each["attempts"][0]["uri"].endswith("/hostile")]
    (plain,) = [each for each in read if each is not odd]
    (attempt,) = odd["attempts"]
    assert (odd["state"], attempt["outcome"]) == (state, outcome)
    if outcome != "delivered":
        assert attempt.get("error") == error
    assert (plain["state"], plain["attempts"][0]["status_code"]) == ("delivered", 200)
    await assert_invariants(store)


async def test_bytes_come_back_as_they_came(api: Api, world: World) -> None:
    acme = await api.make_tenant("acme")
    async with hostile(say(lengthy(OK_HEAD, ODD))) as port:
        await subscribe(acme, f"http://127.0.0.1:{port}/hostile")
        await api("POST", f"{TENANT}/events", {"events": [{"type": "design.created", "data": {}}]})
        await world.dispatcher().run_once()
    (listed,) = (await acme("GET", f"{TENANT}/deliveries")).json["results"]
    (attempt,) = (await acme("GET", f"{TENANT}/deliveries/{listed['id']}")).json["attempts"]
    assert base64.b64decode(attempt["response"]["body_base64"]) == ODD


async def test_a_crowd_of_hostile_receivers_is_recorded_beside_friendly_ones(
    api: Api, world: World, neighbour: Receiver, store: Store
) -> None:
    """All in the same batches of the recorder: what one receiver says is nobody else's failure."""
    acme = await api.make_tenant("acme", subscriptions=50)
    acts = [
        say(lengthy(OK_HEAD + b"x: \xff\r\n", ODD)),
        say(lengthy(b"HTTP/1.1 500 \xff\r\n", ODD)),
        say(OK_HEAD + b"x: a\x00b\r\n\r\n"),
        repeat(OK_HEAD, b"x: y\r\n" * 8, every_seconds=0),
        say_and_close(ODD),
        reset,
    ]
    async with AsyncExitStack() as stack:
        for act in acts:
            port = await stack.enter_async_context(hostile(act))
            await subscribe(acme, f"http://127.0.0.1:{port}/hostile")
        for number in range(6):
            await subscribe(acme, neighbour.url(f"/{number}"))
        events = [{"type": "design.created", "data": {}} for _ in range(8)]
        await api("POST", f"{TENANT}/events", {"events": events})
        while await world.dispatcher().run_once():
            pass

    states: dict[str, set[str]] = {}
    listed = (await acme("GET", f"{TENANT}/deliveries?max_page_size=1000")).json["results"]
    assert len(listed) == 12 * 8
    for each in listed:
        attempts = (await acme("GET", f"{TENANT}/deliveries/{each['id']}")).json["attempts"]
        kind = "hostile" if attempts[0]["uri"].endswith("/hostile") else "friendly"
        states.setdefault(kind, set()).add(each["state"])
        assert each["attempt_count"] == len(attempts) == 1
    assert states["friendly"] == {"delivered"}
    assert states["hostile"] == {"delivered", "pending"}
    await assert_invariants(store)


async def subscribe(client: Api, uri: str, **members: Any) -> None:
    reply = await client("POST", f"{TENANT}/subscriptions", {"uri": uri, "event_types": ["design.*"], **members})
    assert reply.status == 201, reply.content
