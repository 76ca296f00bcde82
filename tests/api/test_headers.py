"""Header fields in several lines, and what stands in those that are lists."""

import asyncio

import pytest
from multidict import CIMultiDict, CIMultiDictProxy

from bellhop.api.edge.headers import entity_tags, is_any, takes_gzip, takes_html, value_of, wanted_wait
from bellhop.errors import BadRequestError
from tests.api.operations_world import RUN, Operations, open_operations
from tests.serving import Api


@pytest.fixture
async def acme(api: Api) -> Operations:
    return await open_operations(api)


@pytest.mark.parametrize(
    ("accept_encoding", "taken"),
    [
        ("gzip, deflate, br", True),
        ("br;q=1.0, GZIP;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("gzip;q=0.001", True),
        ("identity", False),
        ("x-gzipped", False),
        ("", False),
        (None, False),
    ],
)
def test_gzip_is_taken_by_those_who_name_it_and_do_not_refuse_it(accept_encoding: str | None, taken: bool) -> None:
    assert takes_gzip(accept_encoding) is taken


def lines(*pairs: tuple[str, str]) -> CIMultiDictProxy[str]:
    return CIMultiDictProxy(CIMultiDict(pairs))


@pytest.mark.parametrize(
    ("prefer", "seconds"),
    [
        ("wait=10", 10),
        ("respond-async, wait=10", 10),
        ("WAIT = 10", 10),
        ('wait="10"', 10),
        ("wait=10;foo=bar, wait=20", 10),
        ("wait=000010", 10),
        ("foo;wait=10", 0),  # a parameter of another preference
        ('foo="a, wait=10"', 0),
        ("wait=1_0", 0),
        ("wait=10x", 0),
        ("wait=1.5", 0),
        ("wait=-1", 0),
        ("wait=x, wait=10", 0),  # the first one counts
        ("wait", 0),
        ("", 0),
    ],
)
def test_wait_is_the_first_preference_of_its_name(prefer: str, seconds: int) -> None:
    assert wanted_wait(prefer) == seconds


def test_entity_tags_are_read_one_by_one() -> None:
    assert list(entity_tags('"a,b", W/"c" , nonsense, "d"')) == [(False, "a,b"), (True, "c"), (False, "d")]
    assert is_any('"a", *')
    assert not is_any('"*"')


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("application/json, text/HTML;q=0.5", True),
        ("*/*", False),
        ("application/json", False),
        ("text/html;q=0", False),
        ("", False),
    ],
)
def test_html_is_for_those_who_ask_for_it_by_name(accept: str, wanted: bool) -> None:
    assert takes_html(accept) is wanted


@pytest.mark.parametrize("name", ["Authorization", "Idempotency-Key", "Content-Type", "Host"])
def test_second_line_of_what_is_no_list_is_refused(name: str) -> None:
    with pytest.raises(BadRequestError, match=name):
        value_of(lines((name, "a"), (name, "a")), name)


@pytest.mark.parametrize("name", ["Prefer", "If-Match", "If-None-Match", "Accept"])
def test_lines_of_a_list_are_one_list(name: str) -> None:
    assert value_of(lines((name, "a"), ("X", "y"), (name.lower(), "b")), name) == "a, b"


async def send(api: Api, method: str, path: str, *headers: str) -> tuple[int, bytes]:
    """The status and the body of the answer to a request whose header is exactly this."""
    host, port = api.base.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    own = [f"Host: {host}", "Connection: close"]
    writer.write("\r\n".join([f"{method} {path} HTTP/1.1", *own, *headers, "", ""]).encode())
    head, _, body = (await asyncio.wait_for(reader.read(), 20)).partition(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    return int(head.split()[1]), body


async def test_preference_in_a_second_line_is_heard(acme: Operations) -> None:
    operation = await acme.run()
    path, key = f"/operations/{operation['id']}", f"Authorization: Bearer {acme.tenant.key}"
    waiting = asyncio.create_task(send(acme.tenant, "GET", path, key, "Prefer: respond-async", "Prefer: wait=20"))
    await acme.complete(await acme.claim())
    status, body = await waiting
    assert (status, b'"succeeded"' in body) == (200, True)


async def test_version_in_a_second_line_is_compared(acme: Operations) -> None:
    operation = await acme.run()
    path, key = f"/operations/{operation['id']}", f"Authorization: Bearer {acme.tenant.key}"
    tag = (await acme.get(operation)).headers["ETag"]
    assert (await send(acme.tenant, "GET", path, key, 'If-None-Match: "x"', f"If-None-Match: {tag}"))[0] == 304
    assert (await send(acme.tenant, "POST", f"{path}:cancel", key, 'If-Match: "x"', 'If-Match: "y"'))[0] == 412
    assert (await send(acme.tenant, "POST", f"{path}:cancel", key, 'If-Match: "x"', f"If-Match: {tag}"))[0] == 200


async def test_what_a_header_may_hold_is_told_to_one_that_holds_something_else(acme: Operations) -> None:
    key = f"Authorization: Bearer {acme.tenant.key}"
    for value in ("caf\u00e9", "a\tb", "k" * 1025):
        status, body = await send(acme.tenant, "POST", RUN, key, f"Idempotency-Key: {value}")
        assert (status, b"holds at most 1024 characters, all of them printable ASCII" in body) == (400, True)


async def test_two_keys_and_two_idempotency_keys_are_400(acme: Operations) -> None:
    key = f"Authorization: Bearer {acme.tenant.key}"
    for headers in (
        [key, key],
        [key, "Idempotency-Key: a", "Idempotency-Key: a"],
        [key, "Idempotency-Key: a", "idempotency-key: b"],
    ):
        status, body = await send(acme.tenant, "POST", RUN, *headers)
        assert (status, b"problems/bad-request" in body) == (400, True)
        assert b"send it once" in body
    for twice in ("Host: elsewhere", "Content-Type: application/json"):
        status, body = await send(acme.tenant, "POST", RUN, key, "Content-Type: application/json", twice)
        assert (status, b"problems/bad-request" in body) == (400, True)
    assert (await acme.tenant("GET", "/operations")).json == {"results": []}
