"""Which actions there are, for tenants (A15, B21, B26)."""

from bellhop.api.body.models import Page
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import Collection, page
from bellhop.api.edge.routing import Terms
from bellhop.api.tenant.actions_wire import OfferedAction, OfferedActions, to_json
from bellhop.store import actions as store
from bellhop.store.queries import load

ACTIONS = Collection(
    name="actions",
    select=load("actions")["list"],
    order=("create_time", "action"),
    key_types=("timestamptz", "text"),
    key=lambda row: (row["create_time"], row["action"]),
    heavy=True,
)


@Terms("List the actions that can be run", query=Page, answers={200: OfferedActions})
async def list_all(call: Call) -> Answer:
    """GET /v2/tenants/{tenant_id}/actions."""
    return await page(
        call,
        ACTIONS,
        call.services.store.directory,
        serialize=lambda row: to_json(store.record(row), call.tenant_id),
    )


@Terms("Read how an action is run", answers={200: OfferedAction, 304: None}, problems=(404,))
async def get(call: Call) -> Answer:
    """GET /v2/tenants/{tenant_id}/actions/{action}."""
    action = await call.services.catalog.get(call.params["action"])
    return Answer(body=to_json(action, call.tenant_id)).with_etag(action.version)
