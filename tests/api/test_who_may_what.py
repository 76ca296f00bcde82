"""Every route asked with every kind of key, every set of scopes that lacks one, and every set of capabilities.

`DECLARED` says who may ask what; it takes nothing from the route table, so that a route which lets in somebody else, or
a new one that is not declared, fails. The handlers are stood in for: whoever is let in gets 204 and does nothing.
"""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, combinations

import pytest

from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.routing import Route, RouteTable, Terms
from bellhop.api.routes import ROUTES, TABLE
from bellhop.clock import ManualClock
from bellhop.domain.key import Capability, Scope
from bellhop.store.store import Store
from tests.serving import UNKNOWN_KEY, Api, open_services, serve

T = "/v2/tenants/{tenant_id}"

# Method and path; what a portal session needs, and the scopes that a tenant's key needs (`-`: it may not); whether a
# worker's key may. The operator's key may everything; `public` asks for no key.
DECLARED = """
GET    /operations                                   view          operations:read
GET    /operations/{operation_id}                    view          operations:read
POST   /operations/{operation_id}:cancel             manage        operations:cancel
POST   /operations/{operation_id}:retry              manage        operations:run
GET    /operations/{operation_id}/history            view          operations:read
GET    /v1/operations                                view          operations:read
GET    /v1/operations/{operation_id}                 view          operations:read
POST   /v1/operations/{operation_id}:cancel          manage        operations:cancel
POST   /v1/operations/{operation_id}:retry           manage        operations:run
GET    /v1/operations/{operation_id}/history         view          operations:read
GET    {T}/operations                                view          operations:read
GET    {T}/operations/{operation_id}                 view          operations:read
POST   {T}/operations/{operation_id}:cancel          manage        operations:cancel
POST   {T}/operations/{operation_id}:retry           manage        operations:run
GET    {T}/operations/{operation_id}/history         view          operations:read
POST   {T}/{parent*}/{action}/run                    -             operations:run
GET    {T}/{parent*}/{action}/status                 view          operations:read
GET    {T}/actions                                   view          any
GET    {T}/actions/{action}                          view          any
POST   /v2/worker/jobs:claim                         -             -                    worker
POST   /v2/worker/jobs:heartbeat                     -             -                    worker
POST   /v2/worker/jobs:complete                      -             -                    worker
POST   /v2/worker/jobs:release                       -             -                    worker
POST   /v2/worker/jobs:submit                        -             -                    worker
POST   {T}/subscriptions                             manage        subscriptions:write
GET    {T}/subscriptions                             view          subscriptions:read
GET    {T}/subscriptions/{subscription_id}           view          subscriptions:read
PATCH  {T}/subscriptions/{subscription_id}           manage        subscriptions:write
DELETE {T}/subscriptions/{subscription_id}           manage        subscriptions:write
POST   {T}/subscriptions/{subscription_id}:enable    manage        subscriptions:write
POST   {T}/subscriptions/{subscription_id}:disable   manage        subscriptions:write
POST   {T}/subscriptions/{subscription_id}:ping      send          subscriptions:write
POST   {T}/subscriptions/{subscription_id}:verify    send          subscriptions:write
POST   {T}/subscriptions/{subscription_id}:send-example  send      subscriptions:write
POST   {T}/subscriptions/{subscription_id}:rotate-secret  secrets  subscriptions:write
POST   {T}/subscriptions/{subscription_id}:test-filter  view+send  subscriptions:read+deliveries:read
POST   {T}/subscriptions:test-filter                 view+send     subscriptions:read+deliveries:read
POST   {T}/subscriptions/{subscription_id}:test-template  view+send  subscriptions:read+deliveries:read
POST   {T}/subscriptions/{subscription_id}/deliveries:claim   -  deliveries:receive
POST   {T}/subscriptions/{subscription_id}/deliveries:record  -  deliveries:receive
POST   {T}/subscriptions/{subscription_id}/deliveries:extend  -  deliveries:receive
POST   {T}/subscriptions/{subscription_id}:replay    send          deliveries:retry
GET    {T}/webhook-keys                              public
POST   {T}/webhook-keys:rotate                       secrets       subscriptions:write
POST   {T}/webhooks                                  manage        subscriptions:write
GET    {T}/webhooks                                  view          subscriptions:read
GET    {T}/webhooks/{subscription_id}                view          subscriptions:read
PATCH  {T}/webhooks/{subscription_id}                manage        subscriptions:write
PUT    {T}/webhooks/{subscription_id}                manage        subscriptions:write
DELETE {T}/webhooks/{subscription_id}                manage        subscriptions:write
GET    {T}/events                                    view          deliveries:read
POST   {T}/events                                    -             -                    worker
GET    {T}/events/{event_id}                         view          deliveries:read
GET    {T}/event-types                               view          any
GET    {T}/deliveries                                view          deliveries:read
GET    {T}/deliveries/{delivery_id}                  view          deliveries:read
POST   {T}/deliveries/{delivery_id}:redeliver        send          deliveries:retry
POST   {T}/deliveries/{delivery_id}:skip             send          deliveries:retry
GET    {T}/dead-letters                              view          deliveries:read
POST   {T}/dead-letters:redeliver                    send          deliveries:retry
GET    {T}/stats                                     view          deliveries:read
GET    {T}/totals                                    view          any
POST   {T}/portal-sessions                           -             -
GET    {T}/portal-sessions                           -             -
GET    {T}/portal-sessions/{session_id}              -             -
DELETE {T}/portal-sessions/{session_id}              any           -
POST   {T}/portal-sessions:revoke-all                -             -
POST   /v2/portal-sessions:exchange                  public
GET    /v2/me                                        any           any                  worker
POST   /v2/admin/tenants                             -             -
GET    /v2/admin/tenants                             -             -
GET    /v2/admin/tenants/{tenant_id}                 -             -
PATCH  /v2/admin/tenants/{tenant_id}                 -             -
DELETE /v2/admin/tenants/{tenant_id}                 -             -
POST   /v2/admin/tenants/{tenant_id}:move            -             -
GET    /v2/admin/cells                               -             -
GET    /v2/admin/cells/{cell}                        -             -
POST   /v2/admin/cells/{cell}:open                   -             -
POST   /v2/admin/cells/{cell}:close                  -             -
POST   /v2/admin/tenants/{tenant_id}/keys            -             -
POST   /v2/admin/keys                                -             -
GET    /v2/admin/keys                                -             -
GET    /v2/admin/keys/{key_id}                       -             -
DELETE /v2/admin/keys/{key_id}                       -             -
GET    /v2/admin/actions                             -             -
PUT    /v2/admin/actions/{action!}                   -             -
GET    /v2/admin/actions/{action!}                   -             -
DELETE /v2/admin/actions/{action!}                   -             -
GET    /v2/admin/event-types                         -             -
PUT    /v2/admin/event-types/{event_type!}           -             -
GET    /v2/admin/event-types/{event_type!}           -             -
DELETE /v2/admin/event-types/{event_type!}           -             -
GET    /v2/admin/audit                               -             -
GET    /v2/admin/stats                               -             -
GET    /v2/admin/doctor                              -             -
GET    /v2/admin/workers                             -             -
GET    /v2/admin/deliveries                          -             -
GET    /v2/admin/operations                          -             -
GET    /v2/admin/operations/{operation_id}           -             -
POST   /v2/admin/operations/{operation_id}:cancel    -             -
GET    /livez                                        public
GET    /readyz                                       public
GET    /metrics                                      public
GET    /                                             public
GET    /openapi.json                                 public
GET    /docs                                         public
GET    /docs/docs.css                                public
GET    /docs/docs.js                                 public
GET    /docs/try.js                                  public
GET    /docs/guides/{guide}                          public
GET    /console                                      public
GET    /console/{page*}                              public
GET    /console/assets/{edition!}/{folder!}/{file!}  public
GET    /problems/{code}                              public
"""


@dataclass(frozen=True)
class Declared:
    """Who may ask for one route."""

    portal: frozenset[str] | None  # None: no session, whatever it may
    tenant: frozenset[str] | None
    worker: bool
    public: bool = False


def _needed(column: str) -> frozenset[str] | None:
    return None if column == "-" else frozenset() if column == "any" else frozenset(column.split("+"))


def _declared() -> Iterator[tuple[tuple[str, str], Declared]]:
    for line in DECLARED.strip().splitlines():
        method, path, *columns = line.replace("{T}", T).split()
        if columns == ["public"]:
            yield (method, path), Declared(None, None, worker=False, public=True)
        else:
            yield (method, path), Declared(_needed(columns[0]), _needed(columns[1]), worker=columns[2:] == ["worker"])


WHO_MAY: Mapping[tuple[str, str], Declared] = dict(_declared())


@Terms("Nothing", answers={204: None})
async def nothing(_call: Call) -> Answer:
    """Stands in for every handler."""
    return Answer(204)


STOOD_IN_FOR = RouteTable([replace(route, endpoint=nothing) for route in ROUTES])


@pytest.fixture
async def api(store: Store, clock: ManualClock) -> AsyncIterator[Api]:
    """The real routes with their real rules, as a client with the operator's key; no handler is real."""
    async with open_services(store, clock) as services, serve(services, table=STOOD_IN_FOR) as client:
        yield client


async def keys_of(store: Store, clock: ManualClock) -> Mapping[tuple[str, frozenset[str]], str]:
    """A key of each kind: of a tenant with all scopes and with all but one, of a session with each capabilities."""
    found: dict[tuple[str, frozenset[str]], str] = {}
    async with open_services(store, clock) as services, serve(services) as client:
        all_scopes = frozenset(each.value for each in Scope)
        whole = await client.make_tenant("acme")
        found["tenant", all_scopes] = str(whole.key)
        for missing in all_scopes:
            scopes = all_scopes - {missing}
            some = await client.make_key(kind="tenant", tenant_id="acme", scopes=sorted(scopes))
            found["tenant", scopes] = str(some.key)
        found["worker", frozenset()] = str((await client.make_key(kind="worker")).key)
        found["admin", frozenset()] = str(client.key)
        for capabilities in subsets():
            made = await client("POST", "/v2/tenants/acme/portal-sessions", {"capabilities": sorted(capabilities)})
            code = made.json["uri"].partition("#code=")[2]
            opened = await client.with_key(None)("POST", "/v2/portal-sessions:exchange", {"code": code})
            found["portal", capabilities] = opened.json["key"]
    return found


def subsets() -> Iterator[frozenset[str]]:
    """Every set of capabilities that a session may have."""
    every = [each.value for each in Capability]
    return map(frozenset, chain.from_iterable(combinations(every, size) for size in range(1, len(every) + 1)))


def may(kind: str, has: frozenset[str], declared: Declared) -> bool:
    """Whether a key is declared to be let in."""
    needed = declared.portal if kind == "portal" else declared.tenant
    return (
        declared.public
        or kind == "admin"
        or (kind == "worker" and declared.worker)
        or (kind in ("portal", "tenant") and needed is not None and needed <= has)
    )


def path_of(route: Route, tenant_id: str) -> str:
    """A path of this route."""
    values = {"tenant_id": tenant_id, "parent": "designs/one"}
    names = re.findall(r"\{(\w+)\}", route.pattern.template)
    return route.pattern.template.format_map({name: values.get(name, "some-name") for name in names})


def test_every_route_is_declared_once_and_nothing_else_is() -> None:
    lines = [tuple(line.replace("{T}", T).split()[:2]) for line in DECLARED.strip().splitlines()]
    assert sorted(lines) == sorted((route.method, route.path) for route in ROUTES)


async def test_every_route_lets_in_whom_it_is_declared_for_and_nobody_else(
    api: Api, store: Store, clock: ManualClock
) -> None:
    keys = await keys_of(store, clock)
    wrong = []
    for route in ROUTES:
        declared = WHO_MAY[route.method, route.path]
        for (kind, has), key in keys.items():
            reply = await api.with_key(key)(route.method, path_of(route, "acme"))
            expected = 204 if may(kind, has, declared) else 403
            if expected == 204 and kind == "admin" and route.access.tenant == "key":
                expected = 400  # it belongs to no tenant
            if reply.status != expected:
                wrong.append(f"{route.method} {route.path}: {kind} with {sorted(has)} got {reply.status}")
    assert not wrong, "\n".join(wrong)


async def test_without_a_good_key_only_what_is_public_is_answered(api: Api) -> None:
    for route in ROUTES:
        expected = 204 if WHO_MAY[route.method, route.path].public else 401
        for key in (None, UNKNOWN_KEY, UNKNOWN_KEY.replace("tenant", "portal")):
            reply = await api.with_key(key)(route.method, path_of(route, "acme"))
            assert reply.status == expected, (route.method, route.path)


async def test_no_key_of_a_tenant_reaches_another_or_tells_whether_there_is_one(
    api: Api, store: Store, clock: ManualClock
) -> None:
    keys = await keys_of(store, clock)
    async with open_services(store, clock) as services, serve(services) as client:
        await client.make_tenant("other")
    wholes = {("tenant", frozenset(each.value for each in Scope)), ("portal", frozenset(Capability))}
    whole = [key for holder, key in keys.items() if holder in wholes]
    assert len(whole) == 2
    for route in TABLE.routes:
        if route.access.tenant == "path":
            for key in whole:
                for tenant_id in ("other", "nobody"):
                    reply = await api.with_key(key)(route.method, path_of(route, tenant_id))
                    assert reply.status == 403, (route.method, route.path)
