"""The API on a real socket, for tests: the services put together on the test's database, and a client with keys."""

import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson
from yarl import URL

from bellhop.api.edge.routing import RouteTable
from bellhop.api.edge.services import Services
from bellhop.api.routes import TABLE
from bellhop.api.server import ApiServer
from bellhop.clock import Clock
from bellhop.config import MasterKey, Settings
from bellhop.parts import open_parts
from bellhop.runtime.wakeup import Wakeups
from bellhop.store.store import Store

ADMIN_KEY = "the-operators-own-key-of-the-tests"


@asynccontextmanager
async def open_services(
    store: Store, clock: Clock, *, admin_key: str | None = ADMIN_KEY, **others: Any
) -> AsyncIterator[Services]:
    """The services of one API process, as the composition root makes them; `others` are more of its settings."""
    settings = Settings.model_validate(
        {"admin_key": admin_key, "egress_allow": "127.0.0.0/8", "egress_http": True, "log_format": "json", **others}
    )
    keys = [MasterKey(name="test", key=b"k" * 32)]
    wakeups = Wakeups()
    async with open_parts(settings, store, clock=clock, wakeups=wakeups, master_keys=keys) as parts:
        yield parts.services


@dataclass(frozen=True)
class Reply:
    """An answer, read to its end."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.content)

    @property
    def problem(self) -> str:
        """The kind of problem; fails when the answer is none."""
        assert self.headers["Content-Type"] == "application/problem+json", self.content
        document = self.json
        assert document["status"] == self.status
        assert document["request_id"] == self.headers["X-Request-Id"]
        return str(document["type"].removeprefix("/problems/"))

    @property
    def faults(self) -> dict[str, str]:
        """The codes of the faults by their pointers."""
        return {fault["pointer"]: fault["code"] for fault in self.json["errors"]}


class Api:
    """A client of one running API; paths go out as they are written, with no normalisation."""

    def __init__(self, session: aiohttp.ClientSession, base: str, services: Services, key: str | None) -> None:
        self.session = session
        self.base = base
        self.services = services
        self.key = key

    def with_key(self, key: str | None) -> "Api":
        """The same with another key, or with none."""
        return Api(self.session, self.base, self.services, key)

    async def __call__(
        self,
        method: str,
        path: str,
        json: Any = None,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        sent = {} if self.key is None else {"Authorization": f"Bearer {self.key}"}
        data = orjson.dumps(json) if json is not None else body
        if data is not None:
            sent["Content-Type"] = "application/json"
        sent.update(headers or {})
        url = URL(self.base + path, encoded=True)
        async with self.session.request(method, url, data=data, headers=sent, allow_redirects=False) as answer:
            return Reply(answer.status, answer.headers, await answer.read())

    async def make_tenant(self, tenant_id: str, *, cell: str | None = None, **limits: int) -> "Api":
        """A new tenant, as a client with a key that may do everything a tenant may."""
        placed = {} if cell is None else {"cell": cell}
        reply = await self("POST", "/v2/admin/tenants", {"id": tenant_id, "limits": limits, **placed})
        assert reply.status == 201, reply.content
        return await self.make_key(kind="tenant", tenant_id=tenant_id)

    async def make_key(self, **members: Any) -> "Api":
        """A new key, as a client that has it."""
        reply = await self("POST", "/v2/admin/keys", members)
        assert reply.status == 201, reply.content
        return self.with_key(reply.json["key"])

    async def put_action(self, name: str, **members: Any) -> Reply:
        """An action that takes any object, unless the members say otherwise."""
        reply = await self("PUT", f"/v2/admin/actions/{name}", {"input_schema": {"type": "object"}, **members})
        assert reply.status in (200, 201), reply.content
        return reply


@asynccontextmanager
async def serve(services: Services, *, table: RouteTable = TABLE, **options: Any) -> AsyncIterator[Api]:
    """The API of these services on a free port, as a client with the operator's key; `options` are `ApiServer`'s."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = ApiServer(services, table=table, grace_seconds=1.0, **options)
    await server.start(listener)
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        async with aiohttp.ClientSession(auto_decompress=False) as session:
            yield Api(session, base, services, ADMIN_KEY)
    finally:
        await server.close()


UNKNOWN_KEY = "bh_tenant_" + "A" * 43
"""A key that nobody made."""
