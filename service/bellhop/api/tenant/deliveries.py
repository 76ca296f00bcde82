"""Deliveries over HTTP: what was sent, each attempt of it, dead letters, and sending again."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bellhop.api.body.models import FilteredPage
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import Collection, page
from bellhop.api.edge.routing import Terms
from bellhop.api.shared.idempotency import idempotency_key
from bellhop.api.shared.operation_wire import Operation
from bellhop.api.shared.operations import answer_accepted
from bellhop.api.tenant.deliveries_wire import (
    DeliveriesOut,
    DeliveryOut,
    DeliveryWithAttemptsOut,
    RedeliverIn,
    Replayable,
    ReplayIn,
    attempts_to_json,
)
from bellhop.core.jobs import Started
from bellhop.domain.bulk import FIELDS, REDELIVER_ACTION, REPLAY_ACTION, Selection, pack
from bellhop.domain.delivery import Delivery, DeliveryState, serialize
from bellhop.domain.filter import parse
from bellhop.domain.filter_syntax import Field, FieldType, Value
from bellhop.domain.subscription import Payload
from bellhop.errors import Fault, InvalidInputError, NotEntitledError, NotFoundError
from bellhop.ids import DeliveryId, Prefix, SubscriptionId, decode
from bellhop.store import attempts as attempts_store
from bellhop.store import events as events_store
from bellhop.store import subscriptions as subscriptions_store
from bellhop.store.deliveries import load as load_deliveries
from bellhop.store.deliveries import to_delivery
from bellhop.store.queries import load

_WHOLE_ROOM_BYTES = 16 << 20  # 200 attempts with all that was said


def _implied_by_state(states: tuple[Value, ...]) -> str | None:
    """What an index knows of deliveries in these states."""
    wanted = set(states)
    if wanted == {"dead"}:
        return "d.dead_time IS NOT NULL"
    if wanted == {"in_flight"}:
        return "d.delivery_id IN (SELECT l.delivery_id FROM delivery_lease AS l WHERE l.tenant_id = $1)"
    return None


DELIVERIES = Collection(
    name="deliveries",
    select=load("deliveries")["list"],
    order=("d.delivery_id",),
    key_types=("uuid",),
    key=lambda row: (row["delivery_id"],),
    fields={
        **FIELDS,
        "state": Field(
            FieldType.STRING,
            "(CASE WHEN x.delivery_id IS NULL THEN d.state ELSE 'in_flight' END)",
            implied=_implied_by_state,
        ),
    },
)

DEAD_LETTERS = Collection(
    name="dead-letters",
    select=load("deliveries")["list_dead"],
    order=("d.delivery_id",),
    key_types=("uuid",),
    key=lambda row: (row["delivery_id"],),
    fields=FIELDS,
)


_NO_KEY = "Sending again takes no `Idempotency-Key`: read the delivery to see whether the first request arrived."


@Terms("List deliveries", query=FilteredPage, filters=DELIVERIES.fields, answers={200: DeliveriesOut})
async def list_all(call: Call) -> Answer:
    """The tenant's deliveries, newest first."""
    cell = call.services.store.cell_of(call.tenant_id)
    return await page(call, DELIVERIES, cell, (call.tenant_id,), serialize=lambda row: serialize(to_delivery(row)))


@Terms("List dead letters", query=FilteredPage, filters=DEAD_LETTERS.fields, answers={200: DeliveriesOut})
async def list_dead(call: Call) -> Answer:
    """The tenant's dead letters, newest first."""
    cell = call.services.store.cell_of(call.tenant_id)
    return await page(call, DEAD_LETTERS, cell, (call.tenant_id,), serialize=lambda row: serialize(to_delivery(row)))


@Terms("Get a delivery with its attempts", answers={200: DeliveryWithAttemptsOut, 304: None}, problems=(404,))
async def get(call: Call) -> Answer:
    """One delivery with its attempts."""
    delivery_id = _delivery_id(call)
    await call.place.take(_WHOLE_ROOM_BYTES)
    async with call.services.store.cell_of(call.tenant_id).connection() as connection:
        found = await load_deliveries(connection, [(call.tenant_id, delivery_id)])
        if not found:
            raise NotFoundError
        delivery = found[0]
        attempts = await attempts_store.of_delivery(connection, call.tenant_id, delivery_id)
        bodies = await events_store.bodies(connection, [(call.tenant_id, delivery.event_id)])
    body = bodies.get(delivery.event_id)
    sent = None if body is None else body.thin if delivery.payload is Payload.THIN and body.thin else body.full
    return Answer(body=serialize(delivery) | {"attempts": attempts_to_json(attempts, sent)}).with_digest()


@Terms("Send a delivery again", answers={200: DeliveryOut}, problems=(404, 409), no_key=_NO_KEY)
async def redeliver(call: Call) -> Answer:
    """Send one delivery again."""
    if call.tenant.limits.subscriptions == 0:
        raise NotEntitledError
    return _answer(await call.services.redelivery.redeliver(call.tenant_id, _delivery_id(call)))


@Terms("Give a delivery up", answers={200: DeliveryOut}, problems=(404, 409))
async def skip(call: Call) -> Answer:
    """Give one delivery up, so that a fifo queue goes on."""
    return _answer(await call.services.redelivery.skip(call.tenant_id, _delivery_id(call)))


@Terms(
    "Send dead letters again, as an operation",
    body=RedeliverIn,
    headers=("Idempotency-Key",),
    answers={202: Operation},
    problems=(400, 409, 422),
)
async def redeliver_dead(call: Call) -> Answer:
    """Send dead letters again, as an operation."""
    return await _start(call, REDELIVER_ACTION, _dead)


@Terms(
    "Send again what a subscription did not get, as an operation",
    body=ReplayIn,
    headers=("Idempotency-Key",),
    answers={202: Operation},
    problems=(400, 404, 409, 422),
)
async def replay(call: Call) -> Answer:
    """Send deliveries of one subscription again, and make those that it missed, as an operation."""
    return await _start(call, REPLAY_ACTION, _missing)


async def _start(call: Call, action: str, select: Callable[[Call], Awaitable[Selection]]) -> Answer:
    """Accept work on the deliveries that `select` names, once under an `Idempotency-Key`."""
    jobs, key = call.services.jobs, idempotency_key(call)

    async def start() -> Started:
        return await jobs.submit_system(call.tenant_id, action, pack(await select(call)), key=key)

    started = await jobs.once(call.tenant_id, key, start())
    return answer_accepted(call, started.job, replayed=started.replayed)


async def _dead(call: Call) -> Selection:
    body: RedeliverIn = call.body
    if body.filter is not None:
        parse(body.filter, FIELDS)
    return Selection(filter=body.filter, dry_run=body.dry_run)


async def _missing(call: Call) -> Selection:
    body: ReplayIn = call.body
    value = decode(Prefix.SUBSCRIPTION, call.params["subscription_id"])
    if value is None:
        raise NotFoundError
    subscription_id = SubscriptionId(value)
    async with call.services.store.cell_of(call.tenant_id).connection() as connection:
        if await subscriptions_store.get(connection, call.tenant_id, subscription_id) is None:
            raise NotFoundError
    _check_range(body, call.services.clock.now())
    return Selection(
        subscription_id=subscription_id,
        since=body.since,
        until=body.until,
        states=tuple(DeliveryState(each) for each in dict.fromkeys(body.states) if each is not Replayable.MISSED),
        missed=Replayable.MISSED in body.states,
        dry_run=body.dry_run,
    )


def _check_range(asked: ReplayIn, now: datetime) -> None:
    """Raises for a range in which nothing can lie: whoever asks for it means another one."""
    if asked.since is not None and asked.since > now:
        raise InvalidInputError(faults=[Fault("/since", "bad-range", "`since` is not in the future.")])
    if asked.since is not None and asked.until is not None and asked.until <= asked.since:
        raise InvalidInputError(faults=[Fault("/until", "bad-range", "`until` is after `since`.")])


def _delivery_id(call: Call) -> DeliveryId:
    value = decode(Prefix.DELIVERY, call.params["delivery_id"])
    if value is None:
        raise NotFoundError
    return DeliveryId(value)


def _answer(delivery: Delivery) -> Answer:
    return Answer(body=serialize(delivery))
