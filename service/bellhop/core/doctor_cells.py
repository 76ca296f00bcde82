"""What is wrong with a cell: days without partitions, secrets that do not open, laws of the data that are broken."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta
from typing import TYPE_CHECKING

import asyncpg
from pydantic import SecretStr

from bellhop.config import MasterKey
from bellhop.core.findings import Finding, Level
from bellhop.core.roster import CellError, unseal
from bellhop.core.sealed import lost_keys, many, names_of, opens
from bellhop.domain.sealed import CREDENTIALS, SIGNING_KEY
from bellhop.errors import ConfigurationError, StoreError
from bellhop.runtime.broken import CONNECTION_BROKEN
from bellhop.store import bouncer, cells, examination, invariants, migrate, partitions, replica, sealed
from bellhop.store.cells import KnownCell
from bellhop.store.connecting import connect, where
from bellhop.store.migrate import Status
from bellhop.store.sealed import Counted, SealedRow
from bellhop.vault.keyring import Vault

if TYPE_CHECKING:
    from bellhop.store.database import Connection

_SAMPLED = 500
_CONNECT_SECONDS = 4.0
_TROUBLE: tuple[type[Exception], ...] = (StoreError, asyncpg.PostgresError, *CONNECTION_BROKEN)


async def of_cell(
    connection: "Connection", master_keys: Sequence[MasterKey], *, with_invariants: bool
) -> AsyncIterator[Finding]:
    """What is to be said of the cell whose tables this connection finds."""
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


async def of_replica(primary: "Connection", url: str, setting: str, schema: str) -> Finding:
    """Whether the read replica that a setting names is one of this database, and how far behind it is."""
    try:
        missing = await replica.bytes_missing(primary, url, setting=setting, schema=schema)
    except replica.UnfitError as error:
        sentence = f"{setting} leads to no read replica that can be used: {error}. Lists are read from the primary."
        return Finding(Level.PROBLEM, sentence)
    except (StoreError, ConfigurationError) as error:
        return Finding(Level.WARNING, f"Lists are read from the primary. {error}")
    if missing:
        sentence = f"{setting} leads to a standby that is {missing} bytes of log behind: while it is, lists are read "
        return Finding(Level.WARNING, f"{sentence}from the primary.")
    return Finding(Level.FINE, f"Lists are read from {setting}, a standby that has all that the primary has.")


async def of_other_cell(
    connection: "Connection",
    cell: KnownCell,
    master_keys: Sequence[MasterKey],
    *,
    read_url: SecretStr | None,
    with_invariants: bool,
) -> AsyncIterator[Finding]:
    """The same of another cell than the first: through this connection where it is beside the directory.

    `read_url` leads to the replica of a cell that has a database of its own.
    """
    try:
        url = unseal(Vault(master_keys) if master_keys else None, cell)
        there = None if url is None else await _connect_soon(url, f"cell {cell.name}")
    except (CellError, StoreError, ConfigurationError) as error:
        yield Finding(Level.PROBLEM, f"It cannot be opened, and its tenants are refused: {error}")
        return
    try:
        if there is not None:
            pending = [each for each in await _status_there(there, cell.name) if each.applied_time is None]
            if pending:
                labels = ", ".join(each.label for each in pending)
                yield Finding(Level.WARNING, f"Not applied yet: {labels}. `bellhop migrate` applies them.")
                return
            if read_url is not None:
                schema = cells.schema_of(cell.name)
                yield await of_replica(there, read_url.get_secret_value(), replica.SETTING_OF_CELLS, schema)
        async with cells.at(there or connection, cell.name):
            async for finding in of_cell(there or connection, master_keys, with_invariants=with_invariants):
                yield finding
    except _TROUBLE as error:
        if there is None and isinstance(error, CONNECTION_BROKEN):  # what the directory is asked through
            raise
        yield Finding(Level.PROBLEM, f"It refused a question, or fell silent: {str(error) or type(error).__name__}.")
    finally:
        if there is not None:
            await bouncer.close(there)


async def _connect_soon(url: str, setting: str) -> "Connection":
    """A connection to another cell, which may be silent: not all the time of a look is for it."""
    try:
        async with asyncio.timeout(_CONNECT_SECONDS):
            return await connect(url, setting=setting, name="bellhop doctor")
    except TimeoutError:
        message = f"{setting}: Postgres at {where(url)} did not answer within {_CONNECT_SECONDS:.0f} seconds."
        raise StoreError(message) from None


async def _status_there(connection: "Connection", name: str) -> list[Status]:
    """The migrations of a cell that has a database of its own; it has answered, and may have fallen silent since."""
    async with asyncio.timeout(_CONNECT_SECONDS):
        return await migrate.status_of_cell(connection, cells.schema_of(name))


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
