"""`bellhop tenants …`: make and list tenants."""

import argparse

from bellhop.commands.directory import ROWS_SHOWN, open_directory
from bellhop.commands.parsing import Verbs
from bellhop.commands.table import print_table
from bellhop.config import Settings
from bellhop.domain.audit import CLI
from bellhop.domain.names import NAME_PATTERN, is_name
from bellhop.domain.tenant import GivenLimits
from bellhop.errors import ConfigurationError
from bellhop.ids import TenantId
from bellhop.store import tenants as stored_tenants


def add_to(verbs: Verbs) -> None:
    """Add the commands."""
    nouns = verbs.add_parser("tenants", help="make and list tenants").add_subparsers(metavar="VERB", required=True)
    verb = nouns.add_parser("create", help="make a tenant")
    verb.add_argument("tenant_id", metavar="ID")
    verb.add_argument("--display-name", default="")
    for name in ("live-jobs", "requests-per-second", "subscriptions"):
        verb.add_argument(f"--{name}", type=int, help="its limit (the service's default)")
    verb.set_defaults(command=create_tenant)
    nouns.add_parser("list", help="list tenants").set_defaults(command=list_tenants)


async def create_tenant(options: argparse.Namespace, settings: Settings) -> int:
    """Make a tenant."""
    if not is_name(options.tenant_id):
        sentence = f"A tenant id matches {NAME_PATTERN}."
        raise ConfigurationError(sentence)
    given = GivenLimits(options.live_jobs, options.requests_per_second, options.subscriptions)
    async with open_directory(settings) as directory:
        tenant = await directory.tenants.create(
            TenantId(options.tenant_id), display_name=options.display_name, given=given, actor=CLI
        )
    print(f"Made the tenant {tenant.tenant_id}.")
    return 0


async def list_tenants(_options: argparse.Namespace, settings: Settings) -> int:
    """Print the tenants."""
    async with open_directory(settings) as directory, directory.store.directory.connection() as connection:
        found = await stored_tenants.newest(connection, limit=ROWS_SHOWN)
    print_table(
        ("TENANT", "NAME", "LIVE JOBS", "REQUESTS/S", "SUBSCRIPTIONS"),
        (
            (
                each.tenant_id,
                each.display_name,
                each.limits.live_jobs,
                each.limits.requests_per_second,
                each.limits.subscriptions,
            )
            for each in found
        ),
    )
    return 0
