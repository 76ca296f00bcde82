"""What is wrong with an installation, in sentences that say what to do: `bellhop doctor`.

It changes nothing and may be run beside the service.
"""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import asyncpg
from pydantic import SecretStr

from bellhop.clock import SystemClock
from bellhop.config import MasterKey, Settings
from bellhop.core.roster import CellError, unseal
from bellhop.core.sealed import lost_keys, many, names_of, opens
from bellhop.domain.sealed import CREDENTIALS, SIGNING_KEY
from bellhop.egress.proxy import Proxy
from bellhop.egress.resolver import Resolver
from bellhop.errors import ConfigurationError, StoreError
from bellhop.store import bouncer, cells, examination, invariants, migrate, partitions, replica, sealed
from bellhop.store.cells import KnownCell
from bellhop.store.connecting import connect
from bellhop.store.database import FIRST_CELL
from bellhop.store.sealed import Counted, SealedRow
from bellhop.vault.keyring import Vault

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_CLOCK_WORTH_TELLING = timedelta(seconds=1)
_CLOCK_WRONG = timedelta(minutes=5)
_LONG_TRANSACTION = timedelta(minutes=5)
_SAMPLED = 500
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


class Level(StrEnum):
    """How bad a finding is."""

    FINE = "fine"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about the installation, and what to do about it where there is something."""

    level: Level
    sentence: str

    def __str__(self) -> str:
        return f"{self.level.value:>8}  {self.sentence}"


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
        async for finding in _of_database(connection, master_keys, with_invariants=with_invariants):
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
    async for finding in _of_database(connection, master_keys, with_invariants=False):
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
    try:
        missing = await replica.bytes_missing(connection, settings.read_url.get_secret_value())
    except replica.UnfitError as error:
        sentence = (
            f"{replica.SETTING} leads to no read replica that can be used: {error}. Lists are read from the primary."
        )
        return [Finding(Level.PROBLEM, sentence)]
    except (StoreError, ConfigurationError) as error:
        return [Finding(Level.WARNING, f"Lists are read from the primary. {error}")]
    if missing:
        sentence = (
            f"{replica.SETTING} leads to a standby that is {missing} bytes of log behind: while it is, lists are read "
        )
        return [Finding(Level.WARNING, f"{sentence}from the primary.")]
    return [Finding(Level.FINE, f"Lists are read from {replica.SETTING}, a standby that has all that the primary has.")]


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
    connection: "Connection", master_keys: Sequence[MasterKey], *, with_invariants: bool
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
    async for finding in _of_cell(connection, master_keys, with_invariants=with_invariants):
        yield finding
    for each in await cells.known(connection):
        if each.name != FIRST_CELL:
            async for finding in _of_other_cell(connection, each, master_keys, with_invariants=with_invariants):
                yield replace(finding, sentence=f"{each.name}: {finding.sentence}")


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


async def _of_cell(
    connection: "Connection", master_keys: Sequence[MasterKey], *, with_invariants: bool
) -> AsyncIterator[Finding]:
    today = partitions.day_of(await examination.now(connection))
    for parent in await partitions.parents(connection):
        days = await partitions.days(connection, parent)
        for day in (today, today + timedelta(days=1)):
            if day not in days:
                yield Finding(
                    Level.PROBLEM,
                    f"{parent.table} has no partition for {day}: run the service with the role maintenance (or all).",
                )
    async for finding in _keys(connection, master_keys, every_one=with_invariants):
        yield finding
    if with_invariants:
        async for finding in _laws(connection):
            yield finding


async def _of_other_cell(
    connection: "Connection", cell: KnownCell, master_keys: Sequence[MasterKey], *, with_invariants: bool
) -> AsyncIterator[Finding]:
    """The same of another cell than the first: through this connection where it is beside the directory."""
    try:
        url = unseal(Vault(master_keys) if master_keys else None, cell)
        there = None if url is None else await connect(url, setting=f"cell {cell.name}", name="bellhop doctor")
    except (CellError, StoreError, ConfigurationError) as error:
        yield Finding(Level.PROBLEM, f"It cannot be opened, and its tenants are refused: {error}")
        return
    try:
        async with cells.at(there or connection, cell.name):
            async for finding in _of_cell(there or connection, master_keys, with_invariants=with_invariants):
                yield finding
    finally:
        if there is not None:
            await bouncer.close(there)


async def _keys(
    connection: "Connection", master_keys: Sequence[MasterKey], *, every_one: bool
) -> AsyncIterator[Finding]:
    """Whether the master keys open what is sealed: of every key some rows are tried, or `every_one`."""
    vault = Vault(master_keys) if master_keys else None
    if vault is None:
        yield Finding(
            Level.PROBLEM, "There are no master keys: BELLHOP_MASTER_KEYS, or master.keys in the data folder."
        )
    lost = await lost_keys(connection, vault)
    for each in lost:
        advice = "Put it back, or let their tenants give new secrets"
        yield Finding(Level.PROBLEM, f"A master key is missing: {each}. {advice}: {names_of(each.some)}.")
    if vault is None:
        return
    for key in sorted({*await sealed.keys(connection)} - {each.key for each in lost} - {vault.active_key}):
        advice = "`bellhop secrets rotate` seals with the active one what it sealed."
        yield Finding(Level.WARNING, f"The older master key {key} is still needed: {advice}")
    yield await _tried(connection, vault, {each.key for each in lost}, every_one=every_one)


async def _tried(connection: "Connection", vault: Vault, lost: AbstractSet[str], *, every_one: bool) -> Finding:
    """Whether what is sealed with keys that are there opens: damage, or another key of the same name, shows only so."""
    fields, closed = Counter[str](), list[SealedRow]()
    async for row in _everything(connection) if every_one else _samples(connection):
        if row.live and row.sealed.key not in lost:
            fields[row.field] += 1
            closed += [] if opens(vault, row) else [row]
    tried = many(Counted(fields[CREDENTIALS], fields[SIGNING_KEY]))
    if not closed:
        return Finding(Level.FINE, f"The master keys open all that was tried: the secrets of {tried}.")
    return Finding(
        Level.PROBLEM,
        f"Of what was tried, the secrets of {tried}, {len(closed)} do not open: they are damaged, or "
        f"their key was replaced by another of its name. Their tenants can give new ones: {names_of(closed)}.",
    )


async def _samples(connection: "Connection") -> AsyncIterator[SealedRow]:
    for key in await sealed.keys(connection):
        for row in await sealed.sample(connection, key, limit=_SAMPLED):
            yield row


async def _everything(connection: "Connection") -> AsyncIterator[SealedRow]:
    last: SealedRow | None = None
    while rows := await sealed.walk(connection, after=last, limit=_SAMPLED):
        for row in rows:
            yield row
        last = rows[-1]


async def _laws(connection: "Connection") -> AsyncIterator[Finding]:
    broken = await invariants.check(connection)
    for each in broken:
        yield Finding(Level.PROBLEM, f"Broken law: {each}.")
    if not broken:
        yield Finding(Level.FINE, f"All {len(invariants.laws())} laws of the data hold.")
