"""Who changed what, for the operator."""

from typing import Any

import asyncpg

from bellhop.api.body.models import AnswerModel, FilteredPage, without_absent
from bellhop.api.edge.auth import ADMIN
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import Collection, page
from bellhop.api.edge.routing import Route
from bellhop.clock import format_time
from bellhop.domain.filter import Field, FieldType
from bellhop.ids import Prefix, encode
from bellhop.store.queries import load


class AuditActor(AnswerModel):
    """Who made a change: the kind of a key (or `cli`, `system`), and the key unless it is the operator's own."""

    kind: str
    key_id: str | None = None
    request_id: str | None = None


class AuditEntry(AnswerModel):
    """One change."""

    id: str
    create_time: str
    tenant_id: str | None = None
    actor: AuditActor
    verb: str
    resource: str
    changes: dict[str, Any]


class AuditPage(AnswerModel):
    """Changes, newest first."""

    results: list[AuditEntry]
    next_page_token: str | None = None


AUDIT = Collection(
    name="audit",
    select=load("audit")["list"],
    order=("audit_id",),
    key_types=("uuid",),
    key=lambda row: (row["audit_id"],),
    fields={
        "tenant_id": Field(FieldType.STRING, "tenant_id"),
        "key_id": Field(FieldType.ID, "key_id", prefix=Prefix.KEY),
        "verb": Field(FieldType.STRING, "verb"),
        "resource": Field(FieldType.STRING, "resource"),
        "create_time": Field(FieldType.TIMESTAMP, "create_time", id_column="audit_id"),
    },
)


def as_answer(row: asyncpg.Record) -> dict[str, object]:
    """The JSON object of one change."""
    return without_absent(
        {
            "id": str(row["audit_id"]),
            "create_time": format_time(row["create_time"]),
            "tenant_id": row["tenant_id"],
            "actor": without_absent(
                {
                    "kind": row["actor_kind"],
                    "key_id": None if row["key_id"] is None else encode(Prefix.KEY, row["key_id"]),
                    "request_id": row["request_id"],
                }
            ),
            "verb": row["verb"],
            "resource": row["resource"],
            "changes": row["changes"],
        }
    )


async def list_all(call: Call) -> Answer:
    """GET /v2/admin/audit."""
    return await page(call, AUDIT, call.services.store.directory, serialize=as_answer)


ROUTES = (
    Route(
        "GET",
        "/v2/admin/audit",
        list_all,
        summary="List who changed what",
        tag="service",
        access=ADMIN,
        query=FilteredPage,
        filters=AUDIT.fields,
        answers={200: AuditPage},
    ),
)
