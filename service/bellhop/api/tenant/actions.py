"""Which actions there are, for tenants (A15, B21, B26)."""

from typing import Any

from bellhop.api.body.models import AnswerModel, Page
from bellhop.api.edge.auth import of_tenant
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import Collection, page
from bellhop.api.edge.routing import Route
from bellhop.core.action_documents import to_document
from bellhop.domain.action import Action, Concurrency
from bellhop.store import actions as store
from bellhop.store.queries import load


class OfferedAction(AnswerModel):
    """An action as a tenant sees it: how to start it, what goes in, what comes out, how long it can be read."""

    action: str
    run_path: str
    parent: str
    description: str
    input_schema: dict[str, Any]
    result_schema: dict[str, Any]
    cancellable: bool
    concurrency: Concurrency
    deadline_seconds: int
    retention_seconds: int


class OfferedActions(AnswerModel):
    """A page of actions, newest first."""

    results: list[OfferedAction]
    next_page_token: str | None = None


ACTIONS = Collection(
    name="actions",
    select=load("actions")["list"],
    order=("create_time", "action"),
    key_types=("timestamptz", "text"),
    key=lambda row: (row["create_time"], row["action"]),
    heavy=True,
)


def as_answer(action: Action, tenant_id: str) -> dict[str, object]:
    """The JSON object of an action for a tenant."""
    document = to_document(action)
    between = f"{action.parent_shape}/" if action.parent_shape else ""
    return {
        "action": action.name,
        "run_path": f"/v2/tenants/{tenant_id}/{between}{action.name}/run",
        **{name: document[name] for name in OfferedAction.model_fields if name in document},
    }


async def list_all(call: Call) -> Answer:
    """GET /v2/tenants/{tenant_id}/actions."""
    return await page(
        call,
        ACTIONS,
        call.services.store.directory,
        serialize=lambda row: as_answer(store.record(row), call.tenant_id),
    )


async def get(call: Call) -> Answer:
    """GET /v2/tenants/{tenant_id}/actions/{action}."""
    action = await call.services.catalog.get(call.params["action"])
    return Answer(body=as_answer(action, call.tenant_id)).with_etag(action.version)


ROUTES = (
    Route(
        "GET",
        "/v2/tenants/{tenant_id}/actions",
        list_all,
        summary="List the actions that can be run",
        tag="operations",
        access=of_tenant(None),
        query=Page,
        answers={200: OfferedActions},
    ),
    Route(
        "GET",
        "/v2/tenants/{tenant_id}/actions/{action}",
        get,
        summary="Read how an action is run",
        tag="operations",
        access=of_tenant(None),
        answers={200: OfferedAction, 304: None},
        problems=(404,),
    ),
)
