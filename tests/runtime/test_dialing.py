"""Whoever connects again and again outlives a URL that asyncpg trips over (it raises `TypeError` for this one)."""

import asyncpg
import pytest

from bellhop.dispatch.holder import Holder
from bellhop.runtime.dialing import dial
from bellhop.runtime.wakeup import Wakeups
from bellhop.store.database import Database
from bellhop.store.replica import Replica
from bellhop.store.silence import cut_dead
from tests.running import eventually

TRIPPING = "postgresql://u:hunter2@127.0.0.1:9/x?sslmode=parse"


async def test_it_is_one_of_the_errors_that_are_expected(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(asyncpg.ClientConfigurationError, match="makes no sense: "):
        await dial(TRIPPING)
    with pytest.raises(asyncpg.ClientConfigurationError, match=r"^`sslmode` parameter must be one of"):
        await dial(TRIPPING.replace("parse", "x"))
    monkeypatch.setenv("PGPORT", "x")
    with pytest.raises(asyncpg.ClientConfigurationError, match="PGPORT"):
        await dial("postgresql://u@localhost/x")


async def test_a_replica_is_left(database_url: str) -> None:
    primary = await Database.connect(database_url, min_size=1, max_size=2)
    try:
        replica = Replica(TRIPPING, primary)
        assert await replica.run_once() == 0
        assert replica.problem == "it does not answer: ConfigurationError"
        await replica.close()
    finally:
        await primary.close()


async def test_who_listens_tries_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bellhop.runtime.wakeup._RECONNECT_SECONDS", 0.01)
    wakeups = Wakeups(listen_url=TRIPPING)
    await wakeups.start()

    async def tried_again() -> bool:
        return wakeups._silent_tries > 1

    await eventually(tried_again)
    assert not wakeups.hears
    await wakeups.close()


async def test_who_holds_leases_and_who_looks_for_silence_do_without(database_url: str) -> None:
    database = await Database.connect(database_url, min_size=1, max_size=2, session_url=TRIPPING)
    try:
        assert await Holder(database, TRIPPING).look() is None
        await cut_dead(database)
        assert not database.lending.is_silent
    finally:
        await database.close()
