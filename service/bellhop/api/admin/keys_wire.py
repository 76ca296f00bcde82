"""A key as the operator asks for it and reads it."""

from typing import Annotated

from pydantic import Field

from bellhop.api.body.models import (
    AnswerModel,
    Moment,
    Name,
    RequestModel,
    Text,
    time_or_none,
    without_absent,
)
from bellhop.clock import format_time
from bellhop.domain.key import Key, KeyKind, MadeKind, Scope
from bellhop.ids import Prefix, encode

_Names = Annotated[list[Name], Field(min_length=1, max_length=1000)]


class TenantKeyIn(RequestModel, title="NewTenantKey"):
    """A key of the tenant in the path."""

    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))] | None = Field(
        None, description="What the key may do; absent: everything that a tenant may."
    )
    display_name: Annotated[Text, Field(max_length=256)] = ""
    expire_time: Moment | None = Field(None, description="When the key ends; absent: never.")


class KeyIn(TenantKeyIn, title="NewKeyBody"):
    """A key about to be made."""

    kind: MadeKind
    tenant_id: Name | None = Field(None, description="Whose key it is; of a tenant's key.")
    actions: _Names | None = Field(None, description="What a worker's key may claim; absent: every action.")
    tenants: _Names | None = Field(None, description="Whose jobs a worker's key may claim; absent: everyone's.")


class KeyOut(AnswerModel, title="KeyAnswer"):
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


class NewKeyOut(KeyOut, title="MadeKey"):
    """A new key with the key itself, this once."""

    key: str


class KeysOut(AnswerModel, title="KeyPage"):
    """Keys, newest first."""

    results: list[KeyOut]
    next_page_token: str | None = None


def to_json(key: Key) -> dict[str, object]:
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
