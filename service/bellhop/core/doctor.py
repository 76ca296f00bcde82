"""What is wrong with an installation, in sentences that say what to do: `bellhop doctor`.

It changes nothing and may be run beside the service.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import asyncpg
from pydantic import SecretStr

from bellhop.clock import SystemClock
from bellhop.config import MasterKey, Settings
from bellhop.core.doctor_cells import of_cell, of_other_cell, of_replica
from bellhop.core.findings import Finding, Level
from bellhop.egress.proxy import Proxy
from bellhop.egress.resolver import Resolver
from bellhop.errors import ConfigurationError, StoreError
from bellhop.store import bouncer, cells, examination, migrate, replica
from bellhop.store.connecting import connect
from bellhop.store.database import FIRST_CELL

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_CLOCK_WORTH_TELLING = timedelta(seconds=1)
_CLOCK_WRONG = timedelta(minutes=5)
_LONG_TRANSACTION = timedelta(minutes=5)
_WITHOUT = {
    "api": "no request is taken",
    "dispatcher": "no callback is sent",
    "maintenance": "nothing is cleaned up, and soon there is no partition for a new day",
}
_NEED_ON = {
    "fsync": "a crash of the machine can lose or damage everything",
    "full_page_writes": "a crash of the machine can damage everything",
    "synchronous_commit": "a crash can lose what was answered as accepted",
    "autovacuum": "the hot tables grow without end",
}


def show(settings: Settings) -> list[tuple[str, str]]:
    """The settings as an operator may show them to others: names and values, secrets as whether they are given."""
    return [(f"BELLHOP_{name.upper()}", _shown(getattr(settings, name))) for name in type(settings).model_fields]


def _shown(value: object) -> str:
    match value:
        case None | ():
            return "-"
        case SecretStr():
            return "(given)"
        case tuple():
            return ", ".join(each.name if isinstance(each, MasterKey) else str(each) for each in value)
        case dict():  # of cells, with their URLs
            return ", ".join(value) or "-"
        case _:
            return str(value)


async def examine(
    settings: Settings,
    database_url: str,
    master_keys: Sequence[MasterKey],
    *,
    with_invariants: bool = False,
) -> list[Finding]:
    """Everything that can be said about the settings and the database, the good included, in order of the asking.

    `with_invariants` reads all history.
    """
    findings = [*_of_settings(settings), *await _of_proxy(settings)]
    try:
        path = await bouncer.look(database_url)
        connection = await connect(database_url, name="bellhop doctor")
    except (StoreError, ConfigurationError) as error:
        return [*findings, Finding(Level.PROBLEM, f"The database does not answer: {error}")]
    try:
        findings += [*_of_path(path, settings), *await _of_listening(connection, settings)]
        findings += await _of_replica(connection, settings)
        async for finding in _of_database(connection, settings, master_keys, with_invariants=with_invariants):
            findings.append(finding)
    except asyncpg.PostgresError as error:
        findings.append(Finding(Level.PROBLEM, f"The database refused a question: {error}."))
    finally:
        await bouncer.close(connection)
    return findings


async def examine_running(
    settings: Settings, connection: "Connection", master_keys: Sequence[MasterKey]
) -> AsyncIterator[Finding]:
    """The same of a service that runs, asked through one of its connections.

    What stands between the service and its database it has found out when it started, and is left out.
    """
    for finding in (*_of_settings(settings), *await _of_proxy(settings), *await _of_replica(connection, settings)):
        yield finding
    async for finding in _of_database(connection, settings, master_keys, with_invariants=False):
        yield finding


def _of_path(path: bouncer.Path, settings: Settings) -> list[Finding]:
    """What a bouncer before the database costs, and what to do about it."""
    if not path.shared:
        return []
    findings = []
    if settings.listen_url is None:
        findings.append(
            Finding(
                Level.WARNING,
                "A bouncer in transaction mode stands before the database: processes cannot hear each other, and "
                "waiters look once a second. Set BELLHOP_LISTEN_URL to a direct connection.",
            )
        )
    if not path.keeps_statements:
        findings.append(
            Finding(
                Level.WARNING,
                "The bouncer before the database does not keep prepared statements, so each statement takes two round "
                "trips. PgBouncer keeps them since 1.21, with max_prepared_statements.",
            )
        )
    return findings or [Finding(Level.FINE, "A bouncer in transaction mode stands before the database; all is set.")]


async def _of_listening(connection: "Connection", settings: Settings) -> list[Finding]:
    """Whether the direct connection is one, and to the same database."""
    if settings.listen_url is None:
        return []
    try:
        direct = await connect(settings.listen_url.get_secret_value(), setting="BELLHOP_LISTEN_URL")
    except (StoreError, ConfigurationError) as error:
        return [Finding(Level.PROBLEM, f"Processes cannot hear each other: {error}")]
    try:
        if await examination.backend(direct) != direct.get_server_pid():
            return [Finding(Level.WARNING, "BELLHOP_LISTEN_URL leads through a bouncer; it has to be direct.")]
        if await examination.identity(direct) != await examination.identity(connection):
            return [Finding(Level.PROBLEM, "BELLHOP_LISTEN_URL leads to another database than BELLHOP_DATABASE_URL.")]
        return [Finding(Level.FINE, "Processes hear each other by BELLHOP_LISTEN_URL.")]
    finally:
        await bouncer.close(direct)


async def _of_replica(connection: "Connection", settings: Settings) -> list[Finding]:
    """Whether the read replica is one of this database, and how far behind it is."""
    if settings.read_url is None:
        return []
    return [await of_replica(connection, settings.read_url.get_secret_value(), replica.SETTING, migrate.FIRST)]


def _of_settings(settings: Settings) -> list[Finding]:
    findings = []
    if settings.egress_http:
        findings.append(Finding(Level.WARNING, "BELLHOP_EGRESS_HTTP lets callbacks leave unencrypted."))
    if settings.egress_allow:
        allowed = ", ".join(str(each) for each in settings.egress_allow)
        findings.append(Finding(Level.WARNING, f"BELLHOP_EGRESS_ALLOW lets every tenant reach {allowed}."))
    return findings


async def _of_proxy(settings: Settings) -> list[Finding]:
    """Whether the way out is one."""
    if settings.egress_proxy is None:
        return []
    resolver, uri = Resolver(), settings.egress_proxy.uri
    try:
        problem = await Proxy(settings.egress_proxy, resolver).take_a_connection()
    finally:
        await resolver.close()
    if problem is None:
        return [Finding(Level.FINE, f"Callbacks leave through the proxy {uri}, which takes connections.")]
    return [Finding(Level.PROBLEM, f"No callback can leave: the proxy {uri} of BELLHOP_EGRESS_PROXY fails: {problem}.")]


async def _of_database(
    connection: "Connection", settings: Settings, master_keys: Sequence[MasterKey], *, with_invariants: bool
) -> AsyncIterator[Finding]:
    try:
        yield Finding(Level.FINE, f"PostgreSQL {await migrate.check_server(connection)} answers.")
        status = await migrate.status(connection)
    except StoreError as error:
        yield Finding(Level.PROBLEM, str(error))
        return
    yield await _clock(connection)
    async for finding in _server(connection):
        yield finding
    pending = [each.label for each in status if each.applied_time is None]
    if pending:
        labels = ", ".join(pending)
        yield Finding(Level.WARNING, f"Not applied yet: {labels}. `bellhop migrate` and every start apply them.")
        return
    yield Finding(Level.FINE, f"All {len(status)} migrations are applied.")
    cell = migrate.FIRST
    if await examination.search_path(connection) != cell:
        yield Finding(
            Level.PROBLEM,
            f"This role does not find the tables: its search path in this database has to be {cell}. "
            "`bellhop migrate`, run as this role, sets it.",
        )
        return
    async for finding in _roles(connection):
        yield finding
    async for finding in of_cell(connection, master_keys, with_invariants=with_invariants):
        yield finding
    async for finding in _of_other_cells(connection, settings, master_keys, with_invariants=with_invariants):
        yield finding


async def _of_other_cells(
    connection: "Connection", settings: Settings, master_keys: Sequence[MasterKey], *, with_invariants: bool
) -> AsyncIterator[Finding]:
    known = await cells.known(connection)
    for each in known:
        if each.name != FIRST_CELL:
            read_url = settings.cell_read_urls.get(each.name)
            async for finding in of_other_cell(
                connection, each, master_keys, read_url=read_url, with_invariants=with_invariants
            ):
                yield replace(finding, sentence=f"{each.name}: {finding.sentence}")
    for name in sorted(settings.cell_read_urls.keys() - {each.name for each in known if each.url is not None}):
        sentence = f"{name}: {replica.SETTING_OF_CELLS} names it, and it is no cell that has a database of its own."
        yield Finding(Level.WARNING, sentence)


async def _clock(connection: "Connection") -> Finding:
    clock = SystemClock()
    off = abs(clock.correct(clock.now(), await examination.now(connection)))
    if off > _CLOCK_WRONG:
        return Finding(
            Level.PROBLEM,
            f"This machine's clock and the database's differ by {off}: signatures would carry a time that receivers "
            "refuse. Set the clocks by NTP.",
        )
    if off > _CLOCK_WORTH_TELLING:
        return Finding(
            Level.WARNING, f"This machine's clock and the database's differ by {off}; the database's counts."
        )
    return Finding(Level.FINE, "The clocks agree.")


async def _server(connection: "Connection") -> AsyncIterator[Finding]:
    found = await examination.server_settings(connection)
    for name, harm in _NEED_ON.items():
        if found.get(name) == "off":
            yield Finding(Level.WARNING, f"The server runs with {name} = off: {harm}.")
    held = await examination.long_transactions(connection, longer_than=_LONG_TRANSACTION)
    if held:
        yield Finding(
            Level.WARNING,
            f"{held} transactions have been open for over {_LONG_TRANSACTION}: they hold back vacuum and the end of "
            "old days. See pg_stat_activity.",
        )


async def _roles(connection: "Connection") -> AsyncIterator[Finding]:
    """Whether the service runs somewhere, and then whether all of it does."""
    running = await examination.connected_roles(connection) & {"all", *_WITHOUT}
    if not running:
        yield Finding(Level.FINE, "No process of the service is connected to the database: it does not run.")
        return
    yield Finding(Level.FINE, f"Processes of the service run: {', '.join(sorted(running))}.")
    for role, harm in _WITHOUT.items():
        if not running & {role, "all"}:
            yield Finding(Level.PROBLEM, f"No process of the role {role} runs: {harm}. Start one, or one of `all`.")
