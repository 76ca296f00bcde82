"""The rules that need no service: retries, pauses, numbers, problem documents."""

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from pydantic import BaseModel

from bellhop_client import ProblemError, Retries, numbers, problems
from bellhop_client.reading import problem_of
from bellhop_client.retries import is_worth_repeating, read_retry_after
from tests.clients.vectors import vectors

BACKOFF = vectors("backoff.json")
NUMBERS = vectors("numbers.json")
PROBLEMS = vectors("problems.json")


@pytest.mark.parametrize("case", vectors("retries.json")["statuses"], ids=str)
@pytest.mark.parametrize("kind", ["repeatable", "once"])
def test_a_status_is_retried_or_raised(case: dict[str, Any], kind: str) -> None:
    repeats = is_worth_repeating(case["status"], case.get("code"), repeatable=kind == "repeatable")

    assert repeats == (case[kind] == "retry")


def test_the_bounds_of_pauses_are_the_defaults() -> None:
    names = ("attempts", "first_seconds", "factor", "most_seconds", "longest_retry_after_seconds")

    assert {name: getattr(Retries(), name) for name in names} == {name: BACKOFF[name] for name in names}


@pytest.mark.parametrize("case", BACKOFF["pauses"], ids=str)
def test_a_pause_stays_within_its_bounds(case: dict[str, Any]) -> None:
    pauses = [Retries().pause(case["retry"], share / 100) for share in range(100)]

    assert min(pauses) == case["least"]
    assert case["least"] < max(pauses) <= case["most"]


@pytest.mark.parametrize("case", BACKOFF["exact"], ids=str)
def test_a_pause_follows_its_random_number(case: dict[str, Any]) -> None:
    assert Retries().pause(case["retry"], case["random"]) == case["seconds"]


@pytest.mark.parametrize("case", BACKOFF["retry_after"], ids=str)
def test_retry_after_is_read(case: dict[str, Any]) -> None:
    seconds = read_retry_after(case["value"], parsedate_to_datetime(BACKOFF["now"]))

    assert seconds == case["seconds"]
    assert Retries().is_spent(1, seconds) == case.get("give_up", False)


def test_who_tries_for_ever_waits_for_no_answer_longer_than_it_says() -> None:
    for_ever = Retries(attempts=None)

    assert not for_ever.is_spent(1_000_000, 60)
    assert for_ever.is_spent(1, 61)
    assert for_ever.is_spent(1, read_retry_after("9" * 400))  # no clock could wait so long


@pytest.mark.parametrize("case", NUMBERS["integers"], ids=str)
def test_integers_are_exact_both_ways(case: dict[str, Any]) -> None:
    value = numbers.loads(f'{{"n":{case["json"]}}}')

    assert value == {"n": int(case["json"])}
    assert numbers.dumps(value) == f'{{"n":{case["json"]}}}'.encode()


@pytest.mark.parametrize("case", NUMBERS["decimals"], ids=str)
def test_decimals_are_doubles_or_keep_their_digits(case: dict[str, Any]) -> None:
    text = f"[{case['json']}]"

    assert numbers.loads(text) == [case["double"]]
    assert numbers.loads(numbers.dumps(numbers.loads(text))) == [case["double"]]
    exact = numbers.loads(text, "decimal")
    assert exact == [Decimal(case["json"])]
    assert json.loads(numbers.dumps(exact), parse_float=str) == [str(Decimal(case["json"]))]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), Decimal("NaN"), "\ud800"], ids=repr)
def test_what_json_has_no_word_for_is_refused_before_it_is_sent(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each says it in its own words
        numbers.dumps({"n": value})


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", "{", ""])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - same
        numbers.loads(text)


def test_data_of_many_kinds_is_written() -> None:
    class Panel(BaseModel):
        watts: Decimal
        made: datetime

    moment = datetime(2026, 11, 29, 13, tzinfo=timezone(timedelta(hours=1)))

    written = numbers.dumps({"panel": Panel(watts=Decimal("430.50"), made=moment), "names": {"a"}})

    assert written == b'{"panel":{"watts":430.50,"made":"2026-11-29T12:00:00.000000Z"},"names":["a"]}'


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        numbers.dumps(datetime(2026, 11, 29, tzinfo=UTC).replace(tzinfo=None))


@pytest.mark.parametrize("case", PROBLEMS["documents"], ids=lambda case: str(case["name"]))
def test_a_problem_document_becomes_the_exception_of_its_type(case: dict[str, Any]) -> None:
    body = case["text"].encode() if "text" in case else json.dumps(case["body"]).encode()

    error = problem_of(case["status"], {"content-type": case["content_type"] or ""}, body)

    assert (error.status, error.code) == (case["status"], case["code"])
    assert isinstance(error, problems.BY_CODE[case["kind"]])
    assert [[fault.pointer, fault.code, fault.message] for fault in error.errors] == case["errors"]
    assert error.members == case.get("members", {})
    assert error.request_id == case.get("request_id")


@pytest.mark.parametrize("case", PROBLEMS["types"], ids=lambda case: str(case["code"]))
def test_every_type_of_problem_has_an_exception_of_its_own(case: dict[str, Any]) -> None:
    body = json.dumps({"type": f"/problems/{case['code']}", "title": case["title"], "detail": "Why."}).encode()

    error = problem_of(case["status"], {"content-type": "application/problem+json"}, body)

    assert type(error).default_code == case["code"]
    assert str(error) == "Why."
    assert isinstance(error, ProblemError)
