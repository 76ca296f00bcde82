"""`bellhop keys …`: make, list and revoke keys."""

import argparse
import sys

from bellhop.commands.directory import ROWS_SHOWN, open_directory
from bellhop.commands.parsing import Verbs, names, one_of
from bellhop.commands.table import print_table
from bellhop.config import Settings
from bellhop.core.keys import NewKey
from bellhop.domain.audit import CLI
from bellhop.domain.key import ALL_SCOPES, KeyKind, Scope
from bellhop.errors import ConfigurationError, NotFoundError
from bellhop.ids import KeyId, Prefix, TenantId, decode, encode
from bellhop.store import keys as stored_keys


def add_to(verbs: Verbs) -> None:
    """Add the commands."""
    nouns = verbs.add_parser("keys", help="make, list and revoke keys").add_subparsers(metavar="VERB", required=True)
    verb = nouns.add_parser("create", help="make a key; it is printed this once")
    verb.add_argument("--kind", type=one_of(KeyKind), metavar="KIND", required=True, help=names(KeyKind))
    verb.add_argument("--tenant", help="the tenant of a tenant's key")
    verb.add_argument("--scope", action="append", type=one_of(Scope), metavar="SCOPE", help="repeatable; all if absent")
    verb.add_argument("--action", action="append", help="an action of a worker's key, repeatable; all if absent")
    verb.add_argument("--for-tenant", action="append", help="a tenant of a worker's key, repeatable; all if absent")
    verb.add_argument("--display-name", default="")
    verb.set_defaults(command=create_key)
    nouns.add_parser("list", help="list keys").set_defaults(command=list_keys)
    verb = nouns.add_parser("revoke", help="end a key")
    verb.add_argument("key_id", metavar="ID")
    verb.set_defaults(command=revoke_key)


async def create_key(options: argparse.Namespace, settings: Settings) -> int:
    """Make a key and print it, this once."""
    if (options.kind is KeyKind.TENANT) != (options.tenant is not None):
        sentence = "--tenant goes with --kind tenant, and only with it."
        raise ConfigurationError(sentence)
    tenant_id = None if options.tenant is None else TenantId(options.tenant)
    scopes = (frozenset(options.scope) if options.scope else ALL_SCOPES) if tenant_id else frozenset()
    new = NewKey(options.kind, tenant_id, scopes, options.action, options.for_tenant, display_name=options.display_name)
    async with open_directory(settings) as directory:
        if tenant_id is not None:
            await directory.tenants.get(tenant_id)
        key, secret = await directory.keys.create(new, actor=CLI)
    print(secret)
    print(f"This is {encode(Prefix.KEY, key.key_id)}. It is shown this once; keep it safe.", file=sys.stderr)
    return 0


async def list_keys(_options: argparse.Namespace, settings: Settings) -> int:
    """Print the keys: all about them but the keys themselves."""
    async with open_directory(settings) as directory, directory.store.directory.connection() as connection:
        found = await stored_keys.newest(connection, limit=ROWS_SHOWN)
    print_table(
        ("KEY", "KIND", "STARTS WITH", "TENANT", "NAME", "LAST USED"),
        (
            (
                encode(Prefix.KEY, each.key_id),
                each.kind,
                each.prefix,
                each.tenant_id or "-",
                each.display_name,
                "never" if each.last_use_time is None else f"{each.last_use_time:%Y-%m-%d %H:%M}",
            )
            for each in found
        ),
    )
    return 0


async def revoke_key(options: argparse.Namespace, settings: Settings) -> int:
    """End a key."""
    key_id = decode(Prefix.KEY, options.key_id)
    if key_id is None:
        detail = f"{options.key_id} is not the id of a key: key_ and 26 characters, see `bellhop keys list`."
        raise NotFoundError(detail)
    async with open_directory(settings) as directory:
        await directory.keys.revoke(KeyId(key_id), actor=CLI)
    print("Revoked: it ends at once where it is noticed, within a second everywhere.")
    return 0
