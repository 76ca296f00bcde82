"""Who changed what, for the operator."""

from bellhop.api.admin.audit_wire import AuditOut, to_json
from bellhop.api.body.models import FilteredPage
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import page
from bellhop.api.edge.routing import Terms
from bellhop.core.lists import AUDIT_FIELDS


@Terms("List who changed what", query=FilteredPage, filters=AUDIT_FIELDS, answers={200: AuditOut})
async def list_all(call: Call) -> Answer:
    """All changes, newest first."""
    return await page(call, call.services.lists.audit(), to_json)
