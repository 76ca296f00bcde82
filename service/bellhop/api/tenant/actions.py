"""Which actions there are, for tenants (A15, B21, B26)."""

from functools import partial

from bellhop.api.body.models import Page
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import page
from bellhop.api.edge.routing import Terms
from bellhop.api.tenant.actions_wire import OfferedActionOut, OfferedActionsOut, to_json


@Terms("List the actions that can be run", query=Page, answers={200: OfferedActionsOut})
async def list_all(call: Call) -> Answer:
    """The catalogue as a tenant reads it, newest first."""
    return await page(call, call.services.lists.actions(), partial(to_json, tenant_id=call.tenant_id))


@Terms("Read how an action is run", answers={200: OfferedActionOut, 304: None}, problems=(404,))
async def get(call: Call) -> Answer:
    """One action as a tenant reads it."""
    action = await call.services.catalog.get(call.params["action"])
    return Answer(body=to_json(action, call.tenant_id)).with_etag(action.version)
