"""What every group of verbs has: how to send, and for which tenant."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel

from bellhop_client._async.pages import AsyncPages
from bellhop_client._async.transport import AsyncTransport
from bellhop_client.urls import path

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class AsyncScope:
    """The verbs of one noun, for one tenant (None: for an operator who acts for none)."""

    transport: AsyncTransport
    tenant: str | None

    def at(self, template: str, *parts: str) -> str:
        """A path below the tenant; raises `ValueError` where no tenant was given."""
        return "/v2/tenants/" + path("{}", self.named_tenant()) + path(template, *parts)

    def named_tenant(self) -> str:
        """The tenant; raises `ValueError` where none was given."""
        if self.tenant is None:
            message = "Say for which tenant: `Client(…, tenant=…)` or `client.for_tenant(…)`."
            raise ValueError(message)
        return self.tenant

    async def fetch(self, url: str, model: type[M], **query: Any) -> M:
        """GET as a model."""
        return (await self.transport.request("GET", url, query=query)).read(model)

    async def send(self, url: str, model: type[M], body: Any = None, **options: Any) -> M:
        """POST as a model."""
        return (await self.transport.request("POST", url, json=body, **options)).read(model)

    def pages_of(self, url: str, model: type[M], **query: Any) -> AsyncPages[M]:
        """A list."""
        return AsyncPages(self.transport, url, query, model)


def body_of(body: BaseModel | Mapping[str, Any] | None, members: Mapping[str, Any]) -> dict[str, Any]:
    """A request body: a model or a mapping, with members beside it that win."""
    given = body.model_dump(by_alias=True, exclude_unset=True) if isinstance(body, BaseModel) else dict(body or {})
    return {**given, **members}


def if_match(etag: str | None) -> dict[str, str]:
    """The header of a write that shall only happen to the version that was read."""
    return {} if etag is None else {"If-Match": etag}
