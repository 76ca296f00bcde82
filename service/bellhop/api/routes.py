"""The route table: every method and path that Bellhop answers, the function that does, and who may ask.

What a function takes and answers stands above it, in its noun's file: `subscriptions.create` is in
`tenant/subscriptions.py`. How paths are written and matched is told in `edge/paths.py`.
"""

from collections.abc import Callable, Iterator

from bellhop.api.admin import actions as admin_actions
from bellhop.api.admin import audit, cells, doctor, keys, portal_sessions, tenants, workers
from bellhop.api.admin import deliveries as admin_deliveries
from bellhop.api.admin import event_types as admin_event_types
from bellhop.api.admin import operations as admin_operations
from bellhop.api.admin import stats as admin_stats
from bellhop.api.edge.auth import (
    ADMIN,
    ADMIN_OF_TENANT,
    ADMIN_OR_SESSION,
    ANYBODY,
    PUBLIC,
    WORKER,
    WORKER_OF_TENANT,
    Access,
    of_own_tenant,
    of_tenant,
)
from bellhop.api.edge.routing import ASSETS, Endpoint, Route, RouteTable
from bellhop.api.public import console, docs, guides, health, me, problem_pages
from bellhop.api.public import portal_sessions as opening
from bellhop.api.tenant import (
    actions,
    deliveries,
    event_types,
    events,
    operations,
    pulling,
    runs,
    stats,
    subscriptions,
    totals,
    trials,
    webhook_keys,
    webhooks,
)
from bellhop.api.worker import events as worker_events
from bellhop.api.worker import jobs
from bellhop.domain.key import Capability, Scope

_Row = tuple[str, str, Endpoint, Access]

# Who may ask: a key of the tenant with this scope, a session of its portal with this capability, or the operator.
ANY_KEY = of_tenant(portal=Capability.VIEW)
OPERATIONS_RUN = of_tenant(Scope.OPERATIONS_RUN)
OPERATIONS_READ = of_tenant(Scope.OPERATIONS_READ, portal=Capability.VIEW)
DELIVERIES_READ = of_tenant(Scope.DELIVERIES_READ, portal=Capability.VIEW)
DELIVERIES_RECEIVE = of_tenant(Scope.DELIVERIES_RECEIVE)
DELIVERIES_RETRY = of_tenant(Scope.DELIVERIES_RETRY, portal=Capability.SEND)
SUBSCRIPTIONS_READ = of_tenant(Scope.SUBSCRIPTIONS_READ, portal=Capability.VIEW)
SUBSCRIPTIONS_WRITE = of_tenant(Scope.SUBSCRIPTIONS_WRITE, portal=Capability.MANAGE)
SUBSCRIPTIONS_CALL = of_tenant(Scope.SUBSCRIPTIONS_WRITE, portal=Capability.SEND)
SUBSCRIPTIONS_ROTATE = of_tenant(Scope.SUBSCRIPTIONS_WRITE, portal=Capability.SECRETS)
# It names events, and its filter asks for their labels.
TRY = of_tenant(Scope.SUBSCRIPTIONS_READ, Scope.DELIVERIES_READ, portal=(Capability.VIEW, Capability.SEND))


def _below(head: str, tag: str, *rows: _Row) -> Iterator[Route]:
    """The routes whose paths begin with `head`, under one heading of the description."""
    for method, path, endpoint, access in rows:
        yield Route(method, head + path, endpoint, access, tag)


def _operations(head: str, of: Callable[..., Access]) -> Iterator[Route]:
    """The operations of a tenant: one resource under three spellings of its collection."""
    read = of(Scope.OPERATIONS_READ, portal=Capability.VIEW)
    run = of(Scope.OPERATIONS_RUN, portal=Capability.MANAGE)
    cancel = of(Scope.OPERATIONS_CANCEL, portal=Capability.MANAGE)
    return _below(
        head, "operations",
        ("GET",    "",                                               operations.list_all,         read),
        ("GET",    "/{operation_id}",                                operations.get,              read),
        ("POST",   "/{operation_id}:cancel",                         operations.cancel,           cancel),
        ("POST",   "/{operation_id}:retry",                          operations.retry,            run),
        ("GET",    "/{operation_id}/history",                        operations.history,          read),
    )  # fmt: skip


ROUTES: tuple[Route, ...] = (
    *_below(
        "/v2/tenants/{tenant_id}", "runs",
        ("POST",   "/{parent*}/{action}/run",                        runs.run,                    OPERATIONS_RUN),
        ("GET",    "/{parent*}/{action}/status",                     runs.status,                 OPERATIONS_READ),
    ),
    *_operations("/operations", of_own_tenant),
    *_operations("/v1/operations", of_own_tenant),
    *_operations("/v2/tenants/{tenant_id}/operations", of_tenant),
    *_below(
        "/v2/worker", "worker",
        ("POST",   "/jobs:claim",                                    jobs.claim,                  WORKER),
        ("POST",   "/jobs:heartbeat",                                jobs.heartbeat,              WORKER),
        ("POST",   "/jobs:complete",                                 jobs.complete,               WORKER),
        ("POST",   "/jobs:release",                                  jobs.release,                WORKER),
        ("POST",   "/jobs:submit",                                   jobs.submit,                 WORKER),
    ),
    *_below(
        "/v2/tenants/{tenant_id}", "subscriptions",
        ("POST",   "/subscriptions",                                 subscriptions.create,        SUBSCRIPTIONS_WRITE),
        ("GET",    "/subscriptions",                                 subscriptions.list_all,      SUBSCRIPTIONS_READ),
        ("GET",    "/subscriptions/{subscription_id}",               subscriptions.get,           SUBSCRIPTIONS_READ),
        ("PATCH",  "/subscriptions/{subscription_id}",               subscriptions.patch,         SUBSCRIPTIONS_WRITE),
        ("DELETE", "/subscriptions/{subscription_id}",               subscriptions.delete,        SUBSCRIPTIONS_WRITE),
        ("POST",   "/subscriptions/{subscription_id}:enable",        subscriptions.enable,        SUBSCRIPTIONS_WRITE),
        ("POST",   "/subscriptions/{subscription_id}:disable",       subscriptions.disable,       SUBSCRIPTIONS_WRITE),
        ("POST",   "/subscriptions/{subscription_id}:ping",          subscriptions.ping,          SUBSCRIPTIONS_CALL),
        ("POST",   "/subscriptions/{subscription_id}:verify",        subscriptions.verify,        SUBSCRIPTIONS_CALL),
        ("POST",   "/subscriptions/{subscription_id}:send-example",  subscriptions.send_example,  SUBSCRIPTIONS_CALL),
        ("POST",   "/subscriptions/{subscription_id}:rotate-secret", subscriptions.rotate_secret, SUBSCRIPTIONS_ROTATE),
        ("POST",   "/subscriptions/{subscription_id}:test-filter",   trials.try_filter,           TRY),
        ("POST",   "/subscriptions/{subscription_id}:test-template", trials.try_template,         TRY),
        ("POST",   "/subscriptions:test-filter",                     trials.try_new_filter,       TRY),
    ),
    *_below(
        "/v2/tenants/{tenant_id}", "subscriptions",
        ("GET",    "/webhook-keys",                                  webhook_keys.get,            PUBLIC),
        ("POST",   "/webhook-keys:rotate",                           webhook_keys.rotate,         SUBSCRIPTIONS_ROTATE),
    ),
    *_below(
        "/v2/tenants/{tenant_id}", "webhooks",
        ("POST",   "/webhooks",                                      webhooks.create,             SUBSCRIPTIONS_WRITE),
        ("GET",    "/webhooks",                                      webhooks.list_all,           SUBSCRIPTIONS_READ),
        ("GET",    "/webhooks/{subscription_id}",                    webhooks.get,                SUBSCRIPTIONS_READ),
        ("PATCH",  "/webhooks/{subscription_id}",                    webhooks.patch,              SUBSCRIPTIONS_WRITE),
        ("PUT",    "/webhooks/{subscription_id}",                    webhooks.put,                SUBSCRIPTIONS_WRITE),
        ("DELETE", "/webhooks/{subscription_id}",                    webhooks.delete,             SUBSCRIPTIONS_WRITE),
    ),
    *_below(
        "/v2/tenants/{tenant_id}", "events",
        ("GET",    "/events",                                        events.list_all,             DELIVERIES_READ),
        ("POST",   "/events",                                        worker_events.publish,       WORKER_OF_TENANT),
        ("GET",    "/events/{event_id}",                             events.get,                  DELIVERIES_READ),
        ("GET",    "/event-types",                                   event_types.list_all,        ANY_KEY),
    ),
    *_below(
        "/v2/tenants/{tenant_id}", "deliveries",
        ("GET",    "/deliveries",                                    deliveries.list_all,         DELIVERIES_READ),
        ("GET",    "/deliveries/{delivery_id}",                      deliveries.get,              DELIVERIES_READ),
        ("POST",   "/deliveries/{delivery_id}:redeliver",            deliveries.redeliver,        DELIVERIES_RETRY),
        ("POST",   "/deliveries/{delivery_id}:skip",                 deliveries.skip,             DELIVERIES_RETRY),
        ("GET",    "/dead-letters",                                  deliveries.list_dead,        DELIVERIES_READ),
        ("POST",   "/dead-letters:redeliver",                        deliveries.redeliver_dead,   DELIVERIES_RETRY),
        ("POST",   "/subscriptions/{subscription_id}:replay",        deliveries.replay,           DELIVERIES_RETRY),
        ("GET",    "/stats",                                         stats.list_all,              DELIVERIES_READ),
        ("GET",    "/totals",                                        totals.get,                  ANY_KEY),
    ),
    *_below(
        "/v2/tenants/{tenant_id}/subscriptions/{subscription_id}", "pull",
        ("POST",   "/deliveries:claim",                              pulling.claim,               DELIVERIES_RECEIVE),
        ("POST",   "/deliveries:record",                             pulling.record,              DELIVERIES_RECEIVE),
        ("POST",   "/deliveries:extend",                             pulling.extend,              DELIVERIES_RECEIVE),
    ),
    *_below(
        "/v2/tenants/{tenant_id}", "portal",
        ("POST",   "/portal-sessions",                               portal_sessions.create,      ADMIN_OF_TENANT),
        ("GET",    "/portal-sessions",                               portal_sessions.list_all,    ADMIN_OF_TENANT),
        ("GET",    "/portal-sessions/{session_id}",                  portal_sessions.get,         ADMIN_OF_TENANT),
        ("DELETE", "/portal-sessions/{session_id}",                  portal_sessions.delete,      ADMIN_OR_SESSION),
        ("POST",   "/portal-sessions:revoke-all",                    portal_sessions.revoke_all,  ADMIN_OF_TENANT),
    ),
    *_below(
        "/v2", "portal",
        ("POST",   "/portal-sessions:exchange",                      opening.exchange,            PUBLIC),
        ("GET",    "/me",                                            me.get,                      ANYBODY),
    ),
    *_below(
        "/v2/tenants/{tenant_id}", "operations",
        ("GET",    "/actions",                                       actions.list_all,            ANY_KEY),
        ("GET",    "/actions/{action}",                              actions.get,                 ANY_KEY),
    ),
    *_below(
        "/v2/admin", "tenants",
        ("POST",   "/tenants",                                       tenants.create,              ADMIN),
        ("GET",    "/tenants",                                       tenants.list_all,            ADMIN),
        ("GET",    "/tenants/{tenant_id}",                           tenants.get,                 ADMIN_OF_TENANT),
        ("PATCH",  "/tenants/{tenant_id}",                           tenants.patch,               ADMIN_OF_TENANT),
        ("DELETE", "/tenants/{tenant_id}",                           tenants.delete,              ADMIN_OF_TENANT),
        ("POST",   "/tenants/{tenant_id}:move",                      tenants.move,                ADMIN_OF_TENANT),
    ),
    *_below(
        "/v2/admin", "cells",
        ("GET",    "/cells",                                         cells.list_all,              ADMIN),
        ("GET",    "/cells/{cell}",                                  cells.get,                   ADMIN),
        ("POST",   "/cells/{cell}:open",                             cells.open_cell,             ADMIN),
        ("POST",   "/cells/{cell}:close",                            cells.close_cell,            ADMIN),
    ),
    *_below(
        "/v2/admin", "keys",
        ("POST",   "/keys",                                          keys.create,                 ADMIN),
        ("POST",   "/tenants/{tenant_id}/keys",                      keys.create_for_tenant,      ADMIN_OF_TENANT),
        ("GET",    "/keys",                                          keys.list_all,               ADMIN),
        ("GET",    "/keys/{key_id}",                                 keys.get,                    ADMIN),
        ("DELETE", "/keys/{key_id}",                                 keys.delete,                 ADMIN),
    ),
    *_below(
        "/v2/admin", "actions",
        ("GET",    "/actions",                                       admin_actions.list_all,      ADMIN),
        ("PUT",    "/actions/{action!}",                             admin_actions.put,           ADMIN),
        ("GET",    "/actions/{action!}",                             admin_actions.get,           ADMIN),
        ("DELETE", "/actions/{action!}",                             admin_actions.delete,        ADMIN),
    ),
    *_below(
        "/v2/admin", "events",
        ("GET",    "/event-types",                                   admin_event_types.list_all,  ADMIN),
        ("PUT",    "/event-types/{event_type!}",                     admin_event_types.put,       ADMIN),
        ("GET",    "/event-types/{event_type!}",                     admin_event_types.get,       ADMIN),
        ("DELETE", "/event-types/{event_type!}",                     admin_event_types.delete,    ADMIN),
    ),
    *_below(
        "/v2/admin", "service",
        ("GET",    "/audit",                                         audit.list_all,              ADMIN),
        ("GET",    "/stats",                                         admin_stats.get,             ADMIN),
        ("GET",    "/doctor",                                        doctor.get,                  ADMIN),
        ("GET",    "/workers",                                       workers.list_all,            ADMIN),
        ("GET",    "/deliveries",                                    admin_deliveries.list_all,   ADMIN),
        ("GET",    "/operations",                                    admin_operations.list_all,   ADMIN),
        ("GET",    "/operations/{operation_id}",                     admin_operations.get,        ADMIN),
        ("POST",   "/operations/{operation_id}:cancel",              admin_operations.cancel,     ADMIN),
    ),
    *_below(
        "", "health",
        ("GET",    "/livez",                                         health.livez,                PUBLIC),
        ("GET",    "/readyz",                                        health.readyz,               PUBLIC),
        ("GET",    "/metrics",                                       health.metrics,              PUBLIC),
    ),
    *_below(
        "", "documentation",
        ("GET",    "/",                                              docs.index,                  PUBLIC),
        ("GET",    "/openapi.json",                             docs.description,                   PUBLIC),
        ("GET",    "/docs",                                          docs.page,                   PUBLIC),
        ("GET",    "/docs/guides/{guide}",                           guides.guide,                PUBLIC),
        ("GET",    "/problems/{code}",                               problem_pages.get,           PUBLIC),
    ),
    *_below(
        "", ASSETS,
        ("GET",    "/docs/docs.css",                                 docs.style,                  PUBLIC),
        ("GET",    "/docs/docs.js",                                  docs.script,                 PUBLIC),
        ("GET",    "/docs/try.js",                                   docs.trial,                  PUBLIC),
        ("GET",    "/console",                                       console.page,                PUBLIC),
        ("GET",    "/console/{page*}",                               console.page,                PUBLIC),
        ("GET",    "/console/assets/{edition!}/{folder!}/{file!}",   console.asset,               PUBLIC),
    ),
)  # fmt: skip

TABLE = RouteTable(ROUTES)

HEALTH_TABLE = RouteTable([route for route in ROUTES if route.tag == "health"])
"""What a process answers that has no part in the API."""
