import asyncio
from collections.abc import Sequence

from bellhop.runtime.wakeup import EVERYTHING, Topic, Wakeups
from bellhop.store.store import Store
from tests.cells import home
from tests.relay import relayed
from tests.running import eventually


async def test_a_waiter_gets_the_keys_of_its_topic_at_once() -> None:
    wakeups = Wakeups()
    with wakeups.watch(Topic.JOBS_READY) as watch, wakeups.watch(Topic.DELIVERIES_READY) as other:
        wakeups.publish(Topic.JOBS_READY, ["a", "b"])
        wakeups.publish(Topic.JOBS_READY, ["b", "c"])
        assert await watch.wait(10) == {"a", "b", "c"}
        assert await other.wait(0) == set()
        assert await watch.wait(0) == set()


async def test_a_waiter_for_one_key_sleeps_through_the_others() -> None:
    wakeups = Wakeups()
    with wakeups.watch(Topic.JOB_CHANGED, "mine") as watch:
        wakeups.publish(Topic.JOB_CHANGED, ["theirs"])
        assert await watch.wait(0.01) == set()
        waiting = asyncio.create_task(watch.wait(10))
        wakeups.publish(Topic.JOB_CHANGED, ["mine", "theirs"])
        assert await waiting == {"mine"}
    wakeups.publish(Topic.JOB_CHANGED, ["mine"])
    assert wakeups._watches == {}


async def test_other_processes_hear_of_it(store: Store, database_url: str) -> None:
    sent: list[Sequence[str]] = []

    async def notify(channel: str, payloads: Sequence[str]) -> None:
        sent.append(payloads)
        await home(store).execute("SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload", channel, payloads)

    here, there = Wakeups(notify=notify), Wakeups(listen_url=database_url)
    await there.start()
    with there.watch(Topic.JOBS_READY) as watch, here.watch(Topic.JOBS_READY) as own:
        assert await watch.wait(30) == {EVERYTHING}  # it listens: whoever waited in the silence looks around
        for number in range(100):
            here.publish(Topic.JOBS_READY, [f"action-{number}"])
        heard: set[str] = set()
        while len(heard) < 100:
            heard |= await watch.wait(30)
        assert heard == {f"action-{number}" for number in range(100)}
        assert await own.wait(0) == heard
    await here.close()
    await there.close()
    assert len(sent) < 5


async def test_too_many_keys_are_told_as_everything() -> None:
    sent: list[str] = []

    async def notify(_channel: str, payloads: Sequence[str]) -> None:
        sent.extend(payloads)

    wakeups = Wakeups(notify=notify)
    wakeups.publish(Topic.DELIVERIES_READY, [f"{number:0200d}" for number in range(1000)])
    await asyncio.sleep(0)
    await wakeups.close()
    assert len(sent) == 1
    assert sent[0].endswith(EVERYTHING)
    assert all(len(payload.encode()) < 8000 for payload in sent)


async def test_a_lost_connection_is_made_again_and_everybody_looks(database_url: str, store: Store) -> None:
    wakeups = Wakeups(listen_url=database_url)
    await wakeups.start()
    with wakeups.watch(Topic.JOB_CHANGED, "one") as watch:
        assert await watch.wait(30) == {EVERYTHING}
        ended = await home(store).fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' "
            "AND datname = current_database()"
        )
        assert len(ended) == 1
        assert await watch.wait(30) == {EVERYTHING}
    await wakeups.close()


async def test_a_connection_that_leads_nowhere_any_more_is_found_though_nobody_closes_it(
    store: Store, database_url: str
) -> None:
    async with relayed(database_url) as relay:
        wakeups = Wakeups(listen_url=relay.url, proof_seconds=0.1)
        await wakeups.start()
        try:
            with wakeups.watch(Topic.JOBS_READY) as watch:
                assert await watch.wait(30) == {EVERYTHING}
                await asyncio.sleep(0.5)  # it is asked a few times, and answers
                assert wakeups.hears
                relay.freeze()

                async def is_deaf() -> bool:
                    return not wakeups.hears

                await eventually(is_deaf)
                relay.thaw()
                assert await watch.wait(30) == {EVERYTHING}
                await home(store).notify("bellhop", [f"other\n{Topic.JOBS_READY.value}\nmine"])
                assert await watch.wait(30) == {"mine"}
        finally:
            await wakeups.close()
