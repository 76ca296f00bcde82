"""What each way to prove and to carry costs a delivery: CPU of the sending process, from the lease to the record of it.

Every row goes through the engine's own steps (render, sign, send, classify, decide, record), to a receiver in a process
of its own; only the database is not there. The rows take turns, because a machine that others share is now
fast and now slow. The figure is that of the best turn, as others can only add to it; the median stands beside it.

A row more is an entry in `SCHEMES`. What needs another receiver or another sender (TLS, a proxy) brings its own `way`.
Run by itself: `python -m tests.bench.schemes`.
"""

import asyncio
import contextlib
import statistics
import time
import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import uvloop

from bellhop.clock import SystemClock
from bellhop.core.attempts import Outgoing, Report
from bellhop.dispatch.attempt import Attempts
from bellhop.domain.delivery import DeliveryLease
from bellhop.domain.event import EventBody
from bellhop.domain.payloads import envelope
from bellhop.domain.retry import Succeed
from bellhop.domain.subscription import Payload, WrittenTemplate
from bellhop.egress.endpoint import Endpoint
from bellhop.egress.oauth2 import TokenCache
from bellhop.egress.sender import Sender
from bellhop.ids import DeliveryId, EventId
from bellhop.signing.basic import BasicAuth
from bellhop.signing.credentials import Credentials
from bellhop.signing.ed25519 import Ed25519, KeyPair
from bellhop.signing.headers import SecretHeaders
from bellhop.signing.mtls import ClientCertificate
from bellhop.signing.oauth2 import OAuth2Client
from bellhop.signing.signature import Signature
from tests.bench.egress import open_sender, relay, tls_sink
from tests.bench.sink import sink
from tests.certificates import issue
from tests.endpoints import subscription_to
from tests.receiver import Answer, receiver

_NOW = datetime.now(UTC)
_DATA = {
    "job_id": "op_01h455vb4pex5vsknk084sn02q",
    "status": "succeeded",
    "action": "auto_designer",
    "parent": "designs/garage",
}
_FULL = envelope("operation.succeeded", _NOW, {**_DATA, "result": {"text": "y" * 800}})
_THIN = envelope("operation.succeeded", _NOW, _DATA)
_TEMPLATE = orjson.dumps(
    {"text": "Job {{data.action}}: {{data.status}}", "fields": ["Job: {{data.job_id}}", "{{data.result}}", "{{type}}"]}
)
_SIGNED = Credentials(signature=Signature.of(bytes(range(32))))
_KEY_PAIR = Ed25519((KeyPair.from_bytes(bytes(range(32))),))
_IN_FLIGHT = 64
_TURNS = 5
_REQUESTS = 2_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where the deliveries of a row go, and by which sender."""

    sender: Sender
    uri: str


@contextlib.asynccontextmanager
async def plain() -> AsyncIterator[Place]:
    """The sender over plain HTTP to a receiver on this machine."""
    with sink() as here:
        async with open_sender() as sender:
            yield Place(sender, here.url())


@contextlib.asynccontextmanager
async def secure() -> AsyncIterator[Place]:
    """The same over TLS, on kept connections."""
    with tls_sink("keep") as (port, ca_file):
        async with open_sender(ca_file=ca_file) as sender:
            yield Place(sender, f"https://localhost:{port}/")


@contextlib.asynccontextmanager
async def proxied() -> AsyncIterator[Place]:
    """Over plain HTTP through a proxy on this machine."""
    with sink() as here, relay() as port:
        async with open_sender(proxy=f"http://127.0.0.1:{port}") as sender:
            yield Place(sender, here.url())


def _client_certificate() -> ClientCertificate:
    pair = issue("bellhop", issue("Clients", authority=True))
    return ClientCertificate.of(pair.pem, pair.key_pem)


Way = Callable[[], contextlib.AbstractAsyncContextManager[Place]]


@dataclass(frozen=True, slots=True)
class Scheme:
    """One row: how a delivery is proved, what it carries, and by which way it goes.

    token: it asks for an access token, once for all.
    members: more of its subscription.
    """

    name: str
    credentials: Credentials = _SIGNED
    payload: Payload = Payload.FULL
    template: bytes | None = None
    token: bool = False
    members: Mapping[str, Any] = field(default_factory=dict)
    way: Way = plain


SCHEMES: Sequence[Scheme] = (
    Scheme("unsigned", Credentials()),
    Scheme("HMAC, thin", payload=Payload.THIN),
    Scheme("HMAC, full"),
    Scheme(
        "HMAC with two secret headers", replace(_SIGNED, headers=SecretHeaders.of({"x-key": "k" * 32, "x-env": "live"}))
    ),
    Scheme("HMAC and basic", replace(_SIGNED, basic=BasicAuth("user", "password"))),
    Scheme("HMAC and OAuth 2.0, the token cached", token=True),
    Scheme("HMAC, CloudEvents structured", payload=Payload.CLOUDEVENTS),
    Scheme("HMAC, CloudEvents binary", payload=Payload.CLOUDEVENTS_BINARY),
    Scheme("HMAC, template", payload=Payload.TEMPLATE, template=_TEMPLATE),
    Scheme("HMAC and ed25519", replace(_SIGNED, ed25519=_KEY_PAIR)),
    Scheme("ed25519 alone", Credentials(ed25519=_KEY_PAIR)),
    Scheme("HMAC, full, over TLS", way=secure),
    Scheme("the same with a client certificate", replace(_SIGNED, mtls=_client_certificate()), way=secure),
    Scheme("HMAC, full, through a proxy", way=proxied),
    Scheme("HMAC, full, with the handshake's origin", members={"handshake": True}),
)


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one row: CPU of the sending process for a delivery, in the best of the turns and in their median."""

    name: str
    cpu_micros: float
    median_micros: float


async def costs(schemes: Sequence[Scheme] = SCHEMES, *, turns: int = _TURNS, requests: int = _REQUESTS) -> list[Cost]:
    """What each row costs, in their order; every turn goes through all rows."""
    async with contextlib.AsyncExitStack() as stack:
        tokens = await stack.enter_async_context(receiver())
        tokens.always("/token", Answer(200, {}, b'{"access_token": "' + b"t" * 800 + b'", "expires_in": 3600}'))
        places: dict[Way, Place] = {}
        for each in schemes:
            if each.way not in places:
                places[each.way] = await stack.enter_async_context(each.way())
        rows = [_Row(each, places[each.way], tokens.url("/token")) for each in schemes]
        for row in rows:
            await row.measure(200)  # connections, the token, what is compiled
        seen = [[await row.measure(requests) for row in rows] for _ in range(turns)]
    found = [(scheme.name, [turn[number] for turn in seen]) for number, scheme in enumerate(schemes)]
    return [Cost(name, min(each), statistics.median(each)) for name, each in found]


class _Row:
    """One row, ready to be measured."""

    def __init__(self, scheme: Scheme, place: Place, token_uri: str) -> None:
        credentials = scheme.credentials
        if scheme.token:
            credentials = replace(credentials, oauth2=OAuth2Client(token_uri, "client", "secret"))
        written = None if scheme.template is None else WrittenTemplate(scheme.template, 1)
        subscription = subscription_to(
            place.uri, credentials=credentials, payload=scheme.payload, template=written, **scheme.members
        )
        self._endpoint = Endpoint.of(subscription, credentials, origin="bellhop.example.com")
        self._template = scheme.template
        self._name = scheme.name
        self._attempts = Attempts(
            place.sender, clock=SystemClock(), tokens=TokenCache(place.sender, SystemClock()), render_uri=_never
        )

    async def measure(self, requests: int) -> float:
        """Microseconds of CPU for each of so many deliveries."""
        left, ended = iter([self._outgoing() for _ in range(requests)]), asyncio.Event()
        under_way, failed = 0, 0

        def start() -> None:
            nonlocal under_way
            outgoing = next(left, None)
            if outgoing is not None:
                under_way += 1
                self._attempts.begin(outgoing, done)

        def done(report: Report) -> None:
            nonlocal under_way, failed
            under_way -= 1
            failed += not isinstance(report.decision, Succeed)
            start()
            if not under_way:
                ended.set()

        began = time.process_time()
        for _ in range(_IN_FLIGHT):
            start()
        await ended.wait()
        spent = time.process_time() - began
        if failed:
            message = f"{self._name}: {failed} of {requests} failed"
            raise RuntimeError(message)
        return spent / requests * 1e6

    def _outgoing(self) -> Outgoing:
        subscription = self._endpoint.subscription
        event_id = EventId(uuid.uuid4())
        later = _NOW + timedelta(hours=1)
        lease = DeliveryLease(
            subscription.tenant_id, DeliveryId(uuid.uuid4()), subscription.subscription_id, uuid.uuid4(), later,
            event_id, subscription.form, 1, 1, 0, _NOW, later, None, None, False, 1,
        )  # fmt: skip
        body = EventBody(
            event_id, f"evt_{event_id.hex[:26]}", _FULL, _THIN, "operation.succeeded", "auto_designer", "succeeded",
            "designs/garage", None, {}, None, None,
        )  # fmt: skip
        return Outgoing(lease, self._endpoint, body, self._template)


async def _never(*_args: object) -> str:
    message = "no row has a URL of its own for each delivery"
    raise RuntimeError(message)


def lines(found: Sequence[Cost]) -> list[str]:
    """The rows as a table, each with what it costs more than the first."""
    first = found[0].cpu_micros
    return [
        f"{each.name:42} {each.cpu_micros:6.1f} µs  {each.cpu_micros - first:+6.1f}  (median {each.median_micros:.1f})"
        for each in found
    ]


if __name__ == "__main__":
    print(*lines(uvloop.run(costs())), sep="\n")
