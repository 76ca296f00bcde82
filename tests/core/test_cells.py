"""Cells: what is refused when one is added, who is placed where, and what a lost key costs."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from bellhop.clock import ManualClock
from bellhop.config import MasterKey, Settings
from bellhop.core import cells, doctor
from bellhop.core.cells import Cells
from bellhop.core.directory import Directory
from bellhop.core.findings import Level
from bellhop.core.roster import Roster, Way
from bellhop.core.tenants import Tenants
from bellhop.domain.audit import CLI
from bellhop.domain.tenant import GivenLimits
from bellhop.errors import AlreadyExistsError, ConfigurationError, InvalidInputError, StoreError, UnavailableError
from bellhop.ids import TenantId
from bellhop.maintenance.rekey import Rekeyer
from bellhop.store import bouncer
from bellhop.store.database import Database
from bellhop.store.store import Store
from bellhop.vault.keyring import Vault
from tests.world import world

OLD, NEW = (MasterKey(name=name, key=name.encode() * 8) for name in ("old1", "new1"))


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else has to hear of a new cell."""
    monkeypatch.setattr(cells, "UNTIL_ALL_KNOW_SECONDS", 0.0)


@pytest.fixture
def kept(store: Store, clock: ManualClock) -> Cells:
    return Cells(store.directory, clock, Vault([OLD]))


async def open_all(store: Store, url: str, *keys: MasterKey) -> None:
    """Open the cells, as a process does when it starts."""
    way = Way(url, url, bouncer.DIRECT, "bellhop test")
    await Roster(store, Vault(keys) if keys else None, way).begin()


async def test_what_cannot_be_a_cell_is_refused(
    kept: Cells,
    store: Store,
    clock: ManualClock,
    database_url: str,
    make_database: Callable[[], AbstractContextManager[str]],
) -> None:
    for name in ("", "Cell", "1st", "a-b", "x" * 33, "cell_1; DROP TABLE jobs"):
        with pytest.raises(ConfigurationError, match="name of a cell"):
            await kept.add(name, None, beside=database_url, actor=CLI)
    with pytest.raises(AlreadyExistsError, match="cell_0"):
        await kept.add("cell_0", None, beside=database_url, actor=CLI)
    with make_database() as installation, pytest.raises(StoreError, match="is an installation"):
        await kept.add("far", installation, beside=database_url, actor=CLI)
    with pytest.raises(StoreError, match="--database-url"):
        await kept.add("far", "postgresql://nobody@127.0.0.1:9/none", beside=database_url, actor=CLI)
    with pytest.raises(ConfigurationError, match="no master keys"):
        await Cells(store.directory, clock, None).add("far", database_url, beside=database_url, actor=CLI)
    assert "far" not in {each.name for each in await kept.every()}


async def test_an_addition_that_broke_off_is_begun_again_and_data_of_others_is_left_alone(
    kept: Cells, store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(kept, "_tell", breaks)
        with pytest.raises(RuntimeError):
            await kept.add("near", None, beside=database_url, actor=CLI)
    await kept.add("near", None, beside=database_url, actor=CLI)
    await store.directory.execute("DELETE FROM bellhop.cells WHERE cell = 'near'")
    await store.directory.execute(
        "INSERT INTO bellhop_near.jobs SELECT (jsonb_populate_record(NULL::bellhop_near.jobs, '{}')).* WHERE false"
    )
    await store.directory.execute("CREATE SCHEMA bellhop_used; CREATE TABLE bellhop_used.jobs AS SELECT 1 AS one")
    with pytest.raises(ConfigurationError, match="used by another installation"):
        await kept.add("used", None, beside=database_url, actor=CLI)


async def test_an_empty_cell_of_another_installation_is_left_alone(
    kept: Cells, store: Store, database_url: str, empty_database_url: str
) -> None:
    """Two operators who add a cell of one name in the same database: nothing lives in it yet."""
    await kept.add("far", empty_database_url, beside=database_url, actor=CLI)
    await store.directory.execute("DELETE FROM bellhop.cells WHERE cell = 'far'")
    await kept.add("far", empty_database_url, beside=database_url, actor=CLI)  # as after an addition that broke off
    await store.directory.execute("UPDATE bellhop.installation SET installation_id = gen_random_uuid()")
    await open_all(store, database_url, OLD)
    assert "another installation" in store.closed["far"]
    await store.directory.execute("DELETE FROM bellhop.cells WHERE cell = 'far'")
    with pytest.raises(StoreError, match="another installation"):
        await kept.add("far", empty_database_url, beside=database_url, actor=CLI)


@pytest.mark.usefixtures("one_cell")
async def test_new_tenants_go_where_the_fewest_live_and_a_closed_cell_gets_none(
    kept: Cells, store: Store, clock: ManualClock, database_url: str
) -> None:
    await kept.add("near", None, beside=database_url, actor=CLI)
    tenants = Tenants(Directory(store), clock)
    await open_all(store, database_url, OLD)
    near = store.cell_named("near")
    assert near is not None

    async def place(name: str, cell: str | None = None) -> str:
        made = await tenants.create(TenantId(name), display_name="", given=GivenLimits(), actor=CLI, cell=cell)
        return made.cell

    assert [await place(f"t-{number}") for number in range(4)] == ["cell_0", "near", "cell_0", "near"]
    near.is_away = True
    assert [await place(f"a-{number}") for number in range(2)] == ["cell_0", "cell_0"]
    near.is_away = False
    await kept.set_accepting("near", accepts=False, actor=CLI)
    assert [await place(f"u-{number}") for number in range(2)] == ["cell_0", "cell_0"]
    for wrong in ("near", "nowhere"):
        with pytest.raises(InvalidInputError) as refused:
            await place("v", wrong)
        assert refused.value.faults[0].pointer == "/cell"
    await kept.set_accepting("cell_0", accepts=False, actor=CLI)
    with pytest.raises(InvalidInputError):
        await place("v")
    assert [(each.name, each.tenants) for each in await kept.every()] == [("cell_0", 6), ("near", 2)]
    await near.close()


async def test_a_cell_that_is_not_open_takes_only_its_own_tenants_down(
    kept: Cells, store: Store, clock: ManualClock, database_url: str, empty_database_url: str
) -> None:
    await kept.add("far", empty_database_url, beside=database_url, actor=CLI)
    await open_all(store, database_url, OLD)
    tenants = Tenants(Directory(store), clock)
    for name, cell in (("here", "cell_0"), ("there", "far")):
        await tenants.create(TenantId(name), display_name="", given=GivenLimits(), actor=CLI, cell=cell)
    await store._cells.pop("far").close()
    await open_all(store, database_url, NEW)
    assert list(store.closed) == ["far"]
    assert store.cell_of(TenantId("here")) is store.directory
    with pytest.raises(UnavailableError):
        store.cell_of(TenantId("there"))
    findings = await doctor.examine(Settings.model_validate({}), database_url, [NEW])
    (told,) = [each.sentence for each in findings if each.level is Level.PROBLEM and "far" in each.sentence]
    assert told.startswith("far: It cannot be opened")

    await open_all(store, database_url, OLD)
    assert (store.closed, store.cell_of(TenantId("there")).cell) == ({}, "far")
    await store.cells[-1].close()


async def test_the_url_of_a_cell_is_sealed_and_sealed_again_with_the_secrets(
    kept: Cells, store: Store, database_url: str, empty_database_url: str
) -> None:
    await kept.add("far", empty_database_url, beside=database_url, actor=CLI)
    sealed = await store.directory.fetch("SELECT database_url FROM bellhop.cells WHERE cell = 'far'")
    assert empty_database_url.encode() not in sealed[0][0]
    rekeyer = Rekeyer(store, Vault([NEW, OLD]))
    assert sum((await rekeyer.remaining()).values()) == 1
    while await rekeyer.run_once():
        pass
    assert (rekeyer.resealed, rekeyer.unread, await rekeyer.remaining()) == (1, 0, {})
    await open_all(store, database_url, NEW)
    assert store.cells[-1].cell == "far"
    without = Rekeyer(store, Vault([OLD]))
    while await without.run_once():
        pass
    assert [str(each).partition(":")[0] for each in without.unreadable] == ["the database of far"]
    await store.cells[-1].close()


async def test_two_cells_beside_each_other_know_nothing_of_each_other(
    kept: Cells, store: Store, clock: ManualClock, database_url: str
) -> None:
    await kept.add("near", None, beside=database_url, actor=CLI)
    await open_all(store, database_url, OLD)
    near = store.cells[-1]
    try:
        await _check_apart(store, near, clock)
    finally:
        await near.close()


async def _check_apart(store: Store, near: Database, clock: ManualClock) -> None:
    async with world(Store(store.directory, (near,)), clock) as there:
        await there.subscribe("https://example.com/hook")
    assert len(await near.fetch("SELECT FROM subscriptions")) == 1
    assert await store.directory.fetch("SELECT FROM subscriptions") == []
