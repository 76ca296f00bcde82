import asyncio
from typing import Any

import pytest

from bellhop.api.body import receiving
from bellhop.api.body.models import QueryModel, RequestModel
from bellhop.api.edge.auth import PUBLIC, of_own_tenant, of_tenant
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.routing import Route, RouteTable, Terms
from bellhop.api.routes import TABLE
from bellhop.domain.key import Scope
from bellhop.store.store import Store
from tests.serving import Api, open_services, serve


class Size(RequestModel):
    size: int
    name: str | None = None


class Wanted(QueryModel):
    size: int = 0


async def echo(call: Call) -> Answer:
    call.facts["echoed"] = True
    return Answer(body={"body": call.body, "raw": call.raw_body.decode(), "trace": call.traceparent})


async def take(call: Call) -> Answer:
    return Answer(body={"size": call.body.size if call.body else call.query.size})


async def fail(_call: Call) -> Answer:
    return Answer(body={"secret": 1 // 0})


async def wait(call: Call) -> Answer:
    return Answer(body={"seconds": call.wait_seconds(30), "tenant": call.tenant_id})


EXTRA = [
    Route("POST", "/test/echo", Terms("", body=receiving.AnyObject, limit_bytes=100)(echo), PUBLIC),
    Route("POST", "/test/size", Terms("", body=Size)(take), PUBLIC),
    Route("GET", "/test/size", Terms("", query=Wanted)(take), PUBLIC),
    Route("GET", "/test/fail", Terms("")(fail), PUBLIC),
    Route("GET", "/test/own", Terms("")(wait), of_own_tenant(Scope.OPERATIONS_READ)),
    Route("GET", "/test/{tenant_id}/own", Terms("")(wait), of_tenant(Scope.OPERATIONS_READ)),
]


@pytest.fixture
async def api(store: Store, clock: Any) -> Any:
    table = RouteTable([*TABLE.routes, *EXTRA])
    async with open_services(store, clock) as services, serve(services, table=table) as client:
        yield client


WRONG_BODIES: list[tuple[bytes, dict[str, str], int, str]] = [
    (b"{", {}, 400, "malformed-json"),
    (b"\xff", {}, 400, "malformed-json"),
    (b"{}", {"Content-Type": "text/plain"}, 415, "unsupported-media-type"),
    (b"{}", {"Content-Type": ""}, 415, "unsupported-media-type"),
    (b"{}", {"Content-Type": "application/json; charset=utf-16"}, 415, "unsupported-media-type"),
    (b"{}", {"Content-Encoding": "gzip"}, 415, "unsupported-media-type"),
    (b'{"a": "' + b"x" * 100 + b'"}', {}, 413, "body-too-large"),
    (b"[]", {}, 422, "invalid-input"),
    (b'{"a": 1, "a": 1}', {}, 422, "invalid-input"),
]


async def test_wrong_body_has_its_own_problem(api: Api) -> None:
    for body, headers, status, problem in WRONG_BODIES:
        reply = await api("POST", "/test/echo", body=body, headers=headers)
        assert (reply.status, reply.problem) == (status, problem)


JSON_NAMES: list[str] = ["application/json; charset=utf-8", "APPLICATION/JSON", "application/merge-patch+json"]


async def test_json_by_any_of_its_names_is_taken_as_it_came(api: Api) -> None:
    for media in JSON_NAMES:
        reply = await api("POST", "/test/echo", body=b'{"a" : 1.0}', headers={"Content-Type": media})
        assert reply.json["raw"] == '{"a" : 1.0}'


@pytest.mark.parametrize("coding", ["identity", "Identity"])
async def test_body_that_says_it_is_not_compressed_is_taken(api: Api, coding: str) -> None:
    reply = await api("POST", "/test/echo", body=b"{}", headers={"Content-Encoding": coding})
    assert reply.status == 200


async def test_empty_body_is_an_empty_object(api: Api) -> None:
    reply = await api.with_key(None)("POST", "/test/echo")
    assert reply.json["body"] == {}


async def test_body_without_length_is_cut_at_the_limit(api: Api) -> None:
    async def endless() -> Any:
        for _ in range(1000):
            yield b" " * 1000

    async with api.session.post(
        api.base + "/test/echo", data=endless(), headers={"Content-Type": "application/json"}
    ) as answer:
        assert answer.status == 413


WRONG_QUERIES: list[tuple[str, str]] = [
    ("size=x", "size"),
    ("size=1&size=2", "twice"),
    ("sise=1", "sise"),
    ("size=1&filter=x", "filter"),
    ("size=%ff", "UTF-8"),
    ("size=%00", "U+0000"),
]


async def test_wrong_query_parameter_is_named(api: Api) -> None:
    for query, said in WRONG_QUERIES:
        reply = await api("GET", f"/test/size?{query}")
        assert (reply.status, reply.problem) == (400, "bad-request")
        assert said in reply.json["detail"]


async def test_query_where_there_is_none_is_refused(api: Api) -> None:
    assert (await api("GET", "/livez?x=1")).status == 400


async def test_bool_is_no_number(api: Api) -> None:
    assert (await api("POST", "/test/size", {"size": True})).faults == {"/size": "int-type"}


async def test_unknown_path_and_method_are_problems(api: Api) -> None:
    unknown = await api.with_key(None)("GET", "/nowhere?x=1")
    assert (unknown.status, unknown.problem, unknown.json["instance"]) == (404, "not-found", "/nowhere")
    wrong = await api.with_key(None)("DELETE", "/test/size")
    assert (wrong.status, wrong.problem, wrong.headers["Allow"]) == (405, "method-not-allowed", "GET, HEAD, POST")


async def test_our_own_mistake_is_a_problem_without_its_story(api: Api) -> None:
    reply = await api("GET", "/test/fail")
    assert (reply.status, reply.problem) == (500, "internal")
    assert b"ZeroDivision" not in reply.content
    assert b"Traceback" not in reply.content


REQUEST_IDS: list[tuple[str, bool]] = [
    ("abc-1.2:3/4", True),
    ("x" * 128, True),
    ("x" * 129, False),
    ("a b", False),
    ('a"b', False),
    ("ä", False),
]


async def test_sane_request_id_comes_back_and_others_are_replaced(api: Api) -> None:
    for sent, echoed in REQUEST_IDS:
        reply = await api("GET", "/livez", headers={"X-Request-Id": sent})
        assert (reply.headers["X-Request-Id"] == sent) is echoed
        assert reply.headers["X-Request-Id"]


TRACES: list[tuple[str, bool]] = [
    ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", True),
    ("00-00000000000000000000000000000000-00f067aa0ba902b7-01", False),
    ("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", False),
    ("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", False),
    ("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", False),
    ("x", False),
]


async def test_trace_context_is_taken_when_it_is_one(api: Api) -> None:
    for sent, taken in TRACES:
        reply = await api("POST", "/test/echo", {}, headers={"traceparent": sent})
        assert reply.json["trace"] == (sent if taken else None)


async def test_head_has_the_headers_of_get_and_no_body(api: Api) -> None:
    reply = await api("HEAD", "/livez")
    assert (reply.status, reply.content) == (200, b"")
    assert int(reply.headers["Content-Length"]) > 0


async def test_tenant_is_taken_from_the_key_where_the_path_has_none(api: Api) -> None:
    tenant = await api.make_tenant("acme")
    reply = await tenant("GET", "/test/own", headers={"Prefer": "respond-async, wait=100"})
    assert reply.json == {"seconds": 30, "tenant": "acme"}
    operator = await api("GET", "/test/own")
    assert (operator.status, operator.problem) == (400, "bad-request")
    assert "/v2/tenants/{tenant_id}/test/own" in operator.json["detail"]


async def test_other_tenants_get_the_same_403_whether_or_not_the_tenant_exists(api: Api) -> None:
    await api.make_tenant("acme")
    other = await api.make_tenant("other")
    replies = [await other("GET", f"/test/{name}/own") for name in ("acme", "nobody")]
    bodies_of = [{**reply.json, "instance": "", "request_id": ""} for reply in replies]
    assert [reply.status for reply in replies] == [403, 403]
    assert bodies_of[0] == bodies_of[1]


async def test_key_without_the_scope_is_refused(api: Api) -> None:
    await api.make_tenant("acme")
    reader = await api.make_key(kind="tenant", tenant_id="acme", scopes=["operations:run"])
    assert (await reader("GET", "/test/acme/own")).problem == "forbidden"
    assert (await reader("GET", "/test/own")).problem == "forbidden"


async def test_each_kind_of_key_opens_its_own_doors(api: Api) -> None:
    tenant = await api.make_tenant("acme")
    worker = await api.make_key(kind="worker")
    for key in (tenant, worker):
        assert (await key("GET", "/v2/admin/tenants")).problem == "forbidden"
    assert (await worker("GET", "/v2/tenants/acme/actions")).problem == "forbidden"
    assert (await api("GET", "/v2/tenants/acme/actions")).status == 200
    assert (await api("GET", "/v2/tenants/nobody/actions")).problem == "not-found"


NO_REQUESTS: list[bytes] = [
    b"GET / HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n",
    b"NONSENSE\r\n\r\n",
    b"GET /" + b"x" * 20000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST /test/echo HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
]


async def test_what_is_no_http_request_is_answered_with_a_problem(api: Api) -> None:
    for sent in NO_REQUESTS:
        host, port = api.base.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(sent)
        answer = await asyncio.wait_for(reader.read(), 5)
        writer.close()
        await writer.wait_closed()
        head, _, body = answer.partition(b"\r\n\r\n")
        assert b" 400 " in head
        assert b"application/problem+json" in head
        assert b'"/problems/bad-request"' in body


async def send(api: Api, sent: bytes) -> bytes:
    host, port = api.base.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(sent)
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    await writer.wait_closed()
    return answer


async def test_client_that_asks_first_is_told_to_go_on(api: Api) -> None:
    head = b"POST /test/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
    answer = await send(api, head + b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n{}")
    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")


async def test_client_that_asks_first_with_too_much_is_told_not_to(api: Api) -> None:
    head = b"POST /test/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
    answer = await send(api, head + b"Content-Length: 200\r\nExpect: 100-continue\r\n\r\n" + b" " * 200)
    assert answer.startswith(b"HTTP/1.1 413 ")


async def test_body_with_broken_framing_is_a_problem(api: Api) -> None:
    head = b"POST /test/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    answer = await send(api, head + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")
    assert b" 400 Bad Request" in answer
    assert b"application/problem+json" in answer


async def in_pieces(api: Api, *pieces: bytes) -> bytes:
    """What is answered to bytes that come one after the other, until the connection ends."""
    host, port = api.base.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    for piece in pieces:
        writer.write(piece)
        await asyncio.sleep(0.05)
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    await writer.wait_closed()
    return answer


CHUNKED = (
    b"POST /test/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"
)


async def test_framing_that_breaks_within_a_body_is_refused_at_once_and_once(api: Api) -> None:
    answer = await in_pieces(api, CHUNKED, b"zz\r\n}\r\n0\r\n\r\n")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b'"instance":"/test/echo"' in answer


async def test_framing_that_breaks_takes_no_answer_from_the_request_before_it(api: Api) -> None:
    whole = b"POST /test/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    answer = await in_pieces(api, whole + CHUNKED, b"zz\r\n}\r\n0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.count(b"HTTP/1.1 ") == 2
    assert b"HTTP/1.1 400 " in answer


async def test_target_with_a_host_is_answered_by_its_path(api: Api) -> None:
    for scheme in (b"http", b"HTTP", b"Https"):
        answer = await send(
            api, b"GET " + scheme + b"://elsewhere/livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        )
        assert answer.startswith(b"HTTP/1.1 200")


async def test_database_that_is_away_is_503_and_readyz_says_which_part(api: Api, store: Store) -> None:
    parts = {"directory": "ok"} | {cell.cell: "ok" for cell in store.cells}
    assert (await api("GET", "/readyz")).json == {"status": "ok", "parts": parts}
    await store.directory.pool.close()
    reply = await api("GET", "/v2/admin/tenants")
    assert (reply.status, reply.problem, reply.headers["Retry-After"]) == (503, "unavailable", "1")
    ready = await api("GET", "/readyz")
    assert (ready.status, ready.json["status"]) == (503, "unavailable")
    assert ready.json["parts"]["directory"].startswith("unavailable")
    assert (await api("GET", "/livez")).status == 200


async def test_readyz_answers_in_time_though_no_connection_can_be_had(api: Api, store: Store) -> None:
    pool = store.directory.pool
    taken = [await pool.acquire() for _ in range(pool.get_max_size())]
    try:
        async with asyncio.timeout(4):
            ready = await api("GET", "/readyz")
    finally:
        for connection in taken:
            await pool.release(connection)
    assert (ready.status, ready.json["parts"]["directory"]) == (503, "unavailable: no answer in time")
    assert (await api("GET", "/readyz")).status == 200


async def test_metrics_count_requests_by_route_and_never_by_path(api: Api) -> None:
    await api("GET", "/v2/admin/tenants/nobody-in-particular")
    said = (await api("GET", "/metrics")).content.decode()
    assert 'bellhop_http_requests_total{method="GET",route="/v2/admin/tenants/{tenant_id}",status="404"}' in said
    assert "nobody-in-particular" not in said
