"""An action as a tenant reads it."""

from typing import Any

from bellhop.api.body.models import AnswerModel
from bellhop.core.action_documents import to_json as document_to_json
from bellhop.domain.action import Action, Concurrency


class OfferedActionOut(AnswerModel, title="OfferedAction"):
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


class OfferedActionsOut(AnswerModel, title="OfferedActions"):
    """A page of actions, newest first."""

    results: list[OfferedActionOut]
    next_page_token: str | None = None


def to_json(action: Action, tenant_id: str) -> dict[str, object]:
    """The JSON object of an action for a tenant."""
    document = document_to_json(action)
    between = f"{action.parent_shape}/" if action.parent_shape else ""
    return {
        "action": action.name,
        "run_path": f"/v2/tenants/{tenant_id}/{between}{action.name}/run",
        **{name: document[name] for name in OfferedActionOut.model_fields if name in document},
    }
