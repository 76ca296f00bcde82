"""Moves while a cell is away: what was held is let go when it comes back, and no other move waits."""

import asyncio
import uuid
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from bellhop.clock import ManualClock
from bellhop.domain.audit import CLI
from bellhop.domain.job import SYSTEM_TENANT, Job
from bellhop.domain.tenant import GivenLimits
from bellhop.errors import NotCancellableError
from bellhop.ids import TenantId
from bellhop.maintenance import mover
from bellhop.maintenance.mover import Mover
from bellhop.maintenance.rescuer_jobs import JobRescuer
from bellhop.store import moving
from bellhop.store.database import Database
from tests.invariants import assert_invariants
from tests.maintenance.moving_house import BrokenError, House
from tests.world import ACME

OTHER = TenantId("other")


async def live_near(house: House) -> None:
    """Let the tenant live in the cell that can be away."""
    await house.ask()
    await house.mover().run_once()


async def is_held(cell: Database) -> tuple[bool, bool]:
    """Whether the lanes in a cell are held, and whether it is fenced."""
    held = await cell.fetch("SELECT FROM lanes WHERE moving")
    fences = await cell.fetch(
        "SELECT FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND conname LIKE 'moved\\_%'"
    )
    return bool(held), bool(fences)


async def bring_back(house: House, clock: ManualClock) -> None:
    """As maintenance does with the operation of a process that is dead."""
    clock.move(mover._LEASE + mover._AGAIN)
    verbs = house.verbs
    await JobRescuer(house.store, clock, verbs.wakeups, registry=verbs.registry).run_once()


async def test_what_a_dead_process_held_is_let_go_when_its_cell_comes_back(
    house: House, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await live_near(house)
    job = await house.ask("cell_0")

    async def dies(*_args: object) -> None:
        raise BrokenError

    with monkeypatch.context() as patched:
        patched.setattr(Mover, "_take_over", dies)
        patched.setattr(Mover, "_leave", lambda *_: asyncio.sleep(0))
        await house.mover().run_once()
    assert await is_held(house.near) == (True, True)
    worker = house.mover()
    with house.away("near"):
        await bring_back(house, clock)
        monkeypatch.setattr(mover, "_AGAIN", timedelta())
        for done in (1, 0):
            assert await worker.run_once() == done
            assert (await house.operation(job)).state == "running"
            assert not (await house.tenants.read(ACME)).fenced
    with monkeypatch.context() as patched:
        patched.setattr(Mover, "_move_over", dies)
        await worker.run_once()
    assert await is_held(house.near) == (False, False)
    await worker.run_once()
    assert (await house.tenants.read(ACME)).cell == "cell_0"
    await assert_invariants(house.store)


async def break_off(house: House, job: Job, monkeypatch: pytest.MonkeyPatch) -> Mover:
    """Hold the lanes in the old cell, which goes away at that moment."""

    async def goes(*_args: object) -> None:
        house.store._cells.pop("near")
        raise asyncpg.ConnectionDoesNotExistError(*["gone"])

    worker = house.mover()
    with monkeypatch.context() as patched:
        patched.setattr(Mover, "_switch", goes)
        await worker.run_once()
    assert (await house.operation(job)).state == "running"
    return worker


async def test_a_move_that_waits_for_what_it_holds_is_cancelled_when_it_is_let_go(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await live_near(house)
    job = await house.ask("cell_0")
    monkeypatch.setattr(mover, "_AGAIN", timedelta())
    monkeypatch.setattr(mover, "_BEAT_SECONDS", 0.02)
    with house.away("near") as near:
        house.store.add(near)
        worker = await break_off(house, job, monkeypatch)
        assert await is_held(near) == (True, False)
        await house.verbs.jobs.cancel(SYSTEM_TENANT, job.job_id)
        await asyncio.sleep(0.1)
        await worker.run_once()
        assert (await house.operation(job)).state == "running"
    await worker.run_once()
    assert (await house.operation(job)).state == "cancelled"
    assert await is_held(house.near) == (False, False)
    assert await house.moves.every() == []
    await house.acme.publish()


async def test_a_process_that_ends_gives_back_what_waits_and_another_one_goes_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await live_near(house)
    job = await house.ask("cell_0")
    monkeypatch.setattr(mover, "_AGAIN", timedelta())
    other = house.mover()
    with house.away("near") as near:
        house.store.add(near)
        worker = await break_off(house, job, monkeypatch)
        await worker.close()
        assert (await house.operation(job)).state == "pending"
        assert await other.run_once() == 1
        assert (await house.operation(job)).state == "running"
    await other.run_once()
    assert (await house.operation(job)).state == "succeeded"
    assert await house.rows(house.near) == {}


async def test_a_tenant_whose_old_cell_is_away_can_be_moved_again(
    house: House, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To another cell, and back into the old one once that is there: the first operation removes nothing that lives."""
    await live_near(house)
    first = await house.ask("cell_0")

    def goes() -> None:
        house.store._cells.pop("near")

    with house.away("near") as near:
        house.store.add(near)
        with house.once_settled(goes):
            await house.mover().run_once()
        assert (await house.operation(first)).state == "pending"
        assert await house.rows(near)
        again = await house.ask("near")
        assert await house.moves.begin(ACME, first.job_id, uuid.uuid4())  # in this moment the first one looks
        await house.mover().run_once()
        assert (await house.operation(again)).state == "pending"
        await house.moves.end(ACME, first.job_id)
    clock.move(mover._AGAIN)
    for _ in range(2):
        await house.mover().run_once()
    assert [(await house.operation(each)).state for each in (first, again)] == ["succeeded", "succeeded"]
    assert (await house.tenants.read(ACME)).cell == "near"
    assert await house.rows(house.near)
    assert await house.rows(house.store.directory) == {}
    await assert_invariants(house.store)


async def test_a_move_out_of_a_cell_that_was_away_all_the_time_fails_at_once(house: House) -> None:
    await live_near(house)
    job = await house.ask("cell_0")
    with house.away("near"):
        await house.mover().run_once()
        assert b"cell-away" in ((await house.operation(job)).errors or b"")
        assert await house.moves.every() == []


async def test_of_an_operation_that_has_ended_what_it_held_is_let_go_when_the_cell_comes_back(house: House) -> None:
    await live_near(house)
    job = await house.ask("cell_0")
    assert await house.moves.begin(ACME, job.job_id, uuid.uuid4())
    await moving.hold(house.near, ACME, moving=True)
    await house.verbs.jobs.cancel(SYSTEM_TENANT, job.job_id)
    with house.away("near"):
        await house.mover().run_once()
        assert await house.moves.every() == [(ACME, job.job_id)]
    await house.mover().run_once()
    assert await house.moves.every() == []
    assert await is_held(house.near) == (False, False)


async def test_a_move_does_not_end_before_the_old_cell_is_seen_to_be_empty(
    house: House, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await live_near(house)
    job = await house.ask("cell_0")

    def dies() -> None:
        raise asyncpg.ConnectionDoesNotExistError(*["gone"])

    with house.once_settled(dies), house.away("near") as near:
        house.store.add(near)
        await house.mover().run_once()
        house.store._cells.pop("near")
        for _ in range(2):
            assert (await house.tenants.read(ACME)).cell == "cell_0"
            assert not (await house.operation(job)).state.done
            await house.acme.publish()  # it works there
            clock.move(mover._AGAIN)
            assert await house.mover().run_once() == 1
        assert await house.rows(near)
    clock.move(mover._AGAIN)
    await house.mover().run_once()
    assert (await house.operation(job)).state == "succeeded"
    assert await house.rows(house.near) == {}
    await assert_invariants(house.store)


async def test_one_move_that_fails_holds_up_no_other(
    house: House, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.tenants.create(OTHER, display_name="", given=GivenLimits(), actor=CLI, cell="cell_0")
    job = await house.ask()
    clock.move(mover._LEASE)
    other = (await house.moves.start(await house.tenants.read(OTHER), "near", actor=CLI)).job
    move_over = Mover._move_over

    async def fails(self: Mover, held: Any, *cells: Database) -> None:
        if held.tenant_id == ACME:
            raise BrokenError
        await move_over(self, held, *cells)

    monkeypatch.setattr(Mover, "_move_over", fails)
    worker = house.mover()
    assert [await worker.run_once() for _ in range(2)] == [1, 1]
    assert not (await house.operation(job)).state.done
    assert (await house.operation(other)).state == "succeeded"


async def test_a_tenant_whose_cell_is_away_holds_up_no_other_move(house: House) -> None:
    await live_near(house)
    job = await house.ask("cell_0")
    assert await house.moves.begin(ACME, job.job_id, uuid.uuid4())
    await house.verbs.jobs.cancel(SYSTEM_TENANT, job.job_id)
    await house.tenants.create(OTHER, display_name="", given=GivenLimits(), actor=CLI, cell="cell_0")
    with house.away("near"):
        other = (await house.moves.start(await house.tenants.read(OTHER), "cell_0", actor=CLI)).job
        await house.mover().run_once()
        assert (await house.operation(other)).state == "succeeded"


async def test_a_move_that_is_over_but_for_its_end_is_not_cancelled(
    house: House, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = await house.ask()
    remove = Mover._remove

    async def fails_at_the_end(self: Mover, held: Any, cell: Database) -> None:
        if cell.cell == held.source:
            raise BrokenError
        await remove(self, held, cell)

    with monkeypatch.context() as patched:
        patched.setattr(Mover, "_remove", fails_at_the_end)
        await house.mover().run_once()
    assert (await house.tenants.read(ACME)).cell == "near"
    assert (await house.operation(job)).state == "pending"
    with pytest.raises(NotCancellableError):
        await house.verbs.jobs.cancel(SYSTEM_TENANT, job.job_id)
    clock.move(mover._AGAIN)
    await house.mover().run_once()
    assert (await house.operation(job)).state == "succeeded"
    assert await house.rows(house.store.directory) == {}


async def test_a_move_that_is_to_be_cancelled_in_the_last_moment_is(
    house: House, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its worker has not heard of it yet; what broke off behind that place may be cancelled when it begins again."""
    job = await house.ask()
    settle, take_state = house.moves.settle, moving.take_state

    async def fails(*_args: object, **_options: object) -> None:
        raise BrokenError

    with monkeypatch.context() as patched:
        patched.setattr(house.moves, "settle", fails)
        await house.mover().run_once()
    assert not (await house.operation(job)).policy.cancellable
    clock.move(mover._AGAIN)

    async def cancelled(*args: Any) -> None:
        await take_state(*args)
        await house.verbs.jobs.cancel(SYSTEM_TENANT, job.job_id)

    monkeypatch.setattr(house.moves, "settle", settle)
    monkeypatch.setattr(moving, "take_state", cancelled)
    await house.mover().run_once()
    assert (await house.operation(job)).state == "cancelled"
    assert (await house.tenants.read(ACME)).cell == "cell_0"
    await house.acme.publish()
    assert await house.moves.every() == []
