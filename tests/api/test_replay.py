"""What can be asked of `:replay`; what it does is told in tests/maintenance."""

from typing import Any

import pytest

from tests.serving import Api

SUBSCRIPTIONS = "/v2/tenants/acme/subscriptions"


@pytest.fixture
async def path(acme: Api) -> str:
    """Where a subscription of the tenant is replayed."""
    body = {"uri": "https://hooks.example.com/", "event_types": ["operation.*"]}
    made = await acme("POST", SUBSCRIPTIONS, body)
    return f"{SUBSCRIPTIONS}/{made.json['id']}:replay"


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        ({}, {"states": ["dead"], "missed": True}),
        ({"states": ["missed"]}, {"states": [], "missed": True}),
        ({"states": ["delivered", "dead", "delivered"]}, {"states": ["delivered", "dead"], "missed": False}),
    ],
)
async def test_a_replay_is_of_what_died_and_what_was_missed_unless_it_says_otherwise(
    acme: Api, path: str, asked: dict[str, Any], chosen: dict[str, Any]
) -> None:
    reply = await acme("POST", path, asked)

    assert (reply.status, reply.json["state"]) == (202, "pending")
    (operation,) = (await acme("GET", "/operations?view=full")).json["results"]
    assert operation["id"] == reply.json["id"]
    assert operation["input"] == operation["input"] | chosen


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"states": ["missed", "pending"]}, "/states/1"),
        ({"states": []}, "/states"),
        ({"since": "2026-01-02T00:00:00Z", "until": "2026-01-01T00:00:00Z"}, "/until"),
        ({"since": "yesterday"}, "/since"),
        ({"since": 5}, "/since"),
        ({"until": "1767225600"}, "/until"),
        ({"since": "9999-12-31T00:00:00Z"}, "/since"),
        ({"since": "0001-01-01T00:00:00+14:00"}, "/since"),
        ({"until": "9999-12-31T23:59:59-14:00"}, "/until"),
    ],
)
async def test_what_cannot_be_replayed_is_refused_and_named(
    acme: Api, path: str, asked: dict[str, Any], pointer: str
) -> None:
    reply = await acme("POST", path, asked)

    assert (reply.status, [each["pointer"] for each in reply.json["errors"]]) == (422, [pointer])
    assert (await acme("GET", "/operations")).json["results"] == []
