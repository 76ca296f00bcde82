"""Who may call a route, and as whom.

A route declares its `Access`; `admit` reads the key, checks it against that and against the tenant in the path, and
answers which tenant the request is about. Nothing else decides who may do what.
"""

from dataclasses import dataclass
from enum import StrEnum

from bellhop.core.keys import Keys
from bellhop.core.tenants import Tenants
from bellhop.domain.key import Capability, KeyKind, Principal, Scope
from bellhop.domain.tenant import Tenant
from bellhop.errors import BadRequestError, ForbiddenError, NotFoundError, UnauthenticatedError
from bellhop.ids import TenantId

_SCHEME = "bearer "
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="bellhop"'}
_LONGEST_KEY = 512


class TenantFrom(StrEnum):
    """Where a route takes its tenant from."""

    NOWHERE = "nowhere"
    PATH = "path"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Access:
    """Which keys a route takes; a `public` one needs none.

    `scopes` are asked of tenants' keys, `capabilities` of those of portal sessions: all that are named.
    """

    kinds: frozenset[KeyKind] = frozenset()
    tenant: TenantFrom = TenantFrom.NOWHERE
    scopes: tuple[Scope, ...] = ()
    capabilities: tuple[Capability, ...] = ()
    public: bool = False

    def suffices(self, principal: Principal) -> bool:
        """Whether a key may ask, leaving aside which tenant the request is about."""
        return (
            principal.kind in self.kinds
            and (principal.kind is not KeyKind.TENANT or principal.scopes.issuperset(self.scopes))
            and (principal.kind is not KeyKind.PORTAL or principal.capabilities.issuperset(self.capabilities))
        )


PUBLIC = Access(public=True)
ADMIN = Access(frozenset({KeyKind.ADMIN}))
ADMIN_OF_TENANT = Access(frozenset({KeyKind.ADMIN}), TenantFrom.PATH)
WORKER = Access(frozenset({KeyKind.WORKER, KeyKind.ADMIN}))
WORKER_OF_TENANT = Access(frozenset({KeyKind.WORKER, KeyKind.ADMIN}), TenantFrom.PATH)
ANYBODY = Access(frozenset(KeyKind))
ADMIN_OR_SESSION = Access(frozenset({KeyKind.ADMIN, KeyKind.PORTAL}), TenantFrom.PATH)


def of_tenant(*scopes: Scope, portal: Capability | tuple[Capability, ...] | None = None) -> Access:
    """The tenant named in the path: its keys with these scopes, the operator's, and those of its portal sessions.

    The last only where `portal` says which capabilities they need.
    """
    return _of(TenantFrom.PATH, scopes, portal)


def of_own_tenant(*scopes: Scope, portal: Capability | tuple[Capability, ...] | None = None) -> Access:
    """The tenant of the key, as above. The operator's key belongs to none and gets 400."""
    return _of(TenantFrom.KEY, scopes, portal)


def _of(tenant: TenantFrom, scopes: tuple[Scope, ...], portal: Capability | tuple[Capability, ...] | None) -> Access:
    kinds = {KeyKind.TENANT, KeyKind.ADMIN}
    if portal is None:
        return Access(frozenset(kinds), tenant, scopes)
    capabilities = (portal,) if isinstance(portal, Capability) else portal
    return Access(frozenset({*kinds, KeyKind.PORTAL}), tenant, scopes, capabilities)


@dataclass(frozen=True, slots=True)
class Admission:
    """Who sends a request and which tenant it is about."""

    principal: Principal | None
    tenant: Tenant | None


async def admit(
    access: Access, *, authorization: str | None, tenant_in_path: str | None, path: str, keys: Keys, tenants: Tenants
) -> Admission:
    """Whether this request may come in; raises what tells the caller why not.

    The key of a tenant, or of a portal session, on the path of another tenant gets the same 403 whether or not that
    one exists.
    """
    if access.public:
        return Admission(None, None)
    principal = await _principal(authorization, keys)
    if not access.suffices(principal):
        raise ForbiddenError
    if principal.tenant_id is not None:
        return Admission(principal, await _own_tenant(access, principal.tenant_id, tenant_in_path, tenants))
    if access.tenant is TenantFrom.NOWHERE:
        return Admission(principal, None)
    if access.tenant is TenantFrom.KEY or tenant_in_path is None:
        detail = (
            f"This key belongs to no tenant; name one in the path: `/v2/tenants/{{tenant_id}}{_below_version(path)}`."
        )
        raise BadRequestError(detail)
    if not principal.may_work_for(tenant_in_path):
        raise ForbiddenError
    return Admission(principal, await tenants.get(tenant_in_path))


async def _principal(authorization: str | None, keys: Keys) -> Principal:
    if authorization is None or authorization[: len(_SCHEME)].lower() != _SCHEME:
        raise UnauthenticatedError(headers=_CHALLENGE)
    key = authorization[len(_SCHEME) :].strip()
    principal = await keys.authenticate(key) if 0 < len(key) <= _LONGEST_KEY else None
    if principal is None:
        raise UnauthenticatedError(headers=_CHALLENGE)
    return principal


async def _own_tenant(access: Access, own: TenantId, tenant_in_path: str | None, tenants: Tenants) -> Tenant:
    if access.tenant is TenantFrom.PATH and tenant_in_path != own:
        raise ForbiddenError
    try:
        return await tenants.get(own)
    except NotFoundError:  # it is being erased, and with it this key
        raise UnauthenticatedError(headers=_CHALLENGE) from None


def _below_version(path: str) -> str:
    return path.removeprefix("/v1")
