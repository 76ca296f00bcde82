"""The client: one Bellhop, one key, usually one tenant. Written by `tools/generate.py` from `_async`."""

import os
from collections.abc import Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import httpx

from bellhop_client._sync.admin import Admin
from bellhop_client._sync.deliveries import Deliveries, Events
from bellhop_client._sync.jobs import Jobs
from bellhop_client._sync.operations import Actions, OperationHandle, Operations
from bellhop_client._sync.pulls import Pulls
from bellhop_client._sync.subscriptions import Subscriptions
from bellhop_client._sync.transport import Answer, Transport, open_http
from bellhop_client.numbers import Decimals
from bellhop_client.retries import Retries
from bellhop_client.settings import decimals_of, key_of, url_of


class Client:
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
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        decimals = decimals_of(decimals)
        http = open_http(url_of(url), key_of(key), timeout, transport)
        self._put_together(Transport(http, retries or Retries(), decimals), tenant or os.environ.get("BELLHOP_TENANT"))

    def _put_together(self, transport: Transport, tenant: str | None) -> None:
        self._transport = transport
        self.tenant = tenant
        self.operations = Operations(transport, tenant)
        self.actions = Actions(transport, tenant)
        self.subscriptions = Subscriptions(transport, tenant)
        self.deliveries = Deliveries(transport, tenant)
        self.events = Events(transport, tenant)
        self.pulls = Pulls(transport, tenant)
        self.jobs = Jobs(transport, tenant)
        self.admin = Admin(transport, tenant)

    def for_tenant(self, tenant: str) -> "Client":
        """The same key and connections for a tenant; closing either closes both."""
        client = Client.__new__(Client)
        client._put_together(self._transport, tenant)  # noqa: SLF001 - another of the same class
        return client

    def run(
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
    ) -> OperationHandle:
        """Start an action on a parent such as `designs/d1`; the handle waits for its result (see `operations.run`)."""
        return self.operations.run(
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

    def request(
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
        return self._transport.request(method, path, query=query, json=json, headers=headers, repeatable=repeatable)

    def close(self) -> None:
        """Close the connections."""
        self._transport.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
