"""Keys, for the operator."""

from bellhop.api.admin.keys_wire import KeyIn, KeyOut, KeysOut, NewKeyOut, TenantKeyIn, to_json
from bellhop.api.body.models import (
    FilteredPage,
)
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import page
from bellhop.api.edge.routing import Terms
from bellhop.core.keys import NewKey
from bellhop.core.lists import KEY_FIELDS
from bellhop.domain.key import KeyKind, Scope
from bellhop.errors import Fault, InvalidInputError, NotFoundError
from bellhop.ids import KeyId, Prefix, TenantId

_NO_KEY = (
    "A key is shown once, so making one takes no `Idempotency-Key`: where an answer was lost, list the keys, revoke "
    "the new one and make another."
)


@Terms("Make a key", body=KeyIn, answers={201: NewKeyOut}, no_key=_NO_KEY)
async def create(call: Call) -> Answer:
    """Make a key of any kind; the key itself is shown this once."""
    body: KeyIn = call.body
    new = NewKey(
        kind=KeyKind(body.kind),
        tenant_id=None if body.tenant_id is None else TenantId(body.tenant_id),
        scopes=_scopes(body),
        actions=body.actions,
        tenants=body.tenants,
        display_name=body.display_name,
        expire_time=body.expire_time,
    )
    if new.tenant_id is not None:
        try:
            await call.services.tenants.get(new.tenant_id)
        except NotFoundError:
            fault = Fault("/tenant_id", "unknown-tenant", "There is no such tenant.")
            raise InvalidInputError(faults=[fault]) from None
    return await _make(call, new)


@Terms("Make a key of a tenant", body=TenantKeyIn, answers={201: NewKeyOut}, no_key=_NO_KEY)
async def create_for_tenant(call: Call) -> Answer:
    """Make a key of the tenant in the path."""
    body: TenantKeyIn = call.body
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


@Terms("List keys", query=FilteredPage, filters=KEY_FIELDS, answers={200: KeysOut})
async def list_all(call: Call) -> Answer:
    """All keys that are not revoked, newest first."""
    return await page(call, call.services.lists.keys(), to_json)


@Terms("Read a key's record", answers={200: KeyOut, 304: None}, problems=(404,))
async def get(call: Call) -> Answer:
    """The record of one key."""
    key = await call.services.keys.get(_key_id(call))
    return Answer(body=to_json(key)).with_digest()


@Terms("Revoke a key", answers={204: None}, problems=(404,))
async def delete(call: Call) -> Answer:
    """Revoke a key."""
    await call.services.keys.revoke(_key_id(call), actor=call.actor)
    return Answer(204)


async def _make(call: Call, new: NewKey) -> Answer:
    if new.expire_time is not None and new.expire_time <= call.services.clock.now():
        raise InvalidInputError(faults=[Fault("/expire_time", "in-the-past", "The key would have ended already.")])
    key, secret = await call.services.keys.create(new, actor=call.actor)
    answer = {**to_json(key), "key": secret}
    return Answer(201, answer, {"Location": f"/v2/admin/keys/{answer['id']}", "Cache-Control": "no-store"})


def _scopes(body: TenantKeyIn) -> frozenset[Scope] | None:
    return None if body.scopes is None else frozenset(body.scopes)


def _key_id(call: Call) -> KeyId:
    return KeyId(call.id("key_id", Prefix.KEY))
