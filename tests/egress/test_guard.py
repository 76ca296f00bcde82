from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellhop.domain.outcome import ErrorClass
from bellhop.domain.url import Url
from bellhop.egress.guard import BAD_PORTS, Guard, Refusal

INNER = [
    "127.0.0.1", "localhost", "LOCALHOST.", "sub.localhost", "2130706433", "127.1", "0x7f.1", "017700000001", "0",
    "10.0.0.1", "192.168.1.1", "172.31.0.1", "169.254.169.254", "0xa9fea9fe", "100.64.0.1", "224.0.0.1", "[::1]",
    "[::ffff:127.0.0.1]", "[::ffff:169.254.169.254]", "[64:ff9b::7f00:1]", "[2002:a00:1::]", "[fd00:ec2::254]",
    "[::]", "[fe80::1]", "[2001:0:808:808::80ff:fffe]", "127.0.0.1.", "①②⑦.0.0.1", "%31%32%37.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("host", INNER)
def test_no_spelling_of_an_inner_address_can_be_written_down(host: str) -> None:
    reason = Guard().check_uri(f"https://{host}/hook")
    assert reason is not None
    refusal = Guard().check_url(f"https://{host}/hook")
    assert isinstance(refusal, Refusal)
    assert refusal.error is ErrorClass.BLOCKED_ADDRESS


def test_a_public_endpoint_may_be_written_down() -> None:
    for uri in ("https://example.com/hook", "https://8.8.8.8/", "https://[2606:4700:4700::1111]:8443/x?y=z"):
        assert Guard().check_uri(uri) is None


def test_plain_http_needs_the_operators_word() -> None:
    assert "https://" in str(Guard().check_uri("http://example.com/"))
    assert Guard(allow_http=True).check_uri("http://example.com/") is None


@pytest.mark.parametrize("port", sorted(BAD_PORTS - {0}))
def test_bad_ports_of_the_fetch_standard_are_refused(port: int) -> None:
    refusal = Guard().check_url(f"https://example.com:{port}/")
    assert isinstance(refusal, Refusal)
    assert refusal.error is ErrorClass.BLOCKED_PORT


def test_the_operator_opens_exactly_the_named_networks() -> None:
    guard = Guard((ip_network("10.1.0.0/16"), ip_network("fd00::/64")))
    for allowed in ("10.1.2.3", "[fd00::1]", "[::ffff:10.1.2.3]", "[64:ff9b::a01:203]", "0x0a010203"):
        assert isinstance(guard.check_url(f"https://{allowed}/"), Url), allowed
    for refused in ("10.2.0.1", "127.0.0.1", "[fd00:0:0:1::1]", "[64:ff9b::a02:1]", "169.254.169.254"):
        assert isinstance(guard.check_url(f"https://{refused}/"), Refusal), refused


def test_localhost_may_be_opened() -> None:
    assert Guard((ip_network("127.0.0.0/8"),)).check_uri("https://localhost/") is None


@given(st.integers(0, 2**32 - 1).map(str) | st.ip_addresses().map(str) | st.text(max_size=20))
def test_writing_and_dialling_agree_about_every_literal(text: str) -> None:
    guard = Guard()
    checked = guard.check_url(f"https://{f'[{text}]' if ':' in text else text}/")
    if isinstance(checked, Url) and checked.address is not None:
        assert guard.check_address(str(checked.address)) is None


def test_what_is_no_address_is_never_dialled() -> None:
    assert Guard().check_address("/run/socket") is not None


def test_a_flood_of_urls_does_not_grow_the_guard_without_bound() -> None:
    guard = Guard()
    for number in range(20_000):
        guard.check_uri(f"https://a{number}.example/")
    assert len(guard._urls) <= 16_384
