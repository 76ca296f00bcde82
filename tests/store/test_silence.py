"""A server that falls silent, and one that is only busy: who waits on the first is told so, and only those."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from bellhop.clock import monotonic_seconds
from bellhop.runtime.broken import DATABASE_AWAY
from bellhop.store.database import Database
from bellhop.store.silence import cut_dead
from tests.relay import Relay, relayed


@pytest.fixture
async def relay(database_url: str) -> AsyncIterator[Relay]:
    async with relayed(database_url) as made:
        yield made


@pytest.fixture
async def database(relay: Relay) -> AsyncIterator[Database]:
    made = await Database.connect(relay.url, min_size=1, max_size=2, session_url=relay.url)
    try:
        yield made
    finally:
        made.pool.terminate()


async def _asked(database: Database, statement: str = "SELECT 1") -> list[object]:
    return [row[0] for row in await database.fetch(statement)]


async def test_who_waits_on_a_silent_server_and_who_waits_in_line_are_told(database: Database, relay: Relay) -> None:
    assert await asyncio.gather(*(_asked(database) for _ in range(2))) == [[1], [1]]
    relay.freeze()
    waiting = [asyncio.create_task(_asked(database)) for _ in range(5)]  # two for an answer, three for a connection
    done, _ = await asyncio.wait(waiting, timeout=0.3)
    assert not done

    await cut_dead(database, patience_seconds=0.2)

    errors = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 1.0)
    assert all(isinstance(each, DATABASE_AWAY) for each in errors), errors


async def test_a_silent_server_is_not_waited_for_until_it_answers(database: Database, relay: Relay) -> None:
    await _asked(database)
    relay.freeze()
    await cut_dead(database, patience_seconds=0.2)
    began = monotonic_seconds()
    with pytest.raises(TimeoutError):
        await _asked(database)
    assert 1.5 < monotonic_seconds() - began < 5.0

    late = asyncio.create_task(_asked(database))
    await asyncio.sleep(0.2)
    relay.thaw()
    assert await late == [1]
    database.is_away = False
    async with database.connection(), database.connection():
        in_line = asyncio.create_task(_asked(database))
        done, _ = await asyncio.wait([in_line], timeout=3.0)  # longer than a silent one is waited for
        assert not done
    assert await in_line == [1]


async def test_who_waits_for_a_new_connection_to_a_silent_server_is_told(database: Database, relay: Relay) -> None:
    async with database.connection():  # the only one that there is
        relay.freeze()
        waiting = asyncio.create_task(_asked(database))
        done, _ = await asyncio.wait([waiting], timeout=0.2)
        assert not done
        await cut_dead(database, patience_seconds=0.1)
        with pytest.raises(DATABASE_AWAY):
            await asyncio.wait_for(waiting, 1.0)


async def test_who_waits_for_a_busy_server_is_left_alone(database: Database) -> None:
    waiting = [asyncio.create_task(_asked(database, "SELECT 7 FROM pg_sleep(1)")) for _ in range(3)]
    await asyncio.sleep(0.2)
    await cut_dead(database)
    assert await asyncio.gather(*waiting) == [[7], [7], [7]]


async def test_who_waits_on_a_server_that_vanished_while_another_answers_is_told(
    database: Database, relay: Relay, database_url: str
) -> None:
    """After a failover connections of before lead nowhere, though new ones are taken."""
    database.session_url = database_url
    async with database.connection() as alive, database.connection() as dead:
        relay.freeze()
        other = await asyncpg.connect(database_url)
        await other.execute("SELECT pg_terminate_backend($1::integer, 5000)", dead.get_server_pid())
        await other.close()
        waiting = [asyncio.create_task(each.fetchval("SELECT 1")) for each in (alive, dead)]
        await asyncio.sleep(0.1)

        await cut_dead(database)

        done, _ = await asyncio.wait(waiting, timeout=0.5)
        assert done == {waiting[1]}
        assert isinstance(waiting[1].exception(), DATABASE_AWAY)
        relay.thaw()
        assert await waiting[0] == 1
    assert await _asked(database) == [1]


async def test_nothing_is_cut_where_only_a_bouncer_is_known(database: Database, relay: Relay) -> None:
    database.session_url = None
    await _asked(database)
    relay.freeze()
    waiting = asyncio.create_task(_asked(database))
    await asyncio.sleep(0.1)
    await cut_dead(database, patience_seconds=0.1)
    assert not waiting.done()
    relay.thaw()
    assert await waiting == [1]


async def test_a_connection_that_is_broken_and_still_lent_is_in_nobodys_way(database: Database, relay: Relay) -> None:
    assert await asyncio.gather(*(_asked(database) for _ in range(2))) == [[1], [1]]
    async with database.connection() as broken:
        broken.terminate()
        await asyncio.sleep(0)
        relay.freeze()
        waiting = asyncio.create_task(_asked(database))
        await asyncio.sleep(0.1)
        await cut_dead(database, patience_seconds=0.1)
        with pytest.raises(DATABASE_AWAY):
            await waiting
