from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellhop.domain.address import inner_addresses, is_public, parse_address, special_range

SPECIAL = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32",
    "::/128", "::1/128", "::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001:1::1/128",
    "2001:1::2/128", "2001:1::3/128", "2001:2::/48", "2001:3::/32", "2001:4:112::/48", "2001:10::/28", "2001:20::/28",
    "2001:30::/28", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fc00::/7", "fd00:ec2::254/128",
    "fe80::/10", "fec0::/10", "ff00::/8", "4000::/3", "e000::/4",
]  # fmt: skip
PUBLIC = [
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
    "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0",
    "198.17.255.255", "198.20.0.0", "203.0.112.255", "203.0.114.0", "223.255.255.255",
    "2606:4700:4700::1111", "2a00::1", "2001:200::1", "2001:4860:4860::8888", "2620:fe::fe",
]  # fmt: skip
NETWORKS = [ip_network(each) for each in SPECIAL]
PRIVATE_V4 = st.sampled_from([ip_network(each) for each in SPECIAL if "." in each]).flatmap(
    lambda network: st.integers(int(network.network_address), int(network.broadcast_address)).map(IPv4Address)
)
PUBLIC_V4 = st.integers(0, 2**32 - 1).map(IPv4Address).filter(is_public)


def hide(inner: IPv4Address, form: str) -> IPv6Address:
    bits = int(inner)
    return IPv6Address(
        {
            "mapped": 0xFFFF << 32 | bits,
            "nat64": 0x64FF9B << 96 | bits,
            "6to4": 0x2002 << 112 | bits << 80 | 1,
            "teredo client": 0x20010000 << 96 | int(IPv4Address("8.8.8.8")) << 64 | (~bits & 0xFFFFFFFF),
            "teredo server": 0x20010000 << 96 | bits << 64 | (~int(IPv4Address("8.8.8.8")) & 0xFFFFFFFF),
            "isatap": 0x2A00 << 112 | 0x00005EFE << 32 | bits,
            "isatap universal": 0x2A00 << 112 | 0x02005EFE << 32 | bits,
        }[form]
    )


FORMS = st.sampled_from(["mapped", "nat64", "6to4", "teredo client", "teredo server", "isatap", "isatap universal"])


@pytest.mark.parametrize("network", SPECIAL)
def test_every_special_range_is_refused_from_end_to_end(network: str) -> None:
    parsed = ip_network(network)
    for address in (parsed.network_address, parsed.broadcast_address, parsed[parsed.num_addresses // 2]):
        assert special_range(address) is not None, address


@pytest.mark.parametrize("text", PUBLIC)
def test_neighbours_of_special_ranges_are_public(text: str) -> None:
    assert is_public(ip_address(text))


@given(st.sampled_from(NETWORKS), st.integers(0, 2**128))
def test_no_address_of_a_special_range_is_public(network: object, position: int) -> None:
    assert isinstance(network, type(NETWORKS[0]) | type(NETWORKS[-1]))
    assert not is_public(network[position % network.num_addresses])


@given(PRIVATE_V4, FORMS)
def test_an_inner_ipv4_address_is_refused_however_it_is_wrapped(inner: IPv4Address, form: str) -> None:
    wrapped = hide(inner, form)
    assert inner in inner_addresses(wrapped)
    assert not is_public(wrapped)


@given(PUBLIC_V4, FORMS)
def test_a_public_ipv4_address_stays_public_when_wrapped(inner: IPv4Address, form: str) -> None:
    assert is_public(hide(inner, form))


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
def test_nothing_that_python_calls_private_is_public(address: IPv4Address) -> None:
    assert not (is_public(address) and (address.is_private or address.is_multicast or address.is_reserved))


@given(st.integers(0, 2**128 - 1).map(IPv6Address))
def test_ipv6_outside_global_unicast_is_never_public_by_itself(address: IPv6Address) -> None:
    if int(address) >> 125 != 1 and not inner_addresses(address):
        assert not is_public(address)


def test_the_reason_names_what_is_inside() -> None:
    assert special_range(ip_address("64:ff9b::a9fe:a9fe")) == "link-local (169.254.169.254 inside)"
    assert special_range(ip_address("::ffff:10.0.0.1")) == "private"


@pytest.mark.parametrize("text", ["", "1.2.3", "fe80::1%eth0", "0177.0.0.1", "localhost", "1.2.3.4:80", "[::1]"])
def test_only_usual_spellings_are_addresses(text: str) -> None:
    assert parse_address(text) is None


def test_a_mapped_address_is_read_as_the_ipv4_address_it_dials() -> None:
    assert parse_address("::ffff:127.0.0.1") == IPv4Address("127.0.0.1")
