"""On no page is a text drawn over another, and no table cuts the console's own words, however wide the screen is."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.console.conftest import Visitor
from tests.console.scene import Scene
from tests.console.test_every_page import go, seen_by
from tests.running import House

pytestmark = pytest.mark.asyncio(loop_scope="session")

FAULTS = f"({(Path(__file__).parent / 'text_fits.js').read_text(encoding='utf-8')})"
LONG = "subscription.secret_rotated-" * 4  # longer than any column
HEIGHT = 800
WIDTHS = (1280, 1252, 375)
"""A small desk, the least width at which lists have columns, and a phone."""


@pytest.mark.parametrize("who", ["tenant", "operator"])
async def test_every_text_can_be_read_at_every_width(visit: Visitor, house: House, scene: Scene, who: str) -> None:
    found: dict[str, list[str]] = {}
    key, base, pages = seen_by(who, house, scene)
    async with visit("/console", key=key, size=(WIDTHS[0], HEIGHT)) as seen:
        page = seen.page
        await expect(page.locator("main h1")).to_be_visible()
        for path in pages:
            await page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
            await go(page, base + path)
            for long in ("", LONG):
                if long:
                    await page.keyboard.press("j")  # what has the focus may be drawn otherwise
                for width in WIDTHS:
                    await page.set_viewport_size({"width": width, "height": HEIGHT})
                    found[f"{path} at {width}, {long or 'as it is'}"] = await page.evaluate(FAULTS, long)
    assert {where: faults[:4] for where, faults in found.items() if faults} == {}
