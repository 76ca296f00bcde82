"""The terminal's receiver refuses what a receiver must refuse."""

import asyncio

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bellhop.clock import SystemClock
from bellhop.listen import Callback, Listener, check_signature
from bellhop.signing import standard_webhooks

SECRET = b"s" * 32
BODY = b'{"type":"operation.succeeded"}'
NOW = 1_800_000_000


def signed(body: bytes = BODY, *, at: int = NOW) -> dict[str, str]:
    return {
        "webhook-id": "evt_1",
        "webhook-timestamp": str(at),
        "webhook-signature": "v1,bm90IHRoaXM= " + standard_webhooks.sign([SECRET], "evt_1", at, body),
    }


def test_one_good_signature_among_several_is_enough() -> None:
    assert check_signature(SECRET, signed(), BODY, now_seconds=NOW) is None


@pytest.mark.parametrize(
    ("headers", "body", "reason"),
    [
        (signed(), b"{}", "no signature matches this secret"),
        (signed(at=NOW - 301), BODY, "webhook-timestamp is more than five minutes off"),
        ({**signed(), "webhook-timestamp": "soon"}, BODY, "webhook-timestamp is not a number"),
        ({**signed(), "webhook-timestamp": "9" * 5000}, BODY, "webhook-timestamp is more than five minutes off"),
        ({**signed(), "webhook-signature": "v1,\udcff"}, BODY, "no signature matches this secret"),
        ({**signed(), "webhook-id": "evt_\udcff"}, BODY, "no signature matches this secret"),
        ({}, BODY, "a webhook-… header is missing"),
    ],
)
def test_a_callback_that_does_not_prove_itself_is_refused(headers: dict[str, str], body: bytes, reason: str) -> None:
    assert check_signature(SECRET, headers, body, now_seconds=NOW) == reason


async def test_what_does_not_prove_itself_is_answered_401_and_the_rest_as_asked() -> None:
    """It answered 204: a sender with the wrong secret was told that all is well."""
    now = int(SystemClock().now().timestamp())
    shown: list[Callback] = []
    listener = Listener(SECRET, 204, shown.append)
    async with TestClient(TestServer(listener.application())) as client:
        answers = [
            (await client.post("/hook", data=BODY, headers=headers)).status
            for headers in (signed(at=now), signed(at=now - 400), signed(b"{}", at=now), {})
        ]
        unsigned = await client.get("/hook")
    assert (answers, unsigned.status) == ([204, 401, 401, 401], 401)
    assert sum("SIGNATURE REFUSED" in each.lines()[0] for each in shown) == 4


async def test_bytes_that_are_no_text_are_answered_401_and_shown() -> None:
    now = int(SystemClock().now().timestamp())
    shown: list[Callback] = []
    listener = Listener(SECRET, 204, shown.append)
    async with TestClient(TestServer(listener.application())) as client:
        assert client.port is not None
        reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
        writer.write(
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\nwebhook-id: evt_\xff\r\n"
        )
        writer.write(b"webhook-timestamp: %d\r\nwebhook-signature: v1,\xff\r\n\r\n{}" % now)
        answer = await reader.read()
        writer.close()
    assert answer.startswith(b"HTTP/1.1 401")
    assert "  webhook-id: evt_\\xff" in shown[0].lines()


async def test_without_a_secret_everything_is_answered_as_asked() -> None:
    async with TestClient(TestServer(Listener(None, 503, lambda _callback: None).application())) as client:
        assert (await client.post("/hook", data=BODY)).status == 503
