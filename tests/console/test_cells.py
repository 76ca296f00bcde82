"""The operator's page of cells, and the move of a tenant between two of them, on a service of their own."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from bellhop.config import MasterKey
from tests.cells import add, tell
from tests.console.conftest import DESK, Visitor
from tests.console.test_every_page import AXE, NARROW, violations
from tests.receiver import HANG, Answer, Receiver
from tests.running import House, Service, Tenant, house_of, serving
from tests.stories.celling import publish

pytestmark = pytest.mark.asyncio(loop_scope="session")

MakeDatabase = Callable[[], AbstractContextManager[str]]
CELLS = "/console/operator/cells"
FAR = "postgresql://bell:s3cret-word@127.0.0.1:9/traffic"
KEY = MasterKey(name="test", key=bytes(32))  # that of tests/running.py


@pytest.fixture(scope="module")
def cells_service(make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with the cells `cell_0` and `near`, and `far`, whose database nobody answers for."""
    with make_database() as url:
        asyncio.run(_add(url))
        with serving(url, tmp_path_factory.mktemp("cells")) as running:
            yield running


async def _add(url: str) -> None:
    await add(url, ["near"])
    connection: Any = await asyncpg.connect(url)
    try:
        await tell(connection, "far", FAR, KEY)
    finally:
        await connection.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def cells_house(cells_service: Service) -> AsyncIterator[House]:
    async with house_of(cells_service) as house:
        yield house


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def look(browser: Browser, cells_service: Service) -> Visitor:
    """Visits as its operator."""
    return Visitor(browser, cells_service, cells_service.admin_key)


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_text(name, exact=True))


async def accepts(house: House, name: str) -> bool:
    return bool((await house.admin.get(f"/v2/admin/cells/{name}"))["accepts_tenants"])


async def test_operator_sees_each_cell_closes_one_and_opens_it_again(look: Visitor, cells_house: House) -> None:
    await cells_house.tenant(cell="near")
    async with look("/console") as seen:
        page = seen.page
        await page.get_by_role("link", name="Cells", exact=True).click()
        await expect(row(page, "near")).to_contain_text(
            re.compile("Beside the directory.*1 tenant.*Takes new tenants.*Answers")
        )
        await expect(row(page, "far")).to_contain_text(re.compile("127.0.0.1:9/traffic.*Closed.*Does not answer"))
        await expect(page.get_by_text("This process cannot open it")).to_be_visible()
        assert "s3cret-word" not in await page.content()

        await row(page, "near").get_by_role("button", name="Close… near").click()
        dialog = page.get_by_role("dialog")
        await expect(dialog).to_contain_text("The 1 tenant there works as before.")
        await expect(dialog.get_by_text("the last one that is open")).to_have_count(0)
        await dialog.get_by_role("button", name="Leave it").click()
        assert await accepts(cells_house, "near")
        await row(page, "near").get_by_role("button", name="Close… near").click()
        await dialog.get_by_role("button", name="Close it").click()
        await expect(row(page, "near")).to_contain_text("Closed")
        assert not await accepts(cells_house, "near")

        await row(page, "near").get_by_role("button", name="Open… near").click()
        await dialog.get_by_role("button", name="Open it").click()
        await expect(row(page, "near")).to_contain_text("Takes new tenants")
        assert await accepts(cells_house, "near")

        await row(page, "near").get_by_role("link", name="1 tenant", exact=True).click()
        await expect(page.get_by_text("Those that live in near.")).to_be_visible()
        await expect(page.locator(".rows-body [role=row]")).to_have_count(1)


async def test_closing_the_last_open_cell_says_what_that_means(look: Visitor, cells_house: House) -> None:
    listed = (await cells_house.admin.get("/v2/admin/cells"))["results"]
    others = [each["name"] for each in listed if each["accepts_tenants"] and each["name"] != "near"]
    for name in others:
        await cells_house.admin.post(f"/v2/admin/cells/{name}:close")
    try:
        async with look(CELLS) as seen:
            await row(seen.page, "near").get_by_role("button", name="Close… near").click()
            await expect(seen.page.get_by_role("dialog").get_by_text("the last one that is open")).to_be_visible()
    finally:
        for name in others:
            await cells_house.admin.post(f"/v2/admin/cells/{name}:open")


async def test_processes_that_send_are_told_apart_by_their_cells(look: Visitor, cells_house: House) -> None:
    said = (await cells_house.admin.get("/v2/admin/stats"))["dispatchers"]
    assert sorted(each["cell"] for each in said) == ["cell_0", "near"]
    async with look("/console/operator/workers") as seen:
        process = seen.page.get_by_role("cell", name=re.compile("^No. "))
        for each in said:
            await expect(process.filter(has_text=f"No. {each['holder']} in {each['cell']}")).to_be_visible()


async def begin_move(page: Page, target: str) -> None:
    await page.get_by_role("button", name="Move to another cell…").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Not reached just now, and so no choice: far.")
    await dialog.get_by_label("To", exact=True).select_option(target)
    await expect(dialog).to_contain_text("Nothing is lost")
    await dialog.get_by_role("button", name="Move it").click()


async def told(house: House, door: Receiver, path: str, **delivery: object) -> Tenant:
    """A tenant in the first cell whose endpoint has got an event."""
    tenant = await house.tenant(cell="cell_0")
    await tenant.subscribe(door.url(path), event_types=["design.*"], delivery=delivery)
    await publish(house, tenant)
    await door.expect(1, path=path)
    return tenant


async def home(house: House, tenant: Tenant) -> str:
    return str((await house.admin.get(f"/v2/admin/tenants/{tenant.name}"))["cell"])


async def test_operator_moves_a_tenant_and_sees_it_arrive(look: Visitor, cells_house: House, door: Receiver) -> None:
    tenant = await told(cells_house, door, "/moved")
    async with look(f"/console/operator/tenants/{tenant.name}") as seen:
        page = seen.page
        move = page.get_by_role("group", name="The move")
        await begin_move(page, "near")
        await expect(move).to_contain_text("It is being moved to near.")
        await expect(page.get_by_role("button", name="Move to another cell…")).to_have_count(0)
        await page.reload()  # whoever comes later sees it too
        await expect(move).to_contain_text("It is being moved to near.")
        await expect(move.get_by_role("progressbar")).to_be_visible()
        await expect(move).to_contain_text("It lives in near now.", timeout=60_000)
        await expect(page.locator(".facts div").filter(has_text=re.compile("^Cell"))).to_contain_text("near")
        await expect(page.get_by_role("heading", name="Portal sessions")).to_be_visible()
        await expect(page.get_by_role("button", name="Move to another cell…")).to_be_visible()
    assert await home(cells_house, tenant) == "near"
    await publish(cells_house, tenant)
    await door.expect(2, path="/moved")


async def test_operator_cancels_a_move_and_the_tenant_stays(look: Visitor, cells_house: House, door: Receiver) -> None:
    door.always("/slow", HANG)  # what is being sent is waited for before the switch
    tenant = await told(cells_house, door, "/slow", timeout_seconds=30)
    async with look(f"/console/operator/tenants/{tenant.name}") as seen:
        page = seen.page
        move = page.get_by_role("group", name="The move")
        await begin_move(page, "near")
        await expect(move).to_contain_text("Running")
        await move.get_by_role("button", name="Cancel the move").click()
        await expect(move).to_contain_text("The move was cancelled: it lives where it lived.", timeout=30_000)
    assert await home(cells_house, tenant) == "cell_0"
    door.always("/slow", Answer())
    door.hang_up()  # or the service would wait for it when it stops


async def test_a_move_that_cannot_begin_says_why(look: Visitor, cells_house: House) -> None:
    tenant = await cells_house.tenant(cell="cell_0")
    refused = ("status of 409",)
    async with look(f"/console/operator/tenants/{tenant.name}", expected=refused) as seen:
        page = seen.page
        await page.route(
            "**/v2/admin/tenants/*:move",
            lambda route: route.fulfill(
                status=409, json={"type": "/problems/already-moving", "detail": "Another one."}
            ),
        )
        await begin_move(page, "near")
        await expect(page.get_by_role("dialog").get_by_role("alert").filter(has_text="Another one.")).to_be_visible()


@pytest.mark.parametrize("mode", ["light", "dark"])
async def test_axe_finds_nothing_and_nothing_runs_over_the_edge(look: Visitor, cells_house: House, mode: str) -> None:
    tenant = await cells_house.tenant(cell="near")
    for size in (DESK, NARROW):
        async with look(CELLS, mode=mode, size=size) as seen:
            page = seen.page
            await page.evaluate(AXE)
            await expect(row(page, "far")).to_contain_text("Does not answer")
            await _check(page, mode)
            await page.get_by_role("button", name="Close… near").click()
            await _check(page, mode)
        async with look(f"/console/operator/tenants/{tenant.name}", mode=mode, size=size) as seen:
            page = seen.page
            await page.evaluate(AXE)
            await page.get_by_role("button", name="Move to another cell…").click()
            await _check(page, mode)
            await page.route("**/v2/admin/operations/*", _half_way)
            await page.route(
                "**/v2/admin/tenants/*:move",
                lambda route: route.fulfill(status=202, json={"id": "op_1", "state": "pending"}),
            )
            await page.get_by_role("button", name="Move it").click()
            await expect(page.get_by_role("group", name="The move")).to_contain_text("7 of 14")
            await _check(page, mode)


async def _half_way(route: Any) -> None:
    """The operation of a move whose end does not come."""
    said = {"completed_items": 7, "total_items": 14}
    await route.fulfill(json={"id": "op_1", "state": "running", "done": False, "metadata": {"progress": said}})


async def _check(page: Page, mode: str) -> None:
    await expect(page.locator(".waiting")).to_have_count(0)
    assert await violations(page, mode) == []
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
