"""The page of the description in a browser: everything opens, a request can be sent, and the key stays in its field."""

import pytest
from playwright.async_api import expect

from tests.console.conftest import Visitor
from tests.console.scene import Scene

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_request_is_sent_from_the_page_and_its_answer_shown_as_it_came(visit: Visitor, scene: Scene) -> None:
    async with visit("/docs", key=None) as seen:
        page, key = seen.page, scene.tenant.caller.key
        await page.get_by_label("Key for").fill(key)
        run = page.locator("#runAction")
        await run.locator("summary").first.click()
        await run.get_by_text("Try it").click()
        await run.get_by_role("button", name="Send POST").click()
        await expect(run.locator(".trial pre")).to_have_text("Fill in tenant_id, parent, action.")
        values = {"tenant_id": scene.tenant.name, "parent": "designs/tried", "action": "translate"}
        for name, value in {**values, "labels": "labels.site=roof"}.items():
            await run.get_by_label(name, exact=True).fill(value)
        await run.get_by_label("Body").fill("{}")
        await run.get_by_role("button", name="Send POST").click()
        said = run.locator(".trial pre")
        await expect(said).to_contain_text("202 Accepted")
        await expect(said).to_contain_text('"labels":{"site":"roof"}')
        stored = await page.evaluate("() => JSON.stringify([localStorage, sessionStorage]) + document.cookie")
        assert key not in stored


async def test_everything_on_the_page_opens_without_a_complaint(visit: Visitor, scene: Scene) -> None:
    async with visit("/docs", key=None) as seen:
        page = seen.page
        await expect(page.locator(".route").first).to_be_visible()
        await page.evaluate(
            "() => document.querySelectorAll('.route, .trial').forEach((each) => { each.open = true; })"
        )
        await expect(page.locator(".inside")).to_have_count(await page.locator(".route").count())
        await expect(page.locator(".group > p a")).to_have_count(await page.locator(".group").count())
