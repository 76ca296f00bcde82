"""A fifo queue that a dead letter blocks goes on when its subscription wants none blocked any more."""

import pytest

from tests.api.pulling_world import claim, make, publish, record
from tests.api.subscribing import patch
from tests.serving import Api


async def blocked(api: Api, acme: Api) -> str:
    """A subscription with a dead letter at the head of its queue, and two deliveries behind it."""
    name: str = (await make(acme, delivery={"ordering": "fifo", "retry": {"max_attempts": 1}}))["id"]
    await publish(api, 3)
    (head,) = await claim(acme, name)
    (told,) = await record(acme, name, (head, {"status_code": 500}))
    assert told["delivery"]["state"] == "dead"
    assert await claim(acme, name) == []
    return name


@pytest.mark.parametrize("change", [{"on_dead_letter": "skip"}, {"ordering": "none"}])
async def test_a_change_lets_a_blocked_queue_go_on(api: Api, acme: Api, change: dict[str, str]) -> None:
    name = await blocked(api, acme)

    changed = await patch(acme, name, {"delivery": change})

    assert changed.status == 200
    (second,) = await claim(acme, name)
    await record(acme, name, (second, {"status_code": 500}))
    (third,) = await claim(acme, name)
    assert third["event_id"] != second["event_id"]


async def test_an_attempt_that_began_before_the_change_blocks_nothing_after_it(api: Api, acme: Api) -> None:
    name = (await make(acme, delivery={"ordering": "fifo", "retry": {"max_attempts": 1}}))["id"]
    await publish(api, 2)
    (first,) = await claim(acme, name)
    await patch(acme, name, {"delivery": {"on_dead_letter": "skip"}})

    (told,) = await record(acme, name, (first, {"status_code": 500}))

    assert told["delivery"]["state"] == "dead"
    assert len(await claim(acme, name)) == 1
