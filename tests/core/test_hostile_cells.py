"""Adding cells where somebody is careless, hasty or killed in the midst of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager

import asyncpg
import pytest

from bellhop.clock import ManualClock
from bellhop.config import MasterKey, Settings
from bellhop.core import cells, doctor
from bellhop.core import roster as roster_module
from bellhop.core.cells import Cells
from bellhop.core.directory import Directory
from bellhop.core.findings import Level
from bellhop.core.roster import Roster, Way, status_elsewhere
from bellhop.core.tenants import Tenants
from bellhop.domain.audit import CLI
from bellhop.domain.tenant import GivenLimits
from bellhop.errors import AlreadyExistsError, ConfigurationError, StoreError
from bellhop.ids import TenantId
from bellhop.store import bouncer, migrate
from bellhop.store.store import Store
from bellhop.vault.keyring import Vault
from tests.relay import relayed
from tests.running import eventually
from tests.spread import with_database

KEY = MasterKey(name="key1", key=b"k" * 32)
MakeDatabase = Callable[[], AbstractContextManager[str]]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else has to hear of a new cell."""
    monkeypatch.setattr(cells, "UNTIL_ALL_KNOW_SECONDS", 0.0)


@pytest.fixture
def kept(store: Store, clock: ManualClock) -> Cells:
    return Cells(store.directory, clock, Vault([KEY]))


@asynccontextmanager
async def rostered(store: Store, url: str) -> AsyncIterator[Roster]:
    """The cells opened as a process does when it starts."""
    roster = Roster(store, Vault([KEY]), Way(url, url, bouncer.DIRECT, "bellhop test"))
    try:
        await roster.begin()
        yield roster
    finally:
        await roster.close()


@pytest.mark.parametrize(
    "url",
    [
        "",
        " ",
        "far",
        "mysql://u:hunter2@127.0.0.1/x",
        "postgresql://u:hunter2@127.0.0.1:port/x",
        "postgresql://u:hunter2@[::1/x",
        "postgresql://u:hunter2@127.0.0.1:9/x?sslmode=nonsense",
        "postgresql://u:hunter2@127.0.0.1:9/x\nSELECT 1",
        "postgresql://u:hunter2@nowhere.invalid/x",
        "postgresql://u:hunter2@" + "x" * 300 + "/x",
    ],
)
async def test_a_url_that_is_none_is_refused_in_a_sentence_without_its_password(
    kept: Cells, database_url: str, url: str
) -> None:
    before = await kept.every()
    with pytest.raises((ConfigurationError, StoreError)) as refused:
        await kept.add("far", url, beside=database_url, actor=CLI)
    assert "hunter2" not in str(refused.value)
    assert await kept.every() == before


async def test_a_database_takes_one_cell_only(kept: Cells, database_url: str, empty_database_url: str) -> None:
    """The role finds the tables of one: a second would have taken the traffic of the first."""
    await kept.add("far", empty_database_url, beside=database_url, actor=CLI)
    with pytest.raises(StoreError, match="has a cell already, in the schema bellhop_far"):
        await kept.add("other", empty_database_url, beside=database_url, actor=CLI)
    connection = await asyncpg.connect(empty_database_url)
    try:
        assert await connection.fetchval("SELECT current_setting('search_path')") == "bellhop_far"
    finally:
        await connection.close()


async def test_the_directory_is_no_database_of_a_cells_own(kept: Cells, database_url: str) -> None:
    with pytest.raises(StoreError, match="is an installation"):
        await kept.add("far", database_url, beside=database_url, actor=CLI)


async def test_of_two_who_add_the_same_cell_one_does(
    kept: Cells, store: Store, clock: ManualClock, database_url: str
) -> None:
    other = Cells(store.directory, clock, Vault([KEY]))
    added = await asyncio.gather(
        *(each.add("near", None, beside=database_url, actor=CLI) for each in (kept, other)), return_exceptions=True
    )
    assert [type(each) for each in added if each is not None] == [AlreadyExistsError]
    (near,) = [each for each in await kept.every() if each.name == "near"]
    assert near.accepts_tenants


async def test_two_cells_that_are_added_at_once_are_both_made(kept: Cells, store: Store, database_url: str) -> None:
    await asyncio.gather(*(kept.add(name, None, beside=database_url, actor=CLI) for name in ("near", "next")))
    async with rostered(store, database_url):
        assert {"near", "next"} <= {each.cell for each in store.cells}
    async with store.directory.connection() as connection:
        assert all(each.applied_time for each in await migrate.status(connection))


async def test_an_addition_that_was_killed_once_it_was_told_is_opened_by_hand(
    kept: Cells, store: Store, clock: ManualClock, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every process may have opened it by then; it takes no tenants, and hinders nobody."""

    async def killed(_seconds: float) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(cells.asyncio, "sleep", killed)  # type: ignore[attr-defined]
        with pytest.raises(KeyboardInterrupt):
            await kept.add("near", None, beside=database_url, actor=CLI)
    (near,) = [each for each in await kept.every() if each.name == "near"]
    assert not near.accepts_tenants
    with pytest.raises(AlreadyExistsError):
        await kept.add("near", None, beside=database_url, actor=CLI)
    await kept.set_accepting("near", accepts=True, actor=CLI)
    await Roster(store, None, Way(database_url, database_url, bouncer.DIRECT, "bellhop test")).begin()
    made = await Tenants(Directory(store), clock).create(
        TenantId("t"), display_name="", given=GivenLimits(), actor=CLI, cell="near"
    )
    assert made.cell == "near"
    await store.cells[-1].close()


async def test_schemas_of_an_addition_that_broke_off_hinder_no_start_and_no_doctor(
    kept: Cells, store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(kept, "_tell", breaks)
    with pytest.raises(RuntimeError):
        await kept.add("near", None, beside=database_url, actor=CLI)
    connection = await asyncpg.connect(database_url)
    try:
        assert await migrate.migrate(connection) == []
        assert "bellhop_near" not in {each.schema for each in await migrate.status(connection)}
    finally:
        await connection.close()
    findings = await doctor.examine(Settings.model_validate({}), database_url, [KEY])
    assert not [each for each in findings if each.level is Level.PROBLEM]


async def test_a_cell_that_hangs_while_it_is_opened_keeps_no_other_from_being_opened(
    kept: Cells, store: Store, database_url: str, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster_module, "_PATIENCE_SECONDS", 0.5)
    async with relayed(empty_database_url) as relay:
        await kept.add("far", relay.url, beside=database_url, actor=CLI)
        relay.freeze()
        async with rostered(store, database_url) as roster:
            assert store.closed == {"far": "it does not answer yet"}
            await kept.add("near", None, beside=database_url, actor=CLI)
            await roster.run_once()
            await eventually(lambda: _is_open(roster, "near"))
            relay.thaw()
            await eventually(lambda: _is_open(roster, "far"))
            assert store.closed == {}
            await next(each for each in store.cells if each.cell == "far").close()


async def _is_open(roster: Roster, name: str) -> bool:
    await roster.run_once()
    return name in {each.cell for each in roster.store.cells}


async def test_migrations_and_the_doctor_look_at_cells_elsewhere(
    kept: Cells, store: Store, database_url: str, empty_database_url: str
) -> None:
    await kept.add("far", empty_database_url, beside=database_url, actor=CLI)
    await kept.add("near", None, beside=database_url, actor=CLI)
    async with store.directory.connection() as connection:
        lines, closed = await status_elsewhere(connection, Vault([KEY]), migrates=False)
        assert ({each.schema for each in lines}, closed) == ({"bellhop_far"}, {})
        assert all(each.applied_time for each in lines)
        lines, closed = await status_elsewhere(connection, None, migrates=True)
        assert (lines, list(closed)) == ([], ["far"])
    far = await asyncpg.connect(empty_database_url)
    try:
        await far.execute("DELETE FROM bellhop.migrations WHERE number = (SELECT max(number) FROM bellhop.migrations)")
        findings = await doctor.examine(Settings.model_validate({}), database_url, [KEY])
        assert any(each.sentence.startswith("far: Not applied yet") for each in findings)
        await far.execute("DROP SCHEMA bellhop_far CASCADE; DELETE FROM bellhop.migrations")
        await far.execute("INSERT INTO bellhop.migrations VALUES ('bellhop_far', 9999, 'future', '')")
        findings = await doctor.examine(Settings.model_validate({}), database_url, [KEY])
        told = [each.sentence for each in findings if each.level is Level.PROBLEM]
        assert any(each.startswith("far: ") and "newer" in each for each in told)
        assert any(each.sentence.startswith("near: ") for each in findings)  # the look went on
    finally:
        await far.close()


async def test_a_closed_cell_is_told_and_is_well(kept: Cells, database_url: str) -> None:
    await kept.add("near", None, beside=database_url, actor=CLI)
    await kept.set_accepting("near", accepts=False, actor=CLI)
    findings = await doctor.examine(Settings.model_validate({}), database_url, [KEY])
    assert not [each for each in findings if each.level is Level.PROBLEM]


async def test_a_cell_whose_database_is_gone_is_named_and_the_others_are_looked_at(
    kept: Cells, store: Store, database_url: str, make_database: MakeDatabase, empty_database_url: str
) -> None:
    await kept.add("far", empty_database_url, beside=database_url, actor=CLI)
    gone = kept._seal("far", with_database(empty_database_url, "nowhere_at_all"))
    await store.directory.execute("UPDATE bellhop.cells SET database_url = $1 WHERE cell = 'far'", gone.ciphertext)
    async with rostered(store, database_url):
        assert list(store.closed) == ["far"]
        assert "no such database" in store.closed["far"]
