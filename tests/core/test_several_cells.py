"""What one process does in several cells at once, also while one of them hangs or is closed."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bellhop.clock import ManualClock, SystemClock
from bellhop.core.audited import change
from bellhop.core.directory import Directory
from bellhop.core.job_requests import Started
from bellhop.core.lists import Lists
from bellhop.core.tenants import Tenants
from bellhop.domain.action import Action
from bellhop.domain.audit import CLI
from bellhop.domain.job import JobState
from bellhop.domain.tenant import GivenLimits
from bellhop.errors import NotFoundError, UnavailableError
from bellhop.ids import JobId, TenantId, uuid7
from bellhop.maintenance.timekeeper import Timekeeper
from bellhop.runtime.wakeup import Wakeups
from bellhop.store.cells import schema_of
from bellhop.store.database import Database, SilentError
from bellhop.store.store import Store
from tests import cells
from tests.jobs_world import ACME, JobsWorld, action, jobs_world, tenant

OTHER = TenantId("other")


@pytest.fixture
async def both(database_url: str, cell_count: int) -> AsyncIterator[Store]:
    """The first cell and another one beside it."""
    await cells.add(database_url, ["near"])
    here = await Database.connect(database_url, min_size=1, max_size=4)
    near = await Database.connect(database_url, min_size=1, max_size=4, cell="near", schema=schema_of("near"))
    made = Store(here, (here, near))
    made.place({ACME: "near"})
    made.place({OTHER: "cell_0"})
    yield made
    await made.close()


@pytest.fixture
async def world(both: Store) -> AsyncIterator[JobsWorld]:
    async with jobs_world(both, SystemClock()) as made:
        yield made


async def hang(_cell: Database) -> str:
    await asyncio.Event().wait()
    return "never"


async def test_a_step_is_given_up_as_soon_as_its_cell_is_away(both: Store) -> None:
    _, near = both.cells
    heard = asyncio.Event()

    async def step(cell: Database) -> str:
        if cell is not near:
            return cell.cell
        try:
            return await hang(cell)
        finally:
            heard.set()

    walking = asyncio.create_task(both.over_cells(step))
    done, _ = await asyncio.wait((walking,), timeout=0.1)
    assert not done
    near.is_away = True
    assert await walking == ["cell_0"]
    await heard.wait()  # it was told, and need not be waited for
    assert await both.over_cells(step) == ["cell_0"]
    near.is_away = False
    assert len(both.answering) == 2


async def test_where_all_are_away_all_are_asked_and_none_is_waited_for(both: Store) -> None:
    for cell in both.cells:
        cell.is_away = True
    with pytest.raises(SilentError):
        await both.over_cells(hang)

    async def name(cell: Database) -> str:
        return cell.cell

    assert await both.over_cells(name) == ["cell_0", "near"]


async def test_who_gives_up_waiting_stops_the_step(both: Store) -> None:
    stopped = asyncio.Event()

    async def step() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    waiting = asyncio.create_task(both.ask(both.cells[1], step()))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await stopped.wait()


async def test_what_is_of_open_cells_is_done_though_one_is_closed(both: Store) -> None:
    both.place({TenantId("far"): "far"})
    done: list[tuple[str, list[int]]] = []

    async def step(cell: Database, numbers: object) -> None:
        done.append((cell.cell, list(numbers)))  # type: ignore[call-overload]

    with pytest.raises(UnavailableError):
        await both.by_cell({0: TenantId("far"), 1: ACME, 2: OTHER, 3: ACME}, step)
    assert sorted(done) == [("cell_0", [2]), ("near", [1, 3])]


async def test_where_a_tenant_lives_is_looked_up_where_it_was_not_heard(both: Store, clock: ManualClock) -> None:
    """Another process made it within the second."""
    made = await Tenants(Directory(both), clock).create(
        TenantId("new"), display_name="", given=GivenLimits(), actor=CLI, cell="near"
    )
    elsewhere = Store(both.directory, both.cells)
    assert (await elsewhere.find(made.tenant_id)).cell == "near"
    assert (await elsewhere.find(TenantId("later"))).cell == "cell_0"
    await Tenants(Directory(both), clock).create(
        TenantId("later"), display_name="", given=GivenLimits(), actor=CLI, cell="near"
    )
    assert (await elsewhere.find(TenantId("later"))).cell == "near"


async def test_a_claim_that_is_repeated_gets_the_same_jobs_whichever_cell_has_its_turn(world: JobsWorld) -> None:
    echo = await world.put(action())
    for name in (ACME, OTHER, ACME, OTHER):
        await world.run(echo, tenant=tenant(name))
    (first,) = await world.claim(echo.name, max_jobs=1, claim_id="one")
    for _ in range(3):
        (again,) = await world.claim(echo.name, max_jobs=1, claim_id="one")
        assert again.lease.key == first.lease.key
    assert len({(await world.claim(echo.name, max_jobs=1))[0].job.job_id for _ in range(3)}) == 3


async def test_workers_get_jobs_of_all_cells_though_one_hangs(world: JobsWorld, both: Store) -> None:
    echo = await world.put(action())
    _, near = both.cells
    taken = [await near.pool.acquire() for _ in range(near.pool.get_max_size())]
    try:
        await world.run(echo, tenant=tenant(OTHER))
        claiming = [asyncio.create_task(world.claim(echo.name, max_jobs=1)) for _ in range(2)]
        done, waiting = await asyncio.wait(claiming, timeout=0.5)
        near.is_away = True
        done, _ = await asyncio.wait(claiming, timeout=5)
        assert sorted(len(each.result()) for each in done) == [0, 1]
        assert waiting  # one began with the cell that hangs
    finally:
        for connection in taken:
            await near.pool.release(connection)


async def test_an_operation_is_not_said_to_be_unknown_while_a_cell_is_silent(world: JobsWorld, both: Store) -> None:
    echo = await world.put(action())
    started = await world.run(echo, tenant=tenant(ACME))
    both.cells[1].is_away = True
    with pytest.raises(UnavailableError):
        await world.jobs.get_of_any_tenant(started.job.job_id)
    both.cells[1].is_away = False
    assert (await world.jobs.get_of_any_tenant(started.job.job_id)).tenant_id == ACME
    with pytest.raises(NotFoundError):
        await world.jobs.get_of_any_tenant(JobId(uuid7(world.clock.now())))
    both.closed["far"] = "it does not answer yet"
    with pytest.raises(UnavailableError):
        await world.jobs.get_of_any_tenant(JobId(uuid7(world.clock.now())))


async def test_operator_cancels_in_a_cell_of_whose_tenant_the_process_has_not_heard(
    world: JobsWorld, both: Store
) -> None:
    echo = await world.put(action())
    tenants = Tenants(Directory(both), world.clock)
    for cell in ("cell_0", "near"):
        made = await tenants.create(
            TenantId(f"in-{cell[:4]}"), display_name="", given=GivenLimits(), actor=CLI, cell=cell
        )
        started = await world.run(echo, tenant=made)
        both._homes.clear()
        assert (await world.jobs.cancel_of_any_tenant(started.job.job_id)).state is JobState.CANCELLED


async def test_a_cell_that_opens_later_is_tidied_too(world: JobsWorld, both: Store) -> None:
    """A clock that was wrong has left jobs that begin in the future, in each cell."""
    echo = await world.put(action())
    for name in (ACME, OTHER):
        await world.run(echo, tenant=tenant(name))
    ahead = (
        "UPDATE job_ready SET due = now() + interval '1 day'",
        "UPDATE jobs SET update_time = now() + interval '1 day', create_time = run_time",
    )
    for cell in both.cells:
        assert [await cell.execute(each) for each in ahead] == ["UPDATE 1"] * 2
    alone = Store(both.directory, both.cells[:1])
    keeper = Timekeeper(SystemClock(), alone, Wakeups(), tidies=True)
    await keeper.run_once()
    alone.add(both.cells[1])
    await keeper.run_once()
    for cell in both.cells:
        rows = await cell.fetch("SELECT due < now() + interval '1 minute' AS soon FROM job_ready")
        assert [row["soon"] for row in rows] == [True], cell.cell


async def test_a_change_beside_the_directory_and_its_line_in_the_audit_are_one_transaction(both: Store) -> None:
    pool = both.directory.pool
    taken = [await pool.acquire() for _ in range(pool.get_max_size())]
    try:
        async with asyncio.timeout(5):
            async with change(both, ACME, CLI, SystemClock().now()) as made:
                made.note("subscription.updated", "subscriptions/one")
    finally:
        for connection in taken:
            await pool.release(connection)
    asked = "SELECT tenant_id FROM bellhop.audit WHERE verb = 'subscription.updated'"
    assert [row["tenant_id"] for row in await both.directory.fetch(asked)] == [ACME]


async def leave_rows(world: JobsWorld, both: Store, started: Started) -> None:
    """A copy of a job in the first cell, as a move that broke off leaves it; its tenant lives near."""
    for table in ("jobs", "job_ready"):
        (row,) = await both.cells[1].fetch(f"SELECT * FROM {table} WHERE job_id = $1", started.job.job_id)
        columns = ", ".join(row.keys())
        await both.directory.execute(f"INSERT INTO {table} SELECT {columns} FROM bellhop_near.{table}")


async def run_near(world: JobsWorld, both: Store, echo: Action) -> Started:
    """A job of a tenant who lives near, with such a copy of it in the first cell."""
    made = await Tenants(Directory(both), world.clock).create(
        ACME, display_name="", given=GivenLimits(), actor=CLI, cell="near"
    )
    started = await world.run(echo, tenant=made)
    await leave_rows(world, both, started)
    return started


async def test_a_worker_gets_no_job_from_a_cell_that_its_tenant_has_left(world: JobsWorld, both: Store) -> None:
    """The cell was away when the tenant left it, and its rows are still to be removed."""
    echo = await world.put(action())
    started = await run_near(world, both, echo)
    mine = await world.run(echo, tenant=tenant(OTHER))
    both._homes.pop(ACME)  # a process that has only begun
    claimed = [job.job.job_id for _ in range(4) for job in await world.claim(echo.name, max_jobs=1)]
    assert sorted(claimed) == sorted([started.job.job_id, mine.job.job_id])
    assert await both.directory.fetch("SELECT FROM job_lease WHERE tenant_id = $1", ACME) == []


async def test_an_operator_sees_a_row_once_though_a_move_has_left_another(world: JobsWorld, both: Store) -> None:
    echo = await world.put(action())
    started = await run_near(world, both, echo)
    await world.run(echo, tenant=tenant(OTHER))
    (claimed,) = await world.claim(echo.name, max_jobs=1)
    await both.cells[1].execute("UPDATE jobs SET state = 'running'")
    found = await world.jobs.get_of_any_tenant(started.job.job_id)
    assert found.state is JobState.RUNNING, claimed
    reader = Lists(both, world.clock).every_operation().read(None, behind=None)
    listed = [each for _ in range(5) if not reader.ended for each in await reader.next(1)]
    assert len(listed) == 2
    assert [each.state for each in listed if each.tenant_id == ACME] == [JobState.RUNNING]
    both.cells[1].is_away = True  # what is known is not what was left
    reader = Lists(both, world.clock).every_operation().read(None, behind=None)
    assert [each.tenant_id for each in await reader.next(10)] == [OTHER]
