"""The proof that this process lives: a session with Postgres of its own, and the advisory lock that it holds.

Every lease names its holder.

- A process is killed: Postgres sees its connections close and frees the lock. Others take its leases at once.
- A process is slow, frozen or cut off: it keeps the lock, and its leases run out.
- A process loses its session and lives: it withdraws its name through the pool, within the grace time that others give
  it, and takes a new name. Leases under the old name stay its own until they run out.
- Behind a bouncer a session is not ours to keep: there is no holder, and leases run out.
"""

import asyncio
import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

import asyncpg

from bellhop.core.leases import find_others
from bellhop.log import get_logger
from bellhop.runtime import places
from bellhop.runtime.broken import CONNECTION_BROKEN
from bellhop.runtime.dialing import dial
from bellhop.store import holders, lane_grants
from bellhop.store.database import Database, session_settings
from bellhop.store.holders import Others

if TYPE_CHECKING:
    Session = asyncpg.Connection[asyncpg.Record]

_CONNECT_SECONDS = 5.0
_ANSWER_SECONDS = 10.0
_LEAVE_SECONDS = 2.0
_AWAY: tuple[type[Exception], ...] = (*CONNECTION_BROKEN, asyncpg.PostgresError)

log = get_logger("dispatch")


class Holder:
    """Holds leases in one cell for as long as this process lives.

    `url` leads to a direct connection; None where there is none. `lost` is called when that connection breaks.
    """

    def __init__(self, database: Database, url: str | None, *, lost: Callable[[], None] = lambda: None) -> None:
        self._database = database
        self._url = url
        self._lost = lost
        self._session: Session | None = None
        self._holder: int | None = None
        self._is_away = False

    @property
    def current(self) -> int | None:
        """The holder to name in new leases; None while no session vouches for it."""
        return self._holder if self._session is not None and not self._session.is_closed() else None

    async def look(self) -> Others | None:
        """Show that this process lives, and find who else does, about once a second; None while Postgres is away."""
        try:
            if self.current is None:
                await self._begin()
            found = await self._find_others()
        except _AWAY as error:
            if not self._is_away:
                log.warning("holder.unheard", reason=repr(error))
            self._is_away = True
            return None
        self._is_away = False
        return found

    async def retire(self) -> None:
        """Let the others look after what this process would claim; they would see it later without being told."""
        holder = self.current
        if holder is not None:
            with contextlib.suppress(*_AWAY):
                async with asyncio.timeout(_LEAVE_SECONDS), self._database.connection() as connection:
                    await holders.retire(connection, holder)

    async def end(self) -> None:
        """Stop being a holder; others take at once what could not be given back."""
        session, holder = self._session, self._holder
        self._session = self._holder = None
        if session is None or holder is None:
            return
        with contextlib.suppress(*_AWAY):
            async with asyncio.timeout(_LEAVE_SECONDS):  # the session goes with the process, said or not
                await holders.leave(session, holder)
        with contextlib.suppress(*_AWAY):
            await session.close(timeout=1)

    async def _begin(self) -> None:
        """Withdraw the name whose session is gone, and take a new one."""
        if self._session is not None:
            self._session.terminate()
            self._session = None
        if self._holder is not None:
            async with self._database.transaction() as connection:
                await lane_grants.end_of(connection, [self._holder])
                await holders.withdraw(connection, self._holder)
            log.warning("holder.withdrawn", holder=self._holder)
            self._holder = None
        if self._url is not None:
            session = await dial(
                self._url,
                timeout=_CONNECT_SECONDS,
                statement_cache_size=0,
                server_settings=session_settings("bellhop holder", self._database.schema),
            )
            if await self._is_ours(session):
                self._holder = await holders.begin(session, places.here())
                self._session = session
                session.add_termination_listener(lambda _: self._lost())

    async def _is_ours(self, session: "Session") -> bool:
        """Whether the session is with Postgres itself; one with a bouncer is closed, and no other is tried."""
        if await holders.is_direct(session):
            return True
        self._url = None
        log.info("holder.unproven", reason="a bouncer stands between: give BELLHOP_LISTEN_URL")
        await session.close(timeout=1)
        return False

    async def _find_others(self) -> Others:
        session = self._session
        if session is None:
            async with self._database.connection() as connection:
                return await find_others(connection)
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                return await find_others(session, self._holder)
        except _AWAY:
            session.terminate()
            raise
