"""The operator's proxy: where it is, and whether it works (docs/decisions/egress-proxy.md)."""

import asyncio

from bellhop.clock import monotonic_seconds
from bellhop.domain.address import IpAddress, parse_address
from bellhop.domain.outcome import ErrorClass
from bellhop.egress.guard import Refusal
from bellhop.egress.resolver import Resolver
from bellhop.log import get_logger
from bellhop.metrics import EGRESS_PROXY_FAILING, EGRESS_PROXY_FAILURES
from bellhop.proxy_address import ProxyAddress

_KNOWN_WELL_SECONDS = 30.0
_NEWS_SECONDS = 1200.0  # longer than a deferred delivery rests: its next try is news
_SAY_AGAIN_SECONDS = 60.0
_LOOK_UP_SECONDS = 5.0

log = get_logger("egress")


class Proxy:
    """One proxy for all handles of a sender."""

    def __init__(self, address: ProxyAddress, resolver: Resolver) -> None:
        self.address = address
        self._resolver = resolver
        literal = parse_address(address.host)
        self.addresses: tuple[IpAddress, ...] = () if literal is None else (literal,)
        self._is_literal = literal is not None
        self._expires = 0.0
        self._worked: float | None = None
        self._problem = ""
        self._failing_since = self._failed = 0.0
        self._say_again, self._is_said = 0.0, False

    async def find(self, timeout_seconds: float = _LOOK_UP_SECONDS) -> Refusal | None:
        """Look up its name if that was not done yet; why it cannot be found, or None."""
        if not self.addresses:
            problem = await self._look_up(timeout_seconds)
            if problem:
                self.note_failed(problem)
                return Refusal(ErrorClass.PROXY_FAILED, problem)
        return None

    async def run_once(self) -> int:
        """Look up its name again when its addresses are over, and tell the figures; addresses stay until others come.

        Always 0: there is no more to do at once.
        """
        if not self._is_literal and self._expires <= monotonic_seconds():
            problem = await self._look_up(_LOOK_UP_SECONDS)
            if problem and not self.addresses:
                self.note_failed(problem)
        self._tell()
        return 0

    async def _look_up(self, timeout_seconds: float) -> str:
        found = await self._resolver.resolve(self.address.host, tenant_id="", timeout_seconds=timeout_seconds)
        if found.addresses:
            self.addresses, self._expires = found.addresses, found.expires
            return ""
        return "the name of the service's proxy does not resolve"

    async def take_a_connection(self, timeout_seconds: float = _LOOK_UP_SECONDS) -> str | None:
        """Why it takes no connection from here, or None; for a doctor, who sends nothing."""
        refusal = await self.find(timeout_seconds)
        if refusal is not None:
            return refusal.sentence
        problem = "no connection in time"
        for address in self.addresses:
            try:
                async with asyncio.timeout(timeout_seconds):
                    _, writer = await asyncio.open_connection(str(address), self.address.port)
            except OSError as error:  # also of the time
                problem = error.strerror or problem
            else:
                writer.close()
                return None
        return problem

    @property
    def works(self) -> bool:
        """Whether something got through a moment ago."""
        return self._worked is not None and monotonic_seconds() - self._worked < _KNOWN_WELL_SECONDS

    @property
    def problem(self) -> str | None:
        """Why the last that should have gone through it did not, or None; after 20 minutes without news also None."""
        return self._problem if self._problem and monotonic_seconds() - self._failed < _NEWS_SECONDS else None

    def note_well(self) -> None:
        """Something got through."""
        self._worked = monotonic_seconds()
        if self._problem:
            self._problem = ""
            self._tell()
        if self._is_said:
            self._is_said = False
            log.warning("proxy.back", proxy=self.address.uri, seconds=round(self._worked - self._failing_since, 1))

    def note_failed(self, problem: str) -> None:
        """Something did not get through; the sentence names no address."""
        now = self._failed = monotonic_seconds()
        EGRESS_PROXY_FAILURES.inc()
        if not self._problem:
            self._failing_since = now
        self._problem = problem
        self._tell()
        if now > self._say_again:  # also of a proxy that fails for some endpoints only
            self._say_again, self._is_said = now + _SAY_AGAIN_SECONDS, True
            log.error("proxy.failing", proxy=self.address.uri, reason=problem)

    def _tell(self) -> None:
        failing = self.problem is not None
        EGRESS_PROXY_FAILING.set(max(0.001, monotonic_seconds() - self._failing_since) if failing else 0)
