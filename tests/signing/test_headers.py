import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellhop.signing.headers import SecretHeaders, fault_of_header


def test_secret_headers_are_sent_as_they_were_given() -> None:
    assert SecretHeaders({"X-Api-Key": "k", "x-other": "o"}).headers() == (("X-Api-Key", "k"), ("x-other", "o"))
    assert SecretHeaders.of({}) is None


def test_a_name_that_is_given_twice_is_refused_whatever_its_case() -> None:
    assert [(each.pointer, each.code) for each in SecretHeaders({"X-Key": "a", "x-key": "b"}).faults()] == [
        ("/auth/headers/x-key", "duplicate")
    ]


@pytest.mark.parametrize(
    "name",
    [
        "Authorization",
        "host",
        "Content-Type",
        "content-x",
        "Transfer-Encoding",
        "connection",
        "Webhook-Id",
        "WEBHOOK-signature",
        "te",
        "Upgrade",
        "keep-alive",
        "proxy-authorization",
        "trailer",
    ],
)
def test_reserved_names_are_refused(name: str) -> None:
    reason = fault_of_header(name, "v")
    assert reason is not None
    assert "reserved" in reason


@pytest.mark.parametrize("name", ["", "a b", "a:b", "a\r\nb", "ä", "x" * 257, "a\x00"])
def test_names_that_are_no_token_are_refused(name: str) -> None:
    assert fault_of_header(name, "v") is not None


@pytest.mark.parametrize(
    "value", ["", " a", "a ", "a\r\nInjected: yes", "a\nb", "a\x00b", "ä", "日本", "x" * 4097, "\x7f"]
)
def test_values_that_could_inject_or_be_misread_are_refused(value: str) -> None:
    assert fault_of_header("X-Key", value) is not None


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=200))
def test_printable_values_are_sent(value: str) -> None:
    assert fault_of_header("X-Key", value) is None
