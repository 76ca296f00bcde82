"""Pulled deliveries over HTTP: claim them, say what came of them, keep them for longer."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta

from bellhop.api.body.batches import Judged
from bellhop.api.body.models import faults_to_json
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.routing import Terms
from bellhop.api.tenant.pulling_wire import (
    RECORDS,
    ExtendedLeasesOut,
    ExtendIn,
    PulledIn,
    PullIn,
    PullOut,
    RecordIn,
    RecordsIn,
    RecordsOut,
)
from bellhop.api.tenant.subscriptions import subscription_id_of
from bellhop.clock import format_time
from bellhop.core.pulling import Pulled, Told
from bellhop.domain.delivery import Delivery, DeliveryLaneKey, to_json
from bellhop.domain.lease import read_token, write_token
from bellhop.domain.pulling import PullAsk
from bellhop.errors import BellhopError, Fault
from bellhop.ids import DeliveryId, Prefix, decode, encode

_KEPT_BYTES = 16 * 1024
_LARGEST_RECORD_BYTES = 8 << 20


@Terms("Claim deliveries of a pulled subscription", body=PullIn, answers={200: PullOut}, problems=(404, 409, 422))
async def claim(call: Call) -> Answer:
    """Deliveries to make, as soon as there are any."""
    body: PullIn = call.body
    key_id = "" if call.principal.key_id is None else str(call.principal.key_id)
    pulled = await call.services.pulling.claim(
        _lane(call),
        PullAsk(
            claimer=body.holder,
            most=body.max_deliveries,
            lease=timedelta(seconds=body.lease_seconds),
            claim_id=None if body.claim_id is None else f"{key_id}/{body.holder}/{body.claim_id}",
        ),
        wait_seconds=body.wait_seconds,
        is_wanted=call.is_wanted,
        ask_again=call.admit_again,
    )
    try:
        await call.admit_again()  # the key may have been revoked while they were claimed
    except BellhopError:
        await call.services.pulling.release(pulled)
        raise
    return Answer(body={"deliveries": [_pulled(each) for each in pulled]})


def _pulled(pulled: Pulled) -> dict[str, object]:
    lease, request = pulled.lease, pulled.request
    return {
        "delivery_id": encode(Prefix.DELIVERY, lease.delivery_id),
        "event_id": encode(Prefix.EVENT, lease.event_id),
        "lease_token": write_token(lease.tenant_id, lease.token),
        "lease_expire_time": format_time(lease.expire_time),
        "attempt": lease.attempts,
        "request": {
            "method": request.method,
            "headers": dict(map(_field, request.header_lines)),
            "body": request.body.decode(),
        },
    }


def _field(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    return (name, value.removeprefix(" ")) if colon else (line.removesuffix(";"), "")


@Terms(
    "Say what came of deliveries",
    body=RecordsIn,
    batch=RECORDS,
    limit_bytes=_LARGEST_RECORD_BYTES,
    answers={200: RecordsOut},
    problems=(404, 422),
)
async def record(call: Call) -> Answer:
    """Say what came of deliveries."""
    items: list[Judged[RecordIn]] = call.body
    told: list[Told] = []
    places: list[int] = []
    faults: dict[int, Sequence[Fault]] = {}
    for index, judged in enumerate(items):
        faults[index] = judged.faults if judged.item is None else list(_faults_of(judged.item, index))
        each = None if judged.item is None or faults[index] else _told(call, judged.item)
        if each is not None:
            told.append(each)
            places.append(index)
    recorded = await call.services.pulling.record(_lane(call), told) if told else []
    by_place = dict(zip(places, recorded, strict=True))
    return Answer(body={"items": [_recorded(judged, faults[at], by_place.get(at)) for at, judged in enumerate(items)]})


def _faults_of(item: RecordIn, index: int) -> Sequence[Fault]:
    if item.status_code is None and item.error is None:
        message = "Say what came of it: `status_code` of the answer, or `error` if there was none."
        return [Fault(f"/items/{index}/status_code", "required", message)]
    if item.status_code is not None and item.error is not None:
        message = "There was an answer, so nothing went wrong on the way: leave one of the two out."
        return [Fault(f"/items/{index}/error", "excluded", message)]
    return []


def _told(call: Call, item: RecordIn) -> Told | None:
    """What the item says; None when it names no lease of this tenant's."""
    key = _key(call, item)
    if key is None:
        return None
    body = (item.body or "").encode("utf-8", "surrogatepass")
    headers: Mapping[str, str] = item.headers or {}
    return Told(
        delivery_id=key[0],
        token=key[1],
        status=item.status_code,
        error=item.error,
        headers=tuple((name.encode(), value.encode()) for name, value in headers.items()),
        body=body[:_KEPT_BYTES],
        truncated=len(body) > _KEPT_BYTES,
        seconds=None if item.duration_ms is None else item.duration_ms / 1000,
    )


def _recorded(judged: Judged[RecordIn], faults: Sequence[Fault], delivery: Delivery | None) -> dict[str, object]:
    if faults:
        name = judged.name("delivery_id") if judged.item is None else judged.item.delivery_id
        return {"delivery_id": name, "status": "invalid", "errors": faults_to_json(faults)}
    name = "" if judged.item is None else judged.item.delivery_id
    if delivery is None:
        return {"delivery_id": name, "status": "stale"}
    return {"delivery_id": name, "status": "recorded", "delivery": to_json(delivery)}


@Terms("Keep deliveries for longer", body=ExtendIn, answers={200: ExtendedLeasesOut}, problems=(404, 422))
async def extend(call: Call) -> Answer:
    """Keep deliveries for longer."""
    body: ExtendIn = call.body
    keys = [_key(call, item) for item in body.items]
    known = [key for key in keys if key is not None]
    lease = timedelta(seconds=body.lease_seconds)
    extended = iter(await call.services.pulling.extend(_lane(call), known, lease=lease) if known else ())
    answers: list[dict[str, object]] = []
    for item, key in zip(body.items, keys, strict=True):
        expire_time = None if key is None else next(extended)
        answer: dict[str, object] = {"delivery_id": item.delivery_id, "status": "extended" if expire_time else "stale"}
        if expire_time is not None:
            answer["lease_expire_time"] = format_time(expire_time)
        answers.append(answer)
    return Answer(body={"items": answers})


def _lane(call: Call) -> DeliveryLaneKey:
    return call.tenant_id, subscription_id_of(call)


def _key(call: Call, item: PulledIn) -> tuple[DeliveryId, uuid.UUID] | None:
    delivery_id, token = decode(Prefix.DELIVERY, item.delivery_id), read_token(item.lease_token)
    if delivery_id is None or token is None or token[0] != call.tenant_id:
        return None
    return DeliveryId(delivery_id), token[1]
