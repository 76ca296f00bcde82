"""Whatever tenants and receivers write is text."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.console.conftest import Visitor
from tests.console.scene import Scene
from tests.receiver import Answer, Receiver
from tests.running import eventually

pytestmark = pytest.mark.asyncio(loop_scope="session")

SCRIPT = "<script>window.pwned = 1</script><img src=x onerror='window.pwned = 1'>"
TURNED = "abc\u202egnp.exe\u202c"
EXACT = "9007199254740993"
BEYOND = '{"n": 9007199254740993, "share": 1.0, "huge": 1e400, "text": "\\u003cb\\u003e"}'
LARGE = "x" * (250 * 1024)  # an event takes 256 KiB at most


async def _events(scene: Scene, *events: Any) -> list[Any]:
    answer = await scene.worker.caller.post(f"/v2/tenants/{scene.tenant.name}/events", {"events": list(events)})
    return list(answer["events"])


async def _delivery_of(scene: Scene, event: Any, state: str) -> Any:
    async def ended() -> Any:
        found = await scene.tenant.deliveries(event_id=event["id"], state=state)
        return found[0] if found else None

    return await eventually(ended)


async def test_hostile_words_are_shown_as_they_are_in_every_field(visit: Visitor, scene: Scene, door: Receiver) -> None:
    tenant = scene.tenant
    headers = {"x-note": SCRIPT, "content-type": "text/html"}
    door.script("/hostile", Answer(500, headers, f"{SCRIPT}\x1b[31mred\x1b[0m {TURNED}".encode()))
    made = await tenant.subscribe(
        door.url("/hostile"), description=SCRIPT, event_types=["hostile.*"], delivery={"retry": {"max_attempts": 1}}
    )
    labels = {SCRIPT[:60]: SCRIPT, "turned": TURNED}
    (event,) = await _events(
        scene, {"type": "hostile.words", "data": {SCRIPT: TURNED, "n": 1}, "labels": labels, "id": SCRIPT}
    )
    delivery = await _delivery_of(scene, event, "dead")
    await tenant.run("render", {"format": SCRIPT}, parent="designs/hostile", query="?labels.who=%3Cb%3Ebold%3C%2Fb%3E")
    (job,) = await scene.worker.claim("render")
    await scene.worker.heartbeat(job, progress={"percent": 5, "message": SCRIPT}, custom={"say": SCRIPT})
    await scene.worker.complete(job, "failed", errors=[{"code": SCRIPT[:60], "message": SCRIPT + TURNED}])
    base = f"/console/tenants/{tenant.name}"
    async with visit(f"{base}/deliveries/{delivery['id']}") as seen:
        page = seen.page
        await expect(page.get_by_text(SCRIPT).first).to_be_visible()
        await expect(page.get_by_text("␛[31mred").first).to_be_visible()  # the terminal's escape is a picture of itself
        await expect(page.get_by_text("⟨U+202E⟩").first).to_be_visible()
        for path, shown in (
            (f"{base}/subscriptions/{made['id']}", SCRIPT),
            (f"{base}/subscriptions", SCRIPT[:40]),
            (f"{base}/events/{event['id']}", SCRIPT),
            (f"{base}/operations/{job['job_id']}", SCRIPT),
            (f"{base}/operations?filter=parent%20%3D%3D%20%22designs%2Fhostile%22", "<script>"),
        ):
            await page.goto(visit.service.url + path)
            await expect(page.get_by_text(shown).first).to_be_visible()
            assert await page.evaluate(
                "window.pwned === undefined && document.querySelectorAll('main img').length === 0"
            )


async def test_numbers_read_as_they_came(visit: Visitor, scene: Scene, door: Receiver) -> None:
    door.always("/exact", Answer(200, {"content-type": "application/json"}, BEYOND.encode()))
    await scene.tenant.subscribe(door.url("/exact"), event_types=["exact.*"])
    path = f"/v2/tenants/{scene.tenant.name}/events"
    raw = f'{{"events": [{{"type": "exact.one", "data": {{"n": {EXACT}, "share": 1.0}}}}]}}'
    headers = {"Authorization": f"Bearer {scene.worker.caller.key}", "Content-Type": "application/json"}
    caller = scene.worker.caller
    async with caller.session.post(caller.url + path, data=raw, headers=headers) as answer:
        (event,) = (await answer.json())["events"]
    delivery = await _delivery_of(scene, event, "delivered")
    base = f"/console/tenants/{scene.tenant.name}"
    async with visit(f"{base}/deliveries/{delivery['id']}") as seen:
        page = seen.page
        request, received = (page.get_by_role("region", name=each).locator("pre") for each in ("Request", "Answer"))
        await expect(request).to_contain_text(f'"n": {EXACT}')
        await expect(request).to_contain_text('"share": 1.0')
        await expect(received).to_contain_text('"huge": 1e400')
        await expect(received).to_contain_text('"\\u003cb\\u003e"')
        await page.goto(f"{visit.service.url}{base}/events/{event['id']}")
        await expect(page.get_by_role("region", name="Payload").locator("pre")).to_contain_text(f'"n": {EXACT}')


async def test_large_body_is_shown_in_part_and_in_full_when_asked(visit: Visitor, scene: Scene, door: Receiver) -> None:
    await scene.tenant.subscribe(door.url("/large"), event_types=["large.*"])
    (event,) = await _events(scene, {"type": "large.one", "data": {"text": LARGE}})
    delivery = await _delivery_of(scene, event, "delivered")
    async with visit(f"/console/tenants/{scene.tenant.name}/deliveries/{delivery['id']}") as seen:
        body = seen.page.get_by_role("region", name="Request")
        await expect(body.get_by_text("The first 64 KiB of 250")).to_be_visible()
        assert len(await body.locator("pre").inner_text()) <= 64 * 1024
        await body.get_by_role("button", name="Show all of it").click()
        await expect(body.get_by_text("The first 64 KiB")).to_have_count(0)
        assert len(await body.locator("pre").inner_text()) > len(LARGE)


async def test_modules_keep_numbers_and_filters_as_they_were_written(visit: Visitor) -> None:
    script = """
        async () => {
          const first = document.querySelector('link[href$="shell/main.js"]').href;
          const at = (name) => import(first.replace("shell/main.js", name));
          const [json, cel, plain] = await Promise.all([at("lib/json.js"), at("lib/cel.js"), at("lib/plain.js")]);
          const text = '{"a": [9007199254740993, 1.0, -0, 1e400, 12, 0.5], "__proto__": {"x": 1}, "s": "\\\\u0041"}';
          const both = [json.parse(text), json.read(text)].map((value) => json.show(value));
          const filter = 'state == "dead" && event_type == "a && \\\\"b\\\\""'
            + ' && createdTime >= timestamp("2026-01-01T00:00:00Z")';
          return {
            same: both[0] === both[1],
            numbers: json.show(json.parse(text).a),
            sum: json.parse("[1.0]")[0] + 1,
            own: Object.hasOwn(json.read(text), "__proto__"),
            indented: json.indented('{"n":1.0,"e":{},"l":[1,[]]}'),
            none: [json.indented("12"), json.indented("{nope}")],
            terms: cel.terms(filter).map((each) => each.value),
            again: cel.filter(cel.terms(filter)) === filter,
            other: cel.terms('state == "dead" || true'),
            without: cel.asking(filter, "state", ""),
            plain: plain.plain("a\\u001bb\\u202ec\\ud800"),
          };
        }
    """
    async with visit("/console") as seen:
        found = await seen.page.evaluate(script)
    assert found["same"]
    assert found["numbers"].split() == ["[", "9007199254740993,", "1.0,", "-0,", "1e400,", "12,", "0.5", "]"]
    assert (found["sum"], found["own"], found["none"]) == (2, True, [None, None])
    assert found["indented"] == '{\n  "n": 1.0,\n  "e": {},\n  "l": [\n    1,\n    []\n  ]\n}'
    assert found["terms"] == ["dead", 'a && "b"', "2026-01-01T00:00:00Z"]
    assert (found["again"], found["other"]) == (True, None)
    assert found["without"].startswith("event_type ==")
    assert found["plain"] == "a␛b⟨U+202E⟩c⟨U+D800⟩"
