"""Which addresses are public: the IANA registries of special-purpose addresses, and IPv4 hidden inside IPv6.

The registries: iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry, multicast beside them.
Every range that they list is refused, also the few that are globally reachable (anycast of AS112, AMT): nobody
receives webhooks there. Of IPv6 only 2000::/3 is global unicast, so everything outside it is refused unasked.

An IPv4 address can be spelled as an IPv6 one, and some router on the way will take it out again: mapped
(RFC 4291 §2.5.5.2), NAT64 (RFC 6052), 6to4 (RFC 3056), Teredo (RFC 4380), ISATAP (RFC 5214). Such an address
is judged by what is inside.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

IpAddress = IPv4Address | IPv6Address
IpNetwork = IPv4Network | IPv6Network

_SPECIAL_V4 = tuple(
    (IPv4Network(network), name)
    for network, name in (
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a carrier (CGNAT)"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved for protocols"),
        ("192.0.2.0/24", "for documentation"),
        ("192.31.196.0/24", "reserved (AS112)"),
        ("192.52.193.0/24", "reserved (AMT)"),
        ("192.88.99.0/24", "reserved (6to4 relay)"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "reserved (AS112)"),
        ("198.18.0.0/15", "for benchmarking"),
        ("198.51.100.0/24", "for documentation"),
        ("203.0.113.0/24", "for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("255.255.255.255/32", "broadcast"),
        ("240.0.0.0/4", "reserved"),
    )
)
_SPECIAL_V6 = tuple(
    (IPv6Network(network), name)
    for network, name in (
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("64:ff9b:1::/48", "local translation (NAT64)"),
        ("100::/64", "discarded"),
        ("100:0:0:1::/64", "discarded"),
        ("2001::/23", "reserved for protocols"),
        ("2001:db8::/32", "for documentation"),
        ("2620:4f:8000::/48", "reserved (AS112)"),
        ("3fff::/20", "for documentation"),
        ("5f00::/16", "segment routing"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "private"),
        ("ff00::/8", "multicast"),
    )
)
_GLOBAL_UNICAST_V6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = IPv6Network("2002::/16")
_TEREDO = IPv6Network("2001::/32")
_ISATAP_MARKS = (0x00005EFE, 0x02005EFE)  # the upper half of an ISATAP interface identifier
_LOW_32_BITS = 0xFFFFFFFF


def parse_address(text: str) -> IpAddress | None:
    """The address in its usual spelling (a dotted quad, or IPv6 without a zone), IPv4-mapped ones as IPv4, or None."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return None if isinstance(address, IPv6Address) and address.scope_id else unmapped(address)


def bracketed(host: str) -> str:
    """A host as it stands before a port: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host


def unmapped(address: IpAddress) -> IpAddress:
    """The IPv4 address behind an IPv4-mapped one: a socket that dials `::ffff:a.b.c.d` speaks IPv4."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return address if mapped is None else mapped


def special_range(address: IpAddress) -> str | None:
    """What kind of address this is when it is not public unicast (a word or two for a sentence), else None."""
    address = unmapped(address)
    if isinstance(address, IPv4Address):
        return next((name for network, name in _SPECIAL_V4 if address in network), None)
    inner = inner_addresses(address)
    for each in inner:
        kind = special_range(each)
        if kind is not None:
            return f"{kind} ({each} inside)"
    if address in _NAT64 or address in _SIX_TO_FOUR or address in _TEREDO:
        return None
    outside = None if address in _GLOBAL_UNICAST_V6 else "not global unicast"
    return next((name for network, name in _SPECIAL_V6 if address in network), outside)


def is_public(address: IpAddress) -> bool:
    """Whether anybody on the Internet may be behind this address."""
    return special_range(address) is None


def inner_addresses(address: IPv6Address) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses that a packet to this one may end at (Teredo names two: its server and its client)."""
    bits = int(address)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address in _NAT64:
        return (IPv4Address(bits & _LOW_32_BITS),)
    if address in _SIX_TO_FOUR:
        return (IPv4Address(bits >> 80 & _LOW_32_BITS),)
    if address in _TEREDO:
        return (IPv4Address(bits >> 64 & _LOW_32_BITS), IPv4Address(~bits & _LOW_32_BITS))
    if bits >> 32 & _LOW_32_BITS in _ISATAP_MARKS:
        return (IPv4Address(bits & _LOW_32_BITS),)
    return ()
