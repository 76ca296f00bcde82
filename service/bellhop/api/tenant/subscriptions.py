"""Subscriptions: the registry of what a tenant wants to hear, where, and how we prove who we are."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta

import orjson

from bellhop.api.body.models import Page, parse_body
from bellhop.api.body.receiving import AnyObject
from bellhop.api.body.written_back import refuse_marks
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import ToJson, enriched_page
from bellhop.api.edge.routing import Terms
from bellhop.api.shared.idempotency import idempotency_key
from bellhop.api.tenant.lost_secrets import refuse_unless_all_anew
from bellhop.api.tenant.subscriptions_auth_wire import auth_without_secrets, to_secret
from bellhop.api.tenant.subscriptions_changes import changes
from bellhop.api.tenant.subscriptions_wire import (
    ExampleIn,
    RotateIn,
    SentOut,
    SubscriptionIn,
    SubscriptionOut,
    SubscriptionPatch,
    SubscriptionsOut,
    VerificationOut,
    to_json,
    to_spec,
    verification_to_json,
    writable,
)
from bellhop.core.subscription_secrets import Written
from bellhop.core.subscription_trials import Sent
from bellhop.domain.kept_numbers import keeping_numbers
from bellhop.domain.merge_patch import merge, without_redacted
from bellhop.domain.subscription import Subscription
from bellhop.errors import ConflictError
from bellhop.ids import Prefix, SubscriptionId, encode
from bellhop.signing.credentials import Credentials

_PATCH_ROUNDS = 50  # of as many writers at once each round lets one through
_SHOWN = {200: SubscriptionOut}


def subscription_id_of(call: Call) -> SubscriptionId:
    """The id in the path; raises `NotFoundError` when it is not one."""
    return SubscriptionId(call.id("subscription_id", Prefix.SUBSCRIPTION))


@Terms(
    "Create a subscription",
    body=SubscriptionIn,
    headers=("Idempotency-Key",),
    answers={201: SubscriptionOut},
    problems=(400, 404, 409, 422, 429),
)
async def create(call: Call) -> Answer:
    """Register an endpoint."""
    given: SubscriptionIn = call.body
    refuse_marks(given.auth.model_dump(), "/auth")
    key = idempotency_key(call)
    written = await call.services.subscriptions.create(call.tenant, to_spec(given), actor=call.actor, key=key)
    name = encode(Prefix.SUBSCRIPTION, written.subscription.subscription_id)
    answer = await _answer(call, written, status=201)
    answer.headers["Location"] = f"/v2/tenants/{call.tenant_id}/subscriptions/{name}"
    if written.replayed:
        answer.headers["Idempotent-Replayed"] = "true"
    return answer


@Terms("Get a subscription", answers={**_SHOWN, 304: None}, problems=(404,))
async def get(call: Call) -> Answer:
    """One subscription with the health of its endpoint."""
    return await _answer(call, await current_of(call))


@Terms("List subscriptions", query=Page, answers={200: SubscriptionsOut})
async def list_all(call: Call) -> Answer:
    """The tenant's subscriptions, newest first."""
    services, now = call.services, call.services.clock.now()

    async def with_health(subscriptions: Sequence[Subscription]) -> ToJson[Subscription]:
        ids = [subscription.subscription_id for subscription in subscriptions]
        health = await services.subscriptions.health(call.tenant_id, ids)

        def healthy_to_json(subscription: Subscription) -> Mapping[str, object]:
            readable = services.subscription_secrets.open_or_none(subscription) is not None
            return to_json(subscription, health.get(subscription.subscription_id), now=now, readable=readable)

        return healthy_to_json

    return await enriched_page(call, services.lists.subscriptions(call.tenant_id), with_health)


@Terms(
    "Change a subscription (JSON Merge Patch)",
    body=AnyObject,
    described=SubscriptionPatch,
    answers=_SHOWN,
    problems=(404, 409, 412, 422),
)
async def patch(call: Call) -> Answer:
    """Change a subscription (JSON Merge Patch); what the patch does not name stays, secrets too."""
    for _ in range(_PATCH_ROUNDS):
        current = await current_of(call)
        now, readable = call.services.clock.now(), call.services.subscription_secrets.open_or_none(current) is not None
        wanted = changes(call.body, to_json(current, None, now=now, readable=readable), now)
        parse_body(SubscriptionPatch, orjson.dumps(wanted), wanted)
        call.check_version(current.version)  # of a request that is right otherwise (RFC 9110 §13.2.1)
        written = await change(call, current, wanted) if wanted else current
        if written is not None:
            return await _answer(call, written)
    detail = "This subscription changes faster than your change could be made; try again."
    raise ConflictError(detail)


async def change(call: Call, current: Subscription, wanted: Mapping[str, object]) -> Written | None:
    """The subscription with a merge patch applied; None when it has changed meanwhile."""
    opened = call.services.subscription_secrets.open_or_none(current)
    base = writable(current, opened or Credentials())
    if opened is None:
        refuse_unless_all_anew(current.auth, wanted)
        base["auth"] = auth_without_secrets(current.auth)
    _drop_retry(base, wanted)
    merged = merge(base, without_redacted(wanted))
    spec = to_spec(parse_body(SubscriptionIn, orjson.dumps(merged), merged))
    return await call.services.subscriptions.replace(current, spec, actor=call.actor)


@Terms("Delete a subscription", answers={204: None}, problems=(404, 412))
async def delete(call: Call) -> Answer:
    """End a subscription; what waits for it is skipped."""
    await call.services.subscriptions.delete(
        call.tenant_id, subscription_id_of(call), actor=call.actor, precondition=call.check_version
    )
    return Answer(204)


@Terms("Enable a subscription", answers=_SHOWN, problems=(404, 412))
async def enable(call: Call) -> Answer:
    """Let deliveries leave again; the circuit starts anew, and a pause that the endpoint asked for is over."""
    return await _set_state(call, enabled=True)


@Terms("Disable a subscription", answers=_SHOWN, problems=(404, 412))
async def disable(call: Call) -> Answer:
    """Let nothing leave; what waits is kept until it is too old."""
    return await _set_state(call, enabled=False)


@Terms(
    "Send a ping through the real pipeline",
    answers={202: SentOut},
    problems=(404, 409),
    no_key="A ping takes no `Idempotency-Key`: each request sends one.",
)
async def ping(call: Call) -> Answer:
    """Send `webhook.ping` through the real pipeline; its delivery tells what came of it."""
    sent = await call.services.subscription_trials.ping(call.tenant, subscription_id_of(call), actor=call.actor)
    return _sent(call, sent)


@Terms(
    "Send an example of an event type through the real pipeline",
    body=ExampleIn,
    answers={202: SentOut},
    problems=(404, 409, 422),
    no_key="An example takes no `Idempotency-Key`: each request sends one.",
)
async def send_example(call: Call) -> Answer:
    """Send the example of a type, whatever the subscription listens to; `"test": true` beside `data` tells it."""
    given: ExampleIn = call.body
    differs = {} if given.data is None else keeping_numbers(call.raw_body)["data"]
    sent = await call.services.subscription_trials.send_example(
        call.tenant, subscription_id_of(call), given.type, differs, actor=call.actor
    )
    return _sent(call, sent)


@Terms("Say which step on the way to the endpoint fails", answers={200: VerificationOut}, problems=(404, 409, 429))
async def verify(call: Call) -> Answer:
    """Try the endpoint once and say which step fails."""
    current = await current_of(call)
    await call.services.verifier.admit(call.tenant_id)
    return Answer(body=verification_to_json(await call.services.verifier.verify(current)))


@Terms(
    "Rotate the signing secret",
    body=RotateIn,
    headers=("If-Match",),
    answers=_SHOWN,
    problems=(404, 409, 412, 422),
    no_key="The new secret is shown once, so rotating takes no `Idempotency-Key`: send the ETag in `If-Match`, and "
    "a second request is 412.",
)
async def rotate_secret(call: Call) -> Answer:
    """Give the subscription a new signing secret; the old one signs too until the overlap ends."""
    given: RotateIn = call.body
    written = await call.services.subscription_secrets.rotate(
        call.tenant_id,
        subscription_id_of(call),
        overlap=timedelta(seconds=given.overlap_seconds),
        secret=to_secret(given.secret, "/secret"),
        actor=call.actor,
        precondition=call.check_version,
    )
    return await _answer(call, written)


def _sent(call: Call, sent: Sent) -> Answer:
    delivery_id = encode(Prefix.DELIVERY, sent.delivery_id)
    body = {"event_id": encode(Prefix.EVENT, sent.event_id), "delivery_id": delivery_id}
    return Answer(202, body, {"Location": f"/v2/tenants/{call.tenant_id}/deliveries/{delivery_id}"})


async def _set_state(call: Call, *, enabled: bool) -> Answer:
    written = await call.services.subscription_states.set(
        call.tenant_id, subscription_id_of(call), enabled=enabled, actor=call.actor, precondition=call.check_version
    )
    return await _answer(call, written)


async def current_of(call: Call) -> Subscription:
    """The subscription that the path names; raises `NotFoundError`."""
    return await call.services.subscriptions.get(call.tenant_id, subscription_id_of(call))


async def _answer(call: Call, given: Written | Subscription, *, status: int = 200) -> Answer:
    """The subscription with its health; both make the ETag, so that a reader sees the circuit open."""
    written = given if isinstance(given, Written) else Written(given)
    subscription = written.subscription
    health = await call.services.subscriptions.health(call.tenant_id, [subscription.subscription_id])
    body = to_json(
        subscription,
        health.get(subscription.subscription_id),
        now=call.services.clock.now(),
        readable=call.services.subscription_secrets.open_or_none(subscription) is not None,
        secret=written.shown_to(call.principal).secret,
    )
    state = hashlib.sha256(orjson.dumps([body["health"], body["auth"]])).hexdigest()[:12]
    return Answer(status, body).with_etag(subscription.version, state)


def _drop_retry(base: dict[str, object], wanted: Mapping[str, object]) -> None:
    """A patch that says anything about retries says all: its two members are two ways to say the same."""
    given, own = wanted.get("delivery"), base["delivery"]
    if isinstance(given, Mapping) and "retry" in given and isinstance(own, dict):
        own.pop("retry")
