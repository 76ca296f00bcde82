"""CloudEvents as their published SDK reads them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from hypothesis import given
from hypothesis import strategies as st

from bellhop.domain.cloud_events import Source, binary, encode_value, structured
from bellhop.domain.event_catalog import kind_of
from bellhop.domain.payloads import envelope, sample
from bellhop.ids import SubscriptionId, TenantId

WHEN = datetime(2026, 11, 29, 13, 30, 15, 250_000, tzinfo=UTC)
DATA = b'{"big":12345678901234567890.10,"text":"\xe2\x82\xac \\"data\\":","timestamp":"none"}'


def source(**fields: Any) -> Source:
    body = envelope("design.created", WHEN, orjson.Fragment(DATA))
    return Source(
        **{
            "message_id": "evt_01kaxq3v9sfk8rj6n3d2c7w5mh",
            "tenant_id": TenantId("acme"),
            "type": "design.created",
            "parent": "designs/a",
            "data_schema": None,
            "body": body,
            **fields,
        }
    )


def read_structured(event: Source) -> Any:
    message = HTTPMessage({"content-type": "application/cloudevents+json"}, structured(event))
    return from_http_event(message)


def read_binary(event: Source) -> Any:
    body, lines = binary(event)
    headers = dict(line.split(": ", 1) for line in lines) | {"content-type": "application/json"}
    return from_http_event(HTTPMessage(headers, body))


@pytest.mark.parametrize("read", [read_structured, read_binary])
def test_the_attributes_are_the_events_own(read: Any) -> None:
    event = read(source(data_schema="https://example.com/design.json"))

    assert event.get_attributes() | {"datacontenttype": None} == {
        "specversion": "1.0",
        "id": "evt_01kaxq3v9sfk8rj6n3d2c7w5mh",
        "source": "/v2/tenants/acme",
        "type": "design.created",
        "subject": "designs/a",
        "time": WHEN,
        "dataschema": "https://example.com/design.json",
        "datacontenttype": None,
    }
    assert event.get_datacontenttype() == "application/json"
    assert event.get_data() == orjson.loads(DATA)


@pytest.mark.parametrize("read", [read_structured, read_binary])
def test_what_an_event_has_not_is_absent_and_not_empty(read: Any) -> None:
    event = read(source(parent=""))

    assert (event.get_subject(), event.get_dataschema()) == (None, None)


@pytest.mark.parametrize("read", [read_structured, read_binary])
def test_an_example_says_that_it_is_one(read: Any) -> None:
    body = orjson.dumps({"type": "design.created", "timestamp": "2026-11-29T13:30:15Z", "test": True, "data": {"a": 1}})

    event = read(source(body=body))

    assert str(event.get_extension("test")).lower() == "true"
    assert event.get_data() == {"a": 1}
    assert read(source()).get_extension("test") is None


def test_the_data_leaves_byte_for_byte() -> None:
    body, _ = binary(source())

    assert body == DATA
    assert structured(source()).endswith(b',"data":' + DATA + b"}")


@given(st.text(min_size=1))
def test_any_text_goes_through_a_header_field_and_back(text: str) -> None:
    value = encode_value(text)

    assert all("\x21" <= char <= "\x7e" and char != '"' for char in value)
    message = HTTPMessage(
        {"ce-specversion": "1.0", "ce-id": "1", "ce-source": "/", "ce-type": "a", "ce-subject": value}, b""
    )
    assert from_http_event(message).get_subject() == text


def test_only_what_the_binding_names_is_encoded() -> None:
    assert encode_value('Euro € 😀 50% "a"/b?c') == "Euro%20%E2%82%AC%20%F0%9F%98%80%2050%25%20%22a%22/b?c"


@pytest.mark.parametrize("read", [read_structured, read_binary])
def test_a_sample_says_that_it_is_one_in_an_attribute(read: Any) -> None:
    kind = kind_of("operation.succeeded")
    assert kind is not None
    body = sample(kind, TenantId("acme"), SubscriptionId(UUID(int=7)), WHEN, {}).full

    event = read(source(type="operation.succeeded", body=body))

    assert event.get_attributes()["test"] in (True, "true")  # in a header field it is text
    assert event.get_time() == WHEN
    assert "test" not in read(source()).get_attributes()
