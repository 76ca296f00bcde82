"""What a receiver needs: a callback that is proven genuine, as a typed event.

    event = webhooks.unwrap(await request.body(), request.headers, "whsec_…")
    if isinstance(event, OperationEvent):
        print(event.data.job_id, event.data.status)

Give it the bytes as they came, not JSON that was parsed and written again. Several secrets may be given while one is
rotated, and public keys (`whpk_…`) beside them. Callbacks come at least once: `seen` is where a receiver remembers the
ids of those that it has dealt with.
"""

import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from bellhop_client import numbers
from bellhop_client.errors import BellhopError
from bellhop_client.events import (
    KnownEvent,
    OperationEvent,
    WebhookPingEvent,
)
from bellhop_client.signatures import (
    TOLERANCE_SECONDS,
    BadSecretError,
    Body,
    Signed,
    WebhookError,
    listed,
    read_secrets,
    sign,
)
from bellhop_client.signatures import verify as _verify

__all__ = [
    "BadSecretError",
    "DuplicateWebhookError",
    "Event",
    "MemoryGuard",
    "OperationEvent",
    "OtherEvent",
    "ReplayGuard",
    "Signed",
    "WebhookError",
    "WebhookPingEvent",
    "is_example",
    "sample",
    "sign",
    "signed_headers",
    "unwrap",
    "verify",
]


class OtherEvent(BaseModel):
    """An event of a type that the operator publishes, or one that is newer than this library."""

    model_config = ConfigDict(extra="allow")

    type: str
    timestamp: datetime
    data: dict[str, Any]


Event = KnownEvent | OtherEvent
"""One of the models of `bellhop_client.events`, told apart by `type`, or `OtherEvent`."""

_KNOWN: TypeAdapter[Any] = TypeAdapter(KnownEvent)


class DuplicateWebhookError(BellhopError):
    """This callback was dealt with before: answer 2xx, and do nothing more."""

    def __init__(self, signed: Signed) -> None:
        super().__init__(f"{signed.id} was received before.")
        self.signed = signed


class ReplayGuard(Protocol):
    """Remembers the ids of callbacks. Where work is lost with the process, keep them in the database of that work."""

    def add(self, webhook_id: str) -> bool:
        """Remember an id; whether it is new."""
        ...


class MemoryGuard:
    """A guard for one process: the newest ids, in memory."""

    def __init__(self, most: int = 100_000) -> None:
        self._most = most
        self._ids: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, webhook_id: str) -> bool:
        """Remember an id; whether it is new."""
        with self._lock:
            if webhook_id in self._ids:
                return False
            self._ids[webhook_id] = None
            if len(self._ids) > self._most:
                self._ids.popitem(last=False)
            return True

    def discard(self, webhook_id: str) -> None:
        """Forget an id, so that the next try of a callback that could not be dealt with is taken."""
        with self._lock:
            self._ids.pop(webhook_id, None)


def verify(
    body: Body,
    headers: Mapping[str, str],
    secrets: str | Iterable[str],
    *,
    tolerance_seconds: float = TOLERANCE_SECONDS,
    now: float | None = None,
) -> Signed:
    """The id and time of a genuine request, whatever its body is.

    Raises `WebhookError` for any other, whatever a sender made of it, and `TypeError` where this is called wrongly: for
    a body that is not bytes, and for headers and secrets that are not str.
    """
    return _verify(body, headers, read_secrets(secrets), tolerance_seconds=tolerance_seconds, now=now)


def unwrap(
    body: Body,
    headers: Mapping[str, str],
    secrets: str | Iterable[str],
    *,
    tolerance_seconds: float = TOLERANCE_SECONDS,
    now: float | None = None,
    seen: ReplayGuard | None = None,
    decimals: numbers.Decimals = "float",
) -> Event:
    """The event of a genuine request.

    Raises `WebhookError` for a request that is not genuine (answer 401), `DuplicateWebhookError` for one that `seen`
    knows (answer 2xx), and `ValueError` for a genuine one whose body is of another form, such as a template of the
    tenant's own (answer 422): take `verify` for those. A number that no float holds, such as 1E400, is of another form,
    too, unless `decimals` is "decimal". Raises `TypeError` as `verify` does.
    """
    signed = verify(body, headers, secrets, tolerance_seconds=tolerance_seconds, now=now)
    event = _event(numbers.loads(bytes(body), decimals, finite=True))
    if seen is not None and not seen.add(signed.id):
        raise DuplicateWebhookError(signed)
    return event


def _event(document: Any) -> Event:
    """The model of a body. A known type with a body that its model does not take is newer than this library.

    A CloudEvent in structured mode is the same event in another form. In binary mode the type is in a header, which no
    signature covers: such a body is of another form, and `verify` is for it.
    """
    if isinstance(document, dict) and "specversion" in document:
        document = {"timestamp": document.get("time"), **document}
    try:
        return _KNOWN.validate_python(document)  # type: ignore[no-any-return]
    except ValidationError:
        return OtherEvent.model_validate(document)


def is_example(event: Event) -> bool:
    """Whether nothing has happened: the event is an example that somebody asked Bellhop to send."""
    return getattr(event, "test", None) is True


def signed_headers(
    body: bytes, secrets: str | Iterable[str], *, webhook_id: str | None = None, timestamp: int | None = None
) -> dict[str, str]:
    """The headers of a callback, for tests of a receiver: signed with `whsec_…` (or `whsk_…`, a private key)."""
    made_id = webhook_id or f"evt_{uuid.uuid4().hex[:26]}"
    moment = int(time.time()) if timestamp is None else timestamp
    return {
        "content-type": "application/json",
        "webhook-id": made_id,
        "webhook-timestamp": str(moment),
        "webhook-signature": sign(listed(secrets), made_id, moment, body),
    }


def sample(
    event_type: str, data: Mapping[str, Any], secrets: str | Iterable[str], *, webhook_id: str | None = None
) -> tuple[bytes, dict[str, str]]:
    """Body and headers of a callback as Bellhop would send it now, for tests of a receiver."""
    moment = numbers.rfc3339(datetime.now(UTC))
    body = numbers.dumps({"type": event_type, "timestamp": moment, "data": data})
    return body, signed_headers(body, secrets, webhook_id=webhook_id)
