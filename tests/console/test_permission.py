"""Why nothing leaves for a subscription whose endpoint has not permitted it, where somebody looks for the reason."""

from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from tests.console.conftest import Visitor
from tests.console.scene import Scene

pytestmark = pytest.mark.asyncio(loop_scope="session")

MISSING = {
    "state": "missing",
    "last_asked_time": "2026-11-29T20:10:42.662120Z",
    "next_ask_time": "2026-11-29T20:11:13.929981Z",
    "reason": "it answered without `WebHook-Allowed-Origin`",
}
GRANTED = {"state": "granted", "granted_time": "2026-11-29T20:10:40.415623Z", "allowed_per_minute": 120}


async def shows(page: Page, name: str, permission: dict[str, Any]) -> None:
    """Let the service say this of the permission: the one of these tests has no public name to ask in."""

    async def answer(route: Route) -> None:
        reply = await route.fetch()
        shown = await reply.json()
        shown["handshake"] = True
        shown["health"]["permission"] = permission
        await route.fulfill(response=reply, json=shown)

    await page.route(f"**/v2/tenants/*/subscriptions/{name}", answer)


@pytest.mark.parametrize(
    ("permission", "sentences"),
    [
        (MISSING, ["Held back", "has not permitted us to send", "without `WebHook-Allowed-Origin`", "Missing"]),
        (GRANTED, ["Granted", "120 requests a minute"]),
    ],
    ids=["missing", "granted"],
)
async def test_a_subscription_says_whether_its_endpoint_permits(
    visit: Visitor, scene: Scene, permission: dict[str, Any], sentences: list[str]
) -> None:
    name = scene.subscriptions["app"]["id"]

    async def before(page: Page) -> None:
        await shows(page, name, permission)

    async with visit(f"/console/tenants/{scene.tenant.name}/subscriptions/{name}", before=before) as seen:
        for sentence in sentences:
            await expect(seen.page.get_by_role("main")).to_contain_text(sentence)


async def test_permission_is_asked_for_after_saying_what_that_means(visit: Visitor, scene: Scene) -> None:
    name = scene.subscriptions["app"]["id"]
    sent: list[Any] = []
    shown: dict[str, Any] = {}

    async def answer(route: Route) -> None:
        if route.request.method == "PATCH":
            sent.append(route.request.post_data_json)
            shown["handshake"], shown["health"]["permission"] = True, MISSING
        elif not sent:
            shown.update(await (await route.fetch()).json())
        await route.fulfill(json=shown)

    async def before(page: Page) -> None:
        await page.route(f"**/v2/tenants/*/subscriptions/{name}", answer)

    async with visit(f"/console/tenants/{scene.tenant.name}/subscriptions/{name}", before=before) as seen:
        await seen.page.get_by_role("button", name="Ask for permission first…").click()
        await expect(seen.page.get_by_role("dialog")).to_contain_text("WebHook-Allowed-Origin")
        await seen.page.get_by_role("button", name="Ask first").click()
        await expect(seen.page.get_by_role("main")).to_contain_text("Held back")
        await expect(seen.page.get_by_role("button", name="Send without asking for permission")).to_be_visible()
    assert sent == [{"handshake": True}]
