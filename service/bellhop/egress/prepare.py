"""The one place where a request to an endpoint is made, and where it is sent if it needs an access token first.

Deliveries and `:verify` go through it, so a delivery is made exactly as `:verify` was.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bellhop.domain.content import Content
from bellhop.domain.outcome import ErrorClass
from bellhop.egress.endpoint import Endpoint
from bellhop.egress.exchange import Exchange, Request
from bellhop.egress.guard import Refusal
from bellhop.egress.oauth2 import Send, TokenCache, send_with_token
from bellhop.egress.redaction import spellings
from bellhop.signing.mtls import ClientCertificate

_TOKEN_WRITTEN = b"authorization: [redacted]\r\n"


class Sent(NamedTuple):
    """A request, what came of it, and the secrets to take out of the answer before it is kept."""

    request: Request
    exchange: Exchange
    secrets: Sequence[bytes]


def prepare(endpoint: Endpoint, content: Content, now: datetime, *, uri: str | None = None) -> Request:
    """The request that carries this content, signed with the secrets valid now; to `uri` where a URL was rendered.

    Its fields are given by position, which takes half the time.
    """
    message_id, body, content_lines = content
    timestamp = int(now.timestamp())
    lines = [f"webhook-id: {message_id}", f"webhook-timestamp: {timestamp}"]
    signatures: list[str] = []
    for signer in endpoint.signers:
        signatures += signer.signatures(message_id, timestamp, body, now)
    if signatures:  # none where each secret has ended
        lines.append("webhook-signature: " + " ".join(signatures))
    lines += content_lines
    written = "\r\n".join([*lines, ""]).encode() + endpoint.static_written
    subscription = endpoint.subscription
    return Request(
        endpoint.method,
        subscription.uri if uri is None else uri,
        (*lines, *endpoint.static_lines),
        body,
        endpoint.timeout_seconds,
        subscription.tenant_id,
        written,
        endpoint.certificate,
        _refusal_of(endpoint.certificate, now),
    )


def _refusal_of(certificate: ClientCertificate | None, now: datetime) -> Refusal | None:
    """Why a request with this certificate may not leave: a server that looks at it refuses it anyway."""
    if certificate is None or certificate.expire_time is None or certificate.expire_time > now:
        return None
    sentence = (
        f"our client certificate expired at {certificate.expire_time:%Y-%m-%d %H:%M} UTC, so nothing was sent: give a "
        "renewed one in `auth.mtls`"
    )
    return Refusal(ErrorClass.TLS_CLIENT_CERTIFICATE_EXPIRED, sentence)


async def send_prepared(send: Send, tokens: TokenCache, endpoint: Endpoint, request: Request) -> Sent:
    """Send a request that `prepare` made, with an access token where the endpoint wants one."""
    client = endpoint.token_client
    if client is None or request.refused is not None:
        return Sent(request, await send(request), endpoint.secrets)
    key = str(endpoint.subscription.subscription_id)
    exchange, used = await send_with_token(send, tokens, request, client, key)
    written = request.written + _TOKEN_WRITTEN if used else b""  # without a token nothing has left
    secrets = (*endpoint.secrets, *(spelling for token in used for spelling in spellings(token)))
    return Sent(request._replace(written=written), exchange, secrets)
