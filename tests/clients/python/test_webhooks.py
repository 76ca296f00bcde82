"""A receiver's side: typed events, duplicates, and bodies of other forms."""

import json
from pathlib import Path
from typing import Any

import orjson
import pytest

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


@pytest.mark.parametrize("body", [b"text", b"{}", b'{"text":"a template of the tenant"}', b"[]"])
def test_a_genuine_body_of_another_form_is_a_value_error(body: bytes) -> None:
    headers = signed_headers(body, SECRET)

    with pytest.raises(ValueError):  # noqa: PT011 - of JSON or of the model
        unwrap(body, headers, SECRET)

    assert webhooks.verify(body, headers, SECRET).id == headers["webhook-id"]
