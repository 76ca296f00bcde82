"""The console follows what happens without being a burden, and says when it cannot."""

import json
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Page, Route, expect

from tests.console.conftest import Visitor
from tests.console.scene import Scene, later
from tests.running import eventually

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROWS = 10_000
PAGE = 1000


async def test_what_happens_appears_by_itself(visit: Visitor, scene: Scene) -> None:
    async with visit(f"/console/tenants/{scene.tenant.name}/operations") as seen:
        page = seen.page
        await expect(page.get_by_role("row").nth(3)).to_be_visible()
        started = await scene.tenant.run("translate", parent="designs/appears", query=f"?run_at={later()}")
        row = page.get_by_role("row").filter(has_text="designs/appears")
        await expect(row).to_contain_text("Pending")
        await scene.tenant.caller.post(f"/operations/{started['id']}:cancel")
        await expect(row).to_contain_text("Cancelled")


async def test_page_asks_at_most_once_a_second_and_not_at_all_when_nobody_looks(visit: Visitor, scene: Scene) -> None:
    async with visit(f"/console/tenants/{scene.tenant.name}/operations/{scene.ids['running']}") as seen:
        page = seen.page
        await expect(page.get_by_role("heading", name="Its callbacks")).to_be_visible()
        await page.wait_for_timeout(1500)
        before, began = len(_asked(seen.requests)), time.monotonic()

        async def asked() -> int:
            """How often it asked within three seconds."""
            already = len(_asked(seen.requests))
            await page.wait_for_timeout(3000)
            return len(_asked(seen.requests)) - already

        async def is_quiet() -> bool:
            return await asked() == 0

        await eventually(asked)
        assert len(_asked(seen.requests)) - before <= time.monotonic() - began + 1
        await _hide(page, hidden=True)
        await eventually(is_quiet)  # what was under way ends first
        await _hide(page, hidden=False)
        await eventually(asked)


def _asked(requests: list[str]) -> list[str]:
    return [each for each in requests if "/v2/" in each]


async def _hide(page: Page, *, hidden: bool) -> None:
    await page.evaluate(
        """hidden => {
          Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


async def test_lost_contact_is_said_and_mended_by_itself(visit: Visitor, scene: Scene) -> None:
    async with visit(f"/console/tenants/{scene.tenant.name}/deliveries", expected=("net::ERR_FAILED",)) as seen:
        page = seen.page
        await expect(page.get_by_role("row").nth(3)).to_be_visible()
        await page.route("**/v2/**", lambda route: route.abort())
        await expect(page.get_by_text("No contact with the service")).to_be_visible()
        await expect(page.get_by_role("row").nth(3)).to_be_visible()  # what was read stays
        await page.unroute("**/v2/**")
        await expect(page.get_by_text("No contact with the service")).to_have_count(0)


async def test_failure_at_the_door_offers_to_try_again(visit: Visitor) -> None:
    async def cut(page: Page) -> None:
        await page.route("**/v2/me", lambda route: route.abort())

    async with visit("/console", before=cut, expected=("net::ERR_FAILED",)) as seen:
        await expect(seen.page.get_by_text("This could not be shown")).to_be_visible()
        await seen.page.unroute("**/v2/me")
        await seen.page.get_by_role("button", name="Try again").click()
        await expect(seen.page.get_by_role("heading", name="Overview")).to_be_visible()


def _row(number: int) -> dict[str, Any]:
    return {
        "id": f"dlv_{number:026d}",
        "subscription_id": "sub_0",
        "event_id": "evt_0",
        "event_type": f"row.{number}",
        "payload": "thin",
        "state": "delivered",
        "reason": "accepted",
        "attempt_count": 1,
        "last_status_code": 200,
        "createdTime": "2026-11-01T00:00:00.000000Z",
        "update_time": "2026-11-01T00:00:00.000000Z",
        "give_up_time": "2026-11-06T00:00:00.000000Z",
    }


async def _many(route: Route) -> None:
    """A list of 10,000 deliveries, newest first, paged as the API does."""
    query = parse_qs(urlsplit(route.request.url).query)
    start = int(query.get("page_token", ["0"])[0])
    size = PAGE if start else 100
    rows = [_row(ROWS - start - each) for each in range(min(size, ROWS - start))]
    more = {"next_page_token": str(start + size)} if start + size < ROWS else {}
    await route.fulfill(body=json.dumps({"results": rows, **more}), content_type="application/json")


async def test_ten_thousand_rows_are_a_few_in_the_page(visit: Visitor, scene: Scene) -> None:
    async def serve_many(page: Page) -> None:
        await page.route("**/deliveries?*", _many)

    async with visit(f"/console/tenants/{scene.tenant.name}/deliveries", before=serve_many) as seen:
        page = seen.page
        await expect(page.get_by_text(f"row.{ROWS}", exact=True)).to_be_visible()

        async def is_at_the_end() -> bool:
            await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
            return await page.get_by_text("row.1", exact=True).count() > 0

        await eventually(is_at_the_end)
        await expect(page.get_by_text("row.1", exact=True)).to_be_visible()
        assert await page.locator(".rows-body [role=row]").count() < 100
        await page.evaluate("scrollTo(0, 0)")
        await expect(page.get_by_text(f"row.{ROWS}", exact=True)).to_be_visible()
