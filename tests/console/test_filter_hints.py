"""What a list suggests to ask for is something that it can answer, and that there is."""

import json

import pytest
from playwright.async_api import Page, expect

from tests.console.conftest import Visitor
from tests.console.scene import Scene
from tests.console.test_every_page import go, seen_by
from tests.running import House

pytestmark = pytest.mark.asyncio(loop_scope="session")

HINT = "Filter in CEL, such as  "
KEYS = "   ( / )"
LISTS = {
    "tenant": ["/deliveries", "/dead-letters", "/operations"],
    "operator": ["/operations", "/deliveries", "/audit"],
}


async def hints_of(page: Page) -> list[str]:
    """The filters that a page suggests: the one that is written out, and those of its fields."""
    hint = await page.locator("#filter").get_attribute("placeholder") or ""
    assert hint.startswith(HINT)
    assert hint.endswith(KEYS)
    found = [hint.removeprefix(HINT).removesuffix(KEYS)]
    for each in await page.locator(".filter-one input").all():
        field, value = await each.get_attribute("id"), await each.get_attribute("placeholder")
        assert field is not None
        assert value is not None
        if value != "acme" and "…" not in value:  # names of their own, and how an id begins
            found.append(f"{field.removeprefix('filter-')} == {json.dumps(value)}")
    return found


@pytest.mark.parametrize("who", LISTS)
async def test_what_a_list_suggests_finds_something(visit: Visitor, house: House, scene: Scene, who: str) -> None:
    key, base, pages = seen_by(who, house, scene)
    assert set(LISTS[who]) <= set(pages)
    async with visit("/console", key=key) as seen:
        page = seen.page
        await expect(page.locator("main h1")).to_be_visible()
        for path in LISTS[who]:
            await go(page, base + path)
            for hint in await hints_of(page):
                await page.locator("#filter").fill(hint)
                async with page.expect_response(lambda answer: "filter=" in answer.url) as answer:
                    await page.get_by_role("button", name="Apply").click()
                assert (await answer.value).status == 200, f"{path}: {hint}"
                await expect(page.locator(".rows-body [role=row]").first, f"{path}: {hint}").to_be_visible()
                await page.get_by_role("button", name="Clear", exact=True).click()
                await expect(page.locator("#filter")).to_have_value("")


@pytest.mark.parametrize("who", LISTS)
async def test_every_list_with_a_filter_is_tried(visit: Visitor, house: House, scene: Scene, who: str) -> None:
    key, base, pages = seen_by(who, house, scene)
    found: list[str] = []
    async with visit("/console", key=key) as seen:
        await expect(seen.page.locator("main h1")).to_be_visible()
        for path in pages:
            await go(seen.page, base + path)
            if await seen.page.locator("#filter").count():
                found.append(path)
    assert sorted(found) == sorted(LISTS[who])
