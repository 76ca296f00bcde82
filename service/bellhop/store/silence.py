"""Whether a database that owes an answer is only busy, or silent; and what waits on it in vain is told so."""

import asyncio
from collections.abc import Collection

from bellhop.log import get_logger
from bellhop.runtime.dialing import dial
from bellhop.store import examination
from bellhop.store.connecting import CANNOT_CONNECT
from bellhop.store.database import Database, session_settings

_PATIENCE_SECONDS = 4.0

log = get_logger("store")


async def cut_dead(database: Database, *, patience_seconds: float = _PATIENCE_SECONDS) -> None:
    """Break the connections in use that lead nowhere, after the database owed an answer for a while.

    A connection of its own asks which of their processes the server has. If no answer comes, the database is silent,
    and all are broken. If one comes, those whose processes are not there lead to a server that vanished; the others are
    waiting for something, such as a lock, and are left alone. Nothing is done where only a bouncer is known, which
    answers in its server's place, and nothing about processes where one is between.
    """
    if database.session_url is None:
        return
    lent = set(database.lending.backends)
    there = await _there(database, database.session_url, lent, patience_seconds)
    dead = lent if there is None else lent - there
    is_new = there is None and not database.lending.is_silent
    if dead or is_new:
        log.warning("database.silent", cell=database.cell, connections=len(dead), answers_anew=there is not None)
        await database.lending.cut(dead, is_silent=there is None)


async def _there(database: Database, url: str, backends: Collection[int], patience_seconds: float) -> set[int] | None:
    """Which of these processes the server has; None when it does not answer."""
    try:
        async with asyncio.timeout(patience_seconds):
            connection = await dial(url, statement_cache_size=0, server_settings=session_settings(database.name, None))
            try:
                mine = connection.get_server_pid()
                found = await examination.backends_among(connection, {*backends, mine})
                return found if mine in found else set(backends)  # else a bouncer tells numbers of its own
            finally:
                connection.terminate()
    except OSError:  # TimeoutError is one, and that there is no way to its host
        return None
    except CANNOT_CONNECT as error:
        log.info("database.busy", cell=database.cell, reason=repr(error))  # it answers, though not what was asked
        return set(backends)
