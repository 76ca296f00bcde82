"""Every page: axe finds nothing in both looks, and nothing runs over the edge of a narrow screen."""

import os
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.async_api import Page, expect

from tests.console.conftest import Visitor
from tests.console.scene import Scene
from tests.running import ROOT, House

pytestmark = pytest.mark.asyncio(loop_scope="session")

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
ALL_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES: dict[str, Any] = {"light": ALL_RULES, "dark": {"type": "rule", "values": ["color-contrast"]}}
"""Only the contrast of colours is another one in the dark."""

LOW = (1400, 480)  # a few rows of a list stand for all
NARROW = (320, 640)
IMAGES = ROOT / "docs" / "images"
IMAGE_BYTES = 150_000


def pages_of(scene: Scene) -> list[str]:
    """The pages that a tenant sees, below its path."""
    ids = scene.ids
    return [
        "",
        "/deliveries",
        f"/deliveries/{ids['retrying']}",
        f"/deliveries/{ids['delivered']}",
        "/dead-letters",
        "/operations",
        f"/operations/{ids['operation']}",
        f"/operations/{ids['running']}",
        f"/operations/{ids['failed']}",
        f"/events/{ids['event']}",
        "/subscriptions",
        "/subscriptions/new",
        f"/subscriptions/{scene.subscriptions['billing']['id']}",
        "/event-types",
        f"/why-not?id={ids['operation']}",
        f"/why-not?id={ids['retrying']}",
        f"/why-not?id={scene.subscriptions['blue']['id']}",
        "/settings",
    ]


OF_THE_OPERATOR = [
    "",
    "/operations",
    "/deliveries",
    "/workers",
    "/tenants",
    "/tenants/aurora",
    "/cells",
    "/keys",
    "/actions",
    "/audit",
]


def seen_by(who: str, house: House, scene: Scene) -> tuple[str, str, list[str]]:
    """A key (empty: the tenant's), where its pages begin, and how they go on."""
    if who == "operator":
        return house.admin.key, "/console/operator", OF_THE_OPERATOR
    return "", f"/console/tenants/{scene.tenant.name}", pages_of(scene)


async def go(page: Page, path: str) -> None:
    """Another page of the console without leaving it, as a link does; until it shows what it has."""
    await page.evaluate(
        "path => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate')); }", path
    )
    await expect(page.locator("main h1")).to_be_visible()
    await expect(page.locator(".waiting")).to_have_count(0)
    await page.wait_for_timeout(60)  # what was told last is drawn


async def violations(page: Page, mode: str) -> Any:
    """What axe, which is in the page already, finds there."""
    options = {"runOnly": RULES[mode], "resultTypes": ["violations"], "preload": False}
    found = await page.evaluate("options => axe.run(document, options)", options)
    return [(each["id"], [node["html"][:160] for node in each["nodes"]][:3]) for each in found["violations"]]


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("who", ["tenant", "operator"])
async def test_axe_finds_nothing_on_any_page(visit: Visitor, house: House, scene: Scene, who: str, mode: str) -> None:
    found: dict[str, Any] = {}
    key, base, pages = seen_by(who, house, scene)
    async with visit("/console", key=key, mode=mode, size=LOW) as seen:
        await expect(seen.page.locator("main h1")).to_be_visible()
        await seen.page.evaluate(AXE)
        for path in pages:
            await go(seen.page, base + path)
            found[base + path] = await violations(seen.page, mode)
    assert {path: each for path, each in found.items() if each} == {}


@pytest.mark.parametrize("mode", ["light", "dark"])
async def test_axe_finds_nothing_at_the_door_and_in_a_dialog(visit: Visitor, scene: Scene, mode: str) -> None:
    async with visit("/console", key=None, mode=mode) as seen:
        await expect(seen.page.get_by_label("Key", exact=True)).to_be_visible()
        await seen.page.evaluate(AXE)
        assert await violations(seen.page, mode) == []
    path = f"/console/tenants/{scene.tenant.name}/subscriptions/{scene.subscriptions['app']['id']}"
    async with visit(path, mode=mode) as seen:
        await seen.page.get_by_role("button", name="Replay…").click()
        await seen.page.evaluate(AXE)
        assert await violations(seen.page, mode) == []


@pytest.mark.parametrize("who", ["tenant", "operator"])
async def test_nothing_runs_over_the_edge_of_a_narrow_screen(
    visit: Visitor, house: House, scene: Scene, who: str
) -> None:
    wide: dict[str, int] = {}
    key, base, pages = seen_by(who, house, scene)
    async with visit("/console", key=key, size=NARROW) as seen:
        await expect(seen.page.locator("main h1")).to_be_visible()
        for path in pages:
            await go(seen.page, base + path)
            wide[path] = await seen.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert {path: over for path, over in wide.items() if over > 0} == {}


async def test_pictures_of_the_readme_are_small(visit: Visitor, scene: Scene, tmp_path: Path) -> None:
    """With BELLHOP_TEST_PICTURES=1 they are written to docs/images."""
    folder = IMAGES if os.environ.get("BELLHOP_TEST_PICTURES") else tmp_path
    folder.mkdir(exist_ok=True)
    base = f"/console/tenants/{scene.tenant.name}"
    for name, path in (("overview", base), ("operation", f"{base}/operations/{scene.ids['operation']}")):
        async with visit(path, size=(1200, 760)) as seen:
            await expect(seen.page.locator(".waiting")).to_have_count(0)
            await seen.page.wait_for_timeout(300)
            picture = await seen.page.screenshot(path=folder / f"console-{name}.png")
            assert len(picture) < IMAGE_BYTES
