"""Who may come in, what they may do, and what they see when it is over."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.console.conftest import Visitor
from tests.console.scene import Scene
from tests.running import House

pytestmark = pytest.mark.asyncio(loop_scope="session")

REFUSED = ("the server responded with a status of 401", "the server responded with a status of 403", "status of 422")


async def link(house: House, scene: Scene, *capabilities: str, **fields: Any) -> Any:
    """A portal session of the scene's tenant, with its link."""
    body = {"capabilities": list(capabilities), **fields}
    return await house.admin.post(f"/v2/tenants/{scene.tenant.name}/portal-sessions", body)


def path_of(made: Any) -> str:
    return str(made["uri"][made["uri"].index("/console") :])


async def test_link_opens_the_console_once_and_leaves_no_code_behind(
    visit: Visitor, house: House, scene: Scene
) -> None:
    made = await link(house, scene, "view", "send")
    async with visit(path_of(made), key=None) as seen:
        await expect(seen.page.get_by_role("heading", name="Overview")).to_be_visible()
        assert "code" not in seen.page.url
        kept = await seen.page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}, document.cookie])")
        assert "bh_portal_" in kept
        assert kept.endswith('{},""]')
        await seen.page.goto("about:blank")
        await seen.page.goto(made["uri"])  # as a frame does that is loaded again
        await expect(seen.page.get_by_role("heading", name="Overview")).to_be_visible()
    async with visit(path_of(made), key=None, expected=("status of 4",)) as again:
        await expect(again.page.get_by_role("heading", name="This link no longer works")).to_be_visible()
        await expect(again.page.get_by_label("Key", exact=True)).to_be_visible()


async def test_read_only_session_is_offered_nothing_that_it_may_not_do(
    visit: Visitor, house: House, scene: Scene
) -> None:
    made = await link(house, scene, "view")
    forbidden = re.compile("Redeliver|Skip|Replay|Rotate|Disable|Enable|Delete|Change|Send|New sub|Start anew|Cancel")
    async with visit(path_of(made), key=None) as seen:
        page, base = seen.page, f"/console/tenants/{scene.tenant.name}"
        await expect(page.get_by_role("heading", name="Overview")).to_be_visible()
        for rest, shown in (
            (f"deliveries/{scene.ids['dead']}", "Attempts"),
            ("dead-letters", "operation."),
            (f"operations/{scene.ids['failed']}", "Its callbacks"),
            (f"operations/{scene.ids['running']}", "Its callbacks"),
            (f"subscriptions/{scene.subscriptions['app']['id']}", "Scope"),
            ("event-types", "Example"),
        ):
            await page.goto(f"{visit.service.url}{base}/{rest}")
            await expect(page.get_by_text(shown).first).to_be_visible()
            for kind in ("button", "link"):
                offered = await page.locator("main").get_by_role(kind).all_inner_texts()
                assert [each for each in offered if forbidden.search(each)] == []
        key = await page.evaluate("JSON.parse(sessionStorage.getItem('bellhop.session')).key")
    # A hidden button is no check: the API refuses the same key.
    path = f"/v2/tenants/{scene.tenant.name}/deliveries/{scene.ids['dead']}:redeliver"
    refused = await house.admin.call("POST", path, {}, headers={"Authorization": f"Bearer {key}"})
    assert refused.status == 403


async def test_ended_session_leads_back_to_where_it_came_from(visit: Visitor, house: House, scene: Scene) -> None:
    made = await link(house, scene, "view", return_uri="https://app.example.com/webhooks")
    async with visit(path_of(made), key=None, expected=REFUSED) as seen:
        page = seen.page
        await expect(page.get_by_role("heading", name="Overview")).to_be_visible()
        await house.admin.ok("DELETE", f"/v2/tenants/{scene.tenant.name}/portal-sessions/{made['id']}")
        await expect(page.get_by_role("heading", name="Your session has ended")).to_be_visible(timeout=20_000)
        back = page.get_by_role("link", name="Go back for a new link")
        assert await back.get_attribute("href") == "https://app.example.com/webhooks"
        await page.reload()
        await expect(back).to_be_visible()
        assert "bh_portal_" not in await page.evaluate("JSON.stringify({...sessionStorage})")


async def test_session_looks_as_its_theme_says_and_can_be_read(visit: Visitor, house: House, scene: Scene) -> None:
    theme = {"name": "Aurora Hooks", "color": "#ffe95c", "mode": "dark"}
    made = await link(house, scene, "view", theme=theme)
    async with visit(path_of(made), key=None) as seen:
        page = seen.page
        await expect(page.locator(".brand")).to_have_text("Aurora Hooks")
        assert await page.evaluate("document.documentElement.dataset.mode") == "dark"
        assert await _contrast_of_accent(page) >= 4.5
        await page.get_by_role("link", name="Settings").click()
        await page.get_by_role("button", name="Light").click()
        assert await _contrast_of_accent(page) >= 4.5  # yellow on white could not be read, so it is darkened


async def _contrast_of_accent(page: Page) -> float:
    script = """
        async () => {
          const theme = await import(document.querySelector('link[href$="shell/theme.js"]').href);
          const [one, other] = ["color", "background-color"].map((name) => {
            const probe = document.createElement("p");
            probe.style.setProperty(name, name === "color" ? "var(--accent)" : "var(--surface)");
            document.body.append(probe);
            const parts = getComputedStyle(probe).getPropertyValue(name).match(/\\d+/g).map(Number);
            probe.remove();
            return parts;
          });
          return theme.contrast(one, other);
        }
    """
    return float(await page.evaluate(script))


async def test_signing_in_takes_a_key_and_says_what_is_wrong_with_another(visit: Visitor, scene: Scene) -> None:
    async with visit("/console", key=None, expected=REFUSED) as seen:
        page = seen.page
        field = page.get_by_label("Key", exact=True)
        for given, said in (
            ("bh_tenant_" + "A" * 43, "does not know this key"),
            ("two words", "one word without spaces"),
            (scene.worker.caller.key, "This is a worker"),
        ):
            await field.fill(given)
            await field.press("Enter")
            await expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
        await field.fill(f"  {scene.tenant.caller.key}\n")
        await field.press("Enter")
        await expect(page.get_by_role("heading", name="Overview")).to_be_visible()
        await page.get_by_role("button", name="Sign out").click()
        await expect(field).to_be_visible()
        assert await page.evaluate("sessionStorage.getItem('bellhop.session')") is None


async def test_key_that_may_not_see_deliveries_is_told_so(visit: Visitor, house: House, scene: Scene) -> None:
    fields = {"kind": "tenant", "tenant_id": scene.tenant.name, "scopes": ["operations:read"]}
    key = (await house.admin.post("/v2/admin/keys", fields))["key"]
    async with visit(f"/console/tenants/{scene.tenant.name}/deliveries", key=key, expected=REFUSED) as seen:
        await expect(seen.page.get_by_text("This session may not see this")).to_be_visible()
        await seen.page.get_by_role("link", name="Operations").click()
        await expect(seen.page.get_by_role("row").nth(1)).to_be_visible()


async def test_tenants_key_finds_no_page_of_the_operator(visit: Visitor) -> None:
    async with visit("/console/operator/keys") as seen:
        await expect(seen.page.get_by_text("This page is not here")).to_be_visible()
