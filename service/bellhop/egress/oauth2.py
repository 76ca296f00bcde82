"""Access tokens by OAuth 2.0 client credentials (RFC 6749 §4.4), fetched once for many deliveries.

The token endpoint is a URL of the tenant's like any other: the same guard, the same sender. A token is kept until
shortly before it expires; requests for the same token wait for one fetch; a failure is remembered for a few seconds,
so that a queue of deliveries does not hammer a token server that is down.
"""

import asyncio
import base64
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote_plus, urlencode

import orjson

from bellhop.clock import monotonic_seconds
from bellhop.domain.outcome import ErrorClass
from bellhop.egress.exchange import Exchange, Phases, Request, header_line, header_lines
from bellhop.egress.sender import Sender
from bellhop.signing.oauth2 import OAuth2Client

_FETCH_SECONDS = 10.0
_FAILURE_KEPT_SECONDS = 5.0
_UNSTATED_LIFE_SECONDS = 300.0
_LONGEST_LIFE_SECONDS = 86_400.0
_MARGIN_SECONDS = 60.0
_MARGIN_SHARE = 0.2
_TOKENS_KEPT = 16_384
_LONGEST_TOKEN_CHARS = 12_288
_OK = 200
_CLIENT_REFUSED = frozenset({400, 401})
_UNAUTHORIZED = 401

Send = Callable[[Request], Awaitable[Exchange]]
_Key = tuple[str, str, OAuth2Client]


class TokenError(Exception):
    """No access token could be had; the sentence says why and holds no secret."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the last fetch gave: a token, or a sentence, and until when it counts."""

    token: str | None
    problem: str
    expires: float


class TokenCache:
    """Tokens of all subscriptions; `key` separates callers that happen to name the same client."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._kept: OrderedDict[_Key, _Kept] = OrderedDict()
        self._fetches: dict[_Key, asyncio.Task[_Kept]] = {}
        self._in_body: set[_Key] = set()

    async def token(self, client: OAuth2Client, key: str, *, tenant_id: str = "") -> str:
        """A token that is good now; raises `TokenError`."""
        which = (tenant_id, key, client)
        kept = self._kept.get(which)
        if kept is None or kept.expires <= monotonic_seconds():
            kept = await asyncio.shield(self._fetch_once(which))
        if kept.token is None:
            raise TokenError(kept.problem)
        return kept.token

    def invalidate(self, client: OAuth2Client, key: str, token: str, *, tenant_id: str = "") -> None:
        """Forget this token, which was refused; a newer one is kept."""
        which = (tenant_id, key, client)
        kept = self._kept.get(which)
        if kept is not None and kept.token == token:
            del self._kept[which]

    async def close(self) -> None:
        """End the fetches under way."""
        for task in list(self._fetches.values()):
            task.cancel()
        await asyncio.gather(*self._fetches.values(), return_exceptions=True)

    def _fetch_once(self, which: _Key) -> "asyncio.Task[_Kept]":
        task = self._fetches.get(which)
        if task is None:
            task = self._fetches[which] = asyncio.create_task(self._fetch(which))
            task.add_done_callback(lambda _task: self._fetches.pop(which, None))
        return task

    async def _fetch(self, which: _Key) -> _Kept:
        tenant_id, _key, client = which
        first = which in self._in_body
        exchange = await self._sender.send(_token_request(client, tenant_id, in_body=first))
        if exchange.status in _CLIENT_REFUSED and _error_code(exchange) in {"invalid_client", "invalid_request", ""}:
            second = await self._sender.send(_token_request(client, tenant_id, in_body=not first))
            if second.status == _OK:
                exchange = second
                self._in_body.symmetric_difference_update({which})
        kept = _read(exchange)
        self._kept[which] = kept
        self._kept.move_to_end(which)
        while len(self._kept) > _TOKENS_KEPT:
            forgotten, _ = self._kept.popitem(last=False)
            self._in_body.discard(forgotten)
        return kept


async def send_with_token(
    send: Send, tokens: TokenCache, request: Request, client: OAuth2Client, key: str
) -> tuple[Exchange, tuple[str, ...]]:
    """Send with an access token; returns also the tokens that were sent, so that a record can be kept clean of them.

    One deadline covers the token and the request. A 401 may mean that the token was revoked early: once, a fresh one
    is fetched and the request is sent again; where none can be had the refusal stands. Without any token nothing is
    sent, and the exchange says `token_failed`.
    """
    ends = monotonic_seconds() + request.timeout_seconds
    sent: tuple[str, ...] = ()
    exchange = _no_token("the token endpoint did not answer in time")
    for _ in range(2):
        try:
            async with asyncio.timeout(ends - monotonic_seconds()):
                token = await tokens.token(client, key, tenant_id=request.tenant_id)
        except TokenError as error:
            return exchange if sent else _no_token(str(error)), sent
        except TimeoutError:
            return exchange, sent
        sent = (*sent, token)
        lines = (*request.header_lines, header_line("authorization", f"Bearer {token}"))
        exchange = await send(request._replace(header_lines=lines, timeout_seconds=ends - monotonic_seconds()))
        if exchange.status != _UNAUTHORIZED:
            break
        tokens.invalidate(client, key, token, tenant_id=request.tenant_id)
    return exchange, sent


def _no_token(problem: str) -> Exchange:
    return Exchange(None, ErrorClass.TOKEN_FAILED, problem, Phases())


def _token_request(client: OAuth2Client, tenant_id: str, *, in_body: bool) -> Request:
    """Client authentication by HTTP basic, or in the body (RFC 6749 §2.3.1: each part form-encoded first)."""
    form = {"grant_type": "client_credentials"}
    if client.scope:
        form["scope"] = client.scope
    headers = [("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")]
    if in_body:
        form |= {"client_id": client.client_id, "client_secret": client.client_secret}
    else:
        pair = f"{quote_plus(client.client_id)}:{quote_plus(client.client_secret)}"
        headers.append(("authorization", "Basic " + base64.b64encode(pair.encode()).decode()))
    return Request(
        method="POST",
        url=client.token_uri,
        header_lines=header_lines(headers),
        body=urlencode(form).encode(),
        timeout_seconds=_FETCH_SECONDS,
        tenant_id=tenant_id,
    )


def _read(exchange: Exchange) -> _Kept:
    """The token in an answer (RFC 6749 §5.1), or what is wrong with it."""
    now = monotonic_seconds()
    fields = _json(exchange) if exchange.status == _OK else {}
    token = fields.get("access_token")
    if isinstance(token, str) and 0 < len(token) <= _LONGEST_TOKEN_CHARS and token.isascii() and token.isprintable():
        if str(fields.get("token_type", "bearer")).lower() != "bearer":
            return _Kept(None, "the token endpoint gave no bearer token", now + _FAILURE_KEPT_SECONDS)
        return _Kept(token, "", now + _life_seconds(fields.get("expires_in")))
    return _Kept(None, _problem(exchange), now + _FAILURE_KEPT_SECONDS)


def _life_seconds(expires_in: object) -> float:
    """How long to keep a token: its life less a margin for the way there, at most a day."""
    try:
        stated = float(expires_in) if isinstance(expires_in, int | float | str) else _UNSTATED_LIFE_SECONDS
    except ValueError:
        stated = _UNSTATED_LIFE_SECONDS
    life = min(stated, _LONGEST_LIFE_SECONDS) if stated > 0 else 0.0
    return life - min(_MARGIN_SECONDS, life * _MARGIN_SHARE)


def _problem(exchange: Exchange) -> str:
    if exchange.status is None:
        return f"the token endpoint could not be asked: {exchange.error_detail}"
    code = _error_code(exchange)
    said = f" ({code})" if code else ""
    if exchange.status == _OK:
        return "the token endpoint answered without a usable access_token"
    return f"the token endpoint answered {exchange.status}{said}"


def _error_code(exchange: Exchange) -> str:
    """The `error` of RFC 6749 §5.2, when it is one of the words defined there."""
    code = _json(exchange).get("error")
    words = {"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type",
             "invalid_scope"}  # fmt: skip
    return code if isinstance(code, str) and code in words else ""


def _json(exchange: Exchange) -> dict[str, object]:
    try:
        fields = orjson.loads(exchange.body)
    except orjson.JSONDecodeError:
        return {}
    return fields if isinstance(fields, dict) else {}
