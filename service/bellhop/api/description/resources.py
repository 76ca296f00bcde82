"""Which models are which resource of the API (`x-aep-resource`, AEP-4).

A resource has one model where it is answered and others where it is written; a singleton has no collection.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bellhop.api.description.operation_names import singular

EXTENSION = "x-aep-resource"


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind of thing: the plural of its name, where each lies, and the models that show or write it."""

    plural: str
    patterns: tuple[str, ...]
    models: tuple[str, ...]
    is_singleton: bool = False

    @property
    def extension(self) -> dict[str, Any]:
        """The value of `x-aep-resource`."""
        name = self.plural if self.is_singleton else singular(self.plural)
        said = {"type": f"bellhop/{name}", "singular": name, "plural": self.plural, "patterns": list(self.patterns)}
        return {**said, "singleton": True} if self.is_singleton else said


def _of_tenant(plural: str, *models: str) -> Resource:
    variable = singular(plural).replace("-", "_")
    return Resource(plural, (f"tenants/{{tenant_id}}/{plural}/{{{variable}_id}}",), models)


_RESOURCES = (
    Resource(
        "operations",
        ("operations/{operation_id}", "tenants/{tenant_id}/operations/{operation_id}"),
        ("Operation", "SubmittedOperation"),
    ),
    _of_tenant("subscriptions", "SubscriptionOut", "SubscriptionIn", "SubscriptionPatch"),
    _of_tenant("webhooks", "WebhookOut", "WebhookIn"),
    _of_tenant("events", "EventOut", "PublishIn", "PublishOut"),
    _of_tenant("deliveries", "DeliveryOut", "DeliveryWithAttemptsOut"),
    Resource(
        "portal-sessions",
        ("tenants/{tenant_id}/portal-sessions/{session_id}",),
        ("PortalSessionIn", "PortalSessionOut", "NewPortalSessionOut", "OpenedPortalSessionOut"),
    ),
    Resource("offered-actions", ("tenants/{tenant_id}/actions/{action}",), ("OfferedAction",)),
    Resource("event-types", ("tenants/{tenant_id}/event-types/{type}",), ("EventTypeOut",)),
    Resource("declared-event-types", ("event-types/{event_type}",), ("DeclaredTypeOut", "DeclaredTypeIn")),
    Resource("tenants", ("tenants/{tenant_id}",), ("TenantAnswer", "NewTenant", "TenantPatch")),
    Resource("cells", ("cells/{cell}",), ("CellOut",)),
    Resource("keys", ("keys/{key_id}",), ("KeyAnswer", "MadeKey", "NewKeyBody", "NewTenantKey")),
    Resource("actions", ("actions/{action}",), ("ActionAnswer", "ActionBody")),
    Resource("system-operations", ("system-operations/{operation_id}",), ("SystemOperation",)),
    Resource("audit-entries", ("audit/{audit_entry_id}",), ("AuditEntry",)),
    Resource("problems", ("problems/{code}",), ("ProblemPage",)),
    Resource("stats", ("stats",), ("ServiceStats",), is_singleton=True),
    Resource("me", ("me",), ("MeOut",), is_singleton=True),
    Resource("totals", ("tenants/{tenant_id}/totals",), ("TotalsOut",), is_singleton=True),
    Resource("findings", ("findings",), ("FindingsOut",), is_singleton=True),
    Resource("health", ("health",), ("Health",), is_singleton=True),
    Resource("index", ("index",), ("Index",), is_singleton=True),
)


def extensions() -> Mapping[str, Mapping[str, Any]]:
    """The value of `x-aep-resource` by the name of the model."""
    return dict(_by_model())


def _by_model() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for resource in _RESOURCES:
        for model in resource.models:
            yield model, resource.extension
