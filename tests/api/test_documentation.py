import re

import orjson
import pytest

from bellhop.api.description import examples, openapi
from bellhop.api.edge.routing import ASSETS
from bellhop.api.public import problem_pages
from bellhop.api.public.guides import GUIDES
from bellhop.api.routes import TABLE
from bellhop.domain.filter import parse
from bellhop.errors import BadFilterError
from bellhop.resources import folder
from tests.serving import Api


def test_description_on_disk_is_that_of_the_routes() -> None:
    on_disk = (folder("schemas") / "openapi.json").read_bytes()
    assert on_disk == openapi.to_json(TABLE.routes), "run: bellhop openapi > schemas/openapi.json"


def test_problems_page_is_that_of_the_errors() -> None:
    on_disk = (folder("docs") / "problems.md").read_text(encoding="utf-8")
    assert on_disk == problem_pages.to_markdown(), "run: python -m bellhop.api.public.problem_pages > docs/problems.md"


def test_every_route_is_described_with_its_own_name() -> None:
    document = openapi.document(TABLE.routes)
    operations = [each for item in document["paths"].values() for each in item.values()]
    described = [route for route in TABLE.routes if route.tag != ASSETS]
    assert len(operations) >= len(described)
    assert len({each["operationId"] for each in operations}) == len(operations)
    assert all(each["summary"] and each["tags"][0] for each in operations)


def test_no_two_models_are_published_under_one_name() -> None:
    models = {
        model
        for route in TABLE.routes
        for model in (route.terms.described or route.terms.body, *route.terms.answers.values())
        if model is not None
    }
    assert len({examples.name_of(model) for model in models}) == len(models)


def test_every_single_resource_is_described_with_its_version() -> None:
    described = openapi.document(TABLE.routes)["paths"]
    public = {"/problems/{code}", "/docs/guides/{guide}"}
    single = {path for path, item in described.items() if "get" in item and path.endswith(("}", "/status"))} - public
    assert [path for path in sorted(single) if "304" not in described[path]["get"]["responses"]] == []
    assert [
        path for path in sorted(single) if "ETag" not in described[path]["get"]["responses"]["200"]["headers"]
    ] == []


async def test_every_single_resource_is_read_once_by_whoever_has_it(api: Api) -> None:
    await api.make_tenant("acme")
    await api.put_action("design")
    await api("PUT", "/v2/admin/event-types/design.made", {"description": "One more."})
    key = await api("POST", "/v2/admin/keys", {"kind": "worker"})
    session = await api("POST", "/v2/tenants/acme/portal-sessions", {"capabilities": ["view"]})
    wanted = {"uri": "https://hooks.example.com/", "event_types": ["*"]}
    subscription = await api("POST", "/v2/tenants/acme/subscriptions", wanted)
    started = await api("POST", "/v2/tenants/acme/design/run")
    for path in (
        "/v2/admin/tenants/acme",
        "/v2/admin/actions/design",
        "/v2/admin/event-types/design.made",
        "/v2/admin/cells/cell_0",
        key.headers["Location"],
        session.headers["Location"],
        subscription.headers["Location"],
        f"/v2/tenants/acme/webhooks/{subscription.json['id']}",
        f"/v2/tenants/acme/design/status?job_id={started.json['id']}",
        started.headers["Location"],
    ):
        read = await api("GET", path)
        assert read.status == 200, path
        again = await api("GET", path, headers={"If-None-Match": read.headers["ETag"]})
        assert again.status == 304, path


def test_every_list_suggests_a_filter_that_it_takes() -> None:
    for route in TABLE.routes:
        if route.terms.filters:
            with pytest.raises(BadFilterError) as refused:
                parse("nothing", route.terms.filters)
            suggested = re.search("such as `(.+)` is expected", refused.value.detail)
            assert suggested is not None
            parse(suggested[1], route.terms.filters)


def test_every_reference_of_the_description_leads_somewhere() -> None:
    document = openapi.document(TABLE.routes)
    for reference in re.findall(rb'"\$ref":"#/([^"]+)"', orjson.dumps(document)):
        node = document
        for step in reference.decode().split("/"):
            node = node[step]


async def test_description_and_page_are_served_and_load_nothing_from_elsewhere(api: Api) -> None:
    public = api.with_key(None)
    described = await public("GET", "/openapi.json")
    assert described.json == orjson.loads(openapi.to_json(TABLE.routes))
    for path, media in (
        ("/docs", "text/html"),
        ("/docs/docs.css", "text/css"),
        ("/docs/docs.js", "text/javascript"),
        ("/docs/try.js", "text/javascript"),
        ("/docs/guides/operations", "text/plain"),
    ):
        reply = await public("GET", path)
        assert (reply.status, reply.headers["Content-Type"].partition(";")[0]) == (200, media)
        assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
        assert not re.search(rb"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""", reply.content)


async def test_every_guide_is_served_and_each_heading_leads_to_one(api: Api) -> None:
    public = api.with_key(None)
    for name, file in GUIDES.items():
        reply = await public("GET", f"/docs/guides/{name}")
        assert (reply.status, reply.content) == (200, (folder("docs") / file).read_bytes())
    for tag in openapi.document(TABLE.routes)["tags"]:
        assert (await public("GET", tag["x-guide"])).status == 200
    assert (await public("GET", "/docs/guides/no-such-guide")).status == 404
    assert (await public("GET", "/docs/guides/..%2Foperations")).status == 404


async def test_root_sends_a_browser_to_the_page_and_tells_a_program_where_things_are(api: Api) -> None:
    public = api.with_key(None)
    told = await public("GET", "/")
    assert (told.status, told.json["name"], told.headers["Vary"]) == (200, "Bellhop", "Accept")
    for path in told.json["links"].values():
        assert (await public("GET", path)).status in (200, 401)
    sent = await public("GET", "/", headers={"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"})
    assert (sent.status, sent.headers["Location"]) == (302, "/console")
    assert (await public("HEAD", "/")).status == 200
    assert (await public("POST", "/")).headers["Allow"] == "GET, HEAD"
    assert (await public("GET", "//")).status == 404


async def test_type_of_a_problem_leads_to_what_it_means(api: Api) -> None:
    public = api.with_key(None)
    unknown = await public("GET", "/nowhere")
    page = await public("GET", unknown.json["type"])
    assert (page.status, page.json["type"], page.json["status"]) == (200, "/problems/not-found", 404)
    assert (await public("GET", "/problems/no-such-problem")).status == 404
