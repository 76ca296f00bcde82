"""The directory of a database, opened for one command, which works on it through the same verbs as the API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bellhop.clock import SystemClock
from bellhop.config import Settings
from bellhop.core.catalog import Catalog
from bellhop.core.directory import Directory
from bellhop.core.jobs import Jobs
from bellhop.core.keys import Keys
from bellhop.core.moves import Moves
from bellhop.core.registry import RegistryCache
from bellhop.core.tenants import Tenants
from bellhop.domain.event_filter import parse_filter
from bellhop.installation import open_installation, open_store, prepare
from bellhop.runtime.wakeup import Wakeups
from bellhop.store.store import Store

ROWS_SHOWN = 1000  # of a list, the newest


@dataclass(frozen=True, slots=True)
class OpenDirectory:
    """The verbs on the directory of a migrated database, and the store below them."""

    store: Store
    keys: Keys
    tenants: Tenants
    moves: Moves
    catalog: Catalog


@asynccontextmanager
async def open_directory(settings: Settings) -> AsyncIterator[OpenDirectory]:
    """Migrate the database of these settings and open its directory."""
    async with open_installation(settings) as installed:
        await prepare(installed)
        async with open_store(installed) as store:
            clock = SystemClock()
            clock.correct(clock.now(), await store.directory.now())
            directory = Directory(store)
            catalog = Catalog(directory, clock)
            jobs = Jobs(store, clock, Wakeups(), catalog=catalog, registry=RegistryCache(parse_filter))
            moves = Moves(directory, clock, jobs)
            yield OpenDirectory(store, Keys(directory, clock), Tenants(directory, clock), moves, catalog)
            await jobs.close()
