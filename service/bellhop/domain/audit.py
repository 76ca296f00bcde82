"""The audit: who changed what, when, from which key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bellhop.domain.key import Principal
from bellhop.ids import KeyId, TenantId


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes something: the kind of a key and its id, or `cli` or `system` without one."""

    kind: str
    key_id: KeyId | None = None
    request_id: str | None = None


SYSTEM = Actor("system")
CLI = Actor("cli")


def actor(principal: Principal, request_id: str) -> Actor:
    """The one who sent a request."""
    return Actor(principal.kind.value, principal.key_id, request_id)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change: the verb such as `subscription.created`, the resource's path, the fields that were set.

    `changes` never holds a secret, only that one was set.
    """

    audit_id: UUID
    create_time: datetime
    tenant_id: TenantId | None
    actor: Actor
    verb: str
    resource: str
    changes: Mapping[str, object]
