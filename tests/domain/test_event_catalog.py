from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import jsonschema_rs
import orjson
import pytest

from bellhop.domain.event import EventType
from bellhop.domain.event_catalog import EventKind, kinds
from bellhop.domain.payloads import delivery_event, operation_event, ping, sample, subscription_event
from bellhop.ids import EventId, JobId, Prefix, SubscriptionId, TenantId, encode, uuid7

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
EVENT = EventId(uuid7(NOW))
SUBSCRIPTION = SubscriptionId(UUID(int=7))
KINDS = {kind.type: kind for kind in kinds()}


def check(schema: Mapping[str, Any], body: bytes | Mapping[str, Any]) -> None:
    document = orjson.loads(body) if isinstance(body, bytes) else body
    jsonschema_rs.validator_for(dict(schema), validate_formats=True).validate(document)


def operation(state: str, **more: object) -> dict[str, Any]:
    name = encode(Prefix.OPERATION, JobId(uuid7(NOW)))
    moment = "2026-11-22T12:00:00.000000Z"
    return {
        "id": name, "job_id": name, "path": f"operations/{name}", "state": state, "status": state, "done": True,
        "createdTime": moment, "tenant_id": "acme", "action": "layout", "parent": "", "source": "api", "labels": {},
        "metadata": {"createdTime": moment, "update_time": moment, "complete_time": moment, "expire_time": moment,
                     "attempt": 1, "max_attempts": 3},
        **more,
    }  # fmt: skip


def test_every_type_is_described() -> None:
    assert set(KINDS) == set(EventType)


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.type.value)
def test_schemas_are_schemas_and_examples_fit_them(kind: Any) -> None:
    for schema in kind.schemas.values():
        jsonschema_rs.meta.validate(schema)
        for example in schema["examples"]:
            check(schema, example)
    check(kind.schemas["thin"], kind.example)


@pytest.mark.parametrize(
    ("state", "more"),
    [
        ("succeeded", {"result": {"kwh": 1}}),
        ("succeeded", {"result": {"text": "x" * 300_000}}),
        ("failed", {"errors": [{"code": "bad_site", "message": "No roof.", "hint": 1}]}),
        ("cancelled", {}),
    ],
)
def test_what_is_sent_for_an_operation_fits_the_schema(state: str, more: dict[str, object]) -> None:
    event_type = f"operation.{state}"
    full, thin = operation_event(operation(state, **more), event_id=EVENT, event_type=event_type, timestamp=NOW)

    check(KINDS[EventType(event_type)].schemas["full"], full)
    check(KINDS[EventType(event_type)].schemas["thin"], full if thin is None else thin)


def test_what_is_sent_for_the_rest_fits_the_schemas() -> None:
    common: dict[str, Any] = {"event_id": EVENT, "timestamp": NOW}
    delivery = {
        "id": encode(Prefix.DELIVERY, EVENT), "subscription_id": encode(Prefix.SUBSCRIPTION, SUBSCRIPTION),
        "event_id": encode(Prefix.EVENT, EVENT), "event_type": "a", "payload": "thin", "state": "dead",
        "reason": "too_old", "attempt_count": 3, "last_status_code": None, "createdTime": "2026-11-22T12:00:00.000000Z",
    }  # fmt: skip
    bodies = {
        EventType.WEBHOOK_PING: ping(TenantId("acme"), SUBSCRIPTION, NOW).full,
        EventType.DELIVERY_DEAD_LETTERED: delivery_event(delivery, event_type="delivery.dead_lettered", **common),
        EventType.SUBSCRIPTION_FAILING: subscription_event(
            SUBSCRIPTION, event_type="subscription.failing", uri="https://a.example/", reason="failing", **common
        ),
        EventType.SUBSCRIPTION_DISABLED: subscription_event(
            SUBSCRIPTION, event_type="subscription.disabled", uri="https://a.example/", reason="gone",
            facts={"failing_since": "2026-11-22T12:00:00.000000Z"}, **common,
        ),
        EventType.SUBSCRIPTION_CERTIFICATE_EXPIRING: subscription_event(
            SUBSCRIPTION, event_type="subscription.certificate_expiring", uri="https://a.example/",
            reason="certificate_expiring", **common,
            facts={"subject": "CN=us", "issuer": "CN=ca", "serial": "1", "expire_time": "2026-12-22T12:00:00.000000Z"},
        ),
    }  # fmt: skip
    for event_type, body in bodies.items():
        check(KINDS[event_type].schemas["full"], body)


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.type.value)
def test_a_sample_fits_the_schema_of_its_type_and_says_that_it_is_one(kind: EventKind) -> None:
    event = sample(kind, TenantId("other"), SUBSCRIPTION, NOW, {})

    assert event.only_for == SUBSCRIPTION
    for form, body in (("full", event.full), ("thin", event.thin or event.full)):
        check(kind.schemas[form], body)
        said = orjson.loads(body)
        assert said["test"] is True
        assert said["type"] == kind.type
        assert said["data"]["event_id"] == encode(Prefix.EVENT, event.event_id)
        assert said["data"].get("tenant_id", "other") == "other"


@pytest.mark.parametrize(("event_type", "member"), [("succeeded", "result"), ("failed", "errors"), ("cancelled", None)])
def test_a_full_example_of_an_operation_has_what_its_state_has(event_type: str, member: str | None) -> None:
    data = KINDS[EventType(f"operation.{event_type}")].example_of("full")["data"]
    assert {"result", "errors"} & set(data) == ({member} if member else set())


def test_a_schema_notices_what_is_missing() -> None:
    incomplete = {**KINDS[EventType.WEBHOOK_PING].example, "data": {}}

    with pytest.raises(jsonschema_rs.ValidationError):
        check(KINDS[EventType.WEBHOOK_PING].schemas["thin"], incomplete)
