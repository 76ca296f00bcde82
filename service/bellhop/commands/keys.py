"""`bellhop keys …`: make, list and revoke keys, beside the database or over HTTP with an operator's key."""

import argparse
import json
from collections.abc import Sequence

from bellhop.clock import format_time
from bellhop.commands.beside import with_settings
from bellhop.commands.directory import ROWS_SHOWN, OpenDirectory, open_directory
from bellhop.commands.output import Output, note
from bellhop.commands.parsing import Verbs, add_nouns, add_verb
from bellhop.commands.values import names, one_of
from bellhop.config import Settings
from bellhop.core.keys import NewKey
from bellhop.domain.audit import CLI
from bellhop.domain.key import KeyKind, MadeKind, Scope, misfits
from bellhop.errors import ConfigurationError, NotFoundError
from bellhop.ids import KeyId, Prefix, TenantId, decode, encode
from bellhop.remote.client import Remote, segment
from bellhop.remote.documents import Key, MadeKey
from bellhop.remote.problems import RefusedError
from bellhop.store import keys as stored_keys

_PATH = "/v2/admin/keys"
_UNKNOWN_TENANT = "unknown-tenant"
_OPTIONS = {"tenant_id": "tenant", "scopes": "scope", "actions": "action", "tenants": "for_tenant"}


def add_to(verbs: Verbs) -> None:
    """Add the commands."""
    nouns = add_nouns(verbs, "keys")
    verb = add_verb(
        nouns,
        "create",
        "make a key; it is printed this once",
        example="bellhop keys create --kind tenant --tenant aurora",
        beside=with_settings(create_key),
        remote=create_key_remotely,
    )
    verb.add_argument("--kind", type=one_of(MadeKind), metavar="KIND", required=True, help=names(MadeKind))
    verb.add_argument("--tenant", help="the tenant of a tenant's key")
    verb.add_argument(
        "--scope",
        action="append",
        type=one_of(Scope),
        metavar="SCOPE",
        help="a scope of a tenant's key, repeatable; all if absent",
    )
    verb.add_argument("--action", action="append", help="an action of a worker's key, repeatable; all if absent")
    verb.add_argument("--for-tenant", action="append", help="a tenant of a worker's key, repeatable; all if absent")
    verb.add_argument("--display-name", default="")
    add_verb(
        nouns,
        "list",
        "list keys, the newest first",
        example="bellhop keys list",
        beside=with_settings(list_keys),
        remote=list_keys_remotely,
    )
    verb = add_verb(
        nouns,
        "revoke",
        "end a key",
        example="bellhop keys revoke key_01kb9zq4n8e3wv6j2x7m5t0c1d",
        beside=with_settings(revoke_key),
        remote=revoke_key_remotely,
    )
    verb.add_argument("key_id", metavar="ID")


async def create_key(options: argparse.Namespace, settings: Settings) -> int:
    """Make a key and print it, this once."""
    _check(options)
    tenant_id = None if options.tenant is None else TenantId(options.tenant)
    new = NewKey(
        KeyKind(options.kind),
        tenant_id,
        None if options.scope is None else frozenset(options.scope),
        options.action,
        options.for_tenant,
        display_name=options.display_name,
    )
    async with open_directory(settings) as directory:
        if tenant_id is not None:
            await _expect_tenant(directory, tenant_id)
        key, secret = await directory.keys.create(new, actor=CLI)
    _hand_over(Output.of(options), encode(Prefix.KEY, key.key_id), secret)
    return 0


async def create_key_remotely(options: argparse.Namespace, remote: Remote) -> int:
    """Make a key of another Bellhop and print it, this once."""
    _check(options)
    members = {
        "kind": options.kind,
        "tenant_id": options.tenant,
        "scopes": options.scope,
        "actions": options.action,
        "tenants": options.for_tenant,
        "display_name": options.display_name,
    }
    body = {name: value for name, value in members.items() if value is not None}
    try:
        made = (await remote.send("POST", _PATH, json.dumps(body).encode())).read(MadeKey)
    except RefusedError as error:
        if _UNKNOWN_TENANT not in error.faults:
            raise
        raise _no_tenant(options.tenant) from None
    _hand_over(Output.of(options), made.id, made.key)
    return 0


async def list_keys(options: argparse.Namespace, settings: Settings) -> int:
    """Print the keys: all about them but the keys themselves."""
    async with open_directory(settings) as directory, directory.store.directory.connection() as connection:
        found = await stored_keys.newest(connection, limit=ROWS_SHOWN)
    _show(
        Output.of(options),
        [
            Key(
                id=encode(Prefix.KEY, each.key_id),
                kind=each.kind,
                prefix=each.prefix,
                tenant_id=each.tenant_id,
                display_name=each.display_name,
                last_use_time=each.last_use_time,
            )
            for each in found
        ],
    )
    return 0


async def list_keys_remotely(options: argparse.Namespace, remote: Remote) -> int:
    """Print the keys of another Bellhop."""
    _show(Output.of(options), [each.read(Key) async for each in remote.pages(_PATH)])
    return 0


async def revoke_key(options: argparse.Namespace, settings: Settings) -> int:
    """End a key."""
    key_id = decode(Prefix.KEY, options.key_id)
    if key_id is None:
        detail = f"{options.key_id} is not the id of a key: key_ and 26 characters, see `bellhop keys list`."
        raise NotFoundError(detail)
    async with open_directory(settings) as directory:
        await directory.keys.revoke(KeyId(key_id), actor=CLI)
    _tell_revoked(options)
    return 0


async def revoke_key_remotely(options: argparse.Namespace, remote: Remote) -> int:
    """End a key of another Bellhop."""
    await remote.send("DELETE", f"{_PATH}/{segment(options.key_id)}")
    _tell_revoked(options)
    return 0


def _check(options: argparse.Namespace) -> None:
    """Raise `ConfigurationError` unless the options fit the kind of key; Bellhop says the same of the members."""
    asked = {member for member, option in _OPTIONS.items() if getattr(options, option) is not None}
    wrong = []
    for fault in misfits(KeyKind(options.kind), asked):
        option = f"--{_OPTIONS[fault.pointer[1:]].replace('_', '-')}"
        is_absent = fault.code == "required"
        wrong.append(f"--kind {options.kind} {'needs' if is_absent else 'does not go with'} {option}.")
    if wrong:
        raise ConfigurationError(" ".join(wrong))


async def _expect_tenant(directory: OpenDirectory, tenant_id: TenantId) -> None:
    try:
        await directory.tenants.get(tenant_id)
    except NotFoundError:
        raise _no_tenant(tenant_id) from None


def _no_tenant(tenant_id: str) -> NotFoundError:
    return NotFoundError(f"There is no tenant {tenant_id}; see `bellhop tenants list`.")


def _hand_over(out: Output, key_id: str, key: str) -> None:
    out.put_record({"id": key_id, "key": key}, key)
    note(f"This is {key_id}. It is shown this once; keep it safe.")


def _show(out: Output, keys: Sequence[Key]) -> None:
    if out.as_json:
        for each in keys:
            last_use = {} if each.last_use_time is None else {"last_use_time": format_time(each.last_use_time)}
            out.put_record(each.model_dump(exclude_none=True) | last_use)
    out.table(
        ("KEY", "KIND", "STARTS WITH", "TENANT", "NAME", "LAST USED"),
        (
            (
                each.id,
                each.kind,
                each.prefix,
                each.tenant_id or "-",
                each.display_name,
                "never" if each.last_use_time is None else f"{each.last_use_time:%Y-%m-%d %H:%M}",
            )
            for each in keys
        ),
    )


def _tell_revoked(options: argparse.Namespace) -> None:
    Output.of(options).put_record(
        {"id": options.key_id, "revoked": True},
        "Revoked: it ends at once where it is noticed, within a second everywhere.",
    )
