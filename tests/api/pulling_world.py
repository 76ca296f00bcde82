"""How tests of the API pull deliveries."""

from typing import Any

from tests.serving import Api, Reply

TENANT = "/v2/tenants/acme"
SUBSCRIPTIONS = f"{TENANT}/subscriptions"
UNKNOWN = "sub_01h455vb4pex5vsknk084sn02q"


async def make(client: Api, **members: Any) -> Any:
    reply = await client("POST", SUBSCRIPTIONS, {"pull": True, "event_types": ["design.*"], **members})
    assert reply.status == 201, reply.content
    return reply.json


async def publish(api: Api, count: int = 1, **data: Any) -> list[str]:
    events = [{"type": "design.created", "data": {"number": number, **data}} for number in range(count)]
    reply = await api("POST", f"{TENANT}/events", {"events": events})
    assert reply.status == 202, reply.content
    return [each["id"] for each in reply.json["events"]]


async def verb(client: Api, subscription: str, name: str, body: Any) -> Reply:
    return await client("POST", f"{SUBSCRIPTIONS}/{subscription}/deliveries:{name}", body)


async def claim(client: Api, subscription: str, **members: Any) -> list[Any]:
    reply = await verb(client, subscription, "claim", {"holder": "laptop", "max_deliveries": 100, **members})
    assert reply.status == 200, reply.content
    claimed: list[Any] = reply.json["deliveries"]
    return claimed


async def record(client: Api, subscription: str, *told: tuple[Any, dict[str, Any]]) -> list[Any]:
    items = [
        {"delivery_id": each["delivery_id"], "lease_token": each["lease_token"], **members} for each, members in told
    ]
    reply = await verb(client, subscription, "record", {"items": items})
    assert reply.status == 200, reply.content
    answers: list[Any] = reply.json["items"]
    return answers


async def read(client: Api, delivery_id: str) -> Any:
    reply = await client("GET", f"{TENANT}/deliveries/{delivery_id}")
    assert reply.status == 200, reply.content
    return reply.json
