"""A change as the audit shows it."""

from typing import Any

from bellhop.api.body.models import AnswerModel, without_absent
from bellhop.clock import format_time
from bellhop.domain import audit as domain
from bellhop.ids import Prefix, encode


class AuditActorOut(AnswerModel, title="AuditActor"):
    """Who made a change: the kind of a key (or `cli`, `system`), and the key unless it is the operator's own."""

    kind: str
    key_id: str | None = None
    request_id: str | None = None


class AuditEntryOut(AnswerModel, title="AuditEntry"):
    """One change."""

    id: str
    create_time: str
    tenant_id: str | None = None
    actor: AuditActorOut
    verb: str
    resource: str
    changes: dict[str, Any]


class AuditOut(AnswerModel, title="AuditPage"):
    """Changes, newest first."""

    results: list[AuditEntryOut]
    next_page_token: str | None = None


def to_json(entry: domain.AuditEntry) -> dict[str, object]:
    """The JSON object of one change."""
    who = entry.actor
    return without_absent(
        {
            "id": str(entry.audit_id),
            "create_time": format_time(entry.create_time),
            "tenant_id": entry.tenant_id,
            "actor": without_absent(
                {
                    "kind": who.kind,
                    "key_id": None if who.key_id is None else encode(Prefix.KEY, who.key_id),
                    "request_id": who.request_id,
                }
            ),
            "verb": entry.verb,
            "resource": entry.resource,
            "changes": entry.changes,
        }
    )
