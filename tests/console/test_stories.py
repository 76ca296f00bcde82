"""What people come to the console for."""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.console.conftest import Visitor
from tests.console.scene import Scene
from tests.private_keys import pem_of
from tests.receiver import OK, Answer, Receiver
from tests.running import House, eventually

pytestmark = pytest.mark.asyncio(loop_scope="session")

DEAD_LETTERS = 500


def button(page: Page | Locator, name: str, **options: Any) -> Any:
    return page.get_by_role("button", name=name, **options)


async def test_tenant_finds_a_missing_callback_and_sends_it_again(visit: Visitor, scene: Scene, door: Receiver) -> None:
    tenant = scene.tenant.name
    made = await scene.tenant.subscribe(
        door.url("/story/found"), event_types=["story.found"], delivery={"retry": {"max_attempts": 1}}
    )
    door.script("/story/found", Answer(500, {}, b"a deploy was under way"))
    event = {"events": [{"type": "story.found", "data": {"n": 1}}]}
    await scene.worker.caller.post(f"/v2/tenants/{tenant}/events", event)
    await door.expect(1, path="/story/found")

    async with visit(f"/console/tenants/{tenant}/deliveries") as seen:
        page = seen.page
        await button(page, "Dead", exact=True).click()
        await page.get_by_label("Endpoint", exact=True).select_option(made["id"])
        await expect(page).to_have_url(re.compile("filter="))
        row = page.get_by_role("row").filter(has_text="story.found")
        await expect(row).to_have_count(1)
        await row.get_by_role("link").click()
        await expect(page.get_by_text("Every attempt of its schedule failed")).to_be_visible()
        await expect(page.get_by_text("a deploy was under way")).to_be_visible()
        await button(page, "Redeliver").click()
        await expect(page.locator(".standing .state")).to_have_text("Delivered")
        await expect(page.locator(".attempt")).to_have_count(2)
    again = await door.expect(2, path="/story/found")
    assert again[0].message_id == again[1].message_id


def _called(door: Receiver) -> int:
    return len([each for each in door.requests if each.target == "/story/bulk"])


async def test_bulk_redelivery_is_counted_asked_and_watched_to_its_end(
    visit: Visitor, scene: Scene, door: Receiver
) -> None:
    tenant = scene.tenant.name
    path = f"/v2/tenants/{tenant}"
    wanted = {"event_types": ["story.bulk"], "delivery": {"rate_per_second": 0.01, "max_in_flight": 1}}
    made = await scene.tenant.subscribe(door.url("/story/bulk"), **wanted)
    one = f"{path}/subscriptions/{made['id']}"
    first = {"events": [{"type": "story.bulk", "data": {}}]}
    await scene.worker.caller.post(f"{path}/events", first)
    await door.expect(1, path="/story/bulk")  # for a hundred seconds nothing more may leave
    for start in range(0, DEAD_LETTERS, 100):
        events = [{"type": "story.bulk", "data": {"n": start + each}} for each in range(100)]
        await scene.worker.caller.post(f"{path}/events", {"events": events})
    door.always("/story/bulk", Answer(410, {}, b"retired"))
    await scene.tenant.caller.ok("PATCH", one, {"delivery": {"rate_per_second": None}})

    async def all_dead() -> bool:
        query = f"{path}/dead-letters?max_page_size=1000&filter=subscription_id%20%3D%3D%20%22{made['id']}%22"
        return len((await scene.tenant.caller.get(query))["results"]) == DEAD_LETTERS

    await eventually(all_dead, seconds=60)
    door.always("/story/bulk", OK)
    before = _called(door)
    await scene.tenant.caller.ok("PATCH", one, {"delivery": {"max_in_flight": 200}})

    async with visit(f"/console/tenants/{tenant}/subscriptions/{made['id']}") as seen:
        page = seen.page
        await expect(page.get_by_text("Its endpoint answered 410 Gone.")).to_be_visible()
        await button(page, "Enable", exact=True).click()
        await page.get_by_role("link", name="Its dead letters").click()
        await button(page, "Redeliver all that match…").click()
        dialog = page.get_by_role("dialog")
        await expect(dialog.get_by_text(f"Send {DEAD_LETTERS} deliveries again")).to_be_visible()
        await expect(dialog.get_by_text(f"127.0.0.1:{door.port}/story/bulk")).to_be_visible()
        assert _called(door) == before  # so far it was counted only
        await button(dialog, f"Send {DEAD_LETTERS} deliveries").click()
        await expect(dialog.get_by_text(f"{DEAD_LETTERS} deliveries are on the way again.")).to_be_visible(
            timeout=30_000
        )
        await button(dialog, "Done").click()
        await expect(page.get_by_text("No dead letter matches")).to_be_visible()
    await door.expect(before + DEAD_LETTERS, path="/story/bulk")


async def test_wizard_leads_from_nothing_to_a_ping_that_arrived(visit: Visitor, scene: Scene, door: Receiver) -> None:
    await scene.tenant.run("export", parent="designs/wizard")
    (job,) = await scene.worker.claim("export")
    await scene.worker.complete(job, "failed", errors=[{"code": "full", "message": "No room."}])  # to try the filter on
    refused = ("status of 422",)  # of a filter that is not finished, and of an address that is not public
    async with visit(f"/console/tenants/{scene.tenant.name}/subscriptions", expected=refused) as seen:
        page = seen.page
        await page.get_by_role("link", name="New subscription").click()
        await page.get_by_label("operation.failed").check()
        await page.get_by_label(re.compile(r"^operation\.\*")).uncheck()
        await button(page, "Go on").click()
        await page.get_by_label("Filter (CEL)").fill('action == "export"')
        await expect(page.get_by_text(re.compile(r"^\d+ of \d+ of these types would be sent\."))).to_be_visible()
        await page.get_by_label("Filter (CEL)").fill('action == "export')
        await expect(page.locator("#field-filter-fault")).not_to_be_empty()
        await page.get_by_label("Filter (CEL)").fill('action == "export"')
        await button(page, "Go on").click()
        await page.get_by_label("URL").fill("http://10.1.2.3/hook")  # not public: refused, and the step says so
        await button(page, "Go on").click()
        await button(page, "Make the subscription").click()
        await expect(page.locator("#field-uri-fault")).not_to_be_empty()
        await page.get_by_label("URL").fill(door.url("/story/wizard"))
        await button(page, "Go on").click()
        await page.get_by_label("Signature and HTTP basic").check()
        await page.get_by_label("User", exact=True).fill("bell")
        await page.get_by_label("Password", exact=True).fill("s3cret-word")
        await page.get_by_label("Sign with our key pair, too").check()
        await button(page, "Make the subscription").click()
        await expect(page.get_by_text("It is shown this once")).to_be_visible()
        await expect(page.get_by_text(re.compile("^whpk_"))).to_be_visible()
        await button(page, "Show", exact=True).click()
        secret = await page.locator(".secret-line code").inner_text()
        assert secret.startswith("whsec_")
        await button(page, "Verify the endpoint").click()
        await expect(page.get_by_text("It works: the endpoint answered 200")).to_be_visible()
        await button(page, "Send a ping").click()
        await expect(page.get_by_text("The first ping has arrived, and every step of the way is well")).to_be_visible()
        for language in ("Python", "JavaScript", "Go", "Ruby", "PHP"):
            await button(page, language, exact=True).click()
            await expect(page.locator(".code pre")).to_contain_text("WEBHOOK_SECRET_")
        await page.get_by_role("link", name="Open the subscription").click()
        await expect(page.get_by_role("heading", name="Scope", exact=True)).to_be_visible()
        assert secret not in await page.content()
    pings = [each for each in door.requests if each.target == "/story/wizard" and b"webhook.ping" in each.body]
    assert pings
    assert all(each.headers["authorization"].startswith("Basic ") for each in pings)
    assert all(" v1a," in each.headers["webhook-signature"] for each in pings)


async def test_tenant_signs_with_its_key_pair_rotates_it_and_stops(
    visit: Visitor, scene: Scene, door: Receiver
) -> None:
    tenant = scene.tenant.name
    made = await scene.tenant.subscribe(door.url("/story/keys"), event_types=["story.keys"])

    async with visit(f"/console/tenants/{tenant}/subscriptions/{made['id']}") as seen:
        page = seen.page
        keys = page.get_by_text(re.compile("^whpk_"))
        await button(page, "Sign with our key pair, too").click()
        await expect(keys).to_have_count(1)
        first = await keys.inner_text()
        await button(page, "Rotate key pair…").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("One hour").check()
        await button(dialog, "Make a new key pair").click()
        await expect(keys).to_have_count(2)
        await expect(keys.last).to_have_text(first)
        newest = await keys.first.inner_text()
        await button(page, "Stop signing with the key pair").click()
        await expect(keys).to_have_count(0)

    published = (await scene.tenant.caller.get(f"/v2/tenants/{tenant}/webhook-keys"))["keys"]
    x = newest.removeprefix("whpk_").rstrip("=").translate(str.maketrans("+/", "-_"))
    assert (published[0]["x"], len(published)) == (x, 2)


async def test_a_token_endpoint_that_refuses_the_client_is_seen_from_the_form_to_the_overview(
    visit: Visitor, scene: Scene, door: Receiver
) -> None:
    door.always("/story/token", Answer(401, {}, b'{"error": "invalid_client"}'))
    place = f"/console/tenants/{scene.tenant.name}"
    said = "the token endpoint answered 401 (invalid_client)"
    async with visit(f"{place}/subscriptions/new", expected=("status of 422",)) as seen:
        page = seen.page
        await button(page, "Go on").click()
        await button(page, "Go on").click()
        await page.get_by_label("URL").fill(door.url("/story/with-token"))
        await button(page, "Go on").click()
        await page.get_by_label("Signature and OAuth 2.0").check()
        await page.get_by_label("Token endpoint", exact=True).fill(door.url("/story/token"))
        await page.get_by_label("Client id", exact=True).fill("bell")
        await page.get_by_label("The client proves itself").select_option("private_key_jwt")
        await page.get_by_label("Private key", exact=True).fill("no key")
        await page.get_by_label("More parameters").fill("audience=https://api.example.com/?a=b\nscope=all")
        await button(page, "Make the subscription").click()
        await expect(page.locator("#field-private_key-fault")).to_contain_text("private key in PEM")
        await expect(page.locator("#field-extra_parameters-fault")).to_contain_text("set by the service")
        await page.get_by_label("Private key", exact=True).fill(pem_of("ed25519"))
        await page.get_by_label("More parameters").fill("audience=https://api.example.com/?a=b")
        await button(page, "Make the subscription").click()
        await button(page, "Verify the endpoint").click()
        await expect(page.get_by_text(said)).to_be_visible()
        await button(page, "Send a ping").click()
        await page.get_by_role("link", name="Open the subscription").click()
        await expect(page.get_by_text("No access token since")).to_contain_text(said)
        await expect(page.get_by_text("by a signed assertion")).to_be_visible()
        await expect(page.get_by_text("https://api.example.com/?a=b")).to_be_visible()
        assert "PRIVATE KEY" not in await page.content()
    async with visit(place) as seen:
        trouble = seen.page.locator(".troubles").get_by_role("listitem").filter(has_text="/story/with-token")
        await expect(trouble).to_contain_text(said)
    assert not [each for each in door.requests if each.target == "/story/with-token"]


async def test_operation_tells_whether_its_callbacks_landed(visit: Visitor, scene: Scene) -> None:
    async with visit(f"/console/tenants/{scene.tenant.name}/operations/{scene.ids['operation']}") as seen:
        page = seen.page
        callbacks = page.get_by_role("region", name="Its callbacks").get_by_role("listitem")
        await expect(callbacks.filter(has_text="/bellhop")).to_contain_text("Delivered")
        await expect(callbacks.filter(has_text="/billing/callbacks")).to_contain_text(re.compile("Pending|Dead"))
        await expect(callbacks.filter(has_text="/team-blue")).to_contain_text("a label is missing")
        await expect(callbacks.filter(has_text="/legacy")).to_contain_text("does not ask for events of this type")
        await expect(page.get_by_role("region", name="The way")).to_contain_text("The worker asked for another try")
        await expect(page.get_by_role("region", name="Result")).to_contain_text("9007199254740993")


async def test_anything_can_be_asked_why_not(visit: Visitor, scene: Scene) -> None:
    async with visit(f"/console/tenants/{scene.tenant.name}/why-not") as seen:
        page, ids = seen.page, scene.ids
        asked = page.get_by_label(re.compile("Paste an id"))
        await asked.fill(f"ERROR no callback for job {ids['operation']} yet")  # a line of a log will do
        await asked.press("Enter")
        await expect(page.get_by_text("It ended, so it is told:")).to_be_visible()
        await expect(page.get_by_text("The endpoint answered with a 2xx.").first).to_be_visible()
        for kind, answer in (
            ("event", "For each subscription:"),
            ("retrying", "attempts the last was"),
            ("dead", "It can be sent again at any time"),
        ):
            await asked.fill(ids[kind])
            await asked.press("Enter")
            await expect(page.get_by_text(answer).first).to_be_visible()
        await asked.fill(scene.subscriptions["blue"]["id"])
        await asked.press("Enter")
        await expect(page.get_by_text("Its filter could not be answered").first).to_be_visible()
        await asked.fill("nothing of ours")
        await expect(page.get_by_text("There is no id of this service in it")).to_be_visible()


async def test_secret_is_rotated_with_an_overlap_that_shows(visit: Visitor, scene: Scene, door: Receiver) -> None:
    made = await scene.tenant.subscribe(door.url("/story/rotate"), event_types=["story.rotate"])
    async with visit(f"/console/tenants/{scene.tenant.name}/subscriptions/{made['id']}") as seen:
        page = seen.page
        await button(page, "Rotate secret…").click()
        await page.get_by_label("Seven days").check()
        await button(page, "Make a new secret").click()
        await expect(page.get_by_text("every request carries two signatures")).to_be_visible()
        await button(page, "I have kept it").click()
        await expect(page.get_by_text("Also signed by")).to_be_visible()
        assert not re.search(r"whsec_\w{16}", await page.locator("main").inner_text())


async def test_operator_sees_a_stuck_endpoint_and_what_it_holds_back(
    visit: Visitor, house: House, scene: Scene
) -> None:
    async with visit("/console", key=house.admin.key) as seen:
        page = seen.page
        await expect(page).to_have_url(re.compile("/console/operator$"))
        held = page.get_by_role("region", name="Endpoints that are held back").get_by_role("listitem")
        await expect(held.filter(has_text="/billing/callbacks")).to_contain_text("the next probe is due")
        await held.filter(has_text="/billing/callbacks").get_by_role("link").click()
        await expect(page.get_by_text(re.compile(r"failures in a row; the last: status 503\."))).to_be_visible()
        await page.get_by_role("link", name="Workers").click()
        await expect(page.get_by_role("row").filter(has_text="renderer-7c9f")).to_be_visible()


async def test_operator_makes_a_tenant_limits_it_and_gives_it_a_key(visit: Visitor, house: House) -> None:
    async with visit("/console/operator/tenants", key=house.admin.key) as seen:
        page = seen.page
        await button(page, "New tenant…").click()
        await page.get_by_label("Id", exact=True).fill("borealis")
        await page.get_by_label("Name", exact=True).fill("Borealis")
        await button(page, "Make it").click()
        house.made.append("borealis")
        await page.get_by_label("Subscriptions", exact=True).fill("7")
        await button(page, "Save the limits").click()
        await expect(page.get_by_text("It holds from now on.")).to_be_visible()
        await button(page, "New key…").click()
        await button(page, "Make the key").click()
        await expect(page.get_by_text("It is shown this once")).to_be_visible()
        await button(page, "Show", exact=True).click()
        assert (await page.locator(".secret-line code").inner_text()).startswith("bh_tenant_")
        await button(page, "I have kept it").click()
        await button(page, "Erase…").click()
        await button(page, "Erase everything of it").click()
        await expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("Type borealis")
        await page.get_by_label("Type borealis").fill("borealis")
        await button(page, "Erase everything of it").click()
        await expect(page.get_by_text("The tenant and everything of it is gone.")).to_be_visible(timeout=30_000)
    tenant = await house.admin.call("GET", "/v2/admin/tenants/borealis")
    assert tenant.status == 404
