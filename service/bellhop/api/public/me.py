"""Who asks: what the key of a request is and may do."""

from bellhop.api.body.models import AnswerModel, time_or_none, without_absent
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.routing import Terms
from bellhop.api.shared.portal_session_wire import ThemeOut, in_order, theme_to_json
from bellhop.domain.key import Capability, KeyKind, Scope
from bellhop.domain.portal_session import PortalSession
from bellhop.ids import Prefix, encode


class MeOut(AnswerModel):
    """A key, as whoever holds it may know it."""

    kind: KeyKind
    id: str | None = None
    tenant_id: str | None = None
    display_name: str | None = None
    scopes: list[Scope]
    capabilities: list[Capability] | None = None
    actions: list[str] | None = None
    tenants: list[str] | None = None
    expire_time: str | None = None
    theme: ThemeOut | None = None
    return_uri: str | None = None


@Terms("Who am I", answers={200: MeOut})
async def get(call: Call) -> Answer:
    """The key of this request: its kind, its tenant with its name, what it may do, when it ends.

    `id` is absent for the operator's key from the settings. That of a portal session is also the id of the session.
    """
    who, tenant = call.principal, call.tenant_or_none
    portal = await _session(call) if who.kind is KeyKind.PORTAL else None
    return Answer(
        body=without_absent(
            {
                "kind": who.kind.value,
                "id": None if who.key_id is None else encode(Prefix.KEY, who.key_id),
                "tenant_id": None if tenant is None else tenant.tenant_id,
                "display_name": None if tenant is None else tenant.display_name,
                "scopes": sorted(who.scopes),
                "capabilities": None if portal is None else in_order(portal.capabilities),
                "actions": None if who.actions is None else sorted(who.actions),
                "tenants": None if who.tenants is None else sorted(who.tenants),
                "expire_time": time_or_none(who.expire_time),
                "theme": None if portal is None else theme_to_json(portal.theme),
                "return_uri": None if portal is None else portal.return_uri,
            }
        ),
        headers={"Cache-Control": "no-store"},
    )


async def _session(call: Call) -> PortalSession | None:
    """The session whose key asks."""
    key_id = call.principal.key_id
    return None if key_id is None else await call.services.portal_sessions.get(call.tenant_id, key_id)
