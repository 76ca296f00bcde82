"""The commands that look after an installation: `migrate`, `secrets`, `doctor`; and `openapi`."""

import argparse
import sys

from bellhop.api.description.openapi import to_json as openapi_to_json
from bellhop.api.routes import ROUTES
from bellhop.clock import format_time
from bellhop.commands.beside import with_settings
from bellhop.commands.output import Output
from bellhop.commands.parsing import Verbs, add_nouns, add_verb
from bellhop.commands.table import printable
from bellhop.config import Settings
from bellhop.core import doctor as checks
from bellhop.core.findings import Level
from bellhop.core.roster import status_elsewhere
from bellhop.errors import ConfigurationError
from bellhop.installation import open_installation, open_store, prepare
from bellhop.maintenance.rekey import Rekeyer, complaints
from bellhop.store import migrate as migrations
from bellhop.store import statements
from bellhop.store.connecting import connect
from bellhop.vault.keyring import Vault


def add_to(verbs: Verbs) -> None:
    """Add the commands."""
    verb = add_verb(
        verbs,
        "migrate",
        example="bellhop migrate --status",
        beside=with_settings(migrate),
    )
    verb.add_argument("--status", action="store_true", help="show what is applied, change nothing")
    nouns = add_nouns(verbs, "secrets")
    add_verb(
        nouns,
        "rotate",
        "seal every secret again with the active master key",
        example="bellhop secrets rotate",
        beside=with_settings(rotate_secrets),
    )
    verb = add_verb(
        verbs,
        "doctor",
        example="bellhop doctor --invariants",
        beside=with_settings(doctor),
    )
    verb.add_argument("--invariants", action="store_true", help="check the data as well (reads all history)")
    verb.add_argument(
        "--sql",
        nargs="?",
        const="",
        metavar="NAME",
        help="print a statement as it runs, or without NAME all their names",
    )
    add_verb(verbs, "openapi", example="bellhop openapi > openapi.json", alone=openapi)


async def migrate(options: argparse.Namespace, settings: Settings) -> int:
    """Bring the database to this version, or show where it stands."""
    async with open_installation(settings) as installed:
        if not options.status:
            await prepare(installed)
        connection = await connect(installed.database_url, name="bellhop migrate")
        try:
            vault = Vault(installed.master_keys) if installed.master_keys else None
            elsewhere, closed = await status_elsewhere(connection, vault, migrates=not options.status)
            lines = [*await migrations.status(connection), *elsewhere]
        finally:
            await connection.close()
    out = Output.of(options)
    if out.as_json:
        for each in lines:
            applied = None if each.applied_time is None else format_time(each.applied_time)
            out.put_record({"schema": each.schema, "migration": each.label, "applied_time": applied})
    out.table(
        ("SCHEMA", "MIGRATION", "APPLIED"),
        (
            (each.schema, each.label, "pending" if each.applied_time is None else f"{each.applied_time:%Y-%m-%d %H:%M}")
            for each in lines
        ),
    )
    for name, reason in closed.items():
        print(f"Not looked at: the cell {name}, which cannot be opened: {reason}", file=sys.stderr)
    return 0 if not closed and all(each.applied_time is not None for each in lines) else 1


async def rotate_secrets(options: argparse.Namespace, settings: Settings) -> int:
    """Open everything sealed, and seal it again with the active master key where another did; may be repeated."""
    out = Output.of(options)
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
                    out.say(f"{told} of {waiting} sealed again with the key {vault.active_key}")
            left = await rekeyer.remaining()
            closed = dict(store.closed)
    for name, reason in closed.items():
        print(f"Not looked at: the cell {name}, which cannot be opened: {reason}", file=sys.stderr)
    for line in complaints(rekeyer, left):
        print(line, file=sys.stderr)
    if left or rekeyer.unread or closed:
        return 1
    out.put_record(
        {"rows": rekeyer.looked_at, "active_key": vault.active_key},
        f"All {rekeyer.looked_at} sealed rows open with the key {vault.active_key}; older keys may be removed,",
        "once no process runs any more that has another key first.",
    )
    return 0


async def doctor(options: argparse.Namespace, settings: Settings) -> int:
    """Print the settings, redacted, and what is wrong with the installation; 1 when something is."""
    if options.sql is not None:
        return _print_statement(options.sql)
    out, shown = Output.of(options), list(checks.show(settings))
    out.table(("SETTING", "VALUE"), shown)
    out.say("")
    async with open_installation(settings, look=False) as installed:
        findings = await checks.examine(
            settings,
            installed.database_url,
            installed.master_keys,
            with_invariants=options.invariants,
        )
        told = [{"level": each.level.value, "sentence": each.sentence} for each in findings]
        out.put_record({"settings": dict(shown), "findings": told}, *(printable(str(each)) for each in findings))
        if installed.postgres is not None:
            out.say("", "While the service runs, look into its database with", f"  {installed.postgres.psql_command}")
    return 1 if any(finding.level is Level.PROBLEM for finding in findings) else 0


def _print_statement(name: str) -> int:
    texts = statements.every()
    if name and name not in texts:
        sentence = f"There is no statement {name!r}; `bellhop doctor --sql` lists the names."
        raise ConfigurationError(sentence)
    print(f"{texts[name]};" if name else "\n".join(sorted(texts)))
    return 0


async def openapi(_options: argparse.Namespace) -> int:
    """Print the OpenAPI document."""
    sys.stdout.buffer.write(openapi_to_json(ROUTES))
    return 0
