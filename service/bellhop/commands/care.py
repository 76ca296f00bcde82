"""The commands that look after an installation: `migrate`, `secrets`, `doctor`; and `openapi`."""

import argparse
import sys

from bellhop.api.description.openapi import to_json as openapi_to_json
from bellhop.api.routes import ROUTES
from bellhop.commands.parsing import Verbs
from bellhop.commands.table import print_table, printable
from bellhop.config import Settings
from bellhop.core import doctor as checks
from bellhop.errors import ConfigurationError
from bellhop.installation import open_installation, open_store, prepare
from bellhop.maintenance.rekey import Rekeyer, complaints
from bellhop.store import migrate as migrations
from bellhop.store import statements
from bellhop.store.connecting import connect
from bellhop.vault.keyring import Vault


def add_to(verbs: Verbs) -> None:
    """Add the commands."""
    verb = verbs.add_parser("migrate", help="bring the database to this version")
    verb.add_argument("--status", action="store_true", help="show what is applied, change nothing")
    verb.set_defaults(command=migrate)
    nouns = verbs.add_parser("secrets", help="secrets at rest").add_subparsers(metavar="VERB", required=True)
    verb = nouns.add_parser("rotate", help="seal every secret again with the active master key")
    verb.set_defaults(command=rotate_secrets)
    verb = verbs.add_parser("doctor", help="say what is wrong with an installation, and how it is set")
    verb.add_argument("--invariants", action="store_true", help="check the data as well (reads all history)")
    verb.add_argument(
        "--sql",
        nargs="?",
        const="",
        metavar="NAME",
        help="print a statement as it runs, or without NAME all their names",
    )
    verb.set_defaults(command=doctor)
    verbs.add_parser("openapi", help="print the OpenAPI document").set_defaults(command=openapi)


async def migrate(options: argparse.Namespace, settings: Settings) -> int:
    """Bring the database to this version, or show where it stands."""
    async with open_installation(settings) as installed:
        if not options.status:
            await prepare(installed)
        connection = await connect(installed.database_url, name="bellhop migrate")
        try:
            lines = await migrations.status(connection)
        finally:
            await connection.close()
    print_table(
        ("SCHEMA", "MIGRATION", "APPLIED"),
        (
            (each.schema, each.label, "pending" if each.applied_time is None else f"{each.applied_time:%Y-%m-%d %H:%M}")
            for each in lines
        ),
    )
    return 0 if all(each.applied_time is not None for each in lines) else 1


async def rotate_secrets(_options: argparse.Namespace, settings: Settings) -> int:
    """Open everything sealed, and seal it again with the active master key where another did; may be repeated."""
    async with open_installation(settings) as installed:
        await prepare(installed)
        if not installed.master_keys:
            sentence = f"{installed.keys_place} is not there, and without the keys in it nothing can be opened."
            raise ConfigurationError(sentence)
        vault = Vault(installed.master_keys)
        async with open_store(installed) as store:
            rekeyer = Rekeyer(store, vault)
            waiting, told = sum((await rekeyer.remaining()).values()), 0
            while await rekeyer.run_once():
                if rekeyer.resealed > told:
                    told = rekeyer.resealed
                    print(f"{told} of {waiting} sealed again with the key {vault.active_key}")
            left = await rekeyer.remaining()
    for line in complaints(rekeyer, left):
        print(line, file=sys.stderr)
    if left or rekeyer.unread:
        return 1
    print(f"All {rekeyer.looked_at} sealed rows open with the key {vault.active_key}; older keys may be removed,")
    print("once no process runs any more that has another key first.")
    return 0


async def doctor(options: argparse.Namespace, settings: Settings) -> int:
    """Print the settings, redacted, and what is wrong with the installation; 1 when something is."""
    if options.sql is not None:
        return _print_statement(options.sql)
    print_table(("SETTING", "VALUE"), checks.show(settings))
    print()
    async with open_installation(settings, look=False) as installed:
        findings = await checks.examine(
            settings,
            installed.database_url,
            installed.master_keys,
            with_invariants=options.invariants,
        )
        for finding in findings:
            print(printable(str(finding)))
        if installed.postgres is not None:
            print(f"\nWhile the service runs, look into its database with\n  {installed.postgres.psql_command}")
    return 1 if any(finding.level is checks.Level.PROBLEM for finding in findings) else 0


def _print_statement(name: str) -> int:
    texts = statements.every()
    if name and name not in texts:
        sentence = f"There is no statement {name!r}; `bellhop doctor --sql` lists the names."
        raise ConfigurationError(sentence)
    print(f"{texts[name]};" if name else "\n".join(sorted(texts)))
    return 0


async def openapi(_options: argparse.Namespace, _settings: Settings) -> int:
    """Print the OpenAPI document."""
    sys.stdout.buffer.write(openapi_to_json(ROUTES))
    return 0
