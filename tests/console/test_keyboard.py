"""The main ways through the console without a mouse, and copying where there is no clipboard."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.console.conftest import Visitor
from tests.console.scene import Scene

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_missing_callback_is_found_and_sent_again_by_keys_alone(visit: Visitor, scene: Scene) -> None:
    async with visit("/console") as seen:
        page, press = seen.page, seen.page.keyboard.press
        await expect(page.get_by_role("heading", name="Overview")).to_be_visible()
        await press("g")
        await press("d")
        await expect(page.get_by_role("heading", name="Deliveries")).to_be_visible()
        await press("/")
        await page.keyboard.type('state == "delivered"')
        await press("Enter")
        await expect(page).to_have_url(re.compile("delivered"))
        await press("Escape")
        await expect(page.get_by_role("row").nth(3)).to_contain_text("Delivered")
        await press("j")
        await press("j")
        await press("k")
        focused = page.locator("[data-row]:focus")
        await expect(focused).to_have_count(1)
        await press("Enter")
        await expect(page.get_by_role("region", name=re.compile("Attempts"))).to_be_visible()
        await page.get_by_role("button", name="Redeliver").focus()
        await press("Enter")
        await expect(page.get_by_text("It is sent again.")).to_be_visible()
        await press("Escape")
        await expect(page.get_by_role("heading", name="Deliveries")).to_be_visible()
        await press("g")
        await press("o")
        await expect(page.get_by_role("heading", name="Operations")).to_be_visible()
        await press("g")
        await press("s")
        await expect(page.get_by_role("heading", name="Subscriptions")).to_be_visible()


async def test_keys_are_shown_and_the_dialog_gives_the_focus_back(visit: Visitor) -> None:
    async with visit("/console") as seen:
        page = seen.page
        link = page.get_by_role("link", name="Deliveries", exact=True)
        await link.focus()
        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog").get_by_text("Next and previous row")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(link).to_be_focused()


async def test_first_tab_skips_to_the_page(visit: Visitor) -> None:
    async with visit("/console") as seen:
        await expect(seen.page.get_by_role("heading", name="Overview")).to_be_visible()
        await seen.page.keyboard.press("Tab")
        await expect(seen.page.get_by_role("link", name="Skip to the page")).to_be_focused()


async def test_copying_works_without_a_clipboard(visit: Visitor, scene: Scene) -> None:
    async def take_clipboard(page: Page) -> None:
        await page.add_init_script(
            """
            Object.defineProperty(navigator, "clipboard", { value: undefined });
            window.copied = [];
            document.addEventListener("copy", () => window.copied.push(String(document.activeElement.value)));
            """
        )

    path = f"/console/tenants/{scene.tenant.name}/deliveries/{scene.ids['delivered']}"
    async with visit(path, before=take_clipboard) as seen:
        page = seen.page
        await page.get_by_role("button", name="Copy as curl").first.click()
        await expect(page.get_by_text("Copied").first).to_be_visible()
        (copied,) = await page.evaluate("window.copied")
        assert copied.startswith("curl -i -X POST 'http://hooks.aurora.localhost")
        assert "webhook-id" in copied
        assert "--data-binary" in copied
