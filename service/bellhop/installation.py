"""An installation: a database that is there, migrated, and the keys that open the secrets in it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from bellhop.config import MasterKey, Settings
from bellhop.errors import ConfigurationError
from bellhop.store import datadir, migrate
from bellhop.store.database import Database, Store
from bellhop.store.embedded import EmbeddedPostgres


@dataclass(frozen=True, slots=True)
class Installation:
    """A database that is there, and the keys that open the secrets in it.

    `listen_url` is a direct connection for LISTEN; None behind a bouncer without one. `postgres` is the embedded
    server when this process has a share in one.
    """

    database_url: str
    listen_url: str | None
    behind_bouncer: bool
    master_keys: tuple[MasterKey, ...]
    postgres: EmbeddedPostgres | None = None


@asynccontextmanager
async def open_installation(settings: Settings) -> AsyncIterator[Installation]:
    """What the settings describe; an embedded Postgres runs for at least as long as the block does.

    Raises `ConfigurationError` when a database of the operator's comes without master keys, `StoreError` when the
    embedded one cannot be used.
    """
    if settings.database_url is None:
        postgres = await EmbeddedPostgres.start(settings.data_dir)
        try:
            folder = settings.data_dir or datadir.default_path()
            keys = settings.master_keys or datadir.master_keys(folder)
            url = postgres.url
            yield Installation(url, url, behind_bouncer=False, master_keys=keys, postgres=postgres)
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
    yield Installation(url, direct or url, behind_bouncer=direct is not None, master_keys=settings.master_keys)


async def prepare(installed: Installation) -> None:
    """Bring the database to this version; of several processes that start at once one does the work."""
    connection = await asyncpg.connect(installed.database_url, statement_cache_size=0)
    try:
        await migrate.migrate(connection)
    finally:
        await connection.close()


@asynccontextmanager
async def open_store(installed: Installation) -> AsyncIterator[Store]:
    """The directory and the cells; today one database is both."""
    database = await Database.connect(installed.database_url, behind_bouncer=installed.behind_bouncer)
    store = Store(directory=database, cells=(database,))
    try:
        yield store
    finally:
        await store.close()
