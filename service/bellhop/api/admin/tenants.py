"""Tenants, for the operator."""

from collections.abc import Mapping

import orjson

from bellhop.api.admin.tenants_wire import (
    READ_ONLY,
    LimitsIn,
    MoveIn,
    SystemOperationOut,
    TenantIn,
    TenantOut,
    TenantPatch,
    TenantsOut,
    to_json,
)
from bellhop.api.body.models import FilteredPage, parse_body
from bellhop.api.body.receiving import AnyObject
from bellhop.api.body.written_back import changed, drop_earlier_time, refuse_names
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import page
from bellhop.api.edge.routing import Terms
from bellhop.core.lists import TENANT_FIELDS
from bellhop.domain.job import SYSTEM_TENANT
from bellhop.domain.operation import to_json as operation_to_json
from bellhop.domain.tenant import DELETE_ACTION, GivenLimits, Tenant
from bellhop.errors import PreconditionFailedError
from bellhop.ids import TenantId


@Terms(
    "Create a tenant",
    body=TenantIn,
    answers={201: TenantOut},
    problems=(409,),
    no_key="A tenant's own id names its request, so making one takes no `Idempotency-Key`: a second one with the "
    "same id is 409 `tenant-exists`.",
)
async def create(call: Call) -> Answer:
    """Make a tenant."""
    body: TenantIn = call.body
    tenant = await call.services.tenants.create(
        TenantId(body.id),
        display_name=body.display_name,
        given=_merged(GivenLimits(), body.limits),
        actor=call.actor,
        cell=body.cell,
    )
    location = f"/v2/admin/tenants/{tenant.tenant_id}"
    return Answer(201, to_json(tenant), {"Location": location}).with_etag(tenant.version)


@Terms("Read a tenant", answers={200: TenantOut, 304: None})
async def get(call: Call) -> Answer:
    """One tenant."""
    tenant = await call.services.tenants.read(call.tenant_id)
    return Answer(body=to_json(tenant)).with_etag(tenant.version)


@Terms("List tenants", query=FilteredPage, filters=TENANT_FIELDS, answers={200: TenantsOut})
async def list_all(call: Call) -> Answer:
    """All tenants, newest first."""
    return await page(call, call.services.lists.tenants(), to_json)


@Terms("Change a tenant", body=AnyObject, described=TenantPatch, answers={200: TenantOut}, problems=(412,))
async def patch(call: Call) -> Answer:
    """Change what a JSON merge patch names; what was sent back as it is shown is no change."""
    before = await call.services.tenants.read(call.tenant_id)
    while True:
        body = _changes(call.body, before)
        call.check_version(before.version)  # of a request that is right otherwise (RFC 9110 §13.2.1)
        if not body.model_fields_set:
            if "limits" in call.body:  # written here by a request whose cell could not be told of it
                await call.services.subscriptions.set_entitled(before)
            return Answer(body=to_json(before)).with_etag(before.version)
        display_name = before.display_name if body.display_name is None else body.display_name
        if "display_name" in body.model_fields_set and body.display_name is None:
            display_name = ""
        given = before.given
        if "limits" in body.model_fields_set:
            given = GivenLimits() if body.limits is None else _merged(given, body.limits)
        tenant = await call.services.tenants.update(before, display_name=display_name, given=given, actor=call.actor)
        if tenant is not None:
            await call.services.subscriptions.set_entitled(tenant)
            return Answer(body=to_json(tenant)).with_etag(tenant.version)
        if call.header("If-Match") is not None:
            raise PreconditionFailedError
        before = await call.services.tenants.read(call.tenant_id)  # changed in between: merge into what it is now


@Terms("Erase a tenant and its data", answers={202: SystemOperationOut}, problems=(412,))
async def delete(call: Call) -> Answer:
    """Refuse the tenant from here on, and let an operation of the service erase its data."""
    call.check_version((await call.services.tenants.read(call.tenant_id)).version)
    started = await call.services.jobs.submit_system(
        SYSTEM_TENANT, DELETE_ACTION, {"tenant_id": call.tenant_id}, cancellable=False
    )
    await call.services.tenants.close(call.tenant_id, actor=call.actor)
    return _started(operation_to_json(started.job))


@Terms("Move a tenant to another cell", body=MoveIn, answers={202: SystemOperationOut}, problems=(409, 412))
async def move(call: Call) -> Answer:
    """Let an operation of the service copy the tenant's data while it works, and move it over in a moment."""
    tenant = await call.services.tenants.read(call.tenant_id)
    call.check_version(tenant.version)
    body: MoveIn = call.body
    started = await call.services.moves.start(tenant, body.cell, actor=call.actor)
    return _started(operation_to_json(started.job))


def _started(operation: Mapping[str, object]) -> Answer:
    return Answer(202, operation, {"Location": f"/v2/admin/operations/{operation['id']}", "Retry-After": "1"})


def _changes(given: Mapping[str, object], tenant: Tenant) -> TenantPatch:
    """What a patch says that is not what is shown of the tenant; raises for what cannot be written."""
    shown = to_json(tenant)
    left = changed(given, shown)
    drop_earlier_time(left, shown)
    refuse_names(left, TenantPatch.model_fields, READ_ONLY)
    return parse_body(TenantPatch, orjson.dumps(left), left)


def _merged(given: GivenLimits, patch: LimitsIn) -> GivenLimits:
    """The limits with those that the patch names."""
    named = patch.model_fields_set
    return GivenLimits(
        live_jobs=patch.live_jobs if "live_jobs" in named else given.live_jobs,
        requests_per_second=(
            patch.requests_per_second if "requests_per_second" in named else given.requests_per_second
        ),
        subscriptions=patch.subscriptions if "subscriptions" in named else given.subscriptions,
    )
