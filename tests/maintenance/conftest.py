from collections.abc import AsyncIterator

import pytest

from bellhop.clock import ManualClock
from bellhop.core import cells
from bellhop.core.cells import Cells
from bellhop.core.roster import Roster, Way
from bellhop.domain.audit import CLI
from bellhop.domain.tenant import GivenLimits
from bellhop.maintenance import mover
from bellhop.store import bouncer
from bellhop.store.store import Store
from bellhop.vault.keyring import Vault
from tests.jobs_world import jobs_world
from tests.maintenance.moving_house import KEY, House
from tests.world import ACME, world


@pytest.fixture
async def house(
    store: Store, clock: ManualClock, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    monkeypatch.setattr(cells, "UNTIL_ALL_KNOW_SECONDS", 0.0)
    monkeypatch.setattr(mover, "_UNTIL_ALL_KNOW_SECONDS", 0.0)
    if store.cell_named("near") is None:
        await Cells(store.directory, clock, Vault([KEY])).add("near", None, beside=database_url, actor=CLI)
        await Roster(store, Vault([KEY]), Way(database_url, None, bouncer.DIRECT, "bellhop test")).begin()
    async with jobs_world(store, clock) as verbs, world(store, clock) as acme:
        made = House(store, verbs, acme)
        await made.tenants.create(ACME, display_name="", given=GivenLimits(), actor=CLI, cell="cell_0")
        await acme.subscribe("https://example.com/hook")
        for _ in range(3):
            await acme.publish()
        yield made
    await made.near.close()
