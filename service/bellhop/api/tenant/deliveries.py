"""Deliveries: what was sent, each attempt of it, dead letters, and sending again."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bellhop.api.body.models import FilteredPage
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import page
from bellhop.api.edge.routing import Terms
from bellhop.api.shared.delivery_wire import DeliveryOut
from bellhop.api.shared.idempotency import idempotency_key
from bellhop.api.shared.operation_wire import OperationOut
from bellhop.api.shared.operations import answer_accepted
from bellhop.api.tenant.deliveries_wire import (
    DeliveriesOut,
    DeliveryWithAttemptsOut,
    RedeliverIn,
    Replayable,
    ReplayIn,
    attempts_to_json,
)
from bellhop.core.job_requests import Started
from bellhop.core.lists import DEAD_LETTER_FIELDS, DELIVERY_FIELDS
from bellhop.domain.bulk import FIELDS, REDELIVER_ACTION, REPLAY_ACTION, Selection, pack
from bellhop.domain.delivery import Delivery, DeliveryState, to_json
from bellhop.domain.filter import parse
from bellhop.errors import Fault, InvalidInputError, NotEntitledError
from bellhop.ids import DeliveryId, Prefix, SubscriptionId

_WHOLE_ROOM_BYTES = 16 << 20  # 200 attempts with all that was said
_NO_KEY = "Sending again takes no `Idempotency-Key`: read the delivery to see whether the first request arrived."


@Terms("List deliveries", query=FilteredPage, filters=DELIVERY_FIELDS, answers={200: DeliveriesOut})
async def list_all(call: Call) -> Answer:
    """The tenant's deliveries, newest first."""
    return await page(call, call.services.lists.deliveries(call.tenant_id), to_json)


@Terms("List dead letters", query=FilteredPage, filters=DEAD_LETTER_FIELDS, answers={200: DeliveriesOut})
async def list_dead(call: Call) -> Answer:
    """The tenant's dead letters, newest first."""
    return await page(call, call.services.lists.dead_letters(call.tenant_id), to_json)


@Terms("Get a delivery with its attempts", answers={200: DeliveryWithAttemptsOut, 304: None}, problems=(404,))
async def get(call: Call) -> Answer:
    """One delivery with its attempts."""
    delivery_id = _delivery_id(call)
    await call.place.take(_WHOLE_ROOM_BYTES)
    told = await call.services.history.delivery(call.tenant_id, delivery_id)
    return Answer(body=to_json(told.delivery) | {"attempts": attempts_to_json(told.attempts, told.sent)}).with_digest()


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
    answers={202: OperationOut},
    problems=(400, 409, 422),
)
async def redeliver_dead(call: Call) -> Answer:
    """Send dead letters again, as an operation."""
    return await _start(call, REDELIVER_ACTION, _dead)


@Terms(
    "Send again what a subscription did not get, as an operation",
    body=ReplayIn,
    headers=("Idempotency-Key",),
    answers={202: OperationOut},
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
    subscription_id = SubscriptionId(call.id("subscription_id", Prefix.SUBSCRIPTION))
    await call.services.subscriptions.get(call.tenant_id, subscription_id)  # 404 where there is none
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
    return DeliveryId(call.id("delivery_id", Prefix.DELIVERY))


def _answer(delivery: Delivery) -> Answer:
    return Answer(body=to_json(delivery))
