"""Asks an endpoint for permission: the request, and what came of it."""

from datetime import datetime
from typing import NamedTuple

from bellhop.domain.content import Content
from bellhop.domain.handshake import REQUEST_RATE, Permission, Refusal, judge, wanted_per_minute
from bellhop.domain.outcome import OUR_FAULT, ErrorClass
from bellhop.egress.endpoint import Endpoint
from bellhop.egress.exchange import Exchange, Phases, Request
from bellhop.egress.oauth2 import Send, TokenCache
from bellhop.egress.prepare import prepare, send_prepared

_NOTHING = Content("", b"", ())


class Asked(NamedTuple):
    """A request for permission, its exchange, and what the endpoint says."""

    request: Request
    exchange: Exchange
    answer: Permission | Refusal


def request_for(endpoint: Endpoint, now: datetime) -> Request:
    """OPTIONS to the endpoint of a subscription with `handshake`.

    It carries what proves us without a message: basic, bearer, secret headers, an access token, a certificate. There is
    no message to sign.
    """
    lines = endpoint.static_lines
    rate = wanted_per_minute(endpoint.subscription.delivery.rate_per_second)
    if rate is not None:
        lines = (*lines, f"{REQUEST_RATE}: {rate}")
    return prepare(endpoint, _NOTHING, now)._replace(method="OPTIONS", header_lines=lines, body=b"", written=b"")


def unasked(endpoint: Endpoint, refusal: Refusal, *, now: datetime) -> Asked:
    """What comes of a request that we do not even send."""
    exchange = Exchange(None, ErrorClass.INTERNAL, refusal.sentence, Phases())
    return Asked(request_for(endpoint, now), exchange, refusal)


async def ask(send: Send, tokens: TokenCache, endpoint: Endpoint, *, origin: str, now: datetime) -> Asked:
    """Ask for permission in the name of `origin`."""
    sent = await send_prepared(send, tokens, endpoint, request_for(endpoint, now))
    exchange = sent.exchange
    if exchange.status is None:
        sentence = f"it could not be asked: {exchange.error_detail}"
        answer: Permission | Refusal = Refusal(sentence, own_fault=exchange.error in OUR_FAULT)
    else:
        answer = judge(exchange.headers, origin)
    return Asked(sent.request, exchange, answer)
