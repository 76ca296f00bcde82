"""Where a request may go: one rule for URLs when they are written and for addresses whenever they are dialled."""

from collections.abc import Iterable
from dataclasses import dataclass

from bellhop.domain import url
from bellhop.domain.address import (
    IpAddress,
    IpNetwork,
    inner_addresses,
    is_public,
    parse_address,
    special_range,
    unmapped,
)
from bellhop.domain.outcome import ErrorClass
from bellhop.domain.url import Url

# The "bad ports" of the Fetch standard (fetch.spec.whatwg.org, "port blocking").
BAD_PORTS = frozenset(
    {
        0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
        110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530,
        531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190,
        5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
    }
)  # fmt: skip
_LOOPBACK = tuple(address for text in ("127.0.0.1", "::1") if (address := parse_address(text)))
_VERDICTS_KEPT = 32_768
_URLS_KEPT = 16_384
_LONGEST_KEPT_URL_CHARS = 256  # a URL with ids in it may never come again


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing may be sent: the class for the record, a sentence for the reader."""

    error: ErrorClass
    sentence: str


class Guard:
    """The rules of one service: public unicast only, plus the networks that the operator named."""

    def __init__(self, allow: tuple[IpNetwork, ...] = (), *, allow_http: bool = False) -> None:
        self._allow = allow
        self._allow_http = allow_http
        self._verdicts: dict[str, str | None] = {}
        self._urls: dict[str, Url | Refusal] = {}

    def check_uri(self, uri: str) -> str | None:
        """Why this URL cannot be an endpoint, as a sentence, or None: asked before it is written down.

        Looks at the URL alone; a name is resolved and its addresses are checked each time it is dialled.
        """
        checked = self.check_url(uri)
        return checked.sentence if isinstance(checked, Refusal) else None

    def check_url(self, text: str) -> Url | Refusal:
        """The URL in its canonical spelling, or why nothing may be sent there."""
        known = self._urls.get(text)
        if known is None:
            known = self._judge_url(text)
            if len(self._urls) >= _URLS_KEPT:
                self._urls.clear()
            if len(text) <= _LONGEST_KEPT_URL_CHARS:
                self._urls[text] = known
        return known

    def check_address(self, text: str) -> str | None:
        """Why this address may not be dialled, as a sentence, or None."""
        try:
            return self._verdicts[text]
        except KeyError:
            address = parse_address(text)
            verdict = f"{text} is not an address" if address is None else self.refuse_address(address)
        if len(self._verdicts) >= _VERDICTS_KEPT:
            self._verdicts.clear()
        self._verdicts[text] = verdict
        return verdict

    def refuse_address(self, address: IpAddress) -> str | None:
        """Why this address may not be dialled, as a sentence, or None."""
        kind = special_range(address)
        if kind is None or self._is_allowed(address):
            return None
        return f"the address {unmapped(address)} is {kind}"

    def _is_allowed(self, address: IpAddress) -> bool:
        """Whether the operator named this address, or all that is inside of it and not public anyway."""
        address = unmapped(address)
        if any(address in network for network in self._allow):
            return True
        inner = () if address.version == 4 else inner_addresses(address)  # noqa: PLR2004 - IPv4
        return bool(inner) and all(is_public(each) or self._is_allowed(each) for each in inner)

    def _judge_url(self, text: str) -> Url | Refusal:
        parsed = url.parse(text)
        if isinstance(parsed, str):
            return Refusal(ErrorClass.BAD_URL, parsed)
        if parsed.scheme != "https" and not self._allow_http:
            return Refusal(ErrorClass.BAD_URL, "the URL must start with https://")
        if parsed.port in BAD_PORTS:
            return Refusal(ErrorClass.BLOCKED_PORT, f"port {parsed.port} is not for HTTP")
        return self._refuse_all(parsed, known_addresses(parsed)) or parsed

    def _refuse_all(self, parsed: Url, addresses: Iterable[IpAddress]) -> Refusal | None:
        reasons = [self.refuse_address(address) for address in addresses]
        if not reasons or None in reasons:
            return None
        named = "" if parsed.address else f"{parsed.host} leads nowhere else: "
        return Refusal(ErrorClass.BLOCKED_ADDRESS, named + str(reasons[0]))


def known_addresses(parsed: Url) -> tuple[IpAddress, ...]:
    """The addresses of a host that needs no DNS: a literal, or `localhost` and all below it (RFC 6761 §6.3)."""
    if parsed.address is not None:
        return (parsed.address,)
    if parsed.host == "localhost" or parsed.host.endswith(".localhost"):
        return _LOOPBACK
    return ()
