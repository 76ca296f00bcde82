"""Examples of the description: each fits its schema, and each request is accepted as it stands."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import jsonschema_rs
import pytest

from bellhop.api.description import openapi
from bellhop.api.routes import TABLE
from tests.api.subscribing import make
from tests.running import ROOT
from tests.serving import Api

DOCUMENT = openapi.document(TABLE.routes)


def bodies() -> Iterator[tuple[str, str, str, Any]]:
    """Path, method, `request` or the status, and the media object of each JSON body that is described."""
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            if "requestBody" in operation:
                yield path, method, "request", operation["requestBody"]["content"]["application/json"]
            for status, answer in operation["responses"].items():
                for media in answer.get("content", {}).values() if status < "300" else ():
                    if "$ref" in media["schema"]:  # a page, figures and the description itself have no model
                        yield path, method, status, media


def test_every_body_has_an_example_that_fits_its_schema() -> None:
    for path, method, which, media in bodies():
        place = f"{method} {path} {which}"
        assert "example" in media, place
        schema = {**media["schema"], "components": DOCUMENT["components"]}
        faults = [str(each) for each in jsonschema_rs.iter_errors(schema, media["example"])]
        assert faults == [], place


def test_story_is_told_in_words_and_not_in_blanks() -> None:
    blanks = [(path, method, which) for path, method, which, media in bodies() if "…" in str(media["example"])]
    assert blanks == []


@pytest.fixture
async def ids(api: Api) -> dict[str, str]:
    """The variables of every path, so that each leads to something."""
    tenant = await api.make_tenant("acme")
    await api.put_action("auto_designer", parent="designs/{design_id}")
    return {
        "tenant_id": "acme",
        "action": "auto_designer",
        "event_type": "design.created",
        "parent": "designs/garage",
        "subscription_id": (await make(tenant, uri="https://hooks.example.com/"))["id"],
    }


async def test_every_example_of_a_request_is_accepted(api: Api, ids: dict[str, str]) -> None:
    await api.make_tenant("aurora")
    pulled = {"pull": True, "event_types": ["operation.*"]}
    made = await api("POST", "/v2/tenants/acme/subscriptions", pulled)
    sent = 0
    for route in TABLE.routes:
        media = DOCUMENT["paths"].get(route.pattern.template, {}).get(route.method.lower(), {}).get("requestBody")
        if media is None or route.access.tenant == "key":
            continue
        example = dict(media["content"]["application/json"]["example"])
        if "wait_seconds" in example:
            example["wait_seconds"] = 0
        if "code" in example:
            made = await api("POST", "/v2/tenants/acme/portal-sessions", {"capabilities": ["view"]})
            example["code"] = made.json["uri"].partition("#code=")[2]  # the story's own was never made
        if example.get("id") == "aurora":
            example["id"] = "borealis"  # the story's own tenant is there already
        of_pulled = {"subscription_id": made.json["id"]} if "/deliveries:" in route.path else {}
        reply = await api(route.method, route.pattern.filled({**ids, **of_pulled}), example)
        assert reply.status < 300, (route.method, route.path, reply.content)
        sent += 1
    assert sent >= 21


@pytest.mark.parametrize("parent", ["", "{parent}/"])
async def test_example_of_a_run_is_taken_at_its_own_path(api: Api, parent: str) -> None:
    """That of the path without a parent was the input of an action that has one, so it was a 404."""
    described = DOCUMENT["paths"][f"/v2/tenants/{{tenant_id}}/{parent}{{action}}/run"]["post"]
    values = {each["name"]: each["example"] for each in described["parameters"] if "example" in each}
    media = described["requestBody"]["content"]["application/json"]
    shipped = ROOT / "schemas" / "actions" / f"{values['action']}.json"
    await api.make_tenant("acme")
    if parent:
        await api("PUT", f"/v2/admin/actions/{values['action']}", json.loads(shipped.read_text(encoding="utf-8")))
    else:
        assert not shipped.exists()
        await api.put_action(values["action"], parent="", input_schema={"type": "object", "required": ["month"]})
    place = f"{values['parent']}/" if parent else ""
    started = await api("POST", f"/v2/tenants/acme/{place}{values['action']}/run", media["example"])
    told = described["responses"]["202"]["content"]["application/json"]["example"]
    assert started.status == 202
    assert {name: started.json[name] for name in ("action", "parent")} == {
        name: told[name] for name in ("action", "parent")
    }
    assert told["input"] == media["example"]


async def test_every_example_of_a_filter_is_accepted(api: Api, ids: dict[str, str]) -> None:
    tenant = await api.make_key(kind="tenant", tenant_id="acme")
    sent = 0
    for route in TABLE.routes:
        parameters = (
            DOCUMENT["paths"].get(route.pattern.template, {}).get(route.method.lower(), {}).get("parameters", ())
        )
        for each in parameters:
            if each["name"] == "filter":
                caller = tenant if route.access.tenant == "key" else api
                reply = await caller("GET", f"{route.pattern.filled(ids)}?filter={quote(each['example'])}")
                assert reply.status == 200, (route.path, reply.content)
                sent += 1
    assert sent >= 10
