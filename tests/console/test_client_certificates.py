"""A client certificate in the console: the wizard takes one, and the subscription shows when it ends."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect

from tests.certificates import issue
from tests.console.conftest import Visitor
from tests.console.scene import Scene

pytestmark = pytest.mark.asyncio(loop_scope="session")

URL = "https://127.0.0.1:9443/mtls"


async def test_wizard_takes_a_certificate_and_names_what_is_wrong_with_it(visit: Visitor, scene: Scene) -> None:
    alice, bob = issue("alice"), issue("bob")
    async with visit(f"/console/tenants/{scene.tenant.name}/subscriptions", expected=("status of 422",)) as seen:
        page = seen.page
        await page.get_by_role("link", name="New subscription").click()
        await page.get_by_role("button", name="Go on").click()
        await page.get_by_role("button", name="Go on").click()
        await page.get_by_label("URL").fill(URL)
        await page.get_by_role("button", name="Go on").click()
        await page.get_by_label("Client certificate (mutual TLS)").check()
        await page.get_by_label("Certificate", exact=True).fill(alice.pem)
        await page.get_by_label("Private key", exact=True).fill(bob.key_pem)
        await page.get_by_role("button", name="Make the subscription").click()
        await expect(page.locator("#field-certificate_key-fault")).to_contain_text("does not belong")
        await page.get_by_label("Private key", exact=True).fill(alice.key_pem)
        await page.get_by_role("button", name="Make the subscription").click()
        await page.get_by_role("link", name="Open the subscription").click()
        await expect(page.get_by_text("CN=alice").first).to_be_visible()
        assert "PRIVATE KEY" not in await page.content()


async def test_subscription_tells_whose_certificate_it_is_and_that_it_ends_soon(visit: Visitor, scene: Scene) -> None:
    authority = issue("Our callers", authority=True)
    pair = issue("alice", authority, ends=datetime.now(UTC) + timedelta(days=9))
    mtls = {"certificate": pair.pem, "private_key": pair.key_pem}
    made = await scene.tenant.subscribe(URL, event_types=["story.mtls"], auth={"mtls": mtls})
    async with visit(f"/console/tenants/{scene.tenant.name}/subscriptions/{made['id']}") as seen:
        page = seen.page
        await expect(page.get_by_text("CN=alice")).to_be_visible()
        await expect(page.get_by_text("CN=Our callers")).to_be_visible()
        await expect(page.locator(".state.warn", has_text="ends soon")).to_be_visible()
        await expect(page.get_by_text("Its client certificate ends soon.")).to_be_visible()
