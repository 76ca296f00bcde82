"""Whose turn it is, and from which places a claim goes on while looking at everything is dear."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bellhop.clock import ManualClock
from bellhop.core import turns
from bellhop.core.turns import Turns
from bellhop.ids import JobId, TenantId, uuid7
from bellhop.runtime import pace
from bellhop.store.job_ready import JobAsk, QueuePlace
from tests.jobs_world import JobsWorld, action, check_invariants, tenant

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def ask(*actions: str, tenants: tuple[str, ...] | None = None) -> JobAsk:
    return JobAsk("worker", actions or ("echo",), tenants, (), None, None)


def place(tenant_id: str, action_name: str = "echo") -> QueuePlace:
    return QueuePlace(action_name, TenantId(tenant_id), NOW, JobId(uuid7(NOW)))


def dear(kept: Turns, which: JobAsk) -> None:
    for _ in range(3):
        kept.looked_at_all(which, seconds=0.04)


def test_tenants_have_their_turns_one_after_the_other_and_round() -> None:
    kept = Turns()
    assert kept.last(ask()) == ""
    kept.took(ask(), [place("a"), place("c")])
    assert kept.last(ask()) == "c"
    kept.took(ask(), [place("a"), place("d")])
    assert kept.last(ask()) == "a"  # round once
    assert kept.last(ask("other")) == ""


def test_only_what_is_dear_three_times_running_is_made_more_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(turns, "monotonic_seconds", lambda: now)
    kept, mine = Turns(), place("a")
    kept.took(ask(), [place("a"), mine])
    for seconds in (0.04, 0.04, 0.001, 0.04, 0.04):
        kept.looked_at_all(ask(), seconds=seconds)
        assert kept.places(ask()) is None
    kept.looked_at_all(ask(), seconds=3.0)
    assert kept.places(ask()) == [mine]
    now += 0.79
    assert kept.places(ask()) == [mine]
    now += 0.02  # twenty times 40 ms
    assert kept.places(ask()) is None


def test_places_are_those_of_the_actions_and_tenants_that_are_asked_for() -> None:
    kept = Turns()
    mine, others, elsewhere = place("a"), place("b"), place("a", "other")
    kept.took(ask("echo", "other"), [mine, others, elsewhere])
    for which in (ask(), ask(tenants=("b",)), ask(tenants=("z",)), ask("nothing"), ask("echo", "other")):
        dear(kept, which)
    assert kept.places(ask()) == [mine, others]
    assert kept.places(ask(tenants=("b",))) == [others]
    assert kept.places(ask(tenants=("z",))) is None
    assert kept.places(ask("nothing")) is None
    assert kept.places(ask("echo", "other")) == [mine, others, elsewhere]


def test_memory_is_bounded() -> None:
    kept = Turns()
    for number in range(2000):
        kept.took(ask(f"a{number}"), [place(f"t{number}")])
    dear(kept, ask())
    assert len(kept._places) == 256
    assert len(kept._sets) <= 1024


async def test_places_hide_nothing_for_good(
    world: JobsWorld, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job before its queue's place and a tenant of whom nothing is known are found once the places give nothing."""
    monkeypatch.setattr(turns, "_LEAST_REST_SECONDS", 0.0)
    monkeypatch.setattr(turns, "_LONGEST_REST_SECONDS", 3600.0)
    monkeypatch.setattr(pace, "_SHARE", 1e9)
    echo = await world.put(action())

    async def run(**options: Any) -> JobId:
        clock.move(timedelta(milliseconds=1))
        return (await world.run(echo, **options)).job.job_id

    async def claim() -> list[JobId]:
        return [each.job.job_id for each in await world.claim("echo", max_jobs=1)]

    for _ in range(3):  # looks at everything, which from now on is dear
        new = await run()
        assert await claim() == [new]
    urgent, unknown = await run(priority=4), await run(tenant=tenant("zeta"))
    plain = [await run() for _ in range(3)]
    claimed = [job_id for _ in range(5) for job_id in await claim()]
    assert claimed[:3] == plain
    assert set(claimed[3:]) == {urgent, unknown}
    assert await claim() == []
    await check_invariants(world)
