"""Keys: who sends a request, and what it may do.

A key is `bh_<kind>_` and 43 characters (256 random bits, base64url). Only its SHA-256 is kept: the bits are random,
so a slow hash would protect nothing.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bellhop import base64url
from bellhop.errors import Fault
from bellhop.ids import KeyId, TenantId

_RANDOM_BYTES = 32
_PREFIX_CHARS = 6


class KeyKind(StrEnum):
    """Who holds a key."""

    ADMIN = "admin"
    WORKER = "worker"
    TENANT = "tenant"
    PORTAL = "portal"


class MadeKind(StrEnum):
    """The kinds of keys that an operator makes; those of portal sessions are made by exchanging a code."""

    ADMIN = KeyKind.ADMIN.value
    WORKER = KeyKind.WORKER.value
    TENANT = KeyKind.TENANT.value


class Scope(StrEnum):
    """What a tenant's key may do."""

    OPERATIONS_RUN = "operations:run"
    OPERATIONS_READ = "operations:read"
    OPERATIONS_CANCEL = "operations:cancel"
    SUBSCRIPTIONS_READ = "subscriptions:read"
    SUBSCRIPTIONS_WRITE = "subscriptions:write"
    DELIVERIES_READ = "deliveries:read"
    DELIVERIES_RETRY = "deliveries:retry"
    DELIVERIES_RECEIVE = "deliveries:receive"


ALL_SCOPES = frozenset(Scope)


class Capability(StrEnum):
    """What the key of a portal session may do.

    `view` reads, but no secret and no key. `send` redelivers, replays, skips, pings, verifies and tests. `manage`
    writes subscriptions and cancels or retries operations. `secrets` rotates, and sees what is shown once.
    """

    VIEW = "view"
    SEND = "send"
    MANAGE = "manage"
    SECRETS = "secrets"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who sends a request: what the key behind it says.

    `key_id` is None for the operator's key from the settings. `actions` and `tenants` limit a worker's key, None is
    all. `tenant_id` and `scopes` are those of a tenant's key, `tenant_id` and `capabilities` those of a portal session,
    whose id is then the `key_id`.
    """

    kind: KeyKind
    key_id: KeyId | None = None
    tenant_id: TenantId | None = None
    scopes: frozenset[Scope] = frozenset()
    actions: frozenset[str] | None = None
    tenants: frozenset[str] | None = None
    expire_time: datetime | None = None
    capabilities: frozenset[Capability] = frozenset()

    @property
    def may_see_secrets(self) -> bool:
        """Whether it is shown secrets where they are shown once."""
        return self.kind is not KeyKind.PORTAL or Capability.SECRETS in self.capabilities

    def may_work_for(self, tenant_id: str) -> bool:
        """Whether a worker's key reaches this tenant."""
        return self.tenants is None or tenant_id in self.tenants

    def may_work_on(self, action: str) -> bool:
        """Whether a worker's key reaches this action."""
        return self.actions is None or action in self.actions


@dataclass(frozen=True, slots=True)
class Key:
    """One key as the operator sees it: all but the key itself.

    tenant_id, scopes: of a tenant's key.
    actions, tenants: what a worker's key is limited to; None: all.
    prefix: the part by which people recognise it.
    last_use_time: to within a minute.
    version: counts changes, and is the ETag.
    """

    key_id: KeyId
    kind: KeyKind
    tenant_id: TenantId | None
    scopes: frozenset[Scope]
    actions: tuple[str, ...] | None
    tenants: tuple[str, ...] | None
    display_name: str
    prefix: str
    create_time: datetime
    expire_time: datetime | None
    last_use_time: datetime | None
    version: int

    @property
    def principal(self) -> Principal:
        """Who sends a request with this key."""
        return Principal(
            kind=self.kind,
            key_id=self.key_id,
            tenant_id=self.tenant_id,
            scopes=self.scopes,
            actions=None if self.actions is None else frozenset(self.actions),
            tenants=None if self.tenants is None else frozenset(self.tenants),
            expire_time=self.expire_time,
        )


_OF_TENANT, _OF_WORKER = ("tenant_id", "scopes"), ("actions", "tenants")
# What a key of each kind may have beside its name and its end, and what it must have.
_RESTRICTIONS: Mapping[KeyKind, tuple[str, ...]] = {KeyKind.TENANT: _OF_TENANT, KeyKind.WORKER: _OF_WORKER}
_REQUIRED: Mapping[KeyKind, str] = {KeyKind.TENANT: "tenant_id"}
RESTRICTIONS = (*_OF_TENANT, *_OF_WORKER)


def misfits(kind: KeyKind, asked: Collection[str]) -> list[Fault]:
    """What is wrong with a key of this kind for which these of `RESTRICTIONS` were asked.

    A restriction that does not fit is refused, never left out: the key would do more than whoever asked wanted.
    """
    faults = [
        Fault(f"/{name}", "does-not-fit", f"A key of kind `{kind.value}` has no `{name}`.")
        for name in RESTRICTIONS
        if name in asked and name not in _RESTRICTIONS.get(kind, ())
    ]
    required = _REQUIRED.get(kind)
    if required is not None and required not in asked:
        faults.append(Fault(f"/{required}", "required", "A tenant's key names its tenant."))
    return faults


def generate(kind: KeyKind, random: Callable[[int], bytes]) -> str:
    """A new key of this kind."""
    return f"bh_{kind.value}_" + base64url.encode(random(_RANDOM_BYTES))


def prefix_of(key: str) -> str:
    """The part of a key by which people recognise it: its kind and six characters."""
    _, kind, random = key.split("_", 2)
    return f"bh_{kind}_{random[:_PREFIX_CHARS]}"


def digest(key: str) -> bytes:
    """What is kept of a key: the SHA-256 of its UTF-8 bytes."""
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()
