import re

import pytest

from bellhop.api import routes
from bellhop.api.edge.auth import PUBLIC
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.routing import Route, RouteTable, Terms
from bellhop.errors import MethodNotAllowedError, NotFoundError

PATHS = [
    ("GET", "/operations"),
    ("GET", "/operations/{id}"),
    ("POST", "/operations/{id}:cancel"),
    ("POST", "/operations/{id}:retry"),
    ("GET", "/operations/{id}/history"),
    ("GET", "/v2/tenants/{tenant_id}/operations/{id}"),
    ("POST", "/v2/tenants/{tenant_id}/{parent*}/{action}/run"),
    ("GET", "/v2/tenants/{tenant_id}/{parent*}/{action}/status"),
    ("POST", "/v2/worker/jobs:claim"),
    ("PUT", "/v2/admin/actions/{action!}"),
    ("GET", "/v2/admin/actions/{action!}"),
    ("GET", "/"),
    ("GET", "/pages/{page*}"),
    ("GET", "/pages/files/{name!}"),
]


async def nothing(_call: Call) -> Answer:
    return Answer()


TABLE = RouteTable(
    [Route(method, path, Terms("")(nothing), PUBLIC) for method, path in PATHS],
)


def match(method: str, path: str) -> tuple[str, dict[str, str]]:
    route, params = TABLE.match(method, path)
    return route.path, params


@pytest.mark.parametrize(("path", "page"), [("/pages/a", "a"), ("/pages/a/b/c", "a/b/c"), ("/pages/a%2Fb", "a/b")])
def test_names_of_any_number_may_end_a_path(path: str, page: str) -> None:
    assert match("GET", path) == ("/pages/{page*}", {"page": page})


@pytest.mark.parametrize("path", ["/pages/a.b", "/pages/a//b", "/pages/a/", "/pages/" + "/".join("abcdefghi")])
def test_what_is_no_name_ends_no_path(path: str) -> None:
    with pytest.raises(NotFoundError):
        match("GET", path)


def test_what_is_literal_goes_before_names() -> None:
    assert match("GET", "/pages/files/a.js") == ("/pages/files/{name!}", {"name": "a.js"})


@pytest.mark.parametrize("spelling", [":cancel", "%3Acancel", "%3acancel"])
@pytest.mark.requirement("B17")
def test_colon_of_a_verb_may_be_percent_encoded(spelling: str) -> None:
    assert match("POST", f"/operations/op_1{spelling}") == ("/operations/{id}:cancel", {"id": "op_1"})


@pytest.mark.parametrize(
    ("path", "parent", "action"),
    [
        ("/v2/tenants/acme/design/run", "", "design"),
        ("/v2/tenants/acme/designs/7/design/run", "designs/7", "design"),
        ("/v2/tenants/acme/a/b/c/d/design/run", "a/b/c/d", "design"),
        ("/v2/tenants/acme/run/run", "", "run"),
    ],
)
@pytest.mark.requirement("A1")
def test_action_may_stand_below_any_number_of_parents(path: str, parent: str, action: str) -> None:
    found, params = match("POST", path)
    assert found.endswith("/run")
    assert params == {"tenant_id": "acme", "parent": parent, "action": action}


@pytest.mark.parametrize(
    ("path", "parent"),
    [
        ("designs%2Fgarage", "designs/garage"),
        ("designs%2fgarage", "designs/garage"),
        ("a%2Fb/c", "a/b/c"),
        ("a/b%2Fc%2fd", "a/b/c/d"),
        ("%64esigns%2F%67arage", "designs/garage"),
        ("operations%2Fop_1", "operations/op_1"),  # a noun of the API, for the handler to refuse as in plain spelling
        ("a%2Fb%2Fc%2Fd%2Fe%2Ff%2Fg%2Fh", "a/b/c/d/e/f/g/h"),
        ("%2F".join(["x" * 64] * 8), "/".join(["x" * 64] * 8)),
    ],
)
@pytest.mark.requirement("A1")
def test_parents_may_come_as_one_encoded_segment_as_generated_clients_send_them(path: str, parent: str) -> None:
    for verb, method in (("run", "POST"), ("status", "GET")):
        found, params = match(method, f"/v2/tenants/acme/{path}/design/{verb}")
        assert found == f"/v2/tenants/{{tenant_id}}/{{parent*}}/{{action}}/{verb}"
        assert params == {"tenant_id": "acme", "parent": parent, "action": "design"}


@pytest.mark.parametrize(
    "path",
    [
        "/v2/tenants/acme/%2Fgarage/design/run",
        "/v2/tenants/acme/designs%2F/design/run",
        "/v2/tenants/acme/designs%2F%2Fgarage/design/run",
        "/v2/tenants/acme/%2F/design/run",
        "/v2/tenants/acme/designs%252Fgarage/design/run",
        "/v2/tenants/acme/designs%5Cgarage/design/run",
        "/v2/tenants/acme/..%2Fgarage/design/run",
        "/v2/tenants/acme/designs%2F..%2F..%2Fother/design/run",
        "/v2/tenants/acme%2Fdesigns/garage/design/run",
        "/v2/tenants%2Facme/design/run",
        "/v2/tenants/acme/designs%2Fgarage%2Fdesign/run",
        "/v2/tenants/acme/designs/garage%2Fdesign/run",
        "/v2/tenants/acme/designs/garage/design%2Frun",
        "/v2/tenants/acme/operations%2Fop_1",
        "/v2/tenants/acme%2Foperations/op_1",
        "/v2/tenants/acme/a/b/c/d/e%2Ff/g/h/i/design/run",
        "/v2/tenants/acme/" + "x/" * 4000 + "design/run",
        "/v2/tenants/acme/" + "x%2F" * 4000 + "x/design/run",
    ],
)
def test_encoded_slash_joins_names_of_parents_and_nothing_else(path: str) -> None:
    for method in ("GET", "POST"):
        with pytest.raises(NotFoundError):
            TABLE.match(method, path)


def test_every_spelling_of_a_path_is_one_path() -> None:
    spellings = ["designs/garage", "designs%2Fgarage", "%64esigns%2fgarage"]
    matched = [TABLE.match("POST", f"/v2/tenants/acme/{each}/design/run") for each in spellings]
    assert {route.pattern.filled(params) for route, params in matched} == {"/v2/tenants/acme/designs/garage/design/run"}
    route, params = TABLE.match("POST", "/v2/tenants/acme/design/run")
    assert route.pattern.filled(params) == "/v2/tenants/acme/design/run"
    route, params = TABLE.match("POST", "/operations/op_1%3acancel")
    assert route.pattern.filled(params) == "/operations/op_1:cancel"


def test_root_is_a_path_without_segments() -> None:
    assert match("GET", "/") == ("/", {})


def test_literal_segments_go_before_variables() -> None:
    assert match("GET", "/v2/tenants/acme/operations/status")[0] == "/v2/tenants/{tenant_id}/operations/{id}"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "operations",
        "//",
        "/%2F",
        "/operations/",
        "//operations",
        "/operations//history",
        "/operations/op_1%2Fhistory",
        "/operations/op_1%2fhistory",
        "/operations/op_1:unknown",
        "/operations/op_1:cancel:cancel",
        "/operations/:cancel",
        "/operations/op 1",
        "/operations/%00",
        "/operations/%ff",
        "/operations/..",
        "/operations/-x",
        "/operations/" + "x" * 65,
        "/v2/tenants/acme/run",
        "/v2/tenants/acme/designs//design/run",
        "/v2/tenants/acme/designs/7%2F8%2f/design/run",
        "/v2/tenants/acme/designs/a:b/design/run",
        "/v2/worker/jobs:unknown",
        "/v2/worker/jobs",
    ],
)
def test_other_paths_are_not_found_under_any_method(path: str) -> None:
    for method in ("GET", "POST", "BREW"):
        with pytest.raises(NotFoundError):
            TABLE.match(method, path)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/operations/op_1:cancel", "POST"),
        ("POST", "/operations/op_1", "GET, HEAD"),
        ("GET", "/v2/tenants/acme/designs/7/design/run", "POST"),
        ("DELETE", "/v2/admin/actions/design", "GET, HEAD, PUT"),
        ("GET", "/v2/worker/jobs:claim", "POST"),
        ("OPTIONS", "/operations", "GET, HEAD"),
        ("BREW", "/operations", "GET, HEAD"),
    ],
)
def test_other_methods_are_told_which_are_allowed(method: str, path: str, allowed: str) -> None:
    with pytest.raises(MethodNotAllowedError) as refused:
        TABLE.match(method, path)
    assert refused.value.headers["Allow"] == allowed


def test_head_is_answered_as_get() -> None:
    assert match("HEAD", "/operations")[0] == "/operations"


def test_percent_encoded_letters_are_the_letters() -> None:
    assert match("GET", "/%6fperations/op%5F1") == ("/operations/{id}", {"id": "op_1"})


def test_text_variable_hands_on_what_no_name_is() -> None:
    assert match("PUT", "/v2/admin/actions/-a%2Fb") == ("/v2/admin/actions/{action!}", {"action": "-a/b"})


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "BREW"])
def test_what_names_nothing_is_not_found_whatever_the_method(method: str) -> None:
    for route in routes.TABLE.routes:
        for variable in re.findall(r"\{[a-z_]+\*?\}", route.path):
            for value in ("bad%20name", "%C3%A4", "-x", "x" * 65, "%zz", "%252F"):
                path = re.sub(r"\{[a-z_]+[!*]?\}", "x", route.path.replace(variable, value))
                with pytest.raises(NotFoundError):
                    routes.TABLE.match(method, path)


def test_route_that_is_twice_in_the_table_is_a_mistake() -> None:
    route = TABLE.routes[0]
    with pytest.raises(ValueError, match="twice"):
        RouteTable([route, route])
