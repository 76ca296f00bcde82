"""One request: how often it is sent, with which key, and what comes of it. Faults are those of real sockets."""

import asyncio
import ssl
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
import trustme
from pydantic import BaseModel

from bellhop_client import AsyncClient, BellhopError, Client, Retries, TransportError, UnexpectedAnswerError
from bellhop_client._async.pages import AsyncPages
from tests.clients.python.scripted import Scripted, Step, scripted
from tests.clients.vectors import vectors
from tests.running import free_port

RETRIES = vectors("retries.json")
QUICK = Retries(first_seconds=0.001, most_seconds=0.002)


async def ask(url: str, request: str, *, attempts: int = 5, transport: Any = None) -> Any:
    """Send one of the requests that the vectors name."""
    spec = RETRIES["requests"][request]
    retries = Retries(attempts=attempts, first_seconds=0.001, most_seconds=0.002)
    async with AsyncClient(
        url, "bh_tenant_x", tenant="aurora", retries=retries, timeout=0.3, transport=transport
    ) as client:
        if spec.get("idempotency_key"):
            return await client._transport.request(spec["method"], spec["path"], json={"a": 1}, keyed=True)
        repeatable = True if request == "fenced" else None
        return await client.request(spec["method"], spec["path"], json=None, repeatable=repeatable)


def sent_keys(server: Scripted) -> set[str | None]:
    return {asked.headers.get("idempotency-key") for asked in server.asked}


@pytest.mark.parametrize("case", RETRIES["statuses"], ids=str)
@pytest.mark.parametrize("request_name", RETRIES["requests"])
async def test_a_status_is_answered_raised_or_asked_again(case: dict[str, Any], request_name: str) -> None:
    verdict = case["repeatable" if RETRIES["requests"][request_name]["repeatable"] else "once"]

    async with scripted(case) as server:
        if verdict == "answer":
            assert (await ask(server.url, request_name)).status == case["status"]
        else:
            with pytest.raises(BellhopError):
                await ask(server.url, request_name, attempts=2)

    assert len(server.asked) == (2 if verdict == "retry" else 1)
    assert len(sent_keys(server)) == 1


@pytest.mark.parametrize("case", RETRIES["sequences"], ids=lambda case: str(case["name"]))
async def test_answers_one_after_another(case: dict[str, Any]) -> None:
    refused = sum(step.get("fault") == "connection_refused" for step in case["answers"])
    steps = [step for step in case["answers"] if step.get("fault") != "connection_refused"]

    async with scripted(*steps) as server:
        transport = Refusing(refused)
        if case["end"] == "answer":
            await ask(server.url, case["request"], transport=transport)
        else:
            with pytest.raises(BellhopError):
                await ask(server.url, case["request"], transport=transport)

    assert len(server.asked) + refused == case["sent"]
    assert len(sent_keys(server)) == 1
    assert len({asked.body for asked in server.asked}) == 1


class Refusing(httpx.AsyncHTTPTransport):
    """Nobody listens for the first few requests."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._left = times

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._left == 0:
            return await super().handle_async_request(request)
        self._left -= 1
        nobody = httpx.Request(request.method, request.url.copy_with(port=free_port()))
        return await super().handle_async_request(nobody)


@pytest.mark.parametrize("case", RETRIES["faults"], ids=lambda case: str(case["fault"]))
@pytest.mark.parametrize("kind", ["repeatable", "once"])
async def test_a_fault_is_raised_or_asked_again(case: dict[str, Any], kind: str) -> None:
    transport = Counting(connect_timeout=case["fault"] == "connect_timeout")
    tls = unknown_authority() if case["fault"] == "tls_certificate" else None

    async with scripted({"fault": case["fault"]}, ssl=tls) as server:
        url = {
            "name_not_found": "http://nobody.invalid",
            "connection_refused": f"http://127.0.0.1:{free_port()}",
        }.get(case["fault"], server.url)
        with pytest.raises(TransportError) as raised:
            await ask(url, "keyed" if kind == "repeatable" else "once", attempts=2, transport=transport)

    assert transport.sent == (2 if case[kind] == "retry" else 1)
    if case["fault"] != "tls_certificate":
        assert raised.value.maybe_done == (case["once"] == "raise")


def unknown_authority() -> ssl.SSLContext:
    """A server's side of TLS, with a certificate of an authority that nobody knows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    return context


class Counting(httpx.AsyncHTTPTransport):
    """Counts what was tried."""

    def __init__(self, *, connect_timeout: bool) -> None:
        super().__init__()
        self.sent, self._connect_timeout = 0, connect_timeout

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent += 1
        if self._connect_timeout:
            message = "no answer to SYN"
            raise httpx.ConnectTimeout(message)
        return await super().handle_async_request(request)


@pytest.mark.parametrize("case", RETRIES["bodies"], ids=lambda case: str(case["name"]))
async def test_what_something_between_answers_is_no_answer(case: dict[str, Any]) -> None:
    async with scripted(case) as server:
        client = AsyncClient(server.url, tenant="aurora", retries=Retries(attempts=2, first_seconds=0.001))
        with pytest.raises(BellhopError) as raised:
            await client.operations.get("op_1")
        await client.aclose()

    assert len(server.asked) == (2 if case["verdict"] == "retry" else 1)
    assert isinstance(raised.value, UnexpectedAnswerError) == (case["status"] == 200)


async def test_retry_after_is_waited_for() -> None:
    loop = asyncio.get_running_loop()
    async with scripted({"status": 503, "headers": {"Retry-After": "1"}}, {"status": 200}) as server:
        began = loop.time()
        await ask(server.url, "read")

    assert loop.time() - began >= 1
    assert len(server.asked) == 2


async def test_a_retry_after_beyond_the_longest_is_raised_at_once() -> None:
    async with scripted({"status": 503, "headers": {"Retry-After": "3600"}}) as server:
        with pytest.raises(BellhopError) as raised:
            await ask(server.url, "read")

    assert len(server.asked) == 1
    assert getattr(raised.value, "retry_after_seconds", None) == 3600


async def test_the_callers_own_idempotency_key_is_sent() -> None:
    async with scripted({"status": 404}) as server, AsyncClient(server.url, tenant="aurora") as client:
        with pytest.raises(BellhopError):
            await client.run("designs/d 1", "auto_designer", {}, idempotency_key="mine")

    assert sent_keys(server) == {"mine"}
    assert server.asked[0].target == "/v2/tenants/aurora/designs/d%201/auto_designer/run"


async def test_a_redirect_is_not_followed() -> None:
    async with (
        scripted({"status": 200}) as elsewhere,
        scripted({"status": 307, "headers": {"Location": elsewhere.url}}) as server,
    ):
        with pytest.raises(BellhopError):
            await ask(server.url, "read")

    assert elsewhere.asked == []


@pytest.mark.parametrize("case", vectors("pagination.json")["cases"], ids=lambda case: str(case["name"]))
async def test_pages_are_asked_for_one_after_another(case: dict[str, Any]) -> None:
    steps: list[Step] = [{"status": 200, "json": page} for page in case["pages"]]
    found = []
    async with scripted(*steps) as server, AsyncClient(server.url, tenant="aurora", retries=QUICK) as client:
        pages = AsyncPages(client._transport, "/operations", case["query"], Item)
        try:
            async for item in pages:
                found.append(item.id)
                if len(found) == case.get("take"):
                    break
        except UnexpectedAnswerError:
            assert case.get("end") == "raise"
        else:
            assert "end" not in case

    assert found == case["items"]
    asked = [dict(parse_qsl(urlsplit(each.target).query, keep_blank_values=True)) for each in server.asked]
    assert asked == case["queries"]


class Item(BaseModel):
    """An item of which only the id matters."""

    id: str


def test_without_a_tenant_the_client_says_how_to_name_one() -> None:
    with Client("http://127.0.0.1:1") as client, pytest.raises(ValueError, match="for_tenant"):
        client.run("", "echo")
