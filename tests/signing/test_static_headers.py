import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellhop.domain.subscription import BasicAuth, Credentials
from bellhop.signing.static_headers import fault_of_header, headers


@pytest.mark.requirement("A14")
def test_basic_auth_is_sent_as_rfc_7617_writes_it() -> None:
    assert headers(Credentials(basic=BasicAuth("Aladdin", "open sesame"))) == (
        ("authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
    )
    ((_, value),) = headers(Credentials(basic=BasicAuth("test", "123£")))
    assert base64.b64decode(value.removeprefix("Basic ")).decode() == "test:123£"


@pytest.mark.requirement("A14")
def test_secret_headers_go_beside_the_authorization() -> None:
    credentials = Credentials(headers={"X-Api-Key": "k", "X-Other": "o"}, bearer="token")
    assert headers(credentials) == (("authorization", "Bearer token"), ("X-Api-Key", "k"), ("X-Other", "o"))


def test_an_access_token_is_sent_as_bearer() -> None:
    assert headers(Credentials(), token="at") == (("authorization", "Bearer at"),)


def test_without_credentials_nothing_is_sent() -> None:
    assert headers(Credentials()) == ()


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
