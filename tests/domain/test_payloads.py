from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest

from bellhop.domain.payloads import LARGEST_FULL_BYTES, operation_event
from bellhop.ids import EventId

NOW = datetime(2026, 11, 22, 12, 30, 0, 123456, tzinfo=UTC)


def operation(**more: Any) -> dict[str, Any]:
    return {
        "id": "op_1", "job_id": "op_1", "path": "operations/op_1", "state": "succeeded", "status": "succeeded",
        "done": True, "createdTime": "2026-11-22T12:00:00.000000Z", "tenant_id": "acme", "action": "layout",
        "parent": "designs/a", "source": "api", "labels": {"site": "oslo"}, "input": {"secret": 1},
        "metadata": {
            "createdTime": "2026-11-22T12:00:00.000000Z", "update_time": "u", "complete_time": "c",
            "expire_time": "e", "attempt": 1, "max_attempts": 3, "progress": {"percent": 100},
            "custom": orjson.Fragment(b'{"panels":12}'),
        },
        **more,
    }  # fmt: skip


def render(**more: Any) -> tuple[dict[str, Any], dict[str, Any] | None]:
    full, thin = operation_event(
        operation(**more), event_id=EventId(UUID(int=1)), event_type="operation.succeeded", timestamp=NOW
    )
    return orjson.loads(full), orjson.loads(thin) if thin is not None else None


@pytest.mark.requirement("A11")
def test_the_thin_body_has_ids_status_times_labels_and_custom_metadata() -> None:
    _, thin = render(result=orjson.Fragment(b'{"kwh":1.50}'))

    assert thin is not None
    assert (thin["type"], thin["timestamp"]) == ("operation.succeeded", "2026-11-22T12:30:00.123456Z")
    data = thin["data"]
    assert (data["job_id"], data["status"], data["labels"]) == ("op_1", "succeeded", {"site": "oslo"})
    assert data["metadata"] == {
        "createdTime": "2026-11-22T12:00:00.000000Z",
        "update_time": "u",
        "complete_time": "c",
        "expire_time": "e",
        "custom": {"panels": 12},
    }
    assert "result" not in data
    assert "input" not in data


def test_the_full_body_adds_what_came_of_it_byte_for_byte() -> None:
    full, _ = operation_event(
        operation(result=orjson.Fragment(b'{"kwh":1.50}')),
        event_id=EventId(UUID(int=1)),
        event_type="operation.succeeded",
        timestamp=NOW,
    )

    assert b'"result":{"kwh":1.50}' in full


def test_an_operation_with_nothing_to_add_has_one_body() -> None:
    full, thin = render()

    assert thin is None
    assert "omitted" not in full["data"]


def test_a_full_body_over_the_limit_becomes_thin_and_says_what_it_leaves_out() -> None:
    full, thin = render(result={"text": "x" * LARGEST_FULL_BYTES})

    assert thin is not None
    assert full["data"] == thin["data"] | {"omitted": ["result"]}
