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
