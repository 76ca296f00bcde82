"""An endpoint asks for a pause: shown with why and until when, where somebody looks for the reason, and ended there."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import expect

from tests.console.conftest import Visitor
from tests.console.scene import Scene
from tests.console.test_every_page import AXE, NARROW, violations
from tests.receiver import Receiver, busy
from tests.running import House, eventually

pytestmark = pytest.mark.asyncio(loop_scope="session")

Pause = Callable[[str], Awaitable[Any]]


@pytest.fixture
def paused(scene: Scene, house: House, door: Receiver) -> Pause:
    """A subscription whose endpoint has just asked for an hour."""
    tenant = f"/v2/tenants/{scene.tenant.name}"

    async def make(path: str) -> Any:
        made = await scene.tenant.subscribe(door.url(path), event_types=["story.paused"], description="Paused")
        door.script(path, busy(3600, status=429))
        await house.admin.post(f"{tenant}/events", {"events": [{"type": "story.paused", "data": {}}]})

        async def asked() -> bool:
            health = (await scene.tenant.caller.get(f"{tenant}/subscriptions/{made['id']}"))["health"]
            return "pause" in health

        await eventually(asked)
        return made

    return make


async def test_tenant_reads_why_nothing_leaves_and_ends_it(
    visit: Visitor, scene: Scene, door: Receiver, paused: Pause
) -> None:
    made = await paused("/story/paused")
    async with visit(f"/console/tenants/{scene.tenant.name}/subscriptions") as seen:
        page = seen.page
        row = page.get_by_role("row").filter(has_text="/story/paused")
        await expect(row).to_contain_text("Paused")
        await row.get_by_role("link").click()
        standing = page.locator(".standing")
        await expect(standing).to_contain_text("Its endpoint asked for a pause (status 429 with Retry-After).")
        await expect(standing).to_contain_text("Nothing leaves until")
        await page.get_by_role("button", name="End the pause").click()
        await expect(standing).not_to_contain_text("pause")
    await door.expect(2, path="/story/paused")
    await scene.tenant.caller.ok("DELETE", f"/v2/tenants/{scene.tenant.name}/subscriptions/{made['id']}")


async def test_operator_finds_it_among_the_endpoints_of_all_tenants_and_ends_it(
    visit: Visitor, scene: Scene, house: House, door: Receiver, paused: Pause
) -> None:
    made = await paused("/story/paused-too")
    panel_name = "Endpoints that asked for a pause"
    for mode, size in (("light", NARROW), ("dark", (1400, 900))):
        async with visit("/console/operator", key=house.admin.key, mode=mode, size=size) as seen:
            await seen.page.evaluate(AXE)
            await expect(seen.page.get_by_role("heading", name=panel_name)).to_be_visible()
            assert await violations(seen.page, mode) == []
            assert await seen.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    async with visit("/console/operator", key=house.admin.key) as seen:
        page = seen.page
        trouble = page.locator(".troubles li").filter(has_text="/story/paused-too")
        await expect(trouble).to_contain_text("(status 429 with Retry-After). Nothing leaves until")
        await expect(trouble).to_contain_text(scene.tenant.name)
        await trouble.get_by_role("button", name="End the pause").click()
        await expect(trouble).to_have_count(0)
    await door.expect(2, path="/story/paused-too")
    await scene.tenant.caller.ok("DELETE", f"/v2/tenants/{scene.tenant.name}/subscriptions/{made['id']}")
