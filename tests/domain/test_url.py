from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bellhop.domain.url import Url, parse

LOOPBACK = IPv4Address("127.0.0.1")
SPELLINGS = [
    ("127.0.0.1", LOOPBACK),
    ("127.1", LOOPBACK),
    ("127.0.1", LOOPBACK),
    ("2130706433", LOOPBACK),
    ("0x7f000001", LOOPBACK),
    ("0X7F.1", LOOPBACK),
    ("017700000001", LOOPBACK),
    ("0177.0.0.01", LOOPBACK),
    ("0x7f.0.0x0.1", LOOPBACK),
    ("127.0.0.1.", LOOPBACK),
    ("127。0。0。1", LOOPBACK),
    ("127.0.0.1", LOOPBACK),
    ("①②⑦.⓪.⓪.①", LOOPBACK),
    ("%31%32%37.0.0.1", LOOPBACK),
    ("127%2E0%2E0%2E1", LOOPBACK),
    ("%EF%BC%91%EF%BC%92%EF%BC%97.0.0.1", LOOPBACK),
    ("[::ffff:127.0.0.1]", LOOPBACK),
    ("[::ffff:7f00:1]", LOOPBACK),
    ("[0:0:0:0:0:ffff:7f00:0001]", LOOPBACK),
    ("[::1]", IPv6Address("::1")),
    ("[0:0:0:0:0:0:0:1]", IPv6Address("::1")),
    ("[64:ff9b::169.254.169.254]", IPv6Address("64:ff9b::a9fe:a9fe")),
    ("[2002:7f00:1::]", IPv6Address("2002:7f00:1::")),
    ("0", IPv4Address(0)),
    ("0x", IPv4Address(0)),
    ("169.254.43518", IPv4Address("169.254.169.254")),
    ("0xA9FEA9FE", IPv4Address("169.254.169.254")),
]
REFUSED_HOSTS = [
    "", ".", "..", "a..b", "-a.example", "a-.example", "[fe80::1%25eth0]", "[fe80::1%eth0]", "[::1", "::1", "[]", "[1]",
    "[127.0.0.1]", "1.2.3.4.5", "256.1.1.1", "1.2.3.256", "4294967296", "0x100000000", "1.2.08", "1_0.1", "1e2.1",
    "a b", "a%00b", "a%20b", "%ff", "a%2fb", "a%40b", "a%3ab", "a\tb", "a\nb", "ex[ample", "xn--", "\u00ad", "x" * 64,
    "a." * 127 + "b", "a,b", "a'b", "*.example", "٣.1", "%20127.0.0.1", "[v1.x]",
]  # fmt: skip


def read(text: str) -> Url:
    parsed = parse(text)
    assert isinstance(parsed, Url), parsed
    return parsed


@pytest.mark.parametrize(("host", "address"), SPELLINGS)
def test_every_spelling_of_an_address_is_read_as_that_address(host: str, address: object) -> None:
    parsed = read(f"https://{host}/x")
    assert parsed.address == address
    assert read(parsed.text) == parsed


@pytest.mark.parametrize("host", REFUSED_HOSTS)
def test_a_host_that_could_be_read_in_two_ways_is_refused(host: str) -> None:
    assert isinstance(parse(f"https://{host}/"), str)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("https://Example.COM", "https://example.com/"),
        ("HTTPS://example.com:443/a?b=c", "https://example.com/a?b=c"),
        ("https://example.com:8443?b", "https://example.com:8443/?b"),
        ("http://example.com:80/", "http://example.com/"),
        ("http://example.com:443/", "http://example.com:443/"),
        ("https://example.com./", "https://example.com/"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ("https://my_host.example/a/../b", "https://my_host.example/a/../b"),
        ("https://example.com/a%2fb/%7E//?", "https://example.com/a%2fb/%7E//?"),
        ("https://example.com/%E2%82%AC/a;b=1,2", "https://example.com/%E2%82%AC/a;b=1,2"),
        ("https://[2A00::1]:8443/", "https://[2a00::1]:8443/"),
        ("https://example.com:/", "https://example.com/"),
        ("https://example.com:00443/", "https://example.com/"),
    ],
)
def test_a_url_has_one_canonical_spelling(text: str, canonical: str) -> None:
    assert read(text).text == canonical


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "start with https"),
        ("example.com/hook", "start with https"),
        ("ftp://example.com/", "start with https"),
        ("file:///etc/passwd", "start with https"),
        ("javascript:alert(1)", "start with https"),
        ("gopher://example.com/", "start with https"),
        ("https:/example.com", "start with https"),
        ("https:\\\\example.com", "start with https"),
        ("https://example.com\\@evil.example/", "percent-encode"),
        (" https://example.com/", "start with https"),
        ("https://user@example.com/", "user name"),
        ("https://user:secret@example.com/", "user name"),
        ("https://example.com@127.0.0.1/", "user name"),
        ("https://example.com/#part", "fragment"),
        ("https://example.com/#", "fragment"),
        ("https://example.com:0/", "port"),
        ("https://example.com:65536/", "port"),
        ("https://example.com:-1/", "port"),
        ("https://example.com:8x/", "port"),
        ("https://example.com:٨/", "port"),
        ("https://example.com/a b", "percent-encode"),
        ("https://example.com/\r\nHost: evil", "percent-encode"),
        ("https://example.com/%zz", "`%zz` in the URL must be `%` and two hexadecimal digits"),
        ("https://example.com/a?b=5%", "two hexadecimal digits"),
        ("https://example.com/é", "character é in the URL's path or query must be percent-encoded: `%C3%A9`"),
        ("https://example.com/a|b", "`%7C`"),
        ("https://example.com/a?b=\u200b", "character U+200B"),
        ("https://example.com/<JOB_ID>", "percent-encode"),
        ("https://example.com/" + "a" * 2048, "2048"),
        ("https://", "host"),
        ("https:///path", "host"),
    ],
)
def test_what_is_wrong_with_a_url_is_said(text: str, reason: str) -> None:
    parsed = parse(text)
    assert isinstance(parsed, str)
    assert reason in parsed


@given(st.text(max_size=80))
@example("1_1")
def test_any_text_as_host_is_refused_or_read_the_same_again(host: str) -> None:
    parsed = parse(f"https://{host}/")
    if isinstance(parsed, Url):
        assert parsed.text.isascii()
        assert read(parsed.text) == parsed


@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.lists(st.sampled_from(["d", "x", "o"]), min_size=4, max_size=4))
def test_numbers_in_any_base_and_count_give_the_same_address(value: int, count: int, bases: list[str]) -> None:
    heads = [value >> 8 * (3 - position) & 255 for position in range(count - 1)]
    numbers = [*heads, value & 256 ** (5 - count) - 1]
    formats = {"d": "{}", "x": "{:#x}", "o": "0{:o}"}
    host = ".".join(formats[base].format(number) for base, number in zip(bases, numbers, strict=False))
    assert read(f"http://{host}/").address == IPv4Address(value)
