"""The client does what `clients/conformance` asks of one in any language."""

import json
import math
from email.utils import parsedate_to_datetime
from itertools import pairwise
from typing import Any

import pytest

from bellhop.errors import ConfigurationError
from bellhop.remote.documents import Operation
from bellhop.remote.problems import RefusedError, RemoteError, UnreachableError
from bellhop.remote.retrying import (
    ATTEMPTS,
    LONGEST_RETRY_AFTER_SECONDS,
    again_after_status,
    pause_seconds,
    retry_after_seconds,
)
from tests.remote.scripted import KEY, scripted
from tests.running import ROOT, free_port

CONTRACT = ROOT / "clients" / "conformance"


def contract(name: str) -> Any:
    return json.loads((CONTRACT / f"{name}.json").read_text(encoding="utf-8"))


RETRIES, BACKOFF, PAGES = contract("retries"), contract("backoff"), contract("pagination")
LIVE_FAULTS = {"reset_before_the_answer", "closed_before_the_answer", "closed_in_the_body"}


@pytest.mark.parametrize("line", RETRIES["statuses"], ids=lambda line: f"{line['status']} {line.get('code', '')}")
@pytest.mark.parametrize("kind", ["repeatable", "once"])
def test_each_status_has_its_verdict(line: Any, kind: str) -> None:
    again = again_after_status(line["status"], line.get("code", ""), repeatable=kind == "repeatable")
    assert again == (line[kind] == "retry")


@pytest.mark.parametrize("line", [each for each in RETRIES["faults"] if each["fault"] in LIVE_FAULTS], ids=str)
@pytest.mark.parametrize("kind", ["repeatable", "once"])
async def test_each_broken_connection_has_its_verdict(line: Any, kind: str) -> None:
    async with scripted(line, {"status": 202}) as (remote, script):
        if line[kind] == "retry":
            await remote.send("POST", "/v2/x", b"{}", repeatable=kind == "repeatable")
        else:
            with pytest.raises(UnreachableError):
                await remote.send("POST", "/v2/x", b"{}", repeatable=kind == "repeatable")
        assert len(script.requests) == (2 if line[kind] == "retry" else 1)


async def test_nobody_there_is_tried_again_and_then_told() -> None:
    async with scripted({"status": 200}) as (remote, script):
        object.__setattr__(remote.target, "url", f"http://127.0.0.1:{free_port()}")
        with pytest.raises(UnreachableError, match="cannot be reached"):
            await remote.send("POST", "/v2/x", b"{}")
        assert len(script.pauses) == ATTEMPTS - 1


@pytest.mark.parametrize("case", RETRIES["sequences"], ids=lambda case: case["name"])
async def test_sequences_end_as_they_should(case: Any) -> None:
    if any(each.get("fault") == "connection_refused" for each in case["answers"]):
        pytest.skip("test_nobody_there_is_tried_again_and_then_told has it")
    async with scripted(*case["answers"]) as (remote, script):
        try:
            await remote.send("POST", "/v2/x", b"{}", repeatable=case["request"] == "keyed")
        except RemoteError:
            end = "raise"
        else:
            end = "answer"
    assert (end, len(script.requests)) == (case["end"], case["sent"])
    for one, other in pairwise(script.requests):
        assert (one.method, one.target, one.body) == (other.method, other.target, other.body)


@pytest.mark.parametrize("case", RETRIES["bodies"], ids=lambda case: case["name"])
async def test_bodies_of_others_are_not_taken_for_bellhops(case: Any) -> None:
    async with scripted(case) as (remote, script):
        with pytest.raises(RemoteError):
            await remote.get("/operations/op_1")
    assert len(script.requests) == (ATTEMPTS if case["verdict"] == "retry" else 1)


def test_pauses_are_within_their_bounds() -> None:
    assert BACKOFF["attempts"] == ATTEMPTS
    assert BACKOFF["longest_retry_after_seconds"] == LONGEST_RETRY_AFTER_SECONDS
    for line in BACKOFF["pauses"]:
        assert line["least"] <= pause_seconds(line["retry"], 0.0)
        assert pause_seconds(line["retry"], 0.999) <= line["most"]
    for line in BACKOFF["exact"]:
        assert pause_seconds(line["retry"], line["random"]) == pytest.approx(line["seconds"])


@pytest.mark.parametrize("line", BACKOFF["retry_after"], ids=lambda line: repr(line["value"]))
def test_retry_after_is_read_as_written(line: Any) -> None:
    assert retry_after_seconds(line["value"], parsedate_to_datetime(BACKOFF["now"])) == line["seconds"]


@pytest.mark.parametrize(
    "value",
    [
        "Mon, 01 Jan 2026 00:00:00 +99999999999999",
        "Mon, 01 Jan 2026 99999999999999999999:00:00 GMT",
        "\u0661",
    ],
)
def test_retry_after_that_means_no_moment_asks_for_nothing(value: str) -> None:
    """An offset of fourteen digits ended `bellhop run` with a traceback."""
    now = parsedate_to_datetime(BACKOFF["now"])
    assert retry_after_seconds(value, now) is None


@pytest.mark.parametrize("value", ["9" * 400, "9" * 5000])
def test_retry_after_of_many_digits_is_too_long(value: str) -> None:
    assert retry_after_seconds(value, parsedate_to_datetime(BACKOFF["now"])) == math.inf


async def test_retry_after_is_waited_for_unless_it_is_too_long() -> None:
    wait = {"status": 429, "code": "rate-limited", "headers": {"Retry-After": "7"}}
    async with scripted(wait, {"status": 200}) as (remote, script):
        await remote.get("/v2/me")
        assert script.pauses == [7]
    async with scripted({**wait, "headers": {"Retry-After": "61"}}) as (remote, script):
        with pytest.raises(RefusedError, match="Try again in 61 s"):
            await remote.get("/v2/me")
        assert script.pauses == []


@pytest.mark.parametrize("case", [each for each in PAGES["cases"] if "end" not in each], ids=lambda each: each["name"])
async def test_pages_are_asked_for_as_they_are_wanted(case: Any) -> None:
    answers = [{"status": 200, "body": json.dumps(page, indent=1)} for page in case["pages"]]
    async with scripted(*answers) as (remote, script):
        query = {"max_page_size": "", **case["query"]}
        found: list[str] = []
        async for each in remote.pages("/operations", query):
            found.append(json.loads(each.text)["id"])
            if len(found) == case.get("take"):
                break
    asked = [{name: value for name, value in each.query.items() if value} for each in script.requests]
    assert found == case["items"]
    assert asked == case["queries"]


async def test_redirects_do_not_take_the_key_elsewhere() -> None:
    async with scripted({"status": 307, "headers": {"Location": "http://127.0.0.1:9/"}}) as (remote, script):
        with pytest.raises(RefusedError, match="status 307"):
            await remote.get("/v2/me")
    assert script.requests[0].headers["Authorization"] == f"Bearer {KEY}"


async def test_tenant_is_asked_for_once_and_an_operators_key_has_none() -> None:
    async with scripted({"status": 200, "body": '{"kind": "tenant", "tenant_id": "aurora"}'}, tenant=None) as (
        remote,
        script,
    ):
        assert [await remote.tenant_path("/events"), await remote.tenant()] == ["/v2/tenants/aurora/events", "aurora"]
        assert len(script.requests) == 1
    async with scripted({"status": 200, "body": '{"kind": "admin"}'}, tenant=None) as (remote, script):
        with pytest.raises(ConfigurationError, match="--tenant"):
            await remote.tenant()
    async with scripted({"status": 404, "code": "not-found"}, tenant=None) as (remote, script):
        with pytest.raises(UnreachableError, match="--tenant"):
            await remote.tenant()


async def test_answers_of_something_else_are_said_to_be_so() -> None:
    async with scripted({"status": 200, "body": '{"hello": "world"}'}) as (remote, _script):
        answer = await remote.get("/operations/op_1")
        with pytest.raises(UnreachableError, match="is another service there"):
            answer.read(Operation)
    async with scripted({"status": 200, "body": "[" * 100_000}) as (remote, _script):
        with pytest.raises(UnreachableError, match="no JSON"):
            await remote.get("/operations/op_1")


async def test_endless_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bellhop.remote.client._ANSWER_BYTES", 1000)
    async with scripted({"status": 200, "body": json.dumps("x" * 100_000)}) as (remote, script):
        with pytest.raises(UnreachableError, match="longer than"):
            await remote.get("/operations/op_1")
    assert len(script.requests) == 1


async def test_faults_are_named_a_line_each_and_not_without_end() -> None:
    errors = [{"pointer": f"/roof/{index}", "code": "wrong", "message": "is no corner"} for index in range(30)]
    body = json.dumps({"type": "/problems/invalid-input", "detail": "It does not match.", "errors": errors})
    answer = {"status": 422, "body": body, "content_type": "application/problem+json"}
    async with scripted(answer) as (remote, _script):
        with pytest.raises(RefusedError) as raised:
            await remote.send("POST", "/v2/x", b"{}")
    lines = str(raised.value).splitlines()
    assert lines[:2] == ["It does not match.", "  /roof/0: is no corner"]
    assert (len(lines), lines[-1]) == (22, "  and 10 more")
