"""Keys, for the operator."""

from typing import Annotated

from pydantic import Field

from bellhop.api.body.models import (
    AnswerModel,
    FilteredPage,
    Moment,
    Name,
    RequestModel,
    Text,
    time_or_none,
    without_absent,
)
from bellhop.api.edge.auth import ADMIN, ADMIN_OF_TENANT
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import Collection, page
from bellhop.api.edge.routing import Route
from bellhop.clock import format_time
from bellhop.core.keys import NewKey
from bellhop.domain import filter as filters
from bellhop.domain.filter import FieldType
from bellhop.domain.key import ALL_SCOPES, Key, KeyKind, Scope
from bellhop.errors import Fault, InvalidInputError, NotFoundError
from bellhop.ids import KeyId, Prefix, TenantId, decode, encode
from bellhop.store import keys as store
from bellhop.store.queries import load

_Names = Annotated[list[Name], Field(min_length=1, max_length=1000)]

# The members that a key of each kind may have beside its name and its end.
_MEMBERS = {
    KeyKind.TENANT: frozenset({"tenant_id", "scopes"}),
    KeyKind.WORKER: frozenset({"actions", "tenants"}),
    KeyKind.ADMIN: frozenset(),
}


class NewTenantKey(RequestModel):
    """A key of the tenant in the path."""

    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))] | None = Field(
        None, description="What the key may do; absent: everything that a tenant may."
    )
    display_name: Annotated[Text, Field(max_length=256)] = ""
    expire_time: Moment | None = Field(None, description="When the key ends; absent: never.")


class NewKeyBody(NewTenantKey):
    """A key about to be made."""

    kind: KeyKind
    tenant_id: Name | None = Field(None, description="Whose key it is; of a tenant's key.")
    actions: _Names | None = Field(None, description="What a worker's key may claim; absent: every action.")
    tenants: _Names | None = Field(None, description="Whose jobs a worker's key may claim; absent: everyone's.")


class KeyAnswer(AnswerModel):
    """A key, without the key itself."""

    id: str
    kind: KeyKind
    tenant_id: str | None = None
    scopes: list[Scope] | None = None
    actions: list[str] | None = None
    tenants: list[str] | None = None
    display_name: str
    prefix: str
    create_time: str
    expire_time: str | None = None
    last_use_time: str | None = None


class MadeKey(KeyAnswer):
    """A new key with the key itself, this once."""

    key: str


class KeyPage(AnswerModel):
    """Keys, newest first."""

    results: list[KeyAnswer]
    next_page_token: str | None = None


KEYS = Collection(
    name="keys",
    select=load("keys")["list"],
    order=("key_id",),
    key_types=("uuid",),
    key=lambda row: (row["key_id"],),
    fields={
        "kind": filters.Field(FieldType.STRING, "kind"),
        "tenant_id": filters.Field(FieldType.STRING, "tenant_id"),
        "create_time": filters.Field(FieldType.TIMESTAMP, "create_time", id_column="key_id"),
    },
)


def as_answer(key: Key) -> dict[str, object]:
    """The JSON object of a key."""
    return without_absent(
        {
            "id": encode(Prefix.KEY, key.key_id),
            "kind": key.kind.value,
            "tenant_id": key.tenant_id,
            "scopes": sorted(key.scopes) if key.kind is KeyKind.TENANT else None,
            "actions": key.actions,
            "tenants": key.tenants,
            "display_name": key.display_name,
            "prefix": key.prefix,
            "create_time": format_time(key.create_time),
            "expire_time": time_or_none(key.expire_time),
            "last_use_time": time_or_none(key.last_use_time),
        }
    )


async def create(call: Call) -> Answer:
    """POST /v2/admin/keys."""
    body: NewKeyBody = call.body
    faults = _misfits(body)
    if body.kind is KeyKind.TENANT and body.tenant_id is None:
        faults.append(Fault("/tenant_id", "required", "A tenant's key names its tenant."))
    if body.tenant_id is not None and not faults:
        try:
            await call.services.tenants.get(body.tenant_id)
        except NotFoundError:
            faults.append(Fault("/tenant_id", "unknown-tenant", "There is no such tenant."))
    if faults:
        raise InvalidInputError(faults=faults)
    return await _make(
        call,
        NewKey(
            kind=body.kind,
            tenant_id=None if body.tenant_id is None else TenantId(body.tenant_id),
            scopes=_scopes(body) if body.kind is KeyKind.TENANT else frozenset(),
            actions=body.actions,
            tenants=body.tenants,
            display_name=body.display_name,
            expire_time=body.expire_time,
        ),
    )


async def create_for_tenant(call: Call) -> Answer:
    """POST /v2/admin/tenants/{tenant_id}/keys."""
    body: NewTenantKey = call.body
    return await _make(
        call,
        NewKey(
            kind=KeyKind.TENANT,
            tenant_id=call.tenant_id,
            scopes=_scopes(body),
            display_name=body.display_name,
            expire_time=body.expire_time,
        ),
    )


async def list_all(call: Call) -> Answer:
    """GET /v2/admin/keys."""
    return await page(call, KEYS, call.services.store.directory, serialize=lambda row: as_answer(store.record(row)))


async def get(call: Call) -> Answer:
    """GET /v2/admin/keys/{key_id}."""
    key = await call.services.keys.get(_key_id(call))
    return Answer(body=as_answer(key))


async def delete(call: Call) -> Answer:
    """DELETE /v2/admin/keys/{key_id}."""
    await call.services.keys.revoke(_key_id(call), actor=call.actor)
    return Answer(204)


async def _make(call: Call, new: NewKey) -> Answer:
    if new.expire_time is not None and new.expire_time <= call.services.clock.now():
        raise InvalidInputError(faults=[Fault("/expire_time", "in-the-past", "The key would have ended already.")])
    key, secret = await call.services.keys.create(new, actor=call.actor)
    answer = {**as_answer(key), "key": secret}
    return Answer(201, answer, {"Location": f"/v2/admin/keys/{answer['id']}", "Cache-Control": "no-store"})


def _misfits(body: NewKeyBody) -> list[Fault]:
    allowed = _MEMBERS[body.kind]
    return [
        Fault(f"/{member}", "does-not-fit", f"A key of kind `{body.kind}` has no `{member}`.")
        for member in ("tenant_id", "scopes", "actions", "tenants")
        if getattr(body, member) is not None and member not in allowed
    ]


def _scopes(body: NewTenantKey) -> frozenset[Scope]:
    return ALL_SCOPES if body.scopes is None else frozenset(body.scopes)


def _key_id(call: Call) -> KeyId:
    key_id = decode(Prefix.KEY, call.params["key_id"])
    if key_id is None:
        raise NotFoundError
    return KeyId(key_id)


_NO_KEY = (
    "A key is shown once, so making one takes no `Idempotency-Key`: where an answer was lost, list the keys, revoke "
    "the new one and make another."
)

ROUTES = (
    Route(
        "POST",
        "/v2/admin/keys",
        create,
        summary="Make a key",
        tag="keys",
        access=ADMIN,
        body=NewKeyBody,
        answers={201: MadeKey},
        no_key=_NO_KEY,
    ),
    Route(
        "POST",
        "/v2/admin/tenants/{tenant_id}/keys",
        create_for_tenant,
        summary="Make a key of a tenant",
        tag="keys",
        access=ADMIN_OF_TENANT,
        body=NewTenantKey,
        answers={201: MadeKey},
        no_key=_NO_KEY,
    ),
    Route(
        "GET",
        "/v2/admin/keys",
        list_all,
        summary="List keys",
        tag="keys",
        access=ADMIN,
        query=FilteredPage,
        filters=KEYS.fields,
        answers={200: KeyPage},
    ),
    Route(
        "GET",
        "/v2/admin/keys/{key_id}",
        get,
        summary="Read a key's record",
        tag="keys",
        access=ADMIN,
        answers={200: KeyAnswer},
        problems=(404,),
    ),
    Route(
        "DELETE",
        "/v2/admin/keys/{key_id}",
        delete,
        summary="Revoke a key",
        tag="keys",
        access=ADMIN,
        answers={204: None},
        problems=(404,),
    ),
)
