"""The client: one Bellhop, one key, usually one tenant."""

import os
from collections.abc import Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import httpx

from bellhop_client._async.admin import AsyncAdmin
from bellhop_client._async.deliveries import AsyncDeliveries, AsyncEvents
from bellhop_client._async.jobs import AsyncJobs
from bellhop_client._async.operations import AsyncActions, AsyncOperationHandle, AsyncOperations
from bellhop_client._async.pulls import AsyncPulls
from bellhop_client._async.subscriptions import AsyncSubscriptions
from bellhop_client._async.transport import Answer, AsyncTransport, open_http
from bellhop_client.numbers import Decimals
from bellhop_client.retries import Retries
from bellhop_client.settings import decimals_of, key_of, url_of


class AsyncClient:
    """Calls one Bellhop with one key.

    `url`, `key` and `tenant` come from `BELLHOP_URL`, `BELLHOP_KEY` and `BELLHOP_TENANT` where they are not given.
    `timeout` (seconds) bounds each connect, read and write; time that the service waits on purpose comes on top.
    `retries` says how often a request is sent that may be sent again. `decimals="decimal"` reads numbers with a point
    as `Decimal`, so that they leave with the digits that they came with; integers are exact always. `transport` is
    httpx's own, for tests and proxies. Raises `ValueError` for a key that no request could carry, and for a URL
    and a word for `decimals` that cannot be meant.
    """

    def __init__(
        self,
        url: str | None = None,
        key: str | None = None,
        *,
        tenant: str | None = None,
        timeout: float = 30.0,
        retries: Retries | None = None,
        decimals: Decimals = "float",
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        decimals = decimals_of(decimals)
        http = open_http(url_of(url), key_of(key), timeout, transport)
        self._put_together(
            AsyncTransport(http, retries or Retries(), decimals), tenant or os.environ.get("BELLHOP_TENANT")
        )

    def _put_together(self, transport: AsyncTransport, tenant: str | None) -> None:
        self._transport = transport
        self.tenant = tenant
        self.operations = AsyncOperations(transport, tenant)
        self.actions = AsyncActions(transport, tenant)
        self.subscriptions = AsyncSubscriptions(transport, tenant)
        self.deliveries = AsyncDeliveries(transport, tenant)
        self.events = AsyncEvents(transport, tenant)
        self.pulls = AsyncPulls(transport, tenant)
        self.jobs = AsyncJobs(transport, tenant)
        self.admin = AsyncAdmin(transport, tenant)

    def for_tenant(self, tenant: str) -> "AsyncClient":
        """The same key and connections for a tenant; closing either closes both."""
        client = AsyncClient.__new__(AsyncClient)
        client._put_together(self._transport, tenant)  # noqa: SLF001 - another of the same class
        return client

    async def run(
        self,
        parent: str,
        action: str,
        input: Any = None,
        *,
        labels: Mapping[str, str] | None = None,
        run_at: datetime | None = None,
        priority: int | None = None,
        wait_seconds: int = 0,
        idempotency_key: str | None = None,
        traceparent: str | None = None,
    ) -> AsyncOperationHandle:
        """Start an action on a parent such as `designs/d1`; the handle waits for its result (see `operations.run`)."""
        return await self.operations.run(
            parent,
            action,
            input,
            labels=labels,
            run_at=run_at,
            priority=priority,
            wait_seconds=wait_seconds,
            idempotency_key=idempotency_key,
            traceparent=traceparent,
        )

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        repeatable: bool | None = None,
    ) -> Answer:
        """Any other request: its answer with status, headers (such as `etag`) and body, under the same rules."""
        return await self._transport.request(
            method, path, query=query, json=json, headers=headers, repeatable=repeatable
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
