import asyncio

from bellhop.clock import ManualClock, monotonic_seconds
from bellhop.core.directory import Directory, Memory
from bellhop.core.tenants import Tenants
from bellhop.domain.audit import CLI
from bellhop.domain.tenant import GivenLimits
from bellhop.errors import NotFoundError
from bellhop.ids import TenantId
from bellhop.store import changes
from bellhop.store.store import Store
from tests.running import eventually

ACME = TenantId("acme")


async def display_name(tenants: Tenants) -> str:
    try:
        return (await tenants.get(ACME)).display_name
    except NotFoundError:
        return "nobody"


def let_a_second_pass(directory: Directory) -> None:
    directory._checked = float("-inf")


async def test_change_is_seen_at_once_here_and_within_a_second_elsewhere(store: Store, clock: ManualClock) -> None:
    near, far = Directory(store), Directory(store)
    here, there = Tenants(near, clock), Tenants(far, clock)
    created = await here.create(ACME, display_name="before", given=GivenLimits(), actor=CLI)
    assert (await display_name(here), await display_name(there)) == ("before", "before")
    await here.update(created, display_name="after", given=GivenLimits(), actor=CLI)
    assert (await display_name(here), await display_name(there)) == ("after", "before")
    let_a_second_pass(far)
    assert await display_name(there) == "after"
    await here.close(ACME, actor=CLI)
    let_a_second_pass(far)
    assert (await display_name(here), await display_name(there)) == ("nobody", "nobody")


async def test_in_a_steady_stream_nobody_waits_for_the_look_and_the_change_is_seen_in_time(
    store: Store, clock: ManualClock
) -> None:
    near, far = Directory(store), Directory(store)
    here, there = Tenants(near, clock), Tenants(far, clock)
    created = await here.create(ACME, display_name="before", given=GivenLimits(), actor=CLI)
    assert await display_name(there) == "before"
    await here.update(created, display_name="after", given=GivenLimits(), actor=CLI)
    async with store.directory.transaction() as connection:
        await connection.execute("LOCK TABLE bellhop.changes IN ACCESS EXCLUSIVE MODE")
        far._checked = monotonic_seconds() - 0.8
        assert await display_name(there) == "before"  # the look has begun, and cannot go on

    async def is_seen() -> bool:
        far._checked = max(far._checked, monotonic_seconds() - 0.1)  # the look is not late: nobody waits for it
        return await display_name(there) == "after"

    await eventually(is_seen)


async def test_tenant_that_another_process_made_is_found(store: Store, clock: ManualClock) -> None:
    here, there = Tenants(Directory(store), clock), Tenants(Directory(store), clock)
    assert await display_name(there) == "nobody"
    await here.create(ACME, display_name="new", given=GivenLimits(), actor=CLI)
    assert await display_name(there) == "new"


async def test_of_two_writers_who_read_the_same_version_one_is_told_so(store: Store, clock: ManualClock) -> None:
    tenants = Tenants(Directory(store), clock)
    before = await tenants.create(ACME, display_name="", given=GivenLimits(), actor=CLI)
    written = await asyncio.gather(
        *(tenants.update(before, display_name=name, given=GivenLimits(), actor=CLI) for name in ("a", "b"))
    )
    assert sum(each is None for each in written) == 1


async def test_value_read_before_a_change_is_not_remembered_after_it() -> None:
    started, go_on = asyncio.Event(), asyncio.Event()
    values = iter(["before", "after"])

    async def load(_name: str) -> str:
        value = next(values)
        started.set()
        await go_on.wait()
        return value

    memory = Memory(load)
    reader = asyncio.create_task(memory.get("x"))
    await started.wait()
    memory.forget("x")
    go_on.set()
    assert await reader == "before"
    assert await memory.get("x") == "after"


async def test_a_noun_of_a_newer_version_beside_us_stops_nobody(store: Store) -> None:
    """A process of the older version could not start any more once the newer one had migrated the database."""
    await store.directory.execute("INSERT INTO bellhop.changes (noun, version) VALUES ('later', 7)")
    async with store.directory.connection() as connection:
        assert set(await changes.current(connection)) == set(changes.Noun)
