"""Whether the read replicas are some of the databases that they are named for, and how far behind they are."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bellhop.config import MasterKey, Settings
from bellhop.core.doctor_cells import connect_soon
from bellhop.core.findings import Finding, Level
from bellhop.core.roster import CellError, unseal
from bellhop.errors import ConfigurationError, StoreError
from bellhop.store import bouncer, cells, migrate, replica
from bellhop.store.cells import KnownCell
from bellhop.vault.keyring import Vault

if TYPE_CHECKING:
    from bellhop.store.database import Connection


async def of_replicas(connection: "Connection", settings: Settings, master_keys: Sequence[MasterKey]) -> list[Finding]:
    """What is to be said of all that the settings name; `connection` is to the directory."""
    findings = []
    if settings.read_url is not None:
        findings.append(await _of_one(connection, settings.read_url.get_secret_value(), replica.SETTING, migrate.FIRST))
    if settings.cell_read_urls:
        vault = Vault(master_keys) if master_keys else None
        known = {each.name: each for each in await cells.known_if_any(connection)}
        for named in settings.cell_read_urls:
            finding = await _of_cell(known.get(named.name), named.url.get_secret_value(), vault)
            findings.append(replace(finding, sentence=f"{named.name}: {finding.sentence}"))
    return findings


async def _of_cell(cell: KnownCell | None, url: str, vault: Vault | None) -> Finding:
    if cell is None:
        return Finding(Level.WARNING, f"{replica.SETTING_OF_CELLS} names it, and there is no such cell.")
    try:
        primary_url = unseal(vault, cell)
        if primary_url is None:
            sentence = f"{replica.SETTING_OF_CELLS} names it, but it is beside the directory: {replica.SETTING} is its."
            return Finding(Level.WARNING, sentence)
        primary = await connect_soon(primary_url, f"cell {cell.name}")
    except (CellError, StoreError, ConfigurationError) as error:
        return Finding(Level.WARNING, f"Nothing can be said of its read replica: {error}")
    try:
        return await _of_one(primary, url, replica.SETTING_OF_CELLS, cells.schema_of(cell.name))
    finally:
        await bouncer.close(primary)


async def _of_one(primary: "Connection", url: str, setting: str, schema: str) -> Finding:
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
