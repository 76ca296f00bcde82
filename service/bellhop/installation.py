"""An installation: a database that is there, migrated, and the keys that open the secrets in it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from bellhop.config import MasterKey, Settings
from bellhop.core.roster import Roster, Way
from bellhop.core.sealed import LostKey, lost_keys
from bellhop.errors import ConfigurationError
from bellhop.log import get_logger
from bellhop.store import bouncer, cells, datadir, migrate, sealed
from bellhop.store.connecting import connect, most_connections
from bellhop.store.database import POOL_CONNECTIONS, Database
from bellhop.store.embedded import EmbeddedPostgres
from bellhop.store.replica import Replica
from bellhop.store.store import Store
from bellhop.vault.keyring import Vault

_CONNECTIONS_OF_A_PROCESS = POOL_CONNECTIONS + 2  # one that listens, and one by which it is known to live

log = get_logger("installation")


@dataclass(frozen=True, slots=True)
class Installation:
    """A database that is there, and the keys that open the secrets in it.

    `listen_url` is a direct connection for LISTEN; None behind a bouncer without one. `path` is how statements reach
    the database. `master_keys` is empty where the file of the data folder is gone although they sealed something.
    `keys_place` says where they are expected. `read_url` leads to a read replica, where there is one, and
    `cell_read_urls` to those of cells that have databases of their own. `postgres` is the embedded server when this
    process has a share in one.
    """

    database_url: str
    listen_url: str | None
    path: bouncer.Path
    master_keys: tuple[MasterKey, ...]
    keys_place: str = "BELLHOP_MASTER_KEYS"
    read_url: str | None = None
    cell_read_urls: Mapping[str, str] = field(default_factory=dict)
    postgres: EmbeddedPostgres | None = None


@asynccontextmanager
async def open_installation(settings: Settings, *, look: bool = True) -> AsyncIterator[Installation]:
    """What the settings describe; an embedded Postgres runs for at least as long as the block does.

    Who only examines it does not let it `look` at what stands before the database: the worst is taken for true.
    Raises `ConfigurationError` when a database of the operator's comes without master keys, `StoreError` when a
    database cannot be used.
    """
    read_url = None if settings.read_url is None else settings.read_url.get_secret_value()
    cell_read_urls = {cell: url.get_secret_value() for cell, url in settings.cell_read_urls.items()}
    if settings.database_url is None:
        postgres = await EmbeddedPostgres.start(settings.data_dir)
        try:
            keys, place = await _embedded_keys(settings, postgres.url)
            url = postgres.url
            yield Installation(
                url,
                url,
                bouncer.DIRECT,
                master_keys=keys,
                keys_place=place,
                read_url=read_url,
                cell_read_urls=cell_read_urls,
                postgres=postgres,
            )
        finally:
            await postgres.stop()
        return
    if not settings.master_keys:
        sentence = (
            "BELLHOP_MASTER_KEYS is needed with BELLHOP_DATABASE_URL: name:base64 of 32 random bytes, for example "
            "first:$(openssl rand -base64 32). Keep it safe: without it the secrets in the database cannot be opened."
        )
        raise ConfigurationError(sentence, ("BELLHOP_MASTER_KEYS",))
    url = settings.database_url.get_secret_value()
    direct = None if settings.listen_url is None else settings.listen_url.get_secret_value()
    path = await bouncer.look(url) if look else bouncer.BOUNCED
    heard_at = direct or (None if path.shared else url)
    yield Installation(
        url, heard_at, path, master_keys=settings.master_keys, read_url=read_url, cell_read_urls=cell_read_urls
    )


def tell_of_bouncer(installed: Installation) -> None:
    """Say in the log what a bouncer costs, when there is one that shares its connections."""
    if installed.path.shared:
        log.warning(
            "bouncer.found",
            keeps_statements=installed.path.keeps_statements,
            advice="Postgres is reached through a bouncer in transaction mode."
            + ("" if installed.listen_url else " Set BELLHOP_LISTEN_URL: without it waiters look once a second."),
        )


async def _embedded_keys(settings: Settings, url: str) -> tuple[tuple[MasterKey, ...], str]:
    """The master keys of an embedded database and where they lie; new ones only where nothing is sealed yet."""
    if settings.master_keys:
        return settings.master_keys, "BELLHOP_MASTER_KEYS"
    folder = settings.data_dir or datadir.default_path()
    keys, place = datadir.master_keys(folder), str(datadir.key_file(folder))
    if not keys and not await _is_anything_sealed(url):
        keys = datadir.make_master_keys(folder)
    return keys, place


async def _is_anything_sealed(url: str) -> bool:
    connection = await connect(url)
    try:
        schemas = await migrate.local_schemas(connection)
        return any([await sealed.is_anything_sealed(connection, schema) for schema in schemas])
    finally:
        await connection.close()


async def with_all_keys(installed: Installation, settings: Settings, *, without_lost: bool) -> Installation:
    """The installation, when its keys open what the database has; `without_lost` makes do with what there is.

    Raises `ConfigurationError` that names the keys that are missing.
    """
    vault = Vault(installed.master_keys) if installed.master_keys else None
    connection = await connect(installed.database_url)
    try:
        lost: dict[str, LostKey] = {}
        for name in await cells.local(connection):
            async with cells.at(connection, name):
                lost |= {each.key: each for each in await lost_keys(connection, vault)}
    finally:
        await connection.close()
    if not lost:
        return installed
    named = ", ".join(str(each) for each in lost.values())
    if not without_lost:
        sentence = (
            f"Master keys are missing from {installed.keys_place}: {named}. Put them back; only if they are lost for "
            "good, `bellhop serve --without-lost-keys` starts all the same, and what they sealed waits until the "
            "tenants give new secrets."
        )
        raise ConfigurationError(sentence, ("BELLHOP_MASTER_KEYS",))
    log.error("keys.lost", keys=list(lost), place=installed.keys_place, lost=named)
    if installed.master_keys:
        return installed
    return replace(installed, master_keys=datadir.make_master_keys(settings.data_dir or datadir.default_path()))


async def prepare(installed: Installation) -> None:
    """Bring the database to this version; of several processes that start at once one does the work."""
    connection = await connect(installed.database_url, name="bellhop migrate")
    try:
        await migrate.migrate(connection)
    finally:
        await bouncer.close(connection)


async def most_processes(installed: Installation) -> int | None:
    """For how many processes the database has connections; None behind a bouncer, which shares fewer among more."""
    if installed.path.shared:
        return None
    connection = await connect(installed.database_url)
    try:
        return max(1, await most_connections(connection) // _CONNECTIONS_OF_A_PROCESS)
    finally:
        await connection.close()


@asynccontextmanager
async def open_store(installed: Installation, *, name: str = "bellhop") -> AsyncIterator[Store]:
    """The directory and the cells that answer. `name` is what Postgres calls the connections."""
    async with open_roster(installed, name=name) as roster:
        yield roster.store


@asynccontextmanager
async def open_roster(installed: Installation, *, name: str = "bellhop", lists: bool = False) -> AsyncIterator[Roster]:
    """The same, with what opens the cells that do not answer yet, or are still to be added.

    Who answers `lists` has read replicas, too, where the installation names some.
    """
    read_urls = installed.cell_read_urls if lists else {}
    way = Way(installed.database_url, installed.listen_url, installed.path, name, read_urls)
    first = await Database.connect(
        way.url, keeps_statements=way.path.keeps_statements, name=name, session_url=way.listen_url
    )
    read_url = installed.read_url if lists else None
    replica = None if read_url is None else Replica(read_url, first, name=name)
    store = Store(directory=first, cells=(first,), replica=replica)
    roster = Roster(store, Vault(installed.master_keys) if installed.master_keys else None, way)
    try:
        await roster.begin()
        yield roster
    finally:
        await roster.close()
        await store.close()
