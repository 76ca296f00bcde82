"""Moving a tenant, step by step: what breaks off, what is cancelled, what comes too late."""

import asyncio
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest

from bellhop.clock import ManualClock
from bellhop.core.moves import LeaseLostError
from bellhop.domain.audit import CLI
from bellhop.domain.event import FeedPosition
from bellhop.domain.job import SYSTEM_TENANT, Job
from bellhop.domain.tenant import MOVE_ACTION
from bellhop.errors import AlreadyMovingError, InvalidInputError, UnavailableError
from bellhop.ids import EventId
from bellhop.maintenance import mover
from bellhop.maintenance.mover import Mover
from bellhop.maintenance.rescuer_jobs import JobRescuer
from bellhop.store import moving
from tests.invariants import assert_invariants
from tests.maintenance.moving_house import BrokenError, House
from tests.world import ACME


async def test_everything_goes_and_nothing_is_left(house: House) -> None:
    before = await house.rows(house.store.directory)
    job = await house.ask()
    assert await house.mover().run_once() == 1
    ended = await house.operation(job)
    assert orjson.loads(ended.result or b"") == {"tenant_id": ACME, "cell": "near"}
    assert await house.rows(house.near) == before
    assert await house.rows(house.store.directory) == {}
    assert house.store.cell_of(ACME) is house.near
    assert (await house.tenants.read(ACME)).cell == "near"
    await assert_invariants(house.store)


async def test_what_is_written_while_it_is_copied_goes_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Known by the transactions that wrote it, which are those of the server where the rows are."""
    keep_up = Mover._keep_up

    async def written_before(*args: Any) -> None:
        await house.acme.publish(2)
        await keep_up(*args)

    monkeypatch.setattr(Mover, "_keep_up", written_before)
    await house.ask()
    assert await house.mover().run_once() == 1
    rows = await house.rows(house.near)
    assert (rows["events"], rows["deliveries"]) == (7, 7)
    await assert_invariants(house.store)


async def test_where_the_cell_has_gone_to_another_server_meanwhile_the_move_begins_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its transactions have other numbers there: what was written since is not known by those of before."""
    copy_ahead = moving.copy_ahead

    async def elsewhere(*args: Any) -> moving.Snapshot:
        seen = await copy_ahead(*args)
        return replace(seen, server=seen.server - timedelta(days=1))

    job = await house.ask()
    with monkeypatch.context() as patched:
        patched.setattr(moving, "copy_ahead", elsewhere)
        assert await house.mover().run_once() == 1
    assert not (await house.operation(job)).state.done
    assert (await house.tenants.read(ACME)).cell == "cell_0"
    assert await house.mover().run_once() == 1
    assert (await house.tenants.read(ACME)).cell == "near"
    await assert_invariants(house.store)


async def test_what_cannot_be_done_is_refused(house: House) -> None:
    with pytest.raises(InvalidInputError):
        await house.ask("nowhere")
    job = await house.ask()
    assert await house.moves.begin(ACME, job.job_id, uuid.uuid4())
    with pytest.raises(AlreadyMovingError):
        await house.ask()


async def test_a_writer_that_has_heard_of_nothing_is_refused_by_the_cell(house: House) -> None:
    await house.ask()
    await house.mover().run_once()
    with pytest.raises(UnavailableError):
        async with house.store.directory.connection() as connection:  # as a process that was frozen since
            await connection.execute(
                "INSERT INTO tenant_counters (tenant_id, counter, value) VALUES ($1, 'x', 1)", ACME
            )
    await house.ask("cell_0")
    await house.mover().run_once()
    assert house.store.cell_of(ACME) is house.store.directory
    await house.acme.publish()
    await assert_invariants(house.store)


@pytest.mark.parametrize("broken", ["hold", "fence", "lock_state", "take_state"])
async def test_a_move_that_breaks_off_leaves_the_tenant_where_it_was(
    house: House, clock: ManualClock, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await house.rows(house.store.directory)
    job = await house.ask()

    async def breaks(*_args: object, **options: object) -> None:
        if options.get("moving") is not False:  # to let lanes go again is no part of the move
            raise BrokenError

    with monkeypatch.context() as patched:
        patched.setattr(moving, broken, breaks)
        await house.mover().run_once()
    assert await house.rows(house.store.directory) == before
    tenant = await house.tenants.read(ACME)
    assert (tenant.cell, tenant.fenced) == ("cell_0", False)
    await house.acme.publish()
    assert not (await house.operation(job)).state.done
    clock.move(mover._AGAIN)
    assert await house.mover().run_once() == 1
    assert (await house.tenants.read(ACME)).cell == "near"
    assert await house.rows(house.store.directory) == {}
    await assert_invariants(house.store)


async def test_a_process_that_dies_between_the_two_commits_is_made_good(
    house: House, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new cell has it all, the directory has not heard of it, and nobody has put anything back."""
    before = await house.rows(house.store.directory)
    job = await house.ask()

    async def dies(*_args: object, **_options: object) -> None:
        raise BrokenError

    with monkeypatch.context() as patched:
        patched.setattr(house.moves, "settle", dies)
        patched.setattr(Mover, "_leave", lambda *_: asyncio.sleep(0))
        await house.mover().run_once()
    assert await house.rows(house.near) == before
    assert (await house.tenants.read(ACME)).fenced
    clock.move(timedelta(minutes=5))
    await _until_claimed_again(house, job)
    assert await house.rows(house.near) == before
    assert await house.rows(house.store.directory) == {}
    await assert_invariants(house.store)


async def test_a_process_that_dies_after_the_directory_was_told_leaves_rows_that_are_removed(
    house: House, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = await house.ask()

    def dies() -> None:
        raise BrokenError

    with house.once_settled(dies), monkeypatch.context() as patched:
        patched.setattr(Mover, "_leave", lambda *_: asyncio.sleep(0))
        await house.mover().run_once()
    assert await house.rows(house.store.directory)
    assert house.store.cell_of(ACME) is house.near
    clock.move(timedelta(minutes=5))
    await _until_claimed_again(house, job)
    assert await house.rows(house.store.directory) == {}
    await assert_invariants(house.store)


def rescuer(house: House) -> JobRescuer:
    return JobRescuer(house.store, house.verbs.clock, house.verbs.wakeups, registry=house.verbs.registry)


async def _until_claimed_again(house: House, job: Job) -> None:
    """Bring the operation of a dead process back, as maintenance does, and carry it out."""
    await rescuer(house).run_once()
    assert await house.mover().run_once() == 1
    assert (await house.operation(job)).state.done


async def test_who_lost_the_lease_settles_nothing(house: House) -> None:
    job = await house.ask()
    old, new = uuid.uuid4(), uuid.uuid4()
    assert await house.moves.begin(ACME, job.job_id, old)
    await house.moves.fence(ACME, old, fenced=True)
    assert await house.moves.begin(ACME, job.job_id, new)
    tenant = await house.tenants.read(ACME)
    with pytest.raises(LeaseLostError):
        await house.moves.settle(tenant, old, cell="near", shift=None)
    with pytest.raises(LeaseLostError):
        await house.moves.fence(ACME, old, fenced=False)
    with pytest.raises(UnavailableError):
        house.store.cell_of(ACME)


async def test_who_does_not_move_a_tenant_lets_nothing_of_it_go(house: House) -> None:
    """Another operation fails, and the lanes that the first one holds stay held."""
    asked = [await house.ask(), await house.ask()]
    (first,) = await house.verbs.work.claim(
        mover._PRINCIPAL, worker_id="elsewhere", actions=(MOVE_ACTION,), max_jobs=1, lease=timedelta(minutes=1)
    )
    assert await house.moves.begin(ACME, first.job.job_id, first.lease.token)
    await moving.hold(house.store.directory, ACME, moving=True)
    await house.mover().run_once()
    (other,) = [each for each in asked if each.job_id != first.job.job_id]
    assert (await house.operation(other)).state == "failed"
    lanes = await house.store.directory.fetch("SELECT moving FROM lanes WHERE tenant_id = $1", ACME)
    assert [row["moving"] for row in lanes] == [True]


class Reading:
    """A connection from which more is copied than waits between the two."""

    async def fetch(self, *_arguments: object) -> list[Any]:
        return []

    async def copy_from_query(self, *_arguments: object, output: Any, **_options: object) -> None:
        for _ in range(100):
            await output(b"chunk")


class Failing:
    """A connection that takes one part of a copy, and fails when as many wait as may."""

    async def copy_to_table(self, _table: str, *, source: Any, **_options: object) -> str:
        await anext(source)
        await asyncio.sleep(0.05)
        raise BrokenError


async def test_a_large_copy_that_fails_ends(house: House) -> None:
    moved = moving.Moved(ACME, house.store.directory, house.near, None)
    here: Any = Reading()
    there: Any = Failing()
    async with asyncio.timeout(5):
        with pytest.raises(BrokenError):
            await moving._copy(here, there, moved, "jobs", check=lambda: None)


async def test_a_cancelled_move_leaves_the_tenant_where_it_is(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    job = await house.ask()
    copy_ahead = moving.copy_ahead

    async def cancelled(moved: moving.Moved, table: str, check: moving.Check) -> moving.Snapshot:
        if table == moving.HISTORY[-1]:
            assert await house.rows(house.near)
            await house.verbs.jobs.cancel(SYSTEM_TENANT, job.job_id)
            await asyncio.sleep(0.1)
        upto = await copy_ahead(moved, table, check)
        check()
        return upto

    monkeypatch.setattr(mover, "_BEAT_SECONDS", 0.02)
    monkeypatch.setattr(moving, "copy_ahead", cancelled)
    await house.mover().run_once()
    assert (await house.operation(job)).state == "cancelled"
    assert (await house.tenants.read(ACME)).cell == "cell_0"
    assert await house.rows(house.near) == {}
    await house.acme.publish()
    assert await house.moves.every() == []


async def test_an_operation_that_was_given_up_keeps_no_tenant_fenced(house: House) -> None:
    job = await house.ask()
    token = uuid.uuid4()
    assert await house.moves.begin(ACME, job.job_id, token)
    await house.moves.fence(ACME, token, fenced=True)
    await house.verbs.jobs.cancel(SYSTEM_TENANT, job.job_id)
    await house.mover().run_once()
    assert not (await house.tenants.read(ACME)).fenced
    assert await house.moves.every() == []
    await house.acme.publish()


async def test_of_a_tenant_that_is_deleted_nothing_more_is_copied(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is erased once its move has ended, and what is copied later would be left for ever."""
    job = await house.ask()
    copy_ahead = moving.copy_ahead

    async def deleted(*args: Any) -> moving.Snapshot:
        if not await house.store.directory.fetch("SELECT FROM bellhop.tenants WHERE delete_time IS NOT NULL"):
            await house.tenants.close(ACME, actor=CLI)
        await asyncio.sleep(0.1)
        return await copy_ahead(*args)

    monkeypatch.setattr(mover, "_BEAT_SECONDS", 0.02)
    monkeypatch.setattr(moving, "copy_ahead", deleted)
    monkeypatch.setattr(Mover, "_keep_up", None)  # it does not get so far
    await house.mover().run_once()
    assert b"tenant-gone" in ((await house.operation(job)).errors or b"")
    assert await house.moves.every() == []


async def test_a_move_of_a_tenant_that_was_deleted_before_it_began_says_so(house: House) -> None:
    job = await house.ask()
    await house.tenants.close(ACME, actor=CLI)
    await house.mover().run_once()
    assert b"tenant-gone" in ((await house.operation(job)).errors or b"")


async def test_an_operation_that_was_given_up_does_not_keep_a_deleted_tenant_from_being_erased(house: House) -> None:
    job = await house.ask()
    assert await house.moves.begin(ACME, job.job_id, uuid.uuid4())
    await house.verbs.jobs.cancel(SYSTEM_TENANT, job.job_id)
    await house.tenants.close(ACME, actor=CLI)
    await house.mover().run_once()
    assert await house.moves.every() == []


def test_a_place_in_the_feed_is_the_same_by_the_numbers_of_each_server() -> None:
    event = EventId(uuid.uuid4())
    place = FeedPosition(1_000_000, event)
    assert place.now([]) == place
    there = place.now([900_000])
    assert there == FeedPosition(100_000, event, 1)
    assert there.now([900_000, -900_000]) == FeedPosition(1_000_000, event, 2)
    assert place.now([2_000_000]) == FeedPosition(3, event, 1)
    assert FeedPosition(0, event).now([5]) == FeedPosition(0, event, 1)
