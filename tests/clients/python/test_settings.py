"""What a client and a worker are told: what cannot work is refused where it is given, and no key is repeated."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from bellhop_client import AsyncClient, Client, Worker

KEY = "bh_tenant_5bd0hvmhkjx7sv0n"
URL = "http://127.0.0.1:8400"
MAKERS: list[Callable[..., Any]] = [Client, AsyncClient, Worker]


def sent(*given: str) -> str | None:
    """The `Authorization` of a client that is given this."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={})

    with Client(*given, transport=httpx.MockTransport(answer)) as client:
        client.request("GET", "/v2/me")
    return dict(asked[0].headers).get("authorization")


@pytest.mark.parametrize("around", ["{}\n", "{}\r\n", " {}\t", "\n{}"], ids=repr)
def test_white_space_around_a_key_is_no_part_of_it(around: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sent(URL, around.format(KEY)) == f"Bearer {KEY}"

    monkeypatch.setenv("BELLHOP_KEY", around.format(KEY))
    assert sent(URL) == f"Bearer {KEY}"


def test_a_key_of_white_space_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BELLHOP_KEY", raising=False)

    assert sent(URL, "\n") is None


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("key", [f"{KEY}\n{KEY}", f"{KEY}é", f"{KEY}\x1b", f"{KEY} {KEY}", f"{KEY}\x7f"], ids=ascii)
def test_a_key_that_no_header_carries_is_refused_and_not_repeated(
    make: Callable[..., Any], key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValueError, match="one word of printable ASCII") as given:
        make(URL, key)
    monkeypatch.setenv("BELLHOP_KEY", key)
    with pytest.raises(ValueError, match="one word of printable ASCII") as found:
        make(URL)

    for raised in (given, found):
        assert KEY not in str(raised.value)
        assert (raised.value.__cause__, raised.value.__context__) == (None, None)


def test_a_key_is_read_from_a_file_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n", encoding="ascii")

    Worker(URL, (tmp_path / "key").read_text(encoding="ascii"))


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        KEY,
        "bellhop.example.com",
        "ftp://bellhop.example.com",
        "https://",
        "http://:8400",
        "http://h:99999",
        "http://[::1",
        "http://two words",
        "http://user:word@h",
        "http://h?a=1",
        "http://h#a",
    ],
)
def test_a_url_that_is_no_address_is_refused_and_not_repeated(
    make: Callable[..., Any], url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValueError, match=r"such as https://bellhop\.example\.com") as given:
        make(url, "k")
    monkeypatch.setenv("BELLHOP_URL", url)
    with pytest.raises(ValueError, match=r"such as https://bellhop\.example\.com"):
        make(None, "k")

    assert KEY not in str(given.value)


@pytest.mark.parametrize("url", ["http://h:8400", "https://h/", "https://h/below//", " http://[::1]:8400\n"], ids=repr)
def test_an_address_may_have_a_path_and_white_space_around_it(url: str) -> None:
    with Client(url, "k") as client:
        assert str(client._transport.http.base_url).rstrip("/") == url.strip().rstrip("/")


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_decimals_are_one_of_two_words(make: Callable[..., Any]) -> None:
    make(URL, "k", decimals="decimal")

    with pytest.raises(ValueError, match='decimals is "float" or "decimal", not \'dec\''):
        make(URL, "k", decimals="dec")


@pytest.mark.parametrize("concurrency", [0, -1, 1.5, "4", True], ids=repr)
def test_a_worker_with_no_place_for_a_job_is_refused(concurrency: Any) -> None:
    with pytest.raises(ValueError, match="a whole number from 1, not"):
        Worker(URL, "k", concurrency=concurrency)
    with pytest.raises(ValueError, match="a whole number from 1, not"):
        Worker(URL, "k").action("echo", concurrency=concurrency)(dict)


@pytest.mark.parametrize("lease_seconds", [0, -1, 86_401, 1_000_000_000, 1.5], ids=repr)
def test_a_lease_that_the_service_would_refuse_is_refused(lease_seconds: Any) -> None:
    with pytest.raises(ValueError, match=r"from 1 to 86400 \(a day\), not"):
        Worker(URL, "k", lease_seconds=lease_seconds)


def test_a_mode_that_there_is_not_is_refused() -> None:
    async def waits() -> None: ...

    mode: Any = "nope"
    for function in (dict, waits):
        with pytest.raises(ValueError, match='mode is "async", "thread" or "process", not \'nope\''):
            Worker(URL, "k").action("echo", mode=mode)(function)


def test_a_decorator_without_its_parentheses_says_so() -> None:
    function: Any = dict

    with pytest.raises(TypeError, match=r"write @worker\.action\(\)"):
        Worker(URL, "k").action(function)
