"""What an operator does: tenants, keys, actions. It needs an admin key."""

from collections.abc import Mapping
from typing import Any

from bellhop_client._async.pages import AsyncPages
from bellhop_client._async.scope import AsyncScope, body_of, if_match
from bellhop_client.models import (
    ActionAnswer,
    ActionBody,
    AuditEntry,
    DeclaredTypeIn,
    DeclaredTypeOut,
    KeyAnswer,
    MadeKey,
    NewKeyBody,
    NewPortalSessionOut,
    NewTenant,
    Operation,
    PortalSessionIn,
    PortalSessionOut,
    RevokedOut,
    ServiceStats,
    SystemOperation,
    TenantAnswer,
    TenantPatch,
)
from bellhop_client.urls import path


class AsyncAdmin(AsyncScope):
    """The operator's verbs."""

    async def create_tenant(self, body: NewTenant | Mapping[str, Any] | None = None, **members: Any) -> TenantAnswer:
        """A new tenant: `create_tenant(id="aurora")`."""
        return await self.send("/v2/admin/tenants", TenantAnswer, body_of(body, members))

    def tenants(
        self, *, filter: str | None = None, max_page_size: int | None = None, page_token: str | None = None
    ) -> AsyncPages[TenantAnswer]:
        """All tenants."""
        return self.pages_of(
            "/v2/admin/tenants", TenantAnswer, filter=filter, max_page_size=max_page_size, page_token=page_token
        )

    async def get_tenant(self, tenant_id: str) -> TenantAnswer:
        """One tenant."""
        return await self.fetch(path("/v2/admin/tenants/{}", tenant_id), TenantAnswer)

    async def update_tenant(
        self,
        tenant_id: str,
        body: TenantPatch | Mapping[str, Any] | None = None,
        *,
        etag: str | None = None,
        **members: Any,
    ) -> TenantAnswer:
        """Change its name or its limits (JSON merge patch)."""
        answer = await self.transport.request(
            "PATCH", path("/v2/admin/tenants/{}", tenant_id), json=body_of(body, members), headers=if_match(etag)
        )
        return answer.read(TenantAnswer)

    async def delete_tenant(self, tenant_id: str, *, etag: str | None = None) -> SystemOperation:
        """Erase a tenant and all that it has, as an operation."""
        url = path("/v2/admin/tenants/{}", tenant_id)
        return (await self.transport.request("DELETE", url, headers=if_match(etag))).read(SystemOperation)

    async def create_key(self, body: NewKeyBody | Mapping[str, Any] | None = None, **members: Any) -> MadeKey:
        """A new key: `create_key(kind="worker")`; shown this once, so not repeated by itself."""
        return await self.send("/v2/admin/keys", MadeKey, body_of(body, members))

    def keys(
        self, *, filter: str | None = None, max_page_size: int | None = None, page_token: str | None = None
    ) -> AsyncPages[KeyAnswer]:
        """All keys, by prefix and last use."""
        return self.pages_of(
            "/v2/admin/keys", KeyAnswer, filter=filter, max_page_size=max_page_size, page_token=page_token
        )

    async def revoke_key(self, key_id: str) -> None:
        """End a key at once."""
        await self.transport.request("DELETE", path("/v2/admin/keys/{}", key_id))

    async def put_action(
        self,
        action: str,
        body: ActionBody | Mapping[str, Any] | None = None,
        *,
        etag: str | None = None,
        **members: Any,
    ) -> ActionAnswer:
        """Write an action, new or instead of the one of this name."""
        answer = await self.transport.request(
            "PUT", path("/v2/admin/actions/{}", action), json=body_of(body, members), headers=if_match(etag)
        )
        return answer.read(ActionAnswer)

    def actions(self, *, max_page_size: int | None = None, page_token: str | None = None) -> AsyncPages[ActionAnswer]:
        """All actions."""
        return self.pages_of("/v2/admin/actions", ActionAnswer, max_page_size=max_page_size, page_token=page_token)

    async def delete_action(self, action: str, *, etag: str | None = None) -> None:
        """Offer an action no longer."""
        await self.transport.request("DELETE", path("/v2/admin/actions/{}", action), headers=if_match(etag))

    async def put_event_type(
        self,
        name: str,
        body: DeclaredTypeIn | Mapping[str, Any] | None = None,
        *,
        etag: str | None = None,
        **members: Any,
    ) -> DeclaredTypeOut:
        """Declare a type of the operator's own events: `put_event_type("design.created", description="…")`."""
        url = path("/v2/admin/event-types/{}", name)
        answer = await self.transport.request("PUT", url, json=body_of(body, members), headers=if_match(etag))
        return answer.read(DeclaredTypeOut)

    def event_types(
        self, *, max_page_size: int | None = None, page_token: str | None = None
    ) -> AsyncPages[DeclaredTypeOut]:
        """All declared types."""
        return self.pages_of(
            "/v2/admin/event-types", DeclaredTypeOut, max_page_size=max_page_size, page_token=page_token
        )

    async def delete_event_type(self, name: str, *, etag: str | None = None) -> None:
        """Declare a type no longer; what was published stays."""
        await self.transport.request("DELETE", path("/v2/admin/event-types/{}", name), headers=if_match(etag))

    async def create_portal_session(
        self, body: PortalSessionIn | Mapping[str, Any] | None = None, **members: Any
    ) -> NewPortalSessionOut:
        """A link to the console for one browser of this tenant: `create_portal_session(capabilities=["view"])`."""
        return await self.send(self.at("/portal-sessions"), NewPortalSessionOut, body_of(body, members))

    def portal_sessions(
        self, *, max_page_size: int | None = None, page_token: str | None = None
    ) -> AsyncPages[PortalSessionOut]:
        """The sessions of this tenant."""
        return self.pages_of(
            self.at("/portal-sessions"), PortalSessionOut, max_page_size=max_page_size, page_token=page_token
        )

    async def revoke_portal_session(self, session_id: str) -> None:
        """End one session at once."""
        await self.transport.request("DELETE", self.at("/portal-sessions/{}", session_id))

    async def revoke_portal_sessions(self) -> RevokedOut:
        """End all sessions of this tenant."""
        return await self.send(self.at("/portal-sessions:revoke-all"), RevokedOut, repeatable=True)

    def audit(
        self, *, filter: str | None = None, max_page_size: int | None = None, page_token: str | None = None
    ) -> AsyncPages[AuditEntry]:
        """Who changed what."""
        return self.pages_of(
            "/v2/admin/audit", AuditEntry, filter=filter, max_page_size=max_page_size, page_token=page_token
        )

    def operations(
        self, *, filter: str | None = None, max_page_size: int | None = None, page_token: str | None = None
    ) -> AsyncPages[Operation]:
        """The operations of all tenants."""
        return self.pages_of(
            "/v2/admin/operations", Operation, filter=filter, max_page_size=max_page_size, page_token=page_token
        )

    async def stats(self) -> ServiceStats:
        """How much waits, and how long the oldest has."""
        return await self.fetch("/v2/admin/stats", ServiceStats)
