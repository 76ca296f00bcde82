"""Webhooks: the older shape of subscriptions, one event and one URL template each, on the same rows.

A webhook is a subscription that calls its URL template with GET. Its secret header is redacted in answers; what this
shape cannot say (filters, limits, other proofs) is kept when it writes.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from bellhop.api.body.models import Page, parse_body
from bellhop.api.body.receiving import AnyObject
from bellhop.api.body.written_back import changed, refuse_names
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import page
from bellhop.api.edge.routing import Terms
from bellhop.api.shared.idempotency import idempotency_key
from bellhop.api.tenant.subscriptions import change, subscription_id_of
from bellhop.api.tenant.webhooks_wire import READ_ONLY, WebhookFieldsIn, WebhookIn, WebhookOut, WebhooksOut, to_json
from bellhop.core.subscription_secrets import Written
from bellhop.domain.event_type import fault_of_wanted
from bellhop.domain.matching import ALIAS_SUFFIX, EVERYTHING
from bellhop.domain.merge_patch import REDACTED
from bellhop.domain.subscription import Method, Subscription
from bellhop.domain.subscription_spec import AuthSpec, SubscriptionSpec
from bellhop.errors import ConflictError, Fault, InvalidInputError
from bellhop.ids import Prefix, encode
from bellhop.signing.credentials import Credentials
from bellhop.signing.headers import SecretHeaders
from bellhop.signing.standard_webhooks import encode_secret

_ROUNDS = 50  # as for subscriptions
_REQUIRED = ("event", "url_template")
_SHOWN: dict[int, Any] = {200: WebhookOut}


@Terms(
    "Create a webhook",
    body=WebhookIn,
    headers=("Idempotency-Key",),
    answers={201: WebhookOut},
    problems=(400, 404, 409, 422, 429),
)
async def create(call: Call) -> Answer:
    """Register a URL template for one event."""
    given: WebhookFieldsIn = call.body.webhook
    key = idempotency_key(call)
    _refuse_missing([name for name in _REQUIRED if getattr(given, name) is None])
    spec = SubscriptionSpec(
        event_types=(_event(given),),
        method=Method.GET,
        uri_template=given.url_template,
        description=given.description or "",
        auth=AuthSpec(others=Credentials(headers=SecretHeaders.of(_headers(given, {})))),
        enabled=given.enabled is not False,
    )
    try:
        written = await call.services.subscriptions.create(call.tenant, spec, actor=call.actor, key=key)
    except InvalidInputError as error:
        raise _as_webhook(error) from None
    answer = _answer(written.shown_to(call.principal), status=201)
    name = encode(Prefix.SUBSCRIPTION, written.subscription.subscription_id)
    answer.headers["Location"] = f"/v2/tenants/{call.tenant_id}/webhooks/{name}"
    if written.replayed:
        answer.headers["Idempotent-Replayed"] = "true"
    return answer


@Terms("Get a webhook", answers={**_SHOWN, 304: None}, problems=(404,))
async def get(call: Call) -> Answer:
    """One webhook."""
    return _answer(Written(await _current(call)))


@Terms("List webhooks", query=Page, answers={200: WebhooksOut})
async def list_all(call: Call) -> Answer:
    """The tenant's webhooks, newest first."""
    listing = call.services.lists.webhooks(call.tenant_id)
    return await page(call, listing, lambda subscription: to_json(Written(subscription)))


@Terms("Change a webhook", body=AnyObject, described=WebhookIn, answers=_SHOWN, problems=(404, 409, 412, 422))
async def patch(call: Call) -> Answer:
    """Change what is named; the rest stays."""
    for _ in range(_ROUNDS):
        current = await _current(call)
        given = _changes(call, current)
        call.check_version(current.version)  # of a request that is right otherwise (RFC 9110 §13.2.1)
        try:
            wanted = _as_patch(call, given, current)
            written = await change(call, current, wanted) if wanted else Written(current)
        except InvalidInputError as error:
            raise _as_webhook(error) from None
        if written is not None:
            return _answer(written.shown_to(call.principal))
    detail = "This webhook changes faster than your change could be made; try again."
    raise ConflictError(detail)


put = replace(patch, terms=replace(patch.terms, summary="Change a webhook (the same as PATCH)"))


@Terms("Delete a webhook", answers={204: None}, problems=(404, 412))
async def delete(call: Call) -> Answer:
    """End a webhook."""
    await call.services.subscriptions.delete(
        call.tenant_id, subscription_id_of(call), actor=call.actor, precondition=call.check_version
    )
    return Answer(204)


def _changes(call: Call, current: Subscription) -> WebhookFieldsIn:
    """What the body says that is not what is shown; raises for what cannot be written."""
    given: object = call.body.get("webhook")
    if isinstance(given, Mapping):
        left = changed(given, to_json(Written(current)))
        if _is_signing_secret(call, current, left.get("signing_secret")):  # as the answer that made it showed it
            del left["signing_secret"]
        refuse_names(left, WebhookFieldsIn.model_fields, READ_ONLY, "/webhook")
        given = left
    wanted = {**call.body, "webhook": given} if "webhook" in call.body else call.body
    return parse_body(WebhookIn, orjson.dumps(wanted), wanted).webhook


def _is_signing_secret(call: Call, current: Subscription, given: object) -> bool:
    if not isinstance(given, str):
        return False
    signature = call.services.subscription_secrets.open(current).signature
    if signature is None:
        return False
    return hmac.compare_digest(given.encode(), encode_secret(signature.secrets[0].secret).encode())


async def _current(call: Call) -> Subscription:
    return await call.services.subscriptions.get(call.tenant_id, subscription_id_of(call))


def _as_patch(call: Call, given: WebhookFieldsIn, current: Subscription) -> dict[str, object]:
    """The change in the words of a subscription."""
    named = given.model_fields_set
    _refuse_missing([name for name in _REQUIRED if name in named and getattr(given, name) is None])
    wanted: dict[str, object] = {}
    if "event" in named:
        wanted["event_types"] = [_event(given)]
    if "url_template" in named:
        wanted |= {"method": Method.GET.value, "uri_template": given.url_template, "uri": None}
    if "description" in named:
        wanted["description"] = given.description
    if "enabled" in named:
        wanted["state"] = "disabled" if given.enabled is False else "enabled"
    if named & {"header_auth_key", "header_auth_value"}:
        opened = call.services.subscription_secrets.open_or_none(current)
        if opened is None:
            # The secrets are lost, and each must be said anew. This shape cannot say a signing secret: one is made.
            signature = bool(current.auth.signature)
            wanted["auth"] = {
                "signature": signature,
                "headers": {**dict.fromkeys(current.auth.headers.names), **_headers(given, {})},
            }
        else:
            headers = dict(opened.headers.values) if opened.headers else {}
            wanted["auth"] = {"headers": {**dict.fromkeys(list(headers)[:1]), **_headers(given, headers)}}
    return wanted


def _refuse_missing(names: Sequence[str]) -> None:
    if names:
        faults = [Fault(f"/webhook/{name}", "required", "This member is required.") for name in names]
        raise InvalidInputError(faults=faults)


def _event(given: WebhookFieldsIn) -> str:
    if given.event == EVERYTHING or fault_of_wanted(given.event or "") is not None:
        message = (
            f"A webhook names one event, such as `operation.succeeded`, `operation.*` or `{{action}}{ALIAS_SUFFIX}`; "
            f"a subscription can ask for several, and for everything by `{EVERYTHING}`."
        )
        raise InvalidInputError(faults=[Fault("/webhook/event", "bad-event-type", message)])
    return given.event or ""


def _headers(given: WebhookFieldsIn, current: Mapping[str, str]) -> dict[str, str]:
    """The one secret header that is wanted; a name alone keeps the value, the mark of a secret does too."""
    name = given.header_auth_key
    if name is None and "header_auth_key" not in given.model_fields_set:
        name = next(iter(current), None)
    if name is None:
        if given.header_auth_value not in (None, REDACTED):
            message = "Say the name of the header, too."
            raise InvalidInputError(faults=[Fault("/webhook/header_auth_key", "required", message)])
        return {}
    value = given.header_auth_value
    if value in (None, REDACTED):
        value = next(iter(current.values()), None)
    if value is None:
        message = "Say the value of the header, too."
        raise InvalidInputError(faults=[Fault("/webhook/header_auth_value", "required", message)])
    return {name: value}


def _answer(written: Written, *, status: int = 200) -> Answer:
    return Answer(status, {"webhook": to_json(written)}).with_etag(written.subscription.version)


_POINTERS = {
    "/event_types": "/webhook/event",
    "/uri_template": "/webhook/url_template",
    "/uri": "/webhook/url_template",
}


def _as_webhook(error: InvalidInputError) -> InvalidInputError:
    """The same faults, at the places where this shape has them."""
    return InvalidInputError(error.detail, faults=[_moved(fault) for fault in error.faults])


def _moved(fault: Fault) -> Fault:
    """A fault of a subscription at the place where the webhook has the same."""
    head = "/" + fault.pointer.split("/")[1] if fault.pointer else ""
    if fault.pointer.startswith("/auth/headers"):  # one member there, two here: the sentence says which is meant
        pointer = "/webhook/header_auth_value" if "value" in fault.message else "/webhook/header_auth_key"
    else:
        pointer = _POINTERS.get(head, fault.pointer if head == "/webhook" else f"/webhook{fault.pointer}")
    return Fault(pointer, fault.code, fault.message)
