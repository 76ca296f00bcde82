"""How tests of the API make and change subscriptions."""

import base64
from typing import Any

from tests.serving import Api, Reply

URI = "https://hooks.example.com/bellhop"
PATH = "/v2/tenants/acme/subscriptions"
SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()


async def make(client: Api, **members: Any) -> Any:
    reply = await client("POST", PATH, {"uri": URI, "event_types": ["operation.*"], **members})
    assert reply.status == 201, reply.content
    return reply.json


async def patch(client: Api, name: str, members: Any, **headers: str) -> Reply:
    return await client("PATCH", f"{PATH}/{name}", members, headers=headers)
