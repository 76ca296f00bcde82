"""What is asked of the node that we talk to, and not of the one where the cell is."""

import uuid
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from bellhop.domain.event import FeedPosition, NewEvent
from bellhop.ids import EventId, TenantId, uuid7
from bellhop.store import events, holders, outbox, partitions
from bellhop.store.database import Database
from tests import spread

TENANT = TenantId("acme")
DAYS = partitions.DAYS_BEHIND + 1 + partitions.DAYS_AHEAD


async def write_event(citus: Database) -> tuple[EventId, int]:
    """An event, and the transaction of our node that wrote it."""
    now = datetime.now(UTC)
    event = NewEvent(EventId(uuid7(now)), TENANT, "test.happened", now, b"{}")
    async with citus.transaction() as connection:
        await outbox.write(connection, [(event, b"")], [])
        return event.event_id, int(await connection.fetchval("SELECT pg_current_xact_id()::text"))


async def test_an_event_bears_the_transaction_of_our_node_and_the_feed_ends_behind_it(citus: Database) -> None:
    after = FeedPosition(0, EventId(uuid.UUID(int=0)))
    for _ in range(5):
        event_id, transaction_id = await write_event(citus)
        async with citus.connection() as connection:
            end = await events.feed_end(connection)
            (event,) = await events.feed(connection, TENANT, after, below=end, limit=10)
        assert (event.event_id, event.transaction_id) == (event_id, transaction_id)
        after = FeedPosition(transaction_id, event_id)


async def test_the_feed_ends_before_its_first_event_while_something_is_prepared_where_the_cell_is(
    citus: Database, citus_url: str
) -> None:
    """A writer that has ended on our node, and not yet there: what it wrote is below the end, and not to be seen.

    It is of a node that there is not (999), or Citus's daemon would roll it back as one that was left over.
    """
    port = await citus.pool.fetchval("SELECT nodeport FROM citus_shards WHERE table_name = 'retention'::regclass")
    (node,) = [each for each in await spread.nodes_of(citus_url) if each.port == port]
    there = await asyncpg.connect(spread.with_database(node.url, citus_url.rpartition("/")[2]))
    await there.execute("BEGIN")
    await there.execute("CREATE TABLE public.under_way (one integer)")
    await there.execute("PREPARE TRANSACTION 'citus_999_test'")
    try:
        async with citus.connection() as connection:
            assert await events.feed_end(connection) == 0
    finally:
        await there.execute("ROLLBACK PREPARED 'citus_999_test'")
        await there.close()
    async with citus.connection() as connection:
        assert await events.feed_end(connection) > 0


async def test_a_holder_lives_as_long_as_its_session_with_our_node(citus: Database, citus_url: str) -> None:
    session = await asyncpg.connect(citus_url)
    holder = await holders.begin(session, "here")
    async with citus.connection() as connection:
        assert holder not in {each.holder for each in (await holders.others(connection, None)).gone}
        await session.close()
        assert holder in {each.holder for each in (await holders.others(connection, None)).gone}


async def test_a_lock_is_waited_for_no_longer_where_the_cell_is(citus: Database) -> None:
    async with citus.transaction() as connection:
        await connection.execute("SELECT FROM retention WHERE one FOR UPDATE")
        async with citus.connection() as other:
            transaction = other.transaction()
            await transaction.start()
            await other.execute("SET LOCAL lock_timeout = 100")
            with pytest.raises(asyncpg.LockNotAvailableError):
                await other.execute("SELECT FROM retention WHERE one FOR UPDATE")
            await transaction.rollback()


async def test_a_day_that_would_hold_up_writers_is_made_another_time(citus: Database) -> None:
    """Attaching a day locks the indexes of the others, too: who waits for them has everybody else behind it."""
    later = datetime.now(UTC) + timedelta(days=30)
    async with citus.connection() as writer, citus.connection() as connection:
        writing = writer.transaction()
        await writing.start()
        await writer.execute(
            "UPDATE jobs SET labels = labels WHERE tenant_id = 'acme' AND job_id = $1", uuid7(datetime.now(UTC))
        )
        await partitions.make_ahead(connection, now=later)
        await writing.rollback()
        assert await partitions.make_ahead(connection, now=later) == DAYS
