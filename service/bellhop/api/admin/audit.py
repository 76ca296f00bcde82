"""Who changed what, for the operator."""

from bellhop.api.admin.audit_wire import AuditPage, to_json
from bellhop.api.body.models import FilteredPage
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import Collection, page
from bellhop.api.edge.routing import Terms
from bellhop.domain.filter import Field, FieldType
from bellhop.ids import Prefix
from bellhop.store.queries import load

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


@Terms("List who changed what", query=FilteredPage, filters=AUDIT.fields, answers={200: AuditPage})
async def list_all(call: Call) -> Answer:
    """GET /v2/admin/audit."""
    return await page(call, AUDIT, call.services.store.directory, serialize=to_json)
