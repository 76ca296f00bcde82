"""What /metrics of running processes tells: of one, of several as one, and of one whose database is silent."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from tests.prometheus import Prometheus
from tests.relay import relayed
from tests.running import Service, eventually

MakeDatabase = Callable[[], AbstractContextManager[str]]


class Scraper:
    """Scrapes a service that is asked at its port."""

    def __init__(self, service: Service, session: aiohttp.ClientSession) -> None:
        self._service = service
        self._session = session
        self.prometheus = Prometheus()

    async def __call__(self) -> set[str]:
        """The alerts that fire after another scrape, which has to be answered at once."""
        began = time.monotonic()
        async with self._session.get(f"{self._service.url}/metrics", headers={"Connection": "close"}) as answer:
            text = await answer.text()
        assert time.monotonic() - began < 5
        self.prometheus.scrape(text, time.time())
        return self.prometheus.firing()

    def value(self, series: str, **labels: str) -> float:
        found = self.prometheus.scrapes[-1][1].get(series, {})
        return next((value for key, value in found.items() if labels.items() <= dict(key).items()), -1.0)


@asynccontextmanager
async def scraped(service: Service, *arguments: str) -> AsyncIterator[Scraper]:
    service.start(*arguments)
    try:
        async with aiohttp.ClientSession() as session:
            yield Scraper(service, session)
    finally:
        service.stop()


@pytest.mark.parametrize("processes", [1, 2])
async def test_a_service_that_is_well_tells_everything_and_wakes_nobody(
    make_database: MakeDatabase, tmp_path: Path, processes: int
) -> None:
    with make_database() as url:
        service = Service(url, tmp_path / "bellhop.log", BELLHOP_PROCESSES=str(processes))
        wanted = {"dispatch.claim", "dispatch.sweep", "dispatch.record", "jobs.rescue", "retention", "figures"}
        async with scraped(service) as scrape:

            async def all_told() -> bool:
                firing = await scrape()
                told = scrape.prometheus.scrapes[-1][1].get("bellhop_loop_last_success_timestamp_seconds", {})
                loops = {dict(labels)["loop"] for labels in told}  # one that waits for work tells after its first wait
                pools = scrape.value("bellhop_pool_connections_max", role="all", database="cell_0")
                days = scrape.value("bellhop_partitions_ahead_days", cell="cell_0")
                return pools == 16 * processes and days >= 6 and wanted <= loops and not firing

            await eventually(all_told)
            assert scrape.value("bellhop_build_info", role="all") == 1
            assert scrape.value("bellhop_database_up", role="all") == 1
            assert scrape.value("bellhop_deliveries_waiting", cell="cell_0") == 0
            assert scrape.value("bellhop_start_time_seconds", role="all") > time.time() - 120


@pytest.mark.parametrize(
    ("role", "missing"),
    [
        ("maintenance", {"BellhopNoDispatcher"}),
        ("dispatcher", {"BellhopNoHousekeeping"}),
        ("api", {"BellhopNoDispatcher", "BellhopNoHousekeeping"}),
    ],
)
async def test_a_role_that_nobody_has_is_missed(
    make_database: MakeDatabase, tmp_path: Path, role: str, missing: set[str]
) -> None:
    with make_database() as url:
        async with scraped(Service(url, tmp_path / "bellhop.log"), "--role", role) as scrape:

            async def told() -> bool:
                return await scrape() == missing

            await eventually(told)


async def test_a_database_that_falls_silent_is_told_by_a_scrape_that_does_not_wait_for_it(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    with make_database() as url:
        async with relayed(url) as relay:
            service = Service(relay.url, tmp_path / "bellhop.log")
            await asyncio.to_thread(service.start)  # the way to the database is kept by this loop
            try:
                async with aiohttp.ClientSession() as session:
                    scrape = Scraper(service, session)

                    async def is_well() -> bool:  # who is ready serves, and tells a moment later what it runs with
                        return not await scrape()

                    async def is_down() -> bool:
                        return "BellhopDatabaseDown" in await scrape()

                    async def is_up() -> bool:
                        return not await is_down()

                    await eventually(is_well)
                    relay.freeze()
                    await eventually(is_down)
                    relay.thaw()
                    await eventually(is_up)
            finally:
                relay.thaw()
                await asyncio.to_thread(service.stop)
