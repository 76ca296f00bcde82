"""A receiver's side: typed events, duplicates, and bodies of other forms."""

import asyncio
import json
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bellhop.domain.cloud_events import Source, structured
from bellhop.ids import TenantId
from bellhop_client import webhooks
from bellhop_client.events import SubscriptionFailingEvent
from bellhop_client.webhooks import (
    DuplicateWebhookError,
    MemoryGuard,
    OperationEvent,
    OtherEvent,
    WebhookError,
    WebhookPingEvent,
    sample,
    signed_headers,
    unwrap,
)

SECRET = "whsec_qlTe+eC7EcHrv8l6nuY6+elcT98dAysd3MDyFmH3SGU="
PAGES = sorted((Path(__file__).parents[3] / "schemas" / "webhooks").glob("*.json"))
EXAMPLES = [
    (path.name, example)
    for path in PAGES
    for example in json.loads(path.read_text(encoding="utf-8")).get("examples", [])
    if {"type", "timestamp", "data"} <= set(example)
]


@pytest.mark.parametrize(("page", "example"), EXAMPLES, ids=lambda value: value if isinstance(value, str) else "")
def test_every_documented_callback_has_a_model(page: str, example: dict[str, Any]) -> None:
    body = orjson.dumps(example)

    event = unwrap(body, signed_headers(body, SECRET), SECRET)

    assert not isinstance(event, OtherEvent), page
    assert event.type == example["type"]
    assert json.loads(event.data.model_dump_json(by_alias=True, exclude_unset=True)).keys() == example["data"].keys()


def test_events_are_told_apart_by_their_class() -> None:
    data = {"event_id": "evt_1", "subscription_id": "sub_1", "message": "This endpoint can be reached."}

    event = unwrap(*sample("webhook.ping", data, SECRET), SECRET)

    assert isinstance(event, WebhookPingEvent)
    assert event.data.message == data["message"]
    assert not isinstance(event, OperationEvent | SubscriptionFailingEvent)


def test_an_example_that_was_asked_for_says_so() -> None:
    body = json.dumps({**dict(EXAMPLES)["operation.thin.json"], "test": True}).encode()

    assert webhooks.is_example(unwrap(body, signed_headers(body, SECRET), SECRET))


def test_an_event_of_the_operators_own_is_still_an_event() -> None:
    event = unwrap(*sample("design.created", {"n": 9007199254740993}, SECRET), SECRET)

    assert isinstance(event, OtherEvent)
    assert (event.type, event.data) == ("design.created", {"n": 9007199254740993})


def test_a_known_type_of_a_newer_form_is_an_event_of_its_type() -> None:
    event = unwrap(*sample("operation.succeeded", {"quite": "other"}, SECRET), SECRET)

    assert isinstance(event, OtherEvent)
    assert event.type == "operation.succeeded"


def test_a_callback_that_comes_twice_is_told() -> None:
    guard = MemoryGuard()
    body, headers = sample("design.created", {}, SECRET)

    unwrap(body, headers, SECRET, seen=guard)
    with pytest.raises(DuplicateWebhookError):
        unwrap(body, headers, SECRET, seen=guard)

    guard.discard(headers["webhook-id"])
    unwrap(body, headers, SECRET, seen=guard)


def test_a_forged_callback_does_not_use_up_an_id() -> None:
    guard = MemoryGuard()
    body, headers = sample("design.created", {}, SECRET)

    with pytest.raises(WebhookError):
        unwrap(body + b" ", headers, SECRET, seen=guard)

    unwrap(body, headers, SECRET, seen=guard)


def test_a_guard_forgets_the_oldest() -> None:
    guard = MemoryGuard(most=2)

    assert [guard.add(each) for each in ("a", "b", "c", "a", "c")] == [True, True, True, True, False]


def test_a_cloud_event_in_structured_mode_is_the_same_event() -> None:
    example = dict(EXAMPLES)["operation.full.json"]
    body = structured(Source("evt_1", TenantId("acme"), example["type"], "designs/d1", None, orjson.dumps(example)))

    event = unwrap(body, signed_headers(body, SECRET), SECRET)

    assert isinstance(event, OperationEvent)
    assert not webhooks.is_example(event)
    assert (event.data.job_id, event.data.result) == (example["data"]["job_id"], example["data"]["result"])


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("webhook-id", "evt_\udcff"),  # as aiohttp reads the byte \xff
        ("webhook-timestamp", "\udcff"),
        ("webhook-timestamp", "9" * 5000),
        ("webhook-timestamp", "0" * 5000),
        ("webhook-signature", "v1,\udcff"),
        ("webhook-signature", "v1a,\udcff"),
        ("webhook-signature", "\udcff"),
    ],
    ids=lambda value: ascii(value)[:24],
)
@pytest.mark.parametrize("secrets", [SECRET, [SECRET, "whpk_" + "A" * 43 + "="]], ids=["v1", "both"])
def test_whatever_a_sender_writes_into_its_headers_it_is_not_genuine(
    header: str, value: str, secrets: str | list[str]
) -> None:
    body, headers = sample("design.created", {}, SECRET)

    with pytest.raises(WebhookError) as raised:
        unwrap(body, {**headers, header: value}, secrets)

    assert not isinstance(raised.value, ValueError)  # which a receiver takes for a genuine one of another form


def test_a_good_signature_counts_beside_one_that_is_no_text() -> None:
    body, headers = sample("design.created", {}, SECRET)
    signature = f"v1,\udcff {headers['webhook-signature']}"

    assert unwrap(body, {**headers, "webhook-signature": signature}, SECRET).type == "design.created"


async def test_a_forged_request_with_bytes_that_are_no_text_is_refused_under_aiohttp() -> None:
    async def receive(request: web.Request) -> web.Response:
        try:
            unwrap(await request.read(), request.headers, SECRET)
        except WebhookError:
            return web.Response(status=401)
        except ValueError:
            return web.Response(status=204)
        return web.Response(status=200)

    app = web.Application()
    app.router.add_post("/", receive)
    async with TestServer(app) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\nwebhook-id: evt_\xff\r\n"
        )
        writer.write(b"webhook-timestamp: %d\r\nwebhook-signature: v1,\xff\r\n\r\n{}" % time.time())
        answer = await reader.read()
        writer.close()

    assert answer.startswith(b"HTTP/1.1 401")


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_a_body_is_taken_in_any_form_of_bytes(kind: Callable[[bytes], Any]) -> None:
    body, headers = sample("design.created", {"n": 1}, SECRET)

    event = unwrap(kind(body), headers, SECRET)

    assert isinstance(event, OtherEvent)
    assert event.data == {"n": 1}
    assert webhooks.verify(kind(body), headers, SECRET).id == headers["webhook-id"]


def test_what_is_called_wrongly_says_how_to_call_it() -> None:
    body, headers = sample("design.created", {}, SECRET)
    wrong: list[tuple[Any, Any, Any, str]] = [
        (body.decode(), headers, SECRET, "bytes as they came, not str"),
        (None, headers, SECRET, "bytes as they came, not NoneType"),
        (body, {name.encode(): value.encode() for name, value in headers.items()}, SECRET, "type str, not bytes"),
        (body, {name: value.encode() for name, value in headers.items()}, SECRET, "type str, not bytes"),
        (body, headers, SECRET.encode(), "a list of them; this is bytes"),
        (body, headers, [SECRET.encode()], "such as whsec_…, not bytes"),
        (body, headers, None, "a list of them; this is NoneType"),
    ]
    for given_body, given_headers, secrets, sentence in wrong:
        with pytest.raises(TypeError, match=sentence):
            unwrap(given_body, given_headers, secrets)


@pytest.mark.parametrize("number", ["1E400", "-1e999", "1" * 400 + ".0"], ids=lambda number: number[:8])
def test_a_number_that_no_float_holds_is_of_another_form_unless_decimals_are_asked_for(number: str) -> None:
    body = b'{"type":"design.created","timestamp":"2026-11-29T22:13:20Z","data":{"n":%b}}' % number.encode()
    headers, guard = signed_headers(body, SECRET), MemoryGuard()

    with pytest.raises(ValueError, match="too large for a float"):
        unwrap(body, headers, SECRET, seen=guard)

    event = unwrap(body, headers, SECRET, seen=guard, decimals="decimal")
    assert isinstance(event, OtherEvent)
    assert event.data == {"n": Decimal(number)}


@pytest.mark.parametrize("body", [b"text", b"{}", b'{"text":"a template of the tenant"}', b"[]"])
def test_a_genuine_body_of_another_form_is_a_value_error(body: bytes) -> None:
    headers = signed_headers(body, SECRET)

    with pytest.raises(ValueError):  # noqa: PT011 - of JSON or of the model
        unwrap(body, headers, SECRET)

    assert webhooks.verify(body, headers, SECRET).id == headers["webhook-id"]
