"""SIGKILL of the whole service, again and again, while jobs and callbacks are on their way."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.chaos.traffic import LONG, ROUNDS, let_leases_end, traffic
from tests.receiver import HANG, receiver
from tests.running import Service, house_of


@pytest.mark.chaos
@pytest.mark.timeout(1200)
async def test_nothing_is_lost_when_the_service_is_killed(
    make_database: Callable[[], AbstractContextManager[str]], tmp_path: Path, record_property: Callable[..., None]
) -> None:
    with make_database() as database_url:
        service = Service(database_url, tmp_path / "bellhop.log").start()
        try:
            async with house_of(service) as house, traffic(house) as flowing:
                for _ in range(ROUNDS):
                    await flowing.accepted_more(100)
                    service.kill()
                    if not LONG:
                        await let_leases_end(database_url)
                    service.start()
                await flowing.settle()
                record_property("count", flowing.judge())
            assert service.doctor() == ""
        finally:
            service.stop()


@pytest.mark.chaos
async def test_callback_that_was_sent_but_not_written_down_is_sent_again_under_the_same_id(
    make_database: Callable[[], AbstractContextManager[str]], tmp_path: Path
) -> None:
    with make_database() as database_url:
        service = Service(database_url, tmp_path / "bellhop.log").start()
        try:
            async with house_of(service) as house, receiver() as door:
                tenant, action = await house.tenant(), await house.action()
                worker = await house.worker(action)
                await tenant.subscribe(door.url("/hook"))
                door.script("/hook", HANG)
                await tenant.run(action)
                await worker.complete(await worker.claim_one(action))
                await door.expect(1)
                service.kill()
                await let_leases_end(database_url)
                service.start()
                first, second = await door.expect(2)

            assert (first.message_id, first.body) == (second.message_id, second.body)
        finally:
            service.stop()
